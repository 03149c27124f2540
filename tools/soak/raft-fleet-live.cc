/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-draws.h"
#include "raft-fleet-soak.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t LIVE_MS = 1000000;
constexpr int64_t GET_ON_NS = 60000 * LIVE_MS;
constexpr int64_t WAKE_NS = 30000 * LIVE_MS;
constexpr int64_t ASK_NS = 2000 * LIVE_MS;
constexpr int64_t LATEST_NS = 5000 * LIVE_MS; // a message, see RaftWeather
constexpr uint64_t LIVE_EVENTS = 500000;

} // namespace

/// The healthy fleet must get on, come to rest, and wake.
void
RaftFleetSoak::Live()
{
    Heal();
    const RaftFleet::Plan& plan = m_fleet.ItsPlan();
    if (GetOn() && plan.host.quiesce && !plan.isMixed)
    {
        BeCalm();
    }
}

void
RaftFleetSoak::Heal()
{
    m_fleet.links.Heal();
    m_fleet.weather = RaftWeather();
    for (RaftNodeId id = 1; id <= m_fleet.Size(); id++)
    {
        m_fleet.SetClockRate(id, 0);
        m_fleet.Restart(id);
    }
    for (const auto& group : m_fleet.Groups())
    {
        PlaceAll(*group);
    }
}

void
RaftFleetSoak::PlaceAll(Group& group)
{
    for (RaftNodeId id = 1; id <= m_fleet.Size(); id++)
    {
        m_fleet.PlaceIn(group, id, LIVE_MS);
    }
}

/// @return whether every group has committed something new, and all its members show it
bool
RaftFleetSoak::GetOn()
{
    const int64_t endNs = m_fleet.NowNs() + GET_ON_NS;
    auto& groups = m_fleet.Groups();
    m_duties.assign(groups.size(), Duty());
    for (size_t left = groups.size(); left > 0 && IsFine();)
    {
        left = 0;
        for (size_t i = 0; i < groups.size(); i++)
        {
            Duty& duty = m_duties[i];
            duty.isDone = duty.isDone || IsDone(*groups[i], duty);
            StopStrangersOfANewTerm(*groups[i], duty);
            left += duty.isDone ? 0 : 1;
            if (!duty.isDone && m_fleet.NowNs() >= duty.askNs)
            {
                Ask(*groups[i], duty);
            }
        }
        if (m_fleet.NowNs() > endNs)
        {
            Fail("a group of a healthy fleet does not get on");
        }
        else if (left > 0 && !Go())
        {
            m_fleet.PassTo(m_fleet.NowNs() + ASK_NS); // all rest, or are in the minority
        }
    }
    return IsFine();
}

/// @return false when nothing is going to happen any more, or enough has
bool
RaftFleetSoak::Go()
{
    if (++m_events > LIVE_EVENTS)
    {
        Fail("a healthy fleet makes too much noise");
        return false;
    }
    return m_fleet.Step();
}

/// @return whether nothing was wrong so far
bool
RaftFleetSoak::IsFine() const
{
    return m_fleet.Violation().empty() && m_outcome.violations.empty();
}

void
RaftFleetSoak::Ask(Group& group, Duty& duty)
{
    duty.askNs = m_fleet.NowNs() + ASK_NS;
    duty.reads.resize(m_fleet.Size());
    const RaftNodeId leader = FindRaftLeader(group.nodes);
    if (leader == RAFT_NOBODY)
    {
        PlaceAll(group); // whom a leader of the past took for a stranger may be needed
        return;
    }
    duty.target = m_fleet.Propose(group, leader);
    duty.proposer = leader;
    duty.term = group.Node(leader).watched->Term();
    m_fleet.Settle(leader);
    StopStrangers(group, false);
    for (const RaftNodeId id : group.Node(leader).watched->Membership().Everyone())
    {
        m_fleet.PlaceIn(group, id, 0);
        if (group.Node(id).watched && !group.clients.IsAnswered(duty.reads[id - 1]))
        {
            duty.reads[id - 1] = m_fleet.Read(group, id, false);
            m_fleet.Settle(id);
        }
    }
}

/// At once: where terms are short, the next look may find no leader.
void
RaftFleetSoak::StopStrangersOfANewTerm(Group& group, Duty& duty)
{
    const RaftNodeId leader = duty.isDone ? RAFT_NOBODY : FindRaftLeader(group.nodes);
    if (leader != RAFT_NOBODY && group.Node(leader).watched->Term() != duty.cleanedTerm)
    {
        duty.cleanedTerm = group.Node(leader).watched->Term();
        StopStrangers(group, false);
    }
}

/// See RaftSoak::RemoveStrangers. @param all also those that disturb nobody
void
RaftFleetSoak::StopStrangers(Group& group, bool all)
{
    const RaftNodeId leader = FindRaftLeader(group.nodes);
    if (leader == RAFT_NOBODY)
    {
        return;
    }
    const RaftNode& node = group.Node(leader);
    const RaftCore& core = *node.watched;
    const bool isSettled = !core.Membership().IsJoint() && core.MembershipIndex() <= core.Commit();
    const bool isOpen = !node.options.preVote && !node.options.sticky;
    for (RaftNodeId id = 1; id <= m_fleet.Size() && (isSettled || isOpen || all); id++)
    {
        if (!core.IsNeeded(id) && group.places[id - 1] == RaftFleet::Place::PLACED)
        {
            m_fleet.Stop(group, id);
            m_hasStopped = true;
        }
    }
}

bool
RaftFleetSoak::IsDone(const Group& group, const Duty& duty) const
{
    const RaftNodeId id = duty.proposer;
    if (duty.target == 0 || !group.nodes[id - 1].watched)
    {
        return false;
    }
    const RaftCore& leader = *group.nodes[id - 1].watched;
    if (leader.Role() != RaftRole::LEADER || leader.Term() != duty.term ||
        leader.Membership().IsJoint() || leader.MembershipIndex() > leader.Commit())
    {
        return false;
    }
    const auto members = leader.Membership().Everyone();
    return std::all_of(members.begin(),
                       members.end(),
                       [&](RaftNodeId member)
                       {
                           return group.nodes[member - 1].state.Index() >= duty.target &&
                                  group.clients.IsAnswered(duty.reads[member - 1]);
                       });
}

/// Idle groups rest, and wake for whatever needs them.
void
RaftFleetSoak::BeCalm()
{
    // The first signs of life after a restart may wake some once more; so may what is still on its way of the bad weather, and
    // of a stranger that was stopped only now.
    const int64_t quietNs = std::max(3 * m_fleet.ItsPlan().host.nodeSilenceNs, LATEST_NS);
    do
    {
        if (!ComeToRest() || !Pass(quietNs))
        {
            return;
        }
        m_hasStopped = false;
        if (!ComeToRest())
        {
            return;
        }
    } while (m_hasStopped);
    Group& group = SomeGroup();
    switch (m_dice.Between(1, 4))
    {
    case 1:
        WakeByProposal(group);
        break;
    case 2:
        WakeByRead(group);
        break;
    default:
        WakeByCrash(group);
    }
}

bool
RaftFleetSoak::DoAllRest()
{
    for (RaftNodeId id = 1; id <= m_fleet.Size(); id++)
    {
        const RaftHost* host = m_fleet.Host(id);
        if (host && host->Resting() != host->Size())
        {
            return false;
        }
    }
    return true;
}

bool
RaftFleetSoak::ComeToRest()
{
    const int64_t endNs = m_fleet.NowNs() + WAKE_NS;
    int64_t stopNs = 0;
    while (!DoAllRest())
    {
        if (m_fleet.NowNs() >= stopNs)
        {
            // A host to which a group was to come may have got it since.
            stopNs = m_fleet.NowNs() + ASK_NS;
            for (const auto& group : m_fleet.Groups())
            {
                StopStrangers(*group, true);
            }
            continue;
        }
        if (m_fleet.NowNs() > endNs)
        {
            Fail("idle groups do not come to rest");
        }
        else if (!Go())
        {
            // A learner that was left out waits for nothing, but does not rest.
            m_fleet.PassTo(stopNs);
        }
        if (!IsFine())
        {
            return false;
        }
    }
    return true;
}

/// @return false: something was wrong
bool
RaftFleetSoak::Pass(int64_t forNs)
{
    const int64_t endNs = m_fleet.NowNs() + forNs;
    while (m_fleet.NowNs() < endNs && Go())
    {
    }
    m_fleet.PassTo(endNs);
    return m_fleet.Violation().empty();
}

/// The leader stays: its heartbeats go on as soon as there is something to tell.
void
RaftFleetSoak::WakeByProposal(Group& group)
{
    const RaftNodeId leader = FindRaftLeader(group.nodes);
    const RaftCore& core = *group.Node(leader).watched;
    const uint64_t term = core.Term();
    m_fleet.Probe("fleet: calm: proposal wakes");
    const uint64_t target = m_fleet.Propose(group, leader);
    m_fleet.Settle(leader);
    if (target == 0)
    {
        Fail("a resting leader takes no proposal");
        return;
    }
    if (!Pass(3 * group.Node(leader).options.electionMaxNs))
    {
        return;
    }
    if (core.Role() != RaftRole::LEADER || core.Term() != term)
    {
        Fail("a proposal to a resting leader costs it its term");
    }
    for (const RaftNodeId id : core.Membership().Everyone())
    {
        if (group.Node(id).state.Index() < target)
        {
            Fail("a proposal does not wake its group");
        }
    }
}

void
RaftFleetSoak::WakeByRead(Group& group)
{
    const RaftNodeId leader = FindRaftLeader(group.nodes);
    const RaftCore& core = *group.Node(leader).watched;
    const uint64_t term = core.Term();
    const auto members = core.Membership().Everyone();
    const RaftNodeId id = members[m_dice.Between(0, members.size() - 1)];
    m_fleet.Probe("fleet: calm: read wakes");
    const uint64_t read = m_fleet.Read(group, id, m_dice.OneIn(2));
    m_fleet.Settle(id);
    if (!Pass(3 * group.Node(leader).options.electionMaxNs))
    {
        return;
    }
    if (!group.clients.IsAnswered(read))
    {
        Fail("a read of a resting group is not answered");
    }
    if (core.Role() != RaftRole::LEADER || core.Term() != term)
    {
        Fail("a read of a resting group costs its leader its term");
    }
}

/// The node of a group's leader goes for good, or for a moment; all groups that can must go on.
void
RaftFleetSoak::WakeByCrash(Group& group)
{
    const RaftNodeId gone = FindRaftLeader(group.nodes);
    const bool isBack = m_dice.OneIn(2);
    m_fleet.Probe(isBack ? "fleet: calm: leader's node restarts"
                         : "fleet: calm: leader's node dies");
    std::vector<Group*> waiting;
    for (const auto& one : m_fleet.Groups())
    {
        const RaftNodeId leader = FindRaftLeader(one->nodes);
        const auto& voters = one->Node(leader).watched->Membership().voters;
        if (leader == gone && (isBack || voters.size() > 2))
        {
            waiting.push_back(one.get());
        }
    }
    m_fleet.Crash(gone, isBack ? static_cast<int64_t>(m_dice.Between(1, 300)) * LIVE_MS : 0);
    const int64_t endNs = m_fleet.NowNs() + WAKE_NS;
    const auto leads = [](const Group* one)
    {
        const RaftNodeId leader = FindRaftLeader(one->nodes);
        const RaftCore* core = leader == RAFT_NOBODY ? nullptr : one->nodes[leader - 1].watched;
        return core && core->Log().LastTerm() == core->Term() &&
               core->Commit() == core->Log().LastIndex();
    };
    while (!std::all_of(waiting.begin(), waiting.end(), leads))
    {
        if (!Go() || m_fleet.NowNs() > endNs)
        {
            Fail("who rests for a node that is gone does not go on");
            return;
        }
    }
}

void
RaftFleetSoak::Fail(const std::string& what)
{
    if (IsFine())
    {
        m_outcome.violations.push_back("liveness: " + what);
    }
}

} // namespace sharding
} // namespace ns3
