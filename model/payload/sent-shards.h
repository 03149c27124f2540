/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SENT_SHARDS_H
#define SENT_SHARDS_H

#include "shard-request.h"

#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a sender keeps of the packets that it sent last, to send shards of them again when the
 * receiver asks (hedging). It knows no timer: the receiver decides what is late, from the times at
 * which its packets become complete, and asks for no more than it needs.
 *
 * At a bound (packets, bytes) the oldest packet is forgotten. No shard is sent again more than
 * maxResends times, whoever asks.
 */
class SentShards
{
  public:
    /// The bounds.
    struct Config
    {
        uint32_t maxPackets{1024};    //!< that are kept, at least 1
        uint64_t maxBytes{4U << 20U}; //!< shards that are kept, SHARD_CHARGE for each included
        uint32_t maxResends{1};       //!< of one shard
    };

    static constexpr uint32_t SHARD_CHARGE =
        256; //!< bytes for what a shard takes besides its bytes

    /// What was done so far. requested = resent + unknown + exhausted, in shards.
    struct Counters
    {
        uint64_t remembered{0}; //!< packets
        uint64_t forgotten{0};  //!< packets, because a bound was reached
        uint64_t requested{0};  //!< shards
        uint64_t resent{0};     //!< shards
        uint64_t unknown{0};    //!< shards of a packet that is not kept, or that it does not have
        uint64_t exhausted{0};  //!< shards that were sent again often enough
    };

    /**
     * @param config what to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit SentShards(const Config& config);

    /**
     * Keeps a packet, after others were forgotten for it; one that is too large is not kept.
     *
     * @param packetId larger than that of all packets before
     * @param shards sealed, in order of index; copies are kept, which share memory with them
     */
    void Remember(uint64_t packetId, const std::vector<Ptr<Packet>>& shards);

    /**
     * @param request authentic, for this sender
     * @param shards replaced by the shards to send again, ready to be sent
     */
    void Answer(const ShardRequest& request, std::vector<Ptr<Packet>>& shards);

    /// @return what was done so far
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

    /// @return bytes that are kept, as charged
    uint64_t
    Bytes() const
    {
        return m_bytes;
    }

    /// @return packets that are kept
    size_t
    Packets() const
    {
        return m_order.size();
    }

  private:
    struct Sent
    {
        std::vector<Ptr<Packet>> shards;
        std::vector<uint32_t> resends;
        uint64_t bytes{0};
    };

    const Config m_config;
    std::unordered_map<uint64_t, Sent> m_packets;
    std::deque<uint64_t> m_order; //!< oldest first
    uint64_t m_bytes{0};
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* SENT_SHARDS_H */
