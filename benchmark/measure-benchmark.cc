/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/delivery-probe.h"
#include "ns3/simulator.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t MESSAGES = 200000;
constexpr uint32_t BYTES = 1000;
constexpr int64_t SPACING_NS = 50000; // the run is ten seconds long
constexpr int64_t LATENCY_NS = 1000000;

/// A second in each two, three faults deep.
std::vector<TimeWindow>
Faults()
{
    std::vector<TimeWindow> windows;
    for (int s = 0; s < 10; s += 2)
    {
        for (int i = 0; i < 3; i++)
        {
            windows.push_back({MilliSeconds(1000 * s + 100 * i), MilliSeconds(1000 * s + 1000)});
        }
    }
    return windows;
}

/**
 * All that a probe does for a message, which is what the goal is about: it is noted when it is
 * offered and when it is delivered (one of 50 is noted as lost instead), and counted when the run
 * is reported, in every measure inside and outside faults. The metrics of a run are part of it; the
 * calls of the traces that lead to the probe are the scenario's.
 */
void
ProbeMessage(benchmark::State& state)
{
    const auto windows = Faults();
    const std::string reason = "cut";
    // Until a simulation has run, ns-3 keeps a list of all Times, lest their resolution changes.
    Simulator::Run();
    Simulator::Destroy();
    for ([[maybe_unused]] auto iteration : state)
    {
        auto probe = CreateObject<DeliveryProbe>();
        probe->SetLossReasons({"queue-full", "corrupted", reason});
        const uint32_t inFlight = LATENCY_NS / SPACING_NS;
        for (uint32_t i = 0; i < MESSAGES + inFlight; i++)
        {
            const Time now = NanoSeconds(i * SPACING_NS);
            if (i < MESSAGES)
            {
                probe->NoteOffered(i, BYTES, now);
            }
            if (i >= inFlight)
            {
                if (i % 50 == 0)
                {
                    probe->NoteShardLost(i - inFlight, reason);
                }
                else
                {
                    probe->NoteDelivered(i - inFlight, BYTES, now);
                }
            }
        }
        RunRecord record;
        probe->SetFaultWindows(windows);
        probe->Report(Seconds(1), NanoSeconds((MESSAGES + inFlight) * SPACING_NS), record);
        if (!record.violations.empty())
        {
            state.SkipWithError(record.violations.front().c_str());
        }
        benchmark::DoNotOptimize(record);
    }
    using benchmark::Counter;
    state.counters["s/message"] =
        Counter(MESSAGES, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

BENCHMARK(ProbeMessage)->Name("measure/probe-message")->Unit(benchmark::kMillisecond);

} // namespace
