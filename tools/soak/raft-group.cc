/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-group.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t SLOW_FACTOR = 50;
constexpr int64_t GHOST_NS = 5000000000;
constexpr int64_t RESTART_NEVER = 0;

} // namespace

RaftGroup::RaftGroup(
    Dice& dice, uint32_t nodes, uint32_t voters, const RaftOptions& options, SoakOutcome& outcome)
    : m_dice(dice), m_outcome(outcome), m_nodes(nodes), m_surroundings(nodes), m_checker(m_nodes),
      m_cut(nodes, std::vector<bool>(nodes, false))
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
    if (m_events.empty() || !Violation().empty())
    {
        return false;
    }
    const Event event = m_events.top();
    m_events.pop();
    m_nowNs = std::max(m_nowNs, event.timeNs);
    RaftNode& node = Node(event.node);
    if (event.kind == Kind::MESSAGE)
    {
        Deliver(event);
        return true;
    }
    if (event.starts != node.starts)
    {
        return true; // of an earlier life
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
        break;
    }
    Settle(event.node);
    return true;
}

void
RaftGroup::Deliver(const Event& event)
{
    RaftMessage& message = m_slots[event.number];
    RaftNode& node = Node(event.node);
    // What was on its way when a link was cut is lost too.
    const bool isCut = m_cut[message.from - 1][event.node - 1];
    if (node.core && !isCut)
    {
        node.core->Receive(LocalNs(event.node), message);
    }
    message.Clear();
    m_freeSlots.push_back(event.number);
    Settle(event.node);
}

void
RaftGroup::Transmit(RaftMessage& message)
{
    if (m_cut[message.from - 1][message.to - 1] || message.to > Size())
    {
        return;
    }
    const auto happens = [this](uint64_t oneIn) { return oneIn > 0 && m_dice.OneIn(oneIn); };
    if (happens(weather.ghostOneIn))
    {
        RaftMessage ghost = message;
        Post(ghost, GHOST_NS);
    }
    if (happens(weather.repeatOneIn))
    {
        RaftMessage copy = message;
        Post(copy, weather.delayNs);
    }
    if (!happens(weather.lossOneIn))
    {
        Post(message, weather.delayNs * (happens(weather.slowOneIn) ? SLOW_FACTOR : 1));
    }
}

/// @param message is on its way, for at most @p longestNs; left empty
void
RaftGroup::Post(RaftMessage& message, int64_t longestNs)
{
    if (m_freeSlots.empty())
    {
        m_freeSlots.push_back(m_slots.size());
        m_slots.emplace_back();
    }
    const uint64_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();
    std::swap(m_slots[slot], message);
    const auto delay = m_dice.Between(10000, static_cast<uint64_t>(longestNs));
    Push(m_nowNs + static_cast<int64_t>(delay), Kind::MESSAGE, m_slots[slot].to, slot);
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
        m_answered[answer.id] = answer.ok;
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
    const uint64_t crashOneIn = weather.crashOneIn / (hasCommitted ? 10 : 1);
    const bool crashes = crashOneIn > 0 && m_dice.OneIn(crashOneIn);
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
    ApplyEntries(node, ready.applyFirst, ready.applyLast);
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

void
RaftGroup::ApplyEntries(RaftNode& node, uint64_t first, uint64_t last)
{
    auto& proposed = m_surroundings[node.id - 1].proposed;
    for (uint64_t index = first; index <= last; index++)
    {
        const RaftEntry& entry = node.core->Log().At(index);
        node.state.Apply(index, entry);
        m_checker.OnApplied(node);
        const auto own = proposed.find(index);
        if (own != proposed.end())
        {
            if (own->second == entry.term)
            {
                m_checker.OnAcknowledged(index);
            }
            proposed.erase(own);
        }
    }
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
    m_events.push({timeNs, m_orders++, kind, node, number, Node(node).starts});
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
    const RaftNode* leader = nullptr;
    for (const RaftNode& node : m_nodes)
    {
        const bool leads = node.core && node.core->Role() == RaftRole::LEADER;
        if (leads && (!leader || node.core->Term() > leader->core->Term()))
        {
            leader = &node;
        }
    }
    return leader ? leader->id : RAFT_NOBODY;
}

RaftNodeId
RaftGroup::SomebodyUp()
{
    const RaftNodeId leader = Leader();
    if (leader != RAFT_NOBODY && m_dice.OneIn(2))
    {
        return leader;
    }
    const auto first = static_cast<RaftNodeId>(m_dice.Between(1, Size()));
    for (uint32_t i = 0; i < Size(); i++)
    {
        const RaftNodeId id = (first + i - 1) % Size() + 1;
        if (Node(id).core)
        {
            return id;
        }
    }
    return RAFT_NOBODY;
}

RaftNodeId
RaftGroup::SomebodyLeading()
{
    const auto first = static_cast<RaftNodeId>(m_dice.Between(1, Size()));
    for (uint32_t i = 0; i < Size() && m_dice.OneIn(2); i++)
    {
        const RaftNodeId id = (first + i - 1) % Size() + 1;
        if (Node(id).core && Node(id).core->Role() == RaftRole::LEADER)
        {
            return id;
        }
    }
    return SomebodyUp();
}

int64_t
RaftGroup::LocalNs(RaftNodeId id) const
{
    return m_surroundings[id - 1].clock.Local(m_nowNs);
}

void
RaftGroup::Cut(RaftNodeId from, RaftNodeId to, bool isCut)
{
    m_cut[from - 1][to - 1] = isCut;
}

void
RaftGroup::Crash(RaftNodeId id, int64_t backNs)
{
    RaftNode& node = Node(id);
    if (!node.core)
    {
        return;
    }
    AddCounters(node.core->Counters());
    const uint64_t pending = node.disk.Pending().size();
    const uint64_t survivors = m_dice.Between(0, pending);
    Probe("crash that loses writes", survivors < pending ? 1 : 0);
    Probe("crash after which an unanswered write is there", survivors > 0 ? 1 : 0);
    Probe("crash of a leader", node.core->Role() == RaftRole::LEADER ? 1 : 0);
    node.Crash(survivors);
    node.starts++; // what is under way is of an earlier life
    m_surroundings[id - 1].proposed.clear();
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
    uint8_t bytes[64] = {};
    m_commands++;
    for (size_t i = 0; i < sizeof(m_commands); i++)
    {
        bytes[i] = static_cast<uint8_t>(m_commands >> 8 * i);
    }
    const auto size = static_cast<uint32_t>(m_dice.Between(sizeof(m_commands), sizeof(bytes)));
    const auto result = Node(id).core->Propose(LocalNs(id), RaftPayload::Create(bytes, size));
    if (!result.IsOk())
    {
        Probe("proposal refused: " + RaftErrorName(result.Error()));
        return 0;
    }
    m_surroundings[id - 1].proposed[result.Value().index] = result.Value().term;
    return result.Value().index;
}

uint64_t
RaftGroup::Read(RaftNodeId id, bool lease)
{
    const uint64_t number = ++m_readIds;
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
    const auto answer = m_answered.find(read);
    return answer != m_answered.end() && answer->second;
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
RaftGroup::Probe(const std::string& probe, uint64_t count)
{
    m_outcome.probes[probe] += count;
}

} // namespace sharding
} // namespace ns3
