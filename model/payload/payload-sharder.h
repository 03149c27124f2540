/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SHARDER_H
#define PAYLOAD_SHARDER_H

#include "shard-placement.h"
#include "split-policy.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A sealed shard and where it goes.
 */
struct Shard
{
    Ptr<Packet> packet; //!< header and payload
    uint32_t path;      //!< index of the path
};

/**
 * @ingroup sharding-payload
 *
 * Turns packets into sealed shards, each with its path. Pure: time comes in, nothing is sent.
 *
 * Packet ids count up by one from firstPacketId; a packet that cannot be sharded uses none. Shards
 * keep the packet tags and byte tags of the packet, and virtual zeros stay virtual.
 */
class PayloadSharder
{
  public:
    /// Who sends, and how.
    struct Config
    {
        uint32_t senderId{0};      //!< unique among the senders to one receiver
        uint64_t firstPacketId{0}; //!< a restarted sender must not use ids again
        SplitPolicy::Config split; //!< how payloads are cut
        ShardPlacementType placement{ShardPlacementType::HASH}; //!< how shards are spread
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit PayloadSharder(const Config& config);

    /**
     * @param payload the packet, which stays as it is
     * @param protocol its EtherType
     * @param now the send time, not negative
     * @param usablePaths indices of the paths that may be used
     * @param shards replaced by the shards in order of their index; empty when the result is not OK
     * @return OK, or why the packet has to take the exception path
     */
    SplitResult Split(const Ptr<const Packet>& payload,
                      uint16_t protocol,
                      Time now,
                      const std::vector<uint32_t>& usablePaths,
                      std::vector<Shard>& shards);

  private:
    const Config m_config;
    uint64_t m_nextPacketId;
    std::unique_ptr<SplitPolicy> m_policy;
    std::unique_ptr<ShardPlacement> m_placement;
    std::vector<uint32_t> m_lengths; //!< reused
    std::vector<uint8_t> m_bytes;    //!< reused; stays empty unless the policy needs bytes
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SHARDER_H */
