/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-soak.h"

#include "raft-draws.h"
#include "raft-fleet-soak.h"
#include "raft-soak-run.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t PATIENCE_NS = 60000 * MS;
constexpr uint64_t MOST_EVENTS = 500000;
constexpr uint64_t SEEDS_TO_A_FLEET = 4;
constexpr int64_t ASK_AGAIN_NS = 2000 * MS;

/// The rare paths.
const char* const PROBES[] = {"pre-election",
                              "election",
                              "election lost or still open",
                              "leader without majority steps down",
                              "candidate ignored by a sticky node",
                              "forced election",
                              "message of an old term",
                              "append refused",
                              "entries cut off",
                              "window full",
                              "follower probed",
                              "follower nudged",
                              "snapshot sent",
                              "chunks sent again",
                              "snapshot installed",
                              "transfer",
                              "transfer given up",
                              "membership rolled back",
                              "joint change",
                              "learners change",
                              "leader leaves the group",
                              "read by quorum",
                              "read by lease",
                              "read failed",
                              "writes held back",
                              "outbox full",
                              "log compacted",
                              "crash before sending",
                              "crash after sending",
                              "crash that loses writes",
                              "crash after which an unanswered write is there",
                              "crash of a leader",
                              "proposal refused: not-leader",
                              "proposal refused: transferring",
                              "proposal refused: queue-full",
                              "proposal refused: log-full",
                              "read refused: no-leader",
                              "read refused: queue-full",
                              "change refused: change-under-way",
                              "attack: handed over, leader deaf",
                              "attack: leader off",
                              "attack: voters restart, leader off",
                              "disk stall",
                              "clock rate changed",
                              "campaign refused: promised"};

} // namespace

RaftSoak::RaftSoak(uint64_t seed, SoakOutcome& outcome)
    : m_outcome(outcome), m_dice(seed), m_options(DrawRaftOptions(m_dice)),
      m_group(m_dice,
              static_cast<uint32_t>(m_dice.Between(5, 7)),
              static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 3, 3, 3, 5, 5})),
              m_options,
              m_outcome)
{
}

void
RaftSoak::Run()
{
    const uint64_t events = m_dice.OneOf<uint64_t>({500, 2000, 2000, 4000});
    m_group.weather = RaftWeather::Draw(m_dice);
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        DrawClockRate(id);
    }
    for (uint64_t event = 0; event < events && m_group.Violation().empty(); event++)
    {
        if (m_group.NowNs() >= m_nextFaultNs)
        {
            m_nextFaultNs = m_group.NowNs() + static_cast<int64_t>(m_dice.Between(1, 250)) * MS;
            Disturb();
        }
        if (m_group.NowNs() >= m_nextUseNs)
        {
            m_nextUseNs = m_group.NowNs() + static_cast<int64_t>(m_dice.Between(1, 20)) * MS;
            UseGroup();
        }
        if (!m_group.Step())
        {
            // Nobody is up or electable for now.
            m_nextFaultNs = m_group.NowNs();
        }
    }
    if (m_group.Violation().empty())
    {
        Live();
    }
    m_group.CountProbes();
    if (!m_group.Violation().empty())
    {
        m_outcome.violations.insert(m_outcome.violations.begin(), m_group.Violation());
    }
}

/// The healthy group must get on.
void
RaftSoak::Live()
{
    m_group.links.Heal();
    m_group.weather = RaftWeather();
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        m_group.SetClockRate(id, 0);
    }
    RestartAll();
    const int64_t endNs = m_group.NowNs() + PATIENCE_NS;
    int64_t askNs = 0;
    m_reads.assign(m_group.Size(), 0);
    uint64_t cleanedTerm = 0;
    uint64_t events = 0;
    while (m_group.Violation().empty() && !IsDone())
    {
        if (m_group.NowNs() > endNs || ++events > MOST_EVENTS)
        {
            m_outcome.violations.push_back("liveness: a healthy group does not get on");
            return;
        }
        const RaftNodeId leader = m_group.Leader();
        if (leader != RAFT_NOBODY && m_group.Node(leader).core->Term() != cleanedTerm)
        {
            cleanedTerm = m_group.Node(leader).core->Term();
            RemoveStrangers(
                leader); // at once: where terms are short, the next look may find no leader
        }
        if (m_group.NowNs() >= askNs && leader == RAFT_NOBODY)
        {
            // Whom a leader of the past took for a stranger may be needed.
            askNs = m_group.NowNs() + ASK_AGAIN_NS;
            RestartAll();
        }
        else if (m_group.NowNs() >= askNs)
        {
            askNs = m_group.NowNs() + ASK_AGAIN_NS;
            m_target = m_group.Propose(leader);
            m_proposer = leader;
            m_targetTerm = m_group.Node(leader).core->Term();
            m_group.Settle(leader);
            RemoveStrangers(leader);
            for (const RaftNodeId id : m_group.Node(leader).core->Membership().Everyone())
            {
                m_group.Restart(id);
                if (!m_group.IsAnswered(m_reads[id - 1]))
                {
                    m_reads[id - 1] = m_group.Read(id, false);
                    m_group.Settle(id);
                }
            }
        }
        if (!m_group.Step())
        {
            m_outcome.violations.push_back("liveness: nothing happens any more");
            return;
        }
    }
}

void
RaftSoak::RestartAll()
{
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        m_group.Restart(id);
    }
}

/// A node that was removed and has not heard of it stands for election again and again. With neither
/// pre-vote nor stickiness it ends every leader's term (paper, section 6; dissertation, 4.2.3), and
/// when what the next change waits for takes longer than a term, such as a snapshot for a new voter,
/// the group need not get on: the owner has to stop that node while the change is under way.
void
RaftSoak::RemoveStrangers(RaftNodeId leader)
{
    const RaftCore& core = *m_group.Node(leader).core;
    const bool isSettled = !core.Membership().IsJoint() && core.MembershipIndex() <= core.Commit();
    const bool isOpen = !m_options.preVote && !m_options.sticky;
    for (RaftNodeId id = 1; id <= m_group.Size() && (isSettled || isOpen); id++)
    {
        if (!core.IsNeeded(id))
        {
            m_group.Crash(id, 0);
        }
    }
}

bool
RaftSoak::IsDone()
{
    if (m_target == 0 || m_proposer != m_group.Leader())
    {
        return false;
    }
    const RaftCore& leader = *m_group.Node(m_proposer).core;
    if (leader.Term() != m_targetTerm || leader.Membership().IsJoint() ||
        leader.MembershipIndex() > leader.Commit())
    {
        return false;
    }
    const auto members = leader.Membership().Everyone();
    return std::all_of(members.begin(),
                       members.end(),
                       [&](RaftNodeId id) {
                           return m_group.Node(id).state.Index() >= m_target &&
                                  m_group.IsAnswered(m_reads[id - 1]);
                       });
}

SoakOutcome
SoakRaft(uint64_t seed)
{
    SoakOutcome outcome;
    outcome.seed = seed;
    for (const std::string& probe : RaftSoakProbes())
    {
        outcome.probes[probe] = 0;
    }
    if (seed % SEEDS_TO_A_FLEET == SEEDS_TO_A_FLEET - 1)
    {
        RaftFleetSoak(seed, outcome).Run();
    }
    else
    {
        RaftSoak(seed, outcome).Run();
    }
    return outcome;
}

std::vector<std::string>
RaftSoakProbes()
{
    std::vector<std::string> probes{std::begin(PROBES), std::end(PROBES)};
    for (const auto& more : {RaftLinks::Ways(), RaftFleetSoak::Probes()})
    {
        probes.insert(probes.end(), more.begin(), more.end());
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
