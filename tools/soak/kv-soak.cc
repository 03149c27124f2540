/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-soak.h"

#include "kv-soak-client.h"
#include "kv-soak-run.h"

#include "ns3/kv-seam.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t PATIENCE_NS = 30000000000;
constexpr uint32_t NODES = 3;

} // namespace

KvSoak::KvSoak(uint64_t seed)
    : m_dice(seed), m_shards(static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 1, 2, 3}))),
      m_isOff(NODES), m_isHidden(NODES), m_diskFreeNs(NODES), m_checker(m_shards)
{
    m_outcome.seed = seed;
    for (const std::string& probe : KvSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
    m_nodeConfig = DrawNodeConfig();
    m_weather = DrawWeather();
    for (RaftNodeId id = 1; id <= NODES; id++)
    {
        KvSoakNode::Config config = m_nodeConfig;
        config.host.self = id;
        m_nodes.emplace_back(new KvSoakNode(config, *this));
    }
    for (const auto& node : m_nodes)
    {
        node->Start(m_nowNs, m_dice.Between(0, UINT32_MAX));
    }
    const uint64_t clients = m_dice.Between(1, 3);
    for (uint32_t i = 0; i < clients; i++)
    {
        m_clients.push_back(std::make_unique<Client>(*this, i));
    }
}

KvSoak::~KvSoak() = default;

SoakOutcome
KvSoak::Run()
{
    const int64_t endNs = m_nowNs + m_dice.OneOf<int64_t>({1000, 2000, 3000}) * MS;
    while (m_nowNs < endNs && m_checker.Violation().empty())
    {
        if (m_nowNs >= m_nextFaultNs)
        {
            m_nextFaultNs = m_nowNs + static_cast<int64_t>(m_dice.Between(1, 200)) * MS;
            Disturb();
        }
        Step(std::min(endNs, m_nextFaultNs));
    }
    Calm();
    CountProbes();
    if (!m_checker.Violation().empty())
    {
        m_outcome.violations.push_back(m_checker.Violation());
    }
    return m_outcome;
}

/// All is well: what was called ends, and all replicas come to the same.
void
KvSoak::Calm()
{
    Heal();
    const int64_t endNs = m_nowNs + PATIENCE_NS;
    while (m_checker.Violation().empty() && !IsDone())
    {
        if (m_nowNs >= endNs)
        {
            m_checker.Violate(IsWaiting() ? "a request waits for ever"
                                          : "liveness: a healthy store does not get on");
            return;
        }
        Step(std::min(endNs, m_nowNs + 100 * MS));
    }
    m_checker.AtEnd();
}

bool
KvSoak::IsWaiting() const
{
    return std::any_of(m_nodes.begin(),
                       m_nodes.end(),
                       [](const std::unique_ptr<KvSoakNode>& node)
                       { return node->Store().Pending() > 0; });
}

bool
KvSoak::IsDone() const
{
    if (IsWaiting())
    {
        return false;
    }
    for (const auto& client : m_clients)
    {
        if (client->Open() > 0)
        {
            return false;
        }
    }
    for (RaftShardId shard = 0; shard < m_shards; shard++)
    {
        const RaftNodeId leader = m_nodes.front()->Leader(shard);
        if (leader == RAFT_NOBODY)
        {
            return false;
        }
        const RaftCore& core = m_nodes[leader - 1]->Core(shard);
        const auto isBehind = [&](const std::unique_ptr<KvSoakNode>& node)
        { return node->Store().Find(shard)->Index() != core.Log().LastIndex(); };
        if (core.Role() != RaftRole::LEADER || core.Commit() != core.Log().LastIndex() ||
            std::any_of(m_nodes.begin(), m_nodes.end(), isBehind))
        {
            return false;
        }
    }
    return true;
}

KvSoak::Event&
KvSoak::Push(int64_t timeNs, Kind kind)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_events.size()));
        m_events.emplace_back();
    }
    const uint32_t slot = m_free.back();
    m_free.pop_back();
    m_due.push_back({timeNs, m_pushed++, slot});
    std::push_heap(m_due.begin(), m_due.end());
    m_events[slot].kind = kind;
    return m_events[slot];
}

/// Does what is due next, if that is before the end; else time passes until then.
bool
KvSoak::Step(int64_t endNs)
{
    int64_t nextNs = m_due.empty() ? RaftCore::NEVER : m_due.front().timeNs;
    KvSoakNode* ticking = nullptr;
    Client* calling = nullptr;
    for (const auto& node : m_nodes)
    {
        if (node->NextDeadlineNs() < nextNs)
        {
            nextNs = node->NextDeadlineNs();
            ticking = node.get();
        }
    }
    for (const auto& client : m_clients)
    {
        if (client->NextDeadlineNs() < nextNs)
        {
            nextNs = client->NextDeadlineNs();
            calling = client.get();
        }
    }
    if (nextNs >= endNs)
    {
        m_nowNs = endNs;
        return false;
    }
    m_nowNs = std::max(m_nowNs, nextNs);
    if (calling)
    {
        calling->Tick(m_nowNs);
    }
    else if (ticking)
    {
        ticking->Tick(m_nowNs);
    }
    else
    {
        std::pop_heap(m_due.begin(), m_due.end());
        const uint32_t slot = m_due.back().slot;
        m_due.pop_back();
        Event event;
        std::swap(event, m_events[slot]);
        m_free.push_back(slot);
        Handle(event);
    }
    return true;
}

void
KvSoak::Handle(Event& event)
{
    const auto isNodeAsBefore = [&]
    {
        const KvSoakNode& node = *m_nodes[event.to - 1];
        return node.IsUp() && (event.life == 0 || node.Life() == event.life);
    };
    switch (event.kind)
    {
    case Kind::MESSAGE:
        if (isNodeAsBefore())
        {
            Node(event.to).Receive(m_nowNs, event.shard, event.message);
        }
        break;
    case Kind::BEATS:
        if (isNodeAsBefore())
        {
            Node(event.to).ReceiveBeats(m_nowNs, event.beats);
        }
        break;
    case Kind::REQUEST:
        if (isNodeAsBefore())
        {
            HandleRequest(event);
        }
        break;
    case Kind::REPLY:
        HandleReply(event);
        break;
    case Kind::SYNCED:
        if (isNodeAsBefore())
        {
            Node(event.to).Sync(m_nowNs, event.shard, event.number);
        }
        break;
    case Kind::RESTART:
        if (!Node(event.to).IsUp())
        {
            Node(event.to).Start(m_nowNs, m_dice.Between(0, UINT32_MAX));
        }
        break;
    case Kind::USER:
        m_clients[event.to]->CallAsUser(m_nowNs, event.life);
        break;
    case Kind::HEAL:
        m_isOff[event.to - 1] = false;
        m_isHidden[event.to - 1] = false;
        break;
    case Kind::BROKEN:
        m_clients[event.to]->NoteUnreachable(m_nowNs, static_cast<RaftNodeId>(event.from));
        break;
    }
}

void
KvSoak::HandleRequest(Event& event)
{
    const auto request = KvRequest::Decode(event.bytes.data(), event.bytes.size());
    if (!request.IsOk())
    {
        m_checker.Violate("a request cannot be read");
        return;
    }
    Node(event.to).Ask(m_nowNs, request.Value(), event.number);
}

void
KvSoak::HandleReply(Event& event)
{
    const auto reply = KvReply::Decode(event.bytes.data(), event.bytes.size());
    if (!reply.IsOk())
    {
        m_checker.Violate("a reply cannot be read");
        return;
    }
    Probe("answer: " + KvStatusName(reply.Value().status));
    m_clients[event.to]->Receive(
        m_nowNs, event.life, static_cast<RaftNodeId>(event.from), reply.Value());
}

KvSoakNode&
KvSoak::Node(RaftNodeId id)
{
    return *m_nodes[id - 1];
}

bool
KvSoak::IsCut(uint64_t a, uint64_t b) const
{
    return m_isOff[a - 1] || m_isOff[b - 1];
}

int64_t
KvSoak::DrawArrival(bool isCut)
{
    if (isCut || (m_weather.lossOneIn > 0 && m_dice.OneIn(m_weather.lossOneIn)))
    {
        return 0;
    }
    const bool isSlow = m_weather.slowOneIn > 0 && m_dice.OneIn(m_weather.slowOneIn);
    const int64_t mostNs = isSlow ? m_weather.slowNs : m_weather.delayNs;
    return m_nowNs + static_cast<int64_t>(m_dice.Between(50000, static_cast<uint64_t>(mostNs)));
}

void
KvSoak::OnMessage(KvSoakNode& node, RaftShardId shard, RaftMessage& message)
{
    const bool isRepeated = m_weather.repeatOneIn > 0 && m_dice.OneIn(m_weather.repeatOneIn);
    for (int copies = isRepeated ? 2 : 1; copies > 0; copies--)
    {
        const int64_t atNs = DrawArrival(IsCut(node.Id(), message.to));
        if (atNs > 0)
        {
            Event& event = Push(atNs, Kind::MESSAGE);
            event.to = message.to;
            event.shard = shard;
            event.message = message;
        }
    }
}

void
KvSoak::OnBeats(KvSoakNode& node, RaftBeats& beats)
{
    const int64_t atNs = DrawArrival(IsCut(node.Id(), beats.to));
    if (atNs > 0)
    {
        Event& event = Push(atNs, Kind::BEATS);
        event.to = beats.to;
        std::swap(event.beats, beats);
    }
}

void
KvSoak::OnWrite(KvSoakNode& node, RaftShardId shard, uint64_t write)
{
    int64_t& freeNs = m_diskFreeNs[node.Id() - 1];
    freeNs = std::max(freeNs, m_nowNs);
    if (m_weather.fsyncNs > 0)
    {
        freeNs += static_cast<int64_t>(m_dice.Between(1, static_cast<uint64_t>(m_weather.fsyncNs)));
    }
    Event& event = Push(freeNs, Kind::SYNCED);
    event.to = node.Id();
    event.life = node.Life();
    event.shard = shard;
    event.number = write;
}

bool
KvSoak::SendRequest(uint32_t client, uint64_t life, RaftNodeId node, const KvRequest& request)
{
    if (!m_isCalm && m_dice.OneIn(50))
    {
        Probe("no way to a node");
        return false;
    }
    const int64_t atNs = DrawArrival(m_isHidden[node - 1]);
    if (atNs > 0)
    {
        Event& event = Push(atNs, Kind::REQUEST);
        event.to = node;
        event.number = uint64_t{client} << 32U | life;
        request.Encode(event.bytes);
    }
    return true;
}

void
KvSoak::OnReply(KvSoakNode& node, uint64_t origin, const KvReply& reply)
{
    const bool isRepeated = m_weather.repeatOneIn > 0 && m_dice.OneIn(m_weather.repeatOneIn);
    for (int copies = isRepeated ? 2 : 1; copies > 0; copies--)
    {
        const int64_t atNs = DrawArrival(m_isHidden[node.Id() - 1]);
        if (atNs > 0)
        {
            Event& event = Push(atNs, Kind::REPLY);
            event.from = node.Id();
            event.to = origin >> 32U;
            event.life = origin & UINT32_MAX;
            reply.Encode(event.bytes);
        }
    }
}

void
KvSoak::OnApplied(KvSoakNode& node, RaftShardId shard, uint64_t index, const RaftEntry& entry)
{
    m_checker.OnApplied(shard, index, entry, *node.Store().Find(shard));
}

void
KvSoak::OnRestored(KvSoakNode& node, RaftShardId shard, const RaftSnapshotPointer& snapshot)
{
    m_checker.OnRestored(shard, snapshot, *node.Store().Find(shard));
    Probe(snapshot ? "state restored" : "state empty");
}

void
KvSoak::OnFollows(KvSoakNode& node, RaftShardId shard)
{
    // That mistake is to be found by what is answered, not by this.
    if (node.Store().PendingWrites(shard) > 0 && !KV_SEEDED_BUG(ANSWERED_AT_ANY_TERM))
    {
        m_checker.Violate("a write waits at a node that does not lead any more");
    }
}

SoakOutcome
SoakKv(uint64_t seed)
{
    return KvSoak(seed).Run();
}

} // namespace sharding
} // namespace ns3
