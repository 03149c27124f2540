/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_LOG_H
#define REQUEST_LOG_H

#include "disk.h"

#include "ns3/mix-hash.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Names a request: whose it is, and which.
 */
struct RequestKey
{
    uint32_t client{0};   //!< whose
    uint32_t session{0};  //!< which of its lives
    uint64_t sequence{0}; //!< which request of that life

    bool
    operator==(const RequestKey& other) const
    {
        return client == other.client && session == other.session && sequence == other.sequence;
    }

    /// Spreads keys over the buckets of a table.
    struct Hash
    {
        std::size_t
        operator()(const RequestKey& key) const
        {
            return MixHash(MixHash(uint64_t{key.client} << 32 | key.session) + key.sequence);
        }
    };
};

/**
 * @ingroup sharding-process
 *
 * What a server knows of the requests that it has executed: their places in its log, so that one
 * that comes again is answered and not executed again. It remembers a limited number, the latest, and all that
 * are being executed.
 *
 * Each request in the log has an index, counted up from 1; the log has a name, a number other than
 * 0. Both survive on the disk: records are written by MakeRecord and read back by Recover.
 *
 * Pure: it knows no simulator.
 */
class RequestLog
{
  public:
    /**
     * @param limit how many requests are remembered, at least 1
     * @param name of the log while Recover has found no other; not 0
     */
    RequestLog(std::size_t limit, uint64_t name);

    /// Where a request stands.
    enum class Standing
    {
        UNKNOWN, //!< not remembered
        BEGUN,   //!< being executed
        DONE     //!< executed
    };

    /**
     * @param key of a request
     * @return where it stands
     */
    Standing Find(const RequestKey& key) const;

    /**
     * Remembers a request that is about to be executed, and gives it its place.
     *
     * @param key of a request that is UNKNOWN
     * @return its index
     */
    uint64_t Begin(const RequestKey& key);

    /// @param key of a request that was begun and is done now
    void Finish(const RequestKey& key);

    /// @param key of a request that was begun and cannot be done: it is forgotten
    void Withdraw(const RequestKey& key);

    /**
     * @param key of a request that is BEGUN or DONE
     * @return its index
     */
    uint64_t GetIndex(const RequestKey& key) const;

    /// @return the name of the log
    uint64_t GetName() const;

    /// @return requests that were forgotten for want of room
    uint64_t GetForgotten() const;

    /**
     * @param key of a request that was begun
     * @param sizeBytes on the disk; at least RECORD_BYTES are taken
     * @return what to append to the disk
     */
    Disk::Record MakeRecord(const RequestKey& key, uint32_t sizeBytes) const;

    /**
     * @param record of a disk
     * @return the request that it is about; nothing when it is none of ours
     */
    static std::optional<RequestKey> ReadKey(const Disk::Record& record);

    /**
     * Takes over what is on a disk. To be called before anything else.
     *
     * @param found in order
     * @return how many requests were taken over; torn records and those of others are none
     */
    uint64_t Recover(const std::vector<Disk::Recovered>& found);

    static constexpr uint32_t RECORD_BYTES = 33; //!< of a record besides the request's body

  private:
    /// What is known of a request.
    struct Entry
    {
        uint64_t index;
        bool done;
    };

    void Add(const RequestKey& key, const Entry& entry);

    std::size_t m_limit;
    uint64_t m_name;
    uint64_t m_last{0}; //!< index given out last
    uint64_t m_forgotten{0};
    std::unordered_map<RequestKey, Entry, RequestKey::Hash> m_entries;
    std::deque<RequestKey> m_order; //!< of addition; some may be withdrawn
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_LOG_H */
