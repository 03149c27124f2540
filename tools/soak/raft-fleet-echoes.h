/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FLEET_ECHOES_H
#define RAFT_FLEET_ECHOES_H

#include "ns3/raft-host.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What the members of a fleet's groups really followed, told by what was sent and what arrived. A
 * leader that counts more as answered has been lied to: a lease may rest on a promise that nobody
 * made.
 */
class RaftFleetEchoes
{
  public:
    /// @param beats leave their sender
    void OnSent(const RaftBeats& beats);

    /**
     * @param host has just received them
     * @param epoch of its life
     * @param beats what
     */
    void OnArrived(const RaftHost& host, uint64_t epoch, const RaftBeats& beats);

    /**
     * @param host has just received it
     * @param shard for this group
     * @param message what
     */
    void OnArrived(const RaftHost& host, RaftShardId shard, const RaftMessage& message);

    /**
     * @param shard a group
     * @param core one of its members
     * @return what it believes and should not; ""
     */
    std::string Check(RaftShardId shard, const RaftCore& core) const;

  private:
    /// From, to, epoch of the sender.
    using Way = std::tuple<RaftNodeId, RaftNodeId, uint64_t>;

    void Note(const RaftHost& host,
              RaftShardId shard,
              RaftNodeId from,
              RaftNodeId to,
              uint64_t term,
              int64_t sentNs);

    std::map<Way, std::map<uint64_t, std::vector<RaftBeat>>> m_sets; //!< by number
    std::map<std::pair<Way, uint64_t>, uint64_t> m_held;             //!< by epoch of the receiver
    std::map<std::tuple<RaftShardId, RaftNodeId, uint64_t>, int64_t> m_followed; //!< by term: sent
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FLEET_ECHOES_H */
