/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_RECEIPTS_H
#define PATH_RECEIPTS_H

#include "path-meter.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a receiver remembers of the shards that came over its paths, to tell their senders.
 *
 * Limit: MAX_SENDERS senders per path; shards of further ones are counted and get no receipt.
 *
 * Pure: time comes in, and never goes back.
 */
class PathReceipts
{
  public:
    static constexpr uint32_t MAX_SENDERS = 64; //!< per path

    /// A receipt and whom it is for.
    struct Due
    {
        uint32_t path;
        uint32_t senderId;
        PathReceipt receipt;
    };

    /**
     * @param nowNs the time
     * @param path over which a shard came
     * @param senderId who sent it
     * @param packetId its packet
     * @return whether it will be in a receipt
     */
    bool NoteShard(int64_t nowNs, uint32_t path, uint32_t senderId, uint64_t packetId);

    /**
     * A sender asks.
     *
     * @param nowNs the time
     * @param path over which it asks
     * @param senderId who asks
     * @param packetId the last packet that it sent
     * @param due the answer
     * @return whether there is one
     */
    bool Answer(int64_t nowNs, uint32_t path, uint32_t senderId, uint64_t packetId, Due& due);

    /**
     * @param nowNs the time
     * @param due replaced by a receipt for each sender and path that something came from since the
     *        last one
     */
    void Take(int64_t nowNs, std::vector<Due>& due);

    /// @return shards and probes of senders for whom there was no room
    uint64_t GetRefused() const;

  private:
    /// One sender's shards over one path.
    struct Entry
    {
        uint32_t senderId{0};
        uint64_t shards{0};
        uint64_t packetId{0};
        int64_t sinceNs{0}; //!< when the last shard of that packet came
        bool isNew{false};  //!< since the last receipt
    };

    /// @return the entry of a sender, or nullptr when there is no room
    Entry* Find(uint32_t path, uint32_t senderId);

    static PathReceipt Write(int64_t nowNs, Entry& entry);

    std::vector<std::vector<Entry>> m_paths;
    uint64_t m_refused{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PATH_RECEIPTS_H */
