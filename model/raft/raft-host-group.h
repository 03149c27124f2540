/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_HOST_GROUP_H
#define RAFT_HOST_GROUP_H

#include "raft-core.h"
#include "raft-peers.h"
#include "raft-timer-ring.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What a RaftHost keeps of one group.
 */
struct RaftHostGroup : RaftTimerRing::Item
{
    /// As RaftCore, and the group's number.
    RaftHostGroup(RaftShardId id,
                  RaftNodeId self,
                  const RaftOptions& options,
                  const RaftStart& start,
                  int64_t nowNs,
                  uint64_t seed)
        : core(self, options, start, nowNs, seed), shard(id)
    {
    }

    RaftCore core;        //!< this member
    RaftShardId shard;    //!< the group's number
    bool isMarked{false}; //!< it has something to do

    RaftRole role{RaftRole::FOLLOWER}; //!< what the owner was told last
    RaftNodeId leader{RAFT_NOBODY};    //!< what the owner was told last
    uint64_t term{0};                  //!< what the owner was told last

    RaftNodeId restsFor{RAFT_NOBODY}; //!< it rests, and this node leads it
    std::vector<RaftPeer*> restsWith; //!< this node leads it: the other members' nodes
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_HOST_GROUP_H */
