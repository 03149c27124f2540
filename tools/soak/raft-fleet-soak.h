/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FLEET_SOAK_H
#define RAFT_FLEET_SOAK_H

#include "raft-fleet.h"

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
 * One seed of SoakRaft that is about hosts.
 */
class RaftFleetSoak
{
  public:
    /**
     * @param seed any number
     * @param outcome gets the probes, and what was wrong
     */
    RaftFleetSoak(uint64_t seed, SoakOutcome& outcome);

    /// Lets it happen.
    void Run();

    /// @return the names of its rare paths
    static std::vector<std::string> Probes();

  private:
    using Group = RaftFleet::Group;

    /// What a group has still to do when all is well again.
    struct Duty
    {
        uint64_t target{0}; //!< all members must apply this
        uint64_t term{0};   //!< of the leader that proposed it
        RaftNodeId proposer{RAFT_NOBODY};
        std::vector<uint64_t> reads; //!< by id - 1
        int64_t askNs{0};
        uint64_t cleanedTerm{0}; //!< when strangers were stopped last
        bool isDone{false};
    };

    RaftFleet::Plan DrawPlan();

    // raft-fleet-faults.cc
    void UseSome();
    void Disturb();
    void DisturbGroup(Group& group, RaftNodeId id);
    void Lull();
    void Attack();
    void GoOnWithAttack();
    void ChangeMembership(Group& group);
    void MoveSome(Group& group);
    Group& SomeGroup();

    // raft-fleet-live.cc
    void Live();
    void Heal();
    bool Go();
    bool GetOn();
    void Ask(Group& group, Duty& duty);
    void PlaceAll(Group& group);
    void StopStrangersOfANewTerm(Group& group, Duty& duty);
    void StopStrangers(Group& group, bool all);
    bool IsDone(const Group& group, const Duty& duty) const;
    void BeCalm();
    bool ComeToRest();
    bool DoAllRest();
    bool Pass(int64_t forNs);
    void WakeByProposal(Group& group);
    void WakeByRead(Group& group);
    void WakeByCrash(Group& group);
    bool IsFine() const;
    void Fail(const std::string& what);

    SoakOutcome& m_outcome;
    Dice m_dice;
    RaftFleet m_fleet;
    int64_t m_useMs{20};
    int64_t m_faultMs{250};
    int64_t m_nextFaultNs{0};
    int64_t m_nextUseNs{0};
    Group* m_attacked{nullptr};
    RaftNodeId m_old{RAFT_NOBODY}; //!< leads the attacked group, so it believes
    int64_t m_attackNs{0};         //!< the attack goes on
    bool m_isAsked{false};         //!< the new leader was given something to do
    uint64_t m_events{0};          //!< since all is well again
    bool m_hasStopped{false};      //!< a stranger
    std::vector<Duty> m_duties;    //!< by group
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FLEET_SOAK_H */
