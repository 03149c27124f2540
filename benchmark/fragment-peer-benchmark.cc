/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Whole runs of the scenario FragmentPipeline: our fragment device side by side with ns-3's IPv4
// fragmentation, and with no fragmentation at all.

#include "instruction-count.h"
#include "scenarios/scenario.h"

#include "ns3/rng-seed-manager.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// What a run gave.
struct Outcome
{
    double seconds{0}; //!< CPU time
    std::map<std::string, double> metrics;
};

Outcome
RunPipeline(const std::string& settings)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    std::istringstream in("[scenario]\ntype = FragmentPipeline\n" + settings);
    const Ptr<Scenario> scenario = CreateScenario(ScenarioFile::Parse(in, "benchmark"));
    const std::clock_t begin = std::clock();
    const RunRecord record = scenario->Run();
    Outcome outcome;
    outcome.seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    for (const auto& metric : record.metrics)
    {
        outcome.metrics[metric.name] = metric.value.value_or(std::nan(""));
    }
    outcome.metrics["violations"] = static_cast<double>(record.violations.size());
    return outcome;
}

/// A file of bytes that do not repeat, from which messages are cut; gone at the end.
class PayloadFile
{
  public:
    PayloadFile()
        : m_path(std::filesystem::temp_directory_path() /
                 ("sharding-bench-payload-" + std::to_string(std::random_device()())))
    {
        std::mt19937 random(1);
        std::string bytes(10000019, ' ');
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
        std::ofstream(m_path, std::ios::binary) << bytes;
    }

    ~PayloadFile()
    {
        std::filesystem::remove(m_path);
    }

    std::string
    Path() const
    {
        return m_path.string();
    }

  private:
    const std::filesystem::path m_path;
};

const std::string OURS = "carrier = fragment\n";
const std::string THEIRS = "carrier = ipv4\n";

/// 2000 datagrams of 60 kB in frames of 1500 bytes, with real content.
Outcome
RunLarge(const std::string& carrier, const std::string& loss)
{
    const PayloadFile payload;
    return RunPipeline(carrier + "loss = " + loss +
                       "\nduration = 2100ms\nwarm-up = 100ms\nlink-rate = 10Gbps\n"
                       "[source]\nmessage-size = 60000\ninterval = 1ms\npayload = " +
                       payload.Path() + "\n[measure]\ngap-threshold = 1s\n");
}

/// CPU time of a datagram of 60 kB, end to end; the runs in turns, the best of each counts.
void
LargeDatagrams(benchmark::State& state)
{
    constexpr double DATAGRAMS = 2100;
    double ours = 1e9;
    double theirs = 1e9;
    for ([[maybe_unused]] auto iteration : state)
    {
        for (int turn = 0; turn < 3; turn++)
        {
            ours = std::min(ours, RunLarge(OURS, "0").seconds);
            theirs = std::min(theirs, RunLarge(THEIRS, "0").seconds);
        }
    }
    state.counters["s/datagram"] = ours / DATAGRAMS;
    state.counters["s/datagram-of-ipv4"] = theirs / DATAGRAMS;
    state.counters["ratio"] = ours / theirs;
}

BENCHMARK(LargeDatagrams)->Name("fragment/peer-60k")->Iterations(1)->Repetitions(1);

/// The share of datagrams of 60 kB that arrive when 1 % of the frames are lost.
void
DeliveredShare(benchmark::State& state, const std::string& carrier)
{
    Outcome outcome;
    for ([[maybe_unused]] auto iteration : state)
    {
        outcome = RunLarge(carrier, "0.01");
    }
    state.counters["share"] = 1 - outcome.metrics["loss"];
}

BENCHMARK_CAPTURE(DeliveredShare, ours, OURS)
    ->Name("fragment/peer-60k-delivered")
    ->Iterations(1)
    ->Repetitions(1);
BENCHMARK_CAPTURE(DeliveredShare, theirs, THEIRS)
    ->Name("fragment/peer-60k-delivered-ipv4")
    ->Iterations(1)
    ->Repetitions(1);

/// 200,000 datagrams of 3000 bytes at 10 Gb/s, of which frames are lost: how many arrive with the content of another.
void
Mixed(benchmark::State& state, const std::string& carrier)
{
    Outcome outcome;
    for ([[maybe_unused]] auto iteration : state)
    {
        const PayloadFile payload;
        outcome = RunPipeline(carrier +
                              "loss = 0.01\nduration = 501ms\nwarm-up = 1ms\nlink-rate = 10Gbps\n"
                              "[source]\nmessage-size = 3000\ninterval = 2500ns\npayload = " +
                              payload.Path() +
                              "\n[measure]\ngap-threshold = 1ms\nbin = 1ms\nsustain = 1ms\n");
    }
    if (outcome.metrics["offered"] < 200000)
    {
        state.SkipWithError("fewer than 200,000 datagrams were offered");
    }
    state.counters["datagrams"] = outcome.metrics["mixed"];
}

BENCHMARK_CAPTURE(Mixed, ours, OURS)->Name("fragment/peer-mixed")->Iterations(1)->Repetitions(1);
BENCHMARK_CAPTURE(Mixed, theirs, THEIRS)
    ->Name("fragment/peer-mixed-ipv4")
    ->Iterations(1)
    ->Repetitions(1);

/// Datagrams of 1000 bytes that need no fragmentation; what is counted below.
void
IdleRun(benchmark::State& state, const std::string& carrier)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        RunPipeline(carrier + "duration = " + std::to_string(state.range(0)) +
                    "ms\nwarm-up = 0s\n[source]\nmessage-size = 1000\ninterval = 100us\n"
                    "[measure]\ngap-threshold = 10ms\nbin = 10ms\nsustain = 10ms\n");
    }
}

BENCHMARK_CAPTURE(IdleRun, with, OURS)
    ->Name("fragment/idle-run")
    ->Arg(100)
    ->Arg(300)
    ->Iterations(1)
    ->Repetitions(1);
BENCHMARK_CAPTURE(IdleRun, without, "carrier = none\n")
    ->Name("fragment/idle-run-without")
    ->Arg(100)
    ->Arg(300)
    ->Iterations(1)
    ->Repetitions(1);

/// Instructions of the longer run less those of the shorter one: what starting takes does not count.
std::optional<double>
InstructionsOfDatagrams(const std::string& row)
{
    const auto more = InstructionsOf("^" + row + "/300");
    const auto less = InstructionsOf("^" + row + "/100");
    return more && less ? std::optional<double>(*more - *less) : std::nullopt;
}

/// How many more instructions a whole run takes with a fragment device that has nothing to do.
void
IdleInstructions(benchmark::State& state)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        const auto with = InstructionsOfDatagrams("fragment/idle-run");
        const auto without = InstructionsOfDatagrams("fragment/idle-run-without");
        if (!with || !without)
        {
            state.SkipWithError("instructions are counted by valgrind, which is not there");
            return;
        }
        state.counters["ratio"] = *with / *without;
    }
}

BENCHMARK(IdleInstructions)->Name("fragment/idle-instructions")->Iterations(1)->Repetitions(1);

} // namespace
