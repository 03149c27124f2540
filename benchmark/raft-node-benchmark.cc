/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-cluster.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <ctime>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t ENTRY_BYTES = 64;

/// CPU time of this process, seconds.
double
CpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// A cluster whose CPUs and disks take no time, so that only ours is measured.
class Cluster : public RaftNodeCluster
{
  public:
    Cluster(uint32_t shards, uint32_t count, const RaftLinks& links, uint32_t segment)
        : RaftNodeCluster(RaftPlacement(shards, 3, count), count, links)
    {
        ObjectFactory scheduler("ns3::PriorityQueueScheduler");
        Simulator::SetScheduler(scheduler);
        raft.SetNodeAttribute("CostPerItem", TimeValue(Time(0)));
        raft.SetNodeAttribute("CostPerByte", DoubleValue(0));
        raft.SetTransportAttribute("SegmentSize", UintegerValue(segment));
        raft.SetTransportAttribute("SendBuffer", UintegerValue(1U << 20U));
        raft.SetTransportAttribute("ReceiveBuffer", UintegerValue(1U << 20U));
        raft.SetTransportAttribute("LookAhead", UintegerValue(0));
    }

    /// Until then ns-3 enters every Time into a list.
    static void
    RunNothing()
    {
        Simulator::Stop(Time(0));
        Simulator::Run();
    }
};

/// Proposals to the leader of the one shard, in its own events.
class Feeder
{
  public:
    Feeder(Cluster& cluster, uint32_t batch, Time every)
        : m_cluster(cluster), m_batch(batch), m_every(every)
    {
        cluster.At(1).TraceConnectWithoutContext("Commit", MakeCallback(&Feeder::Note, this));
    }

    /// Batches, each in one event.
    void
    SendBatches()
    {
        for (uint32_t i = 0; i < m_batch; i++)
        {
            Propose();
        }
        Simulator::Schedule(m_every, &Feeder::SendBatches, this);
    }

    /// As many in flight as a batch; each proposal is an event of its own, and follows one that is committed.
    void
    KeepInFlight()
    {
        m_follows = true;
        for (uint32_t i = 0; i < m_batch; i++)
        {
            Simulator::Schedule(NanoSeconds(i * 100), &Feeder::Propose, this);
        }
    }

    uint64_t committed{0};
    uint64_t refused{0};

  private:
    void
    Propose()
    {
        const uint8_t bytes[ENTRY_BYTES] = {};
        refused += !m_cluster.At(1).Propose(0, RaftPayload::Create(bytes, ENTRY_BYTES)).IsOk();
    }

    void
    Note(RaftShardId, uint64_t, Time)
    {
        committed++;
        if (m_follows)
        {
            // Those that are committed together do not come back together.
            Simulator::Schedule(NanoSeconds(1 + committed % m_batch * 100), &Feeder::Propose, this);
        }
    }

    Cluster& m_cluster;
    uint32_t m_batch;
    Time m_every;
    bool m_follows{false};
};

void
Commits(benchmark::State& state, uint32_t batch, uint32_t segment, bool inFlight)
{
    constexpr double SECONDS = 2;
    double cpu = 0;
    uint64_t commits = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        Cluster::RunNothing();
        RaftLinks links;
        links.rate = "100Gbps";
        links.delay = "50us";
        links.mtu = segment > 1448 ? 9000 : 1500;
        Cluster cluster(1, 3, links, segment);
        cluster.Install();
        for (const auto& service : cluster.services)
        {
            service->keepsCommands = false;
        }
        Feeder feeder(cluster, batch, MicroSeconds(1500));
        Cluster::Run(Seconds(1));
        inFlight ? feeder.KeepInFlight() : feeder.SendBatches();
        const double begin = CpuSeconds();
        Cluster::Run(Seconds(SECONDS));
        cpu += CpuSeconds() - begin;
        commits += feeder.committed;
        const uint64_t elsewhere = cluster.ServiceAt(2).applied;
        if (feeder.committed < 10000 || elsewhere + 4 * batch < feeder.committed ||
            feeder.refused != 0)
        {
            state.SkipWithError("not everything was committed and applied");
        }
    }
    state.counters["commits/s"] = static_cast<double>(commits) / cpu;
}

BENCHMARK_CAPTURE(Commits, batched, 1024, 1448, false)
    ->Name("raft/node-batched")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(Commits, jumbo, 1024, 8960, false)
    ->Name("raft/node-batched-jumbo")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(Commits, single, 64, 1448, true)
    ->Name("raft/node-single")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

/// Shards in which nothing happens: 1024 with 3 replicas each, on 5 nodes.
void
Idle(benchmark::State& state, int64_t electionMinMs, bool quiesce, double seconds)
{
    constexpr uint32_t SHARDS = 1024;
    double cpu = 0;
    double virtualSeconds = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        Cluster::RunNothing();
        Cluster cluster(SHARDS, 5, {}, 1448);
        cluster.raft.SetNodeAttribute("Quiesce", BooleanValue(quiesce));
        cluster.raft.SetNodeAttribute("ElectionMin", TimeValue(MilliSeconds(electionMinMs)));
        cluster.raft.SetNodeAttribute("ElectionMax", TimeValue(MilliSeconds(2 * electionMinMs)));
        cluster.raft.SetNodeAttribute("Heartbeat", TimeValue(MilliSeconds(electionMinMs / 3)));
        cluster.Install();
        Cluster::Run(Seconds(10));
        const auto elections = [&cluster]
        {
            uint64_t sum = 0;
            for (const auto& server : cluster.servers)
            {
                sum += server->GetTotals().cores.elections;
            }
            return sum;
        };
        const uint64_t before = elections();
        const double begin = CpuSeconds();
        Cluster::Run(Seconds(seconds));
        cpu += CpuSeconds() - begin;
        virtualSeconds += seconds;
        uint64_t resting = 0;
        for (const auto& server : cluster.servers)
        {
            resting += server->GetHandle()->Host().Resting();
        }
        if (elections() != before || before < SHARDS || resting != (quiesce ? SHARDS * 3 : 0))
        {
            state.SkipWithError("the groups were not idle");
        }
    }
    state.counters["virtual-s/s"] = virtualSeconds / cpu;
}

BENCHMARK_CAPTURE(Idle, 150, 150, false, 60)
    ->Name("raft/node-idle-1024")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(Idle, 1000, 1000, false, 240)
    ->Name("raft/node-idle-1024-election-1-s")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(Idle, quiesced, 150, true, 1200)
    ->Name("raft/node-idle-1024-quiesced")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

} // namespace
