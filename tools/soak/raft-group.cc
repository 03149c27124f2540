/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-group.h"

#include "raft-draws.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t RESTART_NEVER = 0;

} // namespace

RaftGroup::RaftGroup(
    Dice& dice, uint32_t nodes, uint32_t voters, const RaftOptions& options, SoakOutcome& outcome)
    : links(nodes), m_dice(dice), m_outcome(outcome), m_nodes(nodes), m_surroundings(nodes),
      m_checker(m_nodes), m_clients(nodes)
{
    RaftMembership membership;
    for (RaftNodeId id = 1; id <= voters; id++)
    {
        membership.voters.push_back(id);
    }
    for (RaftNodeId id = 1; id <= nodes; id++)
    {
        RaftNode& node = Node(id);
        node.id = id;
        node.options = options;
        node.options.priority = dice.OneOf<uint32_t>({15, 15, 15, 12});
        node.bootstrap = membership;
        node.Start(LocalNs(id), dice.Between(0, UINT64_MAX - 1));
        Settle(id);
    }
}

bool
RaftGroup::Step()
{
    if (m_events.IsEmpty() || !Violation().empty())
    {
        return false;
    }
    const RaftEventQueue::Event event = m_events.Pop();
    m_nowNs = std::max(m_nowNs, event.timeNs);
    RaftNode& node = Node(event.node);
    if (event.kind == Kind::MESSAGE)
    {
        Deliver(event);
        return true;
    }
    const bool isStaleTick =
        event.kind == Kind::TICK && event.timeNs != m_surroundings[event.node - 1].tickNs;
    if (event.starts != node.starts || isStaleTick)
    {
        return true; // of an earlier life, or an earlier one was planned since
    }
    switch (event.kind)
    {
    case Kind::TICK:
        m_surroundings[event.node - 1].tickNs = INT64_MAX;
        if (node.core && node.core->NextDeadlineNs() <= LocalNs(event.node))
        {
            node.core->Tick(LocalNs(event.node));
        }
        break;
    case Kind::SYNCED:
        node.disk.Sync(event.number);
        node.core->OnPersisted(LocalNs(event.node), event.number);
        break;
    case Kind::RESTART:
        Restart(event.node);
        return true;
    case Kind::MESSAGE:
    case Kind::PLACE:
        break;
    }
    Settle(event.node);
    return true;
}

void
RaftGroup::Deliver(const RaftEventQueue::Event& event)
{
    RaftMessage& message = m_slots.At(event.number);
    RaftNode& node = Node(event.node);
    // What was on its way when a link was cut is lost too.
    const bool isCut = links.IsCut(message.from, event.node);
    if (node.core && !isCut)
    {
        node.core->Receive(LocalNs(event.node), message);
    }
    message.Clear();
    m_slots.Release(event.number);
    Settle(event.node);
}

void
RaftGroup::Transmit(RaftMessage& message)
{
    if (!links.IsCut(message.from, message.to))
    {
        weather.Transmit(m_dice,
                         message,
                         [this](RaftMessage& copy, int64_t longestNs) { Post(copy, longestNs); });
    }
}

/// @param message is on its way, for at most @p longestNs; left empty
void
RaftGroup::Post(RaftMessage& message, int64_t longestNs)
{
    const RaftNodeId to = message.to;
    const uint64_t slot = m_slots.Put(message);
    const auto delay = m_dice.Between(10000, static_cast<uint64_t>(longestNs));
    Push(m_nowNs + static_cast<int64_t>(delay), Kind::MESSAGE, to, slot);
}

void
RaftGroup::Settle(RaftNodeId id)
{
    RaftNode& node = Node(id);
    while (node.core && Violation().empty() && CarryOut(node))
    {
    }
    if (node.core)
    {
        Plan(node);
    }
}

/// @return whether the core may want more
bool
RaftGroup::CarryOut(RaftNode& node)
{
    RaftReady& ready = node.core->Collect(LocalNs(node.id));
    m_checker.OnCollect(node, ready);
    if (!Violation().empty())
    {
        return false;
    }
    for (const RaftReadAnswer& answer : ready.reads)
    {
        m_clients.OnAnswer(answer);
    }
    if (ready.write.id != 0)
    {
        auto& freeNs = m_surroundings[node.id - 1].diskFreeNs;
        const auto takes = m_dice.Between(10000, static_cast<uint64_t>(weather.fsyncNs));
        freeNs = std::max(freeNs, m_nowNs) + static_cast<int64_t>(takes);
        node.disk.Begin(ready.write, node.core->Log());
        Push(freeNs, Kind::SYNCED, node.id, ready.write.id);
    }
    const bool hasCommitted =
        node.core->Role() == RaftRole::LEADER && ready.applyFirst <= ready.applyLast;
    const bool crashes = weather.Crashes(m_dice, hasCommitted);
    if (crashes && m_dice.OneIn(2))
    {
        Probe("crash before sending");
        Crash(node.id, static_cast<int64_t>(m_dice.Between(1000000, 300000000)));
        return false;
    }
    for (RaftMessage& message : ready.messages)
    {
        Transmit(message);
    }
    if (crashes)
    {
        Probe("crash after sending");
        Crash(node.id, static_cast<int64_t>(m_dice.Between(1000000, 300000000)));
        return false;
    }
    if (ready.restore)
    {
        node.state.Restore(*ready.restore);
        m_checker.OnApplied(node);
    }
    const bool applies = ready.restore || ready.applyFirst <= ready.applyLast;
    m_clients.Apply(node, ready.applyFirst, ready.applyLast, node.core->Log(), m_checker);
    if (applies)
    {
        node.core->OnApplied(node.state.Index());
    }
    if (node.core->Log().Size() > node.options.maxLogEntries / 2)
    {
        Compact(node.id);
    }
    return applies;
}

/// Sees to it that the core is called when it wants to be.
void
RaftGroup::Plan(RaftNode& node)
{
    Surroundings& around = m_surroundings[node.id - 1];
    const int64_t deadline = node.core->NextDeadlineNs();
    if (deadline == RaftCore::NEVER)
    {
        return;
    }
    const int64_t dueNs = std::max(m_nowNs, around.clock.Global(deadline));
    if (dueNs < around.tickNs)
    {
        around.tickNs = dueNs;
        Push(dueNs, Kind::TICK, node.id, 0);
    }
}

void
RaftGroup::Push(int64_t timeNs, Kind kind, RaftNodeId node, uint64_t number)
{
    m_events.Push(timeNs, kind, node, number, Node(node).starts);
}

int64_t
RaftGroup::NowNs() const
{
    return m_nowNs;
}

RaftNode&
RaftGroup::Node(RaftNodeId id)
{
    return m_nodes[id - 1];
}

uint32_t
RaftGroup::Size() const
{
    return static_cast<uint32_t>(m_nodes.size());
}

RaftNodeId
RaftGroup::Leader() const
{
    return FindRaftLeader(m_nodes);
}

RaftNodeId
RaftGroup::SomebodyUp()
{
    return PickRaftNode(m_dice, m_nodes);
}

RaftNodeId
RaftGroup::SomebodyLeading()
{
    return PickRaftLeader(m_dice, m_nodes);
}

int64_t
RaftGroup::LocalNs(RaftNodeId id) const
{
    return m_surroundings[id - 1].clock.Local(m_nowNs);
}

void
RaftGroup::Crash(RaftNodeId id, int64_t backNs)
{
    RaftNode& node = Node(id);
    if (!node.core)
    {
        return;
    }
    AddRaftProbes(node.core->Counters(), m_outcome);
    const uint64_t pending = node.disk.Pending().size();
    const uint64_t survivors = m_dice.Between(0, pending);
    Probe("crash that loses writes", survivors < pending ? 1 : 0);
    Probe("crash after which an unanswered write is there", survivors > 0 ? 1 : 0);
    Probe("crash of a leader", node.core->Role() == RaftRole::LEADER ? 1 : 0);
    node.Crash(survivors);
    node.starts++; // what is under way is of an earlier life
    m_clients.OnCrash(id);
    m_surroundings[id - 1].tickNs = INT64_MAX;
    m_surroundings[id - 1].diskFreeNs = m_nowNs;
    m_checker.OnCrash(node);
    if (backNs != RESTART_NEVER)
    {
        Push(m_nowNs + backNs, Kind::RESTART, id, 0);
    }
}

void
RaftGroup::Restart(RaftNodeId id)
{
    RaftNode& node = Node(id);
    if (!node.core)
    {
        node.Start(LocalNs(id), m_dice.Between(0, UINT64_MAX - 1));
        Settle(id);
    }
}

void
RaftGroup::StallDisk(RaftNodeId id, int64_t forNs)
{
    auto& freeNs = m_surroundings[id - 1].diskFreeNs;
    freeNs = std::max(freeNs, m_nowNs) + forNs;
}

void
RaftGroup::SetClockRate(RaftNodeId id, int64_t ppm)
{
    m_surroundings[id - 1].clock.SetRate(m_nowNs, ppm);
    m_surroundings[id - 1].tickNs = INT64_MAX;
    if (Node(id).core)
    {
        Plan(Node(id));
    }
}

uint64_t
RaftGroup::Propose(RaftNodeId id)
{
    const auto command = m_clients.Command(m_dice);
    const auto result = Node(id).core->Propose(LocalNs(id), command);
    if (!result.IsOk())
    {
        Probe("proposal refused: " + RaftErrorName(result.Error()));
        return 0;
    }
    m_clients.OnProposed(id, result.Value());
    return result.Value().index;
}

uint64_t
RaftGroup::Read(RaftNodeId id, bool lease)
{
    const uint64_t number = m_clients.NewRead();
    m_checker.OnRead(number);
    const RaftError error = Node(id).core->Read(LocalNs(id), number, lease);
    if (error != RaftError::NONE)
    {
        Probe("read refused: " + RaftErrorName(error));
        return 0;
    }
    return number;
}

bool
RaftGroup::IsAnswered(uint64_t read) const
{
    return m_clients.IsAnswered(read);
}

void
RaftGroup::Compact(RaftNodeId id)
{
    RaftNode& node = Node(id);
    const uint64_t durable = node.disk.LastIndex();
    if (node.state.Index() == 0 || node.state.Index() > durable)
    {
        return;
    }
    const auto padding = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 100, 1000}));
    if (node.core->Compact(node.state.Index(), node.state.Save(padding)) == RaftError::NONE)
    {
        Probe("log compacted");
        node.disk.Compact(node.core->Snapshot());
    }
}

const std::string&
RaftGroup::Violation() const
{
    return m_checker.Violation();
}

void
RaftGroup::CountProbes()
{
    for (const RaftNode& node : m_nodes)
    {
        if (node.core)
        {
            AddRaftProbes(node.core->Counters(), m_outcome);
        }
    }
}

void
RaftGroup::Probe(const std::string& probe, uint64_t count)
{
    m_outcome.probes[probe] += count;
}

} // namespace sharding
} // namespace ns3
