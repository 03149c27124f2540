/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_LEADERSHIP_H
#define SHARD_LEADERSHIP_H

#include "ns3/nstime.h"
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
 * Who leads each shard, as only somebody who sees all nodes at once can know it, and for how long nobody did.
 *
 * A shard is led by the node that takes itself for its leader in the highest term, while that node runs: a crash, a
 * stop and a pause end it at once, though the others are yet to notice. A leader that is cut off leads until another one is
 * elected; that its shard serves nobody is seen by the measures of deliveries.
 *
 * A stretch without a leader that had not ended at the end of the run counts in full for what it lasted, but not among the quantiles.
 */
class ShardLeadership
{
  public:
    static constexpr int32_t NOBODY = -1;        //!< leads a shard that has no leader
    static constexpr uint64_t MAX_EVENTS = 1000; //!< elections that become events of the run

    /**
     * @param shards how many there are
     * @param nodes how many there are; none runs
     */
    ShardLeadership(uint32_t shards, uint32_t nodes);

    /**
     * @param now the time, never less than before
     * @param node from 0
     * @param isRunning whether it does its work from now on
     * @param isForgetful whether it has lost its memory: it leads nothing any more
     */
    void NoteState(Time now, uint32_t node, bool isRunning, bool isForgetful);

    /**
     * @param now the time, never less than before
     * @param node from 0
     * @param shard from 0
     * @param leads whether the node takes itself for its leader
     * @param term in which
     */
    void NoteRole(Time now, uint32_t node, uint32_t shard, bool leads, uint64_t term);

    /**
     * @param shard from 0
     * @return the node that leads it, from 0; NOBODY
     */
    int32_t GetLeader(uint32_t shard) const;

    /**
     * Reports leader changes, terms, and stretches without a leader.
     *
     * @param warmUp what began earlier does not count
     * @param end of the run
     * @param nodeNames names of the nodes, for events
     * @param record gets metrics and an event for each of the first MAX_EVENTS elections
     */
    void Report(Time warmUp,
                Time end,
                const std::vector<std::string>& nodeNames,
                RunRecord& record) const;

  private:
    /// A node takes itself for the leader.
    struct Claim
    {
        uint32_t node;
        uint64_t term;
    };

    struct Shard
    {
        std::vector<Claim> claims;
        int32_t leader{NOBODY};
        uint64_t term{0}; //!< highest of a leader so far
        Time since;       //!< without a leader, meaningful while there is none
    };

    /// An election that was won.
    struct Election
    {
        Time when;
        uint32_t shard;
        uint32_t node;
        uint64_t term;
    };

    /// A stretch without a leader that has ended.
    struct Gap
    {
        Time begin;
        Time length;
    };

    void Judge(Time now, uint32_t shard);

    std::vector<Shard> m_shards;
    std::vector<bool> m_running;
    std::vector<Election> m_elections; //!< the first MAX_EVENTS
    std::vector<Time> m_won;           //!< when each election was won
    std::vector<Gap> m_gaps;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_LEADERSHIP_H */
