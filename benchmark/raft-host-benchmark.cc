/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-host-mesh.h"

#include <benchmark/benchmark.h>

#include <cstdint>

using namespace ns3::sharding;

namespace
{

constexpr uint32_t NODES = 5;
constexpr uint32_t GROUPS = 1024;
constexpr uint32_t REPLICAS = 3;
constexpr int64_t MS = 1000000;
constexpr int64_t SECOND = 1000 * MS;

/// Groups in which nothing happens, on five hosts in memory.
void
Idle(benchmark::State& state, int64_t heartbeatNs, bool quiesce)
{
    RaftHost::Config config;
    config.quiesce = quiesce;
    RaftHostMesh mesh(NODES, config);
    RaftOptions options;
    options.heartbeatNs = heartbeatNs;
    options.electionMinNs = 3 * heartbeatNs;
    options.electionMaxNs = 6 * heartbeatNs;
    mesh.AddGroups(GROUPS, REPLICAS, options);
    mesh.Run(10 * SECOND);
    const auto count = [&](uint64_t RaftHostCounters::*counter)
    {
        uint64_t sum = 0;
        for (RaftNodeId id = 1; id <= NODES; id++)
        {
            sum += mesh.At(id).host.Counters().*counter;
        }
        return sum;
    };
    const uint64_t rolesBefore = mesh.At(1).roles;
    const uint64_t beatsBefore = count(&RaftHostCounters::beatsReceived);
    const int64_t stepNs = quiesce ? 100 * SECOND : SECOND;
    for ([[maybe_unused]] auto iteration : state)
    {
        mesh.Run(stepNs);
    }
    uint64_t resting = 0;
    for (RaftNodeId id = 1; id <= NODES; id++)
    {
        resting += mesh.At(id).host.Resting();
    }
    if (mesh.At(1).roles != rolesBefore || resting != (quiesce ? GROUPS * REPLICAS : 0))
    {
        state.SkipWithError("the groups were not idle");
    }
    const double seconds = static_cast<double>(state.iterations()) * static_cast<double>(stepNs) /
                           static_cast<double>(SECOND);
    state.counters["virtual-s/s"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
    if (!quiesce)
    {
        const auto beats =
            static_cast<double>(count(&RaftHostCounters::beatsReceived) - beatsBefore);
        state.counters["s/beat"] =
            benchmark::Counter(beats, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    }
}

BENCHMARK_CAPTURE(Idle, 50, 50 * MS, false)->Name("raft/host-1024-groups-50-ms");
BENCHMARK_CAPTURE(Idle, 500, 500 * MS, false)->Name("raft/host-1024-groups-500-ms");
BENCHMARK_CAPTURE(Idle, quiesced, 50 * MS, true)->Name("raft/host-1024-groups-quiesced");

} // namespace
