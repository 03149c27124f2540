/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_SPREAD_H
#define SHARD_SPREAD_H

#include "shard-placement.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Whether shards of one packet may share a path, and with it a node.
 */
enum class ShardSpreadType : uint8_t
{
    ANY,       //!< "any": as the placement says
    DIFFERENT, //!< "different": each takes a path that none before it took, as long as there is one
    SAME       //!< "same": all go where the placement puts the first one
};

/**
 * @ingroup sharding-payload
 *
 * Places the shards of a packet one after the other, under a rule on whether they may share a path.
 */
class ShardSpread
{
  public:
    /**
     * @param type the rule
     * @param placement chooses among the paths that the rule allows
     */
    ShardSpread(ShardSpreadType type, const ShardPlacement::Config& placement);

    /**
     * Places a shard and adds its bytes to the backlog of the path.
     *
     * @param key the shard; index 0 begins a packet
     * @param paths at least one of them usable
     * @return a usable path
     */
    uint32_t Place(const PlacementKey& key, PathTable& paths);

  private:
    const ShardSpreadType m_type;
    std::unique_ptr<ShardPlacement> m_placement;
    std::vector<uint32_t>
        m_left; //!< different: paths that the packet has not taken; same: the path
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_SPREAD_H */
