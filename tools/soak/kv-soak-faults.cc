/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a seed of SoakKv draws, and what it does to the store.

#include "kv-soak-client.h"
#include "kv-soak-run.h"

namespace ns3
{
namespace sharding
{
KvSoakNode::Config
KvSoak::DrawNodeConfig()
{
    KvSoakNode::Config config;
    config.host.restAfterNs = 300 * MS;
    config.host.quiesce = m_dice.OneIn(3);
    config.host.tickNs = 5 * MS;
    config.host.nodeBeatNs = 500 * MS;
    config.host.nodeSilenceNs = 1500 * MS;
    config.raft.electionMinNs = 150 * MS;
    config.raft.electionMaxNs = 300 * MS;
    config.raft.heartbeatNs = 50 * MS;
    config.raft.leaseReads = m_dice.OneIn(2);
    config.raft.maxLogEntries = m_dice.OneOf<uint64_t>({30, 200, 1000});
    config.raft.maxUncommittedEntries = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({4, 1000}));
    config.raft.trailingEntries = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 3}));
    config.raft.snapshotChunkBytes = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({100, 10000}));
    config.compactAfter = m_dice.OneOf<uint64_t>({3, 10, 25});
    config.bootstrap.voters = {1, 2, 3};
    config.store.shards = m_shards;
    config.store.readMode = config.raft.leaseReads ? KvReadMode::LEASE : KvReadMode::QUORUM;
    config.store.followerReads = m_dice.OneIn(3);
    config.store.maxPending = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({2, 100}));
    KvLimits& limits = config.store.limits;
    limits.maxSessions = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({2, 4, 100}));
    limits.maxSessionBytes = m_dice.OneOf<uint64_t>({40, 100000});
    limits.maxEntries = m_dice.OneOf<uint64_t>({3, 100});
    limits.maxBytes = m_dice.OneOf<uint64_t>({150, 100000});
    limits.maxValueBytes = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({29, 100, 100}));
    return config;
}

KvClientCore::Config
KvSoak::DrawClientConfig()
{
    KvClientCore::Config config;
    config.replicas.assign(m_shards, {1, 2, 3});
    config.sessions = static_cast<uint32_t>(m_dice.Between(1, 3));
    config.maxOpen = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({2, 10}));
    config.tryTimeoutNs = m_dice.OneOf<int64_t>({20, 50, 200}) * MS;
    config.callTimeoutNs = m_dice.OneOf<int64_t>({200, 700, 2000}) * MS;
    config.maxTries = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({3, 8, 255}));
    config.backOffMinNs = 5 * MS;
    config.backOffMaxNs = 60 * MS;
    return config;
}

KvWorkload::Config
KvSoak::DrawWorkloadConfig()
{
    KvWorkload::Config config;
    config.shards = m_shards;
    config.keys = m_dice.OneOf<uint64_t>({1, 4, 12});
    config.choice = m_dice.OneOf({KvKeyChoice::UNIFORM, KvKeyChoice::ZIPF});
    config.weights = {3, 4, 2, 2, 1};
    config.valueBytes = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({16, 30}));
    config.scanLimit = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({2, 100}));
    config.staleShare = m_dice.OneOf({0.0, 0.2});
    return config;
}

KvSoak::Weather
KvSoak::DrawWeather()
{
    Weather weather;
    weather.lossOneIn = m_dice.OneOf<uint64_t>({0, 0, 100, 20, 6});
    weather.repeatOneIn = m_dice.OneOf<uint64_t>({0, 20, 6});
    weather.slowOneIn = m_dice.OneOf<uint64_t>({0, 30, 8});
    weather.delayNs = m_dice.OneOf<int64_t>({1, 3, 10}) * MS;
    weather.slowNs = m_dice.OneOf<int64_t>({50, 400}) * MS;
    weather.fsyncNs = m_dice.OneOf<int64_t>({0, 1, 10}) * MS;
    return weather;
}

void
KvSoak::Disturb()
{
    const auto id = static_cast<RaftNodeId>(m_dice.Between(1, m_nodes.size()));
    switch (m_dice.Between(0, 9))
    {
    case 0:
    case 1:
        CrashNode(id);
        break;
    case 2:
        // Whoever leads the first shard, as that hurts most.
        if (Node(id).IsUp() && Node(id).Leader(0) != RAFT_NOBODY)
        {
            CrashNode(Node(id).Leader(0));
        }
        break;
    case 3:
    case 4:
        CutOff(id);
        break;
    case 5:
        HandOver();
        break;
    case 6:
        if (m_dice.OneIn(3))
        {
            CrashClient(static_cast<uint32_t>(m_dice.Between(0, m_clients.size() - 1)));
        }
        break;
    case 7:
        m_diskFreeNs[id - 1] = m_nowNs + static_cast<int64_t>(m_dice.Between(10, 300)) * MS;
        Probe("disk stall");
        break;
    default:
        m_weather = DrawWeather();
    }
}

void
KvSoak::CrashNode(RaftNodeId id)
{
    KvSoakNode& node = Node(id);
    if (!node.IsUp())
    {
        return;
    }
    Probe(node.Store().Pending() > 0 ? "crash with requests waiting" : "crash of an idle store");
    const KvStateCounters counters = node.Store().StateCounters();
    m_states.repeated += counters.repeated;
    m_states.outdated += counters.outdated;
    m_states.strangers += counters.strangers;
    m_states.full += counters.full;
    m_states.sessionsExpired += counters.sessionsExpired;
    node.Crash(m_dice.Between(0, 3));
    m_diskFreeNs[id - 1] = 0;
    Push(m_nowNs + static_cast<int64_t>(m_dice.Between(1, 400)) * MS, Kind::RESTART).to = id;
    for (uint32_t client = 0; client < m_clients.size(); client++)
    {
        if (m_dice.OneIn(2))
        {
            Event& event =
                Push(m_nowNs + static_cast<int64_t>(m_dice.Between(1, 20)) * MS, Kind::BROKEN);
            event.from = id;
            event.to = client;
        }
    }
}

void
KvSoak::CrashClient(uint32_t client)
{
    Probe("crash of a client");
    m_clients[client]->Crash(m_nowNs);
}

/// From the other nodes, from the clients, or both.
void
KvSoak::CutOff(RaftNodeId id)
{
    const uint64_t from = m_dice.Between(1, 3);
    m_isOff[id - 1] = (from & 1U) != 0;
    m_isHidden[id - 1] = (from & 2U) != 0;
    Probe(from == 1   ? "cut off from the nodes"
          : from == 2 ? "cut off from the clients"
                      : "cut off from all");
    Push(m_nowNs + static_cast<int64_t>(m_dice.Between(10, 700)) * MS, Kind::HEAL).to = id;
}

void
KvSoak::HandOver()
{
    const auto shard = static_cast<RaftShardId>(m_dice.Between(0, m_shards - 1));
    const auto to = static_cast<RaftNodeId>(m_dice.Between(1, m_nodes.size()));
    for (const auto& node : m_nodes)
    {
        if (node->IsUp() && node->Leader(shard) == node->Id() && node->Id() != to)
        {
            Probe("leader hands over");
            node->Transfer(m_nowNs, shard, to);
            return;
        }
    }
}

void
KvSoak::Heal()
{
    m_isCalm = true;
    m_weather = Weather();
    m_isOff.assign(m_isOff.size(), false);
    m_isHidden.assign(m_isHidden.size(), false);
    for (const auto& node : m_nodes)
    {
        if (!node->IsUp())
        {
            node->Start(m_nowNs, m_dice.Between(0, UINT32_MAX));
        }
    }
}

} // namespace sharding
} // namespace ns3
