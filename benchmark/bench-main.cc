/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/bench-row.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace
{

using ns3::sharding::BenchRow;
using ns3::sharding::BenchVerdict;
using ns3::sharding::FormatRow;
using ns3::sharding::GetBenchGoals;
using ns3::sharding::JudgeRow;

/// "s/shard" of a counter as a row in nanoseconds; other counters keep their names as units.
BenchRow
CounterRow(const std::string& name, const std::string& counter, double value)
{
    if (counter == "bytes_per_second")
    {
        return {name, value / 1e9, "GB/s"};
    }
    if (counter == "items_per_second")
    {
        return {name, 1e9 / value, "ns/item"};
    }
    if (counter.compare(0, 2, "s/") == 0)
    {
        return {name, value * 1e9, "n" + counter};
    }
    return {name, value, counter};
}

/// The name as it is registered, with its arguments, without what the library adds to it.
std::string
NameOf(const benchmark::BenchmarkReporter::Run& run)
{
    return run.run_name.function_name + (run.run_name.args.empty() ? "" : "/" + run.run_name.args);
}

/// What a benchmark measured: its counters where it has some, else the CPU time of an iteration.
std::vector<BenchRow>
RowsOf(const benchmark::BenchmarkReporter::Run& run)
{
    std::vector<BenchRow> rows;
    for (const auto& [counter, value] : run.counters)
    {
        rows.push_back(CounterRow(NameOf(run), counter, value.value));
    }
    if (rows.empty())
    {
        const auto iterations = static_cast<double>(run.iterations);
        rows.push_back({NameOf(run), run.cpu_accumulated_time / iterations * 1e9, "ns"});
    }
    return rows;
}

/// Whether a is less disturbed than b: other programs make times longer and rates lower.
bool
IsBetter(const BenchRow& a, const BenchRow& b)
{
    const std::string perSecond = "/s";
    const bool isRate =
        a.unit.size() > perSecond.size() &&
        a.unit.compare(a.unit.size() - perSecond.size(), perSecond.size(), perSecond) == 0;
    return isRate ? a.value > b.value : a.value < b.value;
}

/// Prints each row as soon as it is known: of the repetitions, the one that was disturbed least.
class RowReporter : public benchmark::BenchmarkReporter
{
  public:
    bool
    ReportContext(const Context&) override
    {
        return true;
    }

    void
    ReportRuns(const std::vector<Run>& runs) override
    {
        std::vector<BenchRow> best;
        for (const auto& run : runs)
        {
            if (run.error_occurred)
            {
                failed = true;
                std::cerr << NameOf(run) << ": " << run.error_message << std::endl;
            }
            else if (run.run_type == Run::RT_Iteration)
            {
                TakeBetter(best, RowsOf(run));
            }
        }
        for (const auto& row : best)
        {
            failed |= JudgeRow(row, GetBenchGoals()) == BenchVerdict::SHORT;
            std::cout << FormatRow(row, GetBenchGoals()) << std::endl;
        }
    }

    bool failed{false}; //!< a row is short, or a benchmark gave an error

  private:
    static void
    TakeBetter(std::vector<BenchRow>& best, const std::vector<BenchRow>& rows)
    {
        if (best.empty())
        {
            best = rows;
        }
        for (std::size_t i = 0; i < std::min(best.size(), rows.size()); i++)
        {
            best[i] = IsBetter(rows[i], best[i]) ? rows[i] : best[i];
        }
    }
};

} // namespace

/// sharding-bench [FILTER]: FILTER is a regular expression on names of rows.
int
main(int argc, char* argv[])
{
    const std::string filter = argc == 2 ? argv[1] : "";
    if (argc > 2 || filter.compare(0, 1, "-") == 0)
    {
        std::cerr << "usage: ./shardsim bench [FILTER]\nFILTER is a regular expression on names of "
                     "rows.\n";
        return filter == "--help" || filter == "-h" ? 0 : 2;
    }
    // Benchmarks that set their own number of repetitions keep it.
    std::vector<std::string> options{
        argv[0], "--benchmark_repetitions=3", "--benchmark_min_time=0.2"};
    std::vector<char*> pointers;
    for (auto& option : options)
    {
        pointers.push_back(option.data());
    }
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    RowReporter reporter;
    const std::size_t matched =
        benchmark::RunSpecifiedBenchmarks(&reporter, filter.empty() ? "." : filter);
    if (matched == 0)
    {
        std::cerr << "shardsim: no benchmark matches '" << filter << "'\n";
        return 2;
    }
    return reporter.failed ? 1 : 0;
}
