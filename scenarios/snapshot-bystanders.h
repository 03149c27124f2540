/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SNAPSHOT_BYSTANDERS_H
#define SNAPSHOT_BYSTANDERS_H

#include "ns3/nstime.h"
#include "ns3/raft-status.h"
#include "ns3/run-record.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * What the snapshots of some shards cost the others. A bystander is a shard of which no snapshot was made in the whole
 * run, so that none can have been sent.
 */
class SnapshotBystanders
{
  public:
    /**
     * @param warmUp what happens earlier does not count, but that a shard has a snapshot does
     * @param shards how many there are
     * @param nodes how many there are; all follow
     */
    SnapshotBystanders(Time warmUp, uint32_t shards, uint32_t nodes);

    /**
     * @param now the time, never less than before
     * @param node from 0
     * @param shard from 0
     * @param role of the node from now on
     * @param term in which
     */
    void NoteRole(Time now, uint32_t node, uint32_t shard, RaftRole role, uint64_t term);

    /**
     * @param shard from 0
     * @param bytes of its snapshot
     * @param isReceived whether a replica got it from its leader, and did not make it
     */
    void NoteSnapshot(uint32_t shard, uint64_t bytes, bool isReceived);

    /**
     * Reports what was received, and what bystanders did meanwhile.
     *
     * @param record gets metrics
     */
    void Report(RunRecord& record) const;

  private:
    struct Shard
    {
        std::vector<bool> isCandidate; //!< by node, also before the vote
        uint64_t term{0};              //!< highest of a leader
        uint64_t candidacies{0};       //!< after the warm-up
        uint64_t elections{0};         //!< won after the warm-up
        uint64_t snapshots{0};         //!< made or received
    };

    Time m_warmUp;
    std::vector<Shard> m_shards;
    uint64_t m_bytes{0}; //!< received
};

} // namespace sharding
} // namespace ns3

#endif /* SNAPSHOT_BYSTANDERS_H */
