/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SOAK_RUN_H
#define RAFT_SOAK_RUN_H

#include "raft-group.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * One seed of SoakRaft that is about a single group.
 */
class RaftSoak
{
  public:
    /**
     * @param seed any number
     * @param outcome gets the probes, and what was wrong
     */
    RaftSoak(uint64_t seed, SoakOutcome& outcome);

    /// Lets it happen.
    void Run();

  private:
    void Disturb();
    void DrawClockRate(RaftNodeId id);
    void AttackLeader();
    void FinishAttack();
    void ChangeMembership();
    void UseGroup();
    void RestartAll();
    void RemoveStrangers(RaftNodeId leader);
    bool IsDone();
    void Probe(const std::string& probe);
    void Live();

    SoakOutcome& m_outcome;
    Dice m_dice;
    const RaftOptions m_options;
    RaftGroup m_group;
    int64_t m_nextFaultNs{0};
    int64_t m_nextUseNs{0};
    RaftNodeId m_chosen{RAFT_NOBODY}; //!< of an attack that goes on
    uint64_t m_target{0};             //!< liveness: all members must apply this
    RaftNodeId m_proposer{RAFT_NOBODY};
    uint64_t m_targetTerm{0};
    std::vector<uint64_t> m_reads; //!< liveness: by id - 1
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SOAK_RUN_H */
