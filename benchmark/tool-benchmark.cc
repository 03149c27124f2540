/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a user waits for. The tool itself is run, from SHARDSIM_HOME, which the launcher sets.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace
{

/**
 * @param arguments of ./shardsim
 * @return wall-clock seconds, or less than 0 when it failed
 */
double
TimeShardsim(const std::string& arguments)
{
    const char* home = std::getenv("SHARDSIM_HOME");
    if (!home)
    {
        return -1;
    }
    const std::string command =
        "'" + std::string(home) + "/shardsim' " + arguments + " >/dev/null 2>&1";
    const auto begin = std::chrono::steady_clock::now();
    const int status = std::system(command.c_str());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return status == 0 ? took.count() : -1;
}

/// Times one call and reports it as the only row.
void
Report(benchmark::State& state, const std::string& arguments)
{
    double seconds = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        seconds = TimeShardsim(arguments);
        if (seconds < 0)
        {
            state.SkipWithError("./shardsim failed, or SHARDSIM_HOME is not set");
            return;
        }
        state.SetIterationTime(seconds);
    }
    state.counters["s"] = seconds;
}

void
SecondCall(benchmark::State& state)
{
    TimeShardsim("list"); // the first one may have to build
    Report(state, "list");
}

void
Quickstart(benchmark::State& state)
{
    const auto folder = std::filesystem::temp_directory_path() / "shardsim-bench-quickstart";
    std::filesystem::remove_all(folder);
    TimeShardsim("list");
    Report(state, "quickstart --out '" + folder.string() + "'");
    std::filesystem::remove_all(folder);
}

BENCHMARK(SecondCall)->Name("tool/second-call")->Iterations(1)->Repetitions(1)->UseManualTime();
BENCHMARK(Quickstart)
    ->Name("tool/quickstart-study")
    ->Iterations(1)
    ->Repetitions(1)
    ->UseManualTime();

} // namespace
