/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bench-row.h"

#include <algorithm>
#include <cstdio>

namespace ns3
{
namespace sharding
{
namespace
{

const BenchGoal*
FindGoal(const std::string& name, const std::vector<BenchGoal>& goals)
{
    const auto found = std::find_if(
        goals.begin(), goals.end(), [&](const BenchGoal& goal) { return goal.name == name; });
    return found == goals.end() ? nullptr : &*found;
}

} // namespace

const std::vector<BenchGoal>&
GetBenchGoals()
{
    static const std::vector<BenchGoal> goals{
        {"fault/expand-10k", "s", 1, true},
        {"fault/expand-10k-random", "s", 1, true},
        {"fault/idle-shim-direct-link", "ratio", 1.05, true},
        {"fault/idle-shim-point-to-point", "ratio", 1.05, true},
        {"fragment/passthrough", "ns/frame", 20, true},
        {"fragment/passthrough-out", "ns/frame", 20, true},
        {"fragment/passthrough-allocations", "allocations", 0, true},
        {"fragment/split-reassemble-64k-in-64", "ns/fragment", 300, true},
        {"fragment/split-reassemble-64k-in-64-after-large", "ns/fragment", 300, true},
        {"fragment/push-100000-open-over-1", "ratio", 1.5, true},
        {"fragment/4096-fragments-over-64", "ratio", 1.5, true},
        {"fragment/attack-peak-memory-over-cap", "ratio", 1.1, true},
        {"fragment/idle-instructions", "ratio", 1.01, true},
        {"fragment/peer-mixed", "datagrams", 0, true},
        {"measure/probe-message", "ns/message", 100, true},
        {"payload/shard-hop-instructions", "instructions", 6600, true},
        {"payload/split-reassemble-64k-in-64", "ns/shard", 300, true},
        {"payload/split-reassemble-64k-in-64-after-large", "ns/shard", 300, true},
        {"reassembly/push-100000-open-over-10", "ratio", 1.5, true},
        {"reassembly/4096-shards-over-64", "ratio", 1.5, true},
        {"raft/core-64-in-flight", "commits/s", 1e6, false},
        {"raft/core-batched", "commits/s", 4e6, false},
        {"raft/node-batched", "commits/s", 240000, false},
        {"raft/node-idle-1024", "virtual-s/s", 100, false},
        {"raft/node-idle-1024-quiesced", "virtual-s/s", 1000, false},
        {"transport/small-message", "ns/message", 200, true},
        {"transport/over-tcp-over-raw", "ratio", 1.25, true},
        {"tool/second-call", "s", 0.5, true},
        {"tool/quickstart-study", "s", 60, true}};
    return goals;
}

BenchVerdict
JudgeRow(const BenchRow& row, const std::vector<BenchGoal>& goals)
{
    const BenchGoal* goal = FindGoal(row.name, goals);
    if (!goal)
    {
        return BenchVerdict::NO_GOAL;
    }
    // NaN is neither above nor below: it falls short.
    const bool keeps = goal->atMost ? row.value <= goal->limit : row.value >= goal->limit;
    return keeps && row.unit == goal->unit ? BenchVerdict::MET : BenchVerdict::SHORT;
}

std::string
FormatRow(const BenchRow& row, const std::vector<BenchGoal>& goals)
{
    const BenchVerdict verdict = JudgeRow(row, goals);
    std::string tail = "-            -";
    if (const BenchGoal* goal = FindGoal(row.name, goals))
    {
        char text[64];
        std::snprintf(text, sizeof(text), "%s %-9.6g ", goal->atMost ? "<=" : ">=", goal->limit);
        tail = text + std::string(verdict == BenchVerdict::MET ? "met" : "short");
    }
    char text[256];
    std::snprintf(text,
                  sizeof(text),
                  "%-44s %10.4g %-9s %s",
                  row.name.c_str(),
                  row.value,
                  row.unit.c_str(),
                  tail.c_str());
    return text;
}

} // namespace sharding
} // namespace ns3
