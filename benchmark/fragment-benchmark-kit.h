/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_BENCHMARK_KIT_H
#define FRAGMENT_BENCHMARK_KIT_H

#include "ns3/canonical-strategy.h"
#include "ns3/fragment-adapter.h"
#include "ns3/simulator.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

using Bytes = std::vector<uint8_t>;
using Clock = std::chrono::steady_clock;

constexpr uint32_t PACKET = 65536;
constexpr uint32_t FRAGMENTS = 64;

inline Bytes
Pattern(size_t size)
{
    Bytes bytes(size);
    for (size_t i = 0; i < size; i++)
    {
        bytes[i] = static_cast<uint8_t>(i * 31);
    }
    return bytes;
}

inline FragmentAdapter::Config
Canonical(uint32_t maxPayload)
{
    FragmentAdapter::Config config;
    config.strategy = std::make_shared<CanonicalStrategy>(maxPayload);
    config.limits.timeout = Seconds(1000000);
    return config;
}

/// Until a simulation runs, ns-3 enters every Time into a list, to convert it should the resolution change.
inline void
EndTimeMarking()
{
    Simulator::Run();
}

inline void
ReportPerFragment(benchmark::State& state, uint64_t fragments)
{
    using benchmark::Counter;
    state.counters["s/fragment"] = Counter(static_cast<double>(fragments),
                                           Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/// @return seconds that a call takes
template <typename Call>
double
TimeOf(Call&& call)
{
    const auto begin = Clock::now();
    call();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_BENCHMARK_KIT_H */
