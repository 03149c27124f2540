/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/dice.h"

#include "ns3/linearizability-checker.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>

using namespace ns3::sharding;

namespace
{

constexpr uint32_t OPERATIONS = 100000;

/// What clients see of an atomic store: each asks, waits, asks again. Half are gets, a fifth swaps, the rest puts and a
/// few deletes; each write has its own value; one operation in 1000 is lost and takes effect or not.
KvHistory
MakeHistory(uint32_t clients, uint32_t keys)
{
    Dice dice(clients * 1000003ULL + keys);
    std::vector<KvOperation> operations(OPERATIONS);
    std::vector<int64_t> effect(OPERATIONS);
    std::vector<int64_t> now(clients);
    for (uint32_t i = 0; i < OPERATIONS; i++)
    {
        KvOperation& operation = operations[i];
        int64_t& clock = *std::min_element(now.begin(), now.end());
        operation.session = &clock - now.data();
        operation.key = "key-" + std::to_string(dice.Between(1, keys));
        operation.beginNs = clock + static_cast<int64_t>(dice.Between(1, 100000));
        operation.endNs = operation.beginNs + static_cast<int64_t>(dice.Between(500000, 5000000));
        clock = operation.endNs;
        operation.outcome = dice.OneIn(1000) ? KvOutcome::UNKNOWN : KvOutcome::OK;
        effect[i] = dice.Between(operation.beginNs, operation.endNs - 1);
        const uint64_t kind = dice.Between(1, 20);
        operation.kind = kind <= 10   ? KvKind::GET
                         : kind <= 14 ? KvKind::CAS
                         : kind <= 19 ? KvKind::PUT
                                      : KvKind::DELETE;
        operation.value = "value-" + std::to_string(i);
    }
    std::vector<uint32_t> order(OPERATIONS);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(
        order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return effect[a] < effect[b]; });
    std::unordered_map<std::string, KvValue> store;
    for (const uint32_t i : order)
    {
        KvOperation& operation = operations[i];
        KvValue& held = store[operation.key];
        if (operation.outcome == KvOutcome::UNKNOWN && dice.OneIn(2))
        {
            continue;
        }
        switch (operation.kind)
        {
        case KvKind::GET:
            operation.result.found = held;
            break;
        case KvKind::CAS:
            // Half of the swaps know what is there.
            operation.expected = dice.OneIn(2) ? held : KvValue("stale");
            operation.result.applied = operation.expected == held;
            held = *operation.result.applied ? operation.value : held;
            break;
        case KvKind::PUT:
            held = operation.value;
            break;
        default:
            held.reset();
            break;
        }
    }
    KvHistory history;
    for (const KvOperation& operation : operations)
    {
        history.Add(operation);
    }
    return history;
}

/// Operations checked in a second of CPU time.
void
Check(benchmark::State& state, uint32_t clients, uint32_t keys)
{
    const KvHistory history = MakeHistory(clients, keys);
    uint64_t checked = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        const auto report = CheckLinearizability(history);
        if (report.verdict != LinearizabilityVerdict::LINEARIZABLE ||
            report.operations != OPERATIONS)
        {
            state.SkipWithError("an atomic store was not found linearizable");
            return;
        }
        checked += report.operations;
    }
    state.counters["operations/s"] =
        benchmark::Counter(static_cast<double>(checked), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(Check, 10, 10, 1000)->Name("kv/check-1000-keys-10-clients");
BENCHMARK_CAPTURE(Check, 50, 50, 1000)->Name("kv/check-1000-keys-50-clients");
BENCHMARK_CAPTURE(Check, hot, 10, 10)->Name("kv/check-10-keys-10-clients");

} // namespace
