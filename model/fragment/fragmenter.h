/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENTER_H
#define FRAGMENTER_H

#include "fragment-error.h"
#include "fragment-header.h"

#include "ns3/byte-span.h"
#include "ns3/header.h"
#include "ns3/result.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * One fragment of a batch.
 */
struct FragmentFrame
{
    FragmentHeader header; //!< what it is
    ByteSpan payload;      //!< its bytes, which belong to the batch
};

/**
 * @ingroup sharding-fragment
 *
 * A message cut into fragments. It owns the message's bytes, in one piece; the fragments are made
 * as they are asked for.
 *
 *     for (const FragmentFrame& frame : batch) { ... }
 */
class FragmentBatch
{
  public:
    /// Walks over the fragments.
    class Iterator
    {
      public:
        /**
         * @param batch must outlive the iterator
         * @param at index of a fragment
         */
        Iterator(const FragmentBatch& batch, uint64_t at) : m_batch(&batch), m_at(at)
        {
        }

        /// @return the fragment
        FragmentFrame
        operator*() const
        {
            return (*m_batch)[m_at];
        }

        /// @return the iterator, one fragment further
        Iterator&
        operator++()
        {
            m_at++;
            return *this;
        }

        /// @return whether both are at different fragments
        bool
        operator!=(const Iterator& other) const
        {
            return m_at != other.m_at;
        }

      private:
        const FragmentBatch* m_batch;
        uint64_t m_at;
    };

    /**
     * @param id the message
     * @param bytes its content
     * @param maxPayload most bytes in a fragment, at least 1; the indices suffice for the number of
     *         fragments
     */
    FragmentBatch(MessageId id, std::vector<uint8_t> bytes, size_t maxPayload);

    /// @return the message
    MessageId Id() const;

    /// @return how many fragments there are, at least 1: an empty message has one, which is empty
    uint64_t Count() const;

    /// @return whether there is more than one
    bool IsFragmented() const;

    /// @return the whole message
    const std::vector<uint8_t>& Bytes() const;

    /**
     * @param at below Count()
     * @return that fragment
     */
    FragmentFrame operator[](uint64_t at) const;

    /// @return the first fragment
    Iterator
    begin() const
    {
        return {*this, 0};
    }

    /// @return the end
    Iterator
    end() const
    {
        return {*this, m_count};
    }

  private:
    MessageId m_id;
    std::vector<uint8_t> m_bytes;
    size_t m_maxPayload;
    uint64_t m_count;
};

/**
 * @ingroup sharding-fragment
 *
 * Cuts messages into fragments and numbers them, without a protocol: whoever calls it wraps the
 * frames as it likes.
 */
class Fragmenter
{
  public:
    using BatchOrError = Result<FragmentBatch, FragmentError>; //!< see FragmentError

    /// What it keeps to.
    struct Config
    {
        size_t maxPayload{1024};                      //!< most bytes in a fragment, at least 1
        uint64_t maxMessageSize{uint64_t{16} << 20U}; //!< longest message, bytes
        uint64_t maxFragments{uint64_t{1} << 32U};    //!< most fragments of a message, 1 to 2^32
        MessageId firstId{1};                         //!< of the first message
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit Fragmenter(const Config& config);

    /**
     * Serializes a message and cuts it.
     *
     * @tparam Message an ns3::Header, or any type with
     *         `void AppendTo(std::vector<uint8_t>& bytes) const`
     * @param message the message
     * @return its fragments under a fresh id, or why there are none
     */
    template <typename Message>
    BatchOrError FragmentMessage(const Message& message);

    /**
     * @param bytes a message
     * @return its fragments under a fresh id, or why there are none
     */
    BatchOrError FragmentBytes(std::vector<uint8_t> bytes);

    /**
     * @param id an id that the caller has chosen; it does not touch the fresh ones
     * @param bytes a message
     * @return its fragments, or why there are none
     */
    BatchOrError FragmentWithId(MessageId id, std::vector<uint8_t> bytes) const;

  private:
    static std::vector<uint8_t> BytesOf(const Header& header);

    const Config m_config;
    uint64_t m_nextId;
    bool m_exhausted{false}; //!< the largest id was given out
};

template <typename Message>
Fragmenter::BatchOrError
Fragmenter::FragmentMessage(const Message& message)
{
    if constexpr (std::is_base_of_v<Header, Message>)
    {
        return FragmentBytes(BytesOf(message));
    }
    else
    {
        std::vector<uint8_t> bytes;
        message.AppendTo(bytes);
        return FragmentBytes(std::move(bytes));
    }
}

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENTER_H */
