/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FLEET_NODE_H
#define RAFT_FLEET_NODE_H

#include "raft-fleet.h"

#include <cstdint>
#include <memory>
#include <set>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A host of a RaftFleet with what belongs to it: clock, disk, and what becomes of its output.
 */
class RaftFleet::Node : public RaftHostOutput
{
  public:
    /// As RaftFleet. @param id its own
    Node(RaftFleet& fleet, RaftNodeId id);

    void OnStep(RaftShardId shard, const RaftCore& core, RaftReady& ready) override;
    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) override;
    void OnMessage(RaftShardId shard, RaftMessage& message) override;
    void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log) override;
    void OnRead(RaftShardId shard, const RaftReadAnswer& answer) override;
    void OnBeats(RaftBeats& beats) override;

    /// Before Collect.
    void Begin();

    /// The host crashes before it does anything more.
    void
    Die()
    {
        m_isDying = true;
    }

    /// @return whether it crashes after this step
    bool
    IsDying() const
    {
        return m_isDying || m_diesNext;
    }

    const RaftNodeId id;
    std::unique_ptr<RaftHost> host; //!< nullptr: it is down
    uint32_t starts{0};             //!< lives, and ends of lives
    RaftNodeClock clock;
    RaftFleetDisk disk;
    int64_t tickNs{INT64_MAX};    //!< planned, global
    int64_t syncNs{INT64_MAX};    //!< planned, global
    std::set<RaftShardId> toTrim; //!< their logs are long

  private:
    RaftFleet& m_fleet;
    Mail m_mail;
    bool m_isDying{false};
    bool m_diesNext{false};
    RaftNodeId m_beatsTo{RAFT_NOBODY};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FLEET_NODE_H */
