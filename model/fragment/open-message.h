/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPEN_MESSAGE_H
#define OPEN_MESSAGE_H

#include "fragment-header.h"
#include "fragment-outcome.h"
#include "fragment-series.h"
#include "fragment-store.h"
#include "reassembly-limits.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A fragment as a reassembler sees it: what it is, whoever wrote its header.
 */
struct ArrivedFragment
{
    FragmentHeader header;                 //!< which fragment of which message
    uint64_t peer{0};                      //!< who sent it: ids of two peers are different ids
    std::optional<uint64_t> totalLength{}; //!< the message's length, where the header says so
    uint32_t type{0};                      //!< the protocol's mark
    bool hasId{true}; //!< false: the id was made up on arrival and is never used again
};

/**
 * @ingroup sharding-fragment
 *
 * A message that waits for fragments: those that have come in order, and those that have come ahead
 * of the next one. It judges a fragment in the eyes of those before it. Knows neither time nor
 * other messages.
 */
template <typename Store>
class OpenMessage
{
  public:
    using View = typename Store::View; //!< a fragment's payload

    /// A message of which nothing has come.
    OpenMessage() = default;

    /// @param first the fragment that opens it
    explicit OpenMessage(const ArrivedFragment& first)
        : m_series(first.header.messageId), m_totalLength(first.totalLength), m_type(first.type)
    {
    }

    /**
     * @param limits what to believe
     * @param fragment what it is
     * @param payload its content
     * @return ACCEPTED when it can be kept; DUPLICATE; or why the message must be given up
     */
    FragmentOutcome Judge(const ReassemblyLimits& limits,
                          const ArrivedFragment& fragment,
                          const View& payload) const;

    /**
     * @param limits what to believe
     * @param fragment an accepted one
     * @param bytes its length
     * @return memory that keeping it allocates, before any is freed
     */
    uint64_t MemoryFor(const ReassemblyLimits& limits,
                       const ArrivedFragment& fragment,
                       uint64_t bytes) const;

    /**
     * Keeps a fragment.
     *
     * @param limits what to believe
     * @param fragment an accepted one
     * @param payload its content
     */
    void Keep(const ReassemblyLimits& limits, const ArrivedFragment& fragment, const View& payload);

    /// @return whether nothing is missing
    bool
    IsComplete() const
    {
        return m_series.IsComplete();
    }

    /// @return the index that comes next
    FragmentIndex
    NextIndex() const
    {
        return m_series.NextIndex();
    }

    /// @return fragments that are kept
    uint64_t
    Fragments() const
    {
        return m_series.NextIndex().Value() + m_held.size() + (IsComplete() ? 1 : 0);
    }

    /// @return their content, bytes
    uint64_t
    Bytes() const
    {
        return m_store.Size() + m_heldBytes;
    }

    /// @return their memory, bytes
    uint64_t
    Memory() const
    {
        return m_store.Memory() + m_heldMemory;
    }

    /// @return the protocol's mark of the first fragment
    uint32_t
    Type() const
    {
        return m_type;
    }

    /// @return how long the message is said to be
    std::optional<uint64_t>
    TotalLength() const
    {
        return m_totalLength;
    }

    /// @return the complete message; the open one is used up
    typename Store::Content
    TakeContent()
    {
        return m_store.TakeContent();
    }

    /**
     * Recounts what is held.
     *
     * @param limits what it must keep to
     * @return an empty string, or one sentence that says what is off
     */
    std::string Check(const ReassemblyLimits& limits) const;

  private:
    /// Fragments that can be appended at once.
    struct Run
    {
        uint64_t bytes;     //!< their length
        uint64_t fragments; //!< how many
    };

    bool IsThere(uint32_t index) const;
    FragmentOutcome JudgeCopy(const ArrivedFragment& fragment, const View& payload) const;
    Run RunFrom(uint32_t index, uint64_t bytes) const;

    FragmentSeries m_series;                          //!< what has come in order
    Store m_store;                                    //!< its content
    std::map<uint32_t, typename Store::Piece> m_held; //!< what has come ahead of it
    uint64_t m_heldBytes{0};                          //!< content of these
    uint64_t m_heldMemory{0};                         //!< memory of these
    std::optional<uint32_t> m_lastIndex;              //!< of the last fragment, once that has come
    std::optional<uint64_t> m_totalLength;            //!< as declared by all of them
    uint32_t m_type{0};                               //!< the protocol's mark
};

extern template class OpenMessage<ByteStore>;
extern template class OpenMessage<PacketStore>;

} // namespace sharding
} // namespace ns3

#endif /* OPEN_MESSAGE_H */
