/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_PLACEMENT_H
#define SHARD_PLACEMENT_H

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * How shards are spread over paths.
 */
enum class ShardPlacementType : uint8_t
{
    HASH,       //!< "hash": by a hash of sender, packet id and shard index
    ROUND_ROBIN //!< "round-robin": one path after the other
};

/**
 * @ingroup sharding-payload
 *
 * What a placement may look at.
 */
struct ShardKey
{
    uint32_t senderId;   //!< who splits the packet
    uint64_t packetId;   //!< which of the sender's packets
    uint32_t shardIndex; //!< place among its shards
};

/**
 * @ingroup sharding-payload
 *
 * Chooses the path of each shard. One object belongs to one sender.
 */
class ShardPlacement
{
  public:
    /**
     * @param type the rule
     * @return a placement that follows it
     */
    static std::unique_ptr<ShardPlacement> Create(ShardPlacementType type);

    virtual ~ShardPlacement() = default;

    /**
     * @param key the shard
     * @param usablePaths indices of the paths that may be used, at least one; hash spreads evenly
     *        over them, round-robin goes on through them across packets
     * @return one of usablePaths
     */
    virtual uint32_t Place(const ShardKey& key, const std::vector<uint32_t>& usablePaths) = 0;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_PLACEMENT_H */
