/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/bench-row.h"

#include <benchmark/benchmark.h>

#include <cmath>
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

/// What a benchmark measured: its counters where it has some, else the time of an iteration.
std::vector<BenchRow>
RowsOf(const benchmark::BenchmarkReporter::Run& run)
{
    const std::string name = run.benchmark_name();
    if (run.error_occurred)
    {
        return {{name, std::nan(""), run.error_message}};
    }
    std::vector<BenchRow> rows;
    for (const auto& [counter, value] : run.counters)
    {
        rows.push_back(CounterRow(name, counter, value.value));
    }
    if (rows.empty())
    {
        rows.push_back(
            {name, run.real_accumulated_time / static_cast<double>(run.iterations) * 1e9, "ns"});
    }
    return rows;
}

/// Prints each row as soon as it is known.
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
        for (const auto& run : runs)
        {
            failed |= run.error_occurred;
            for (const auto& row : RowsOf(run))
            {
                failed |= JudgeRow(row, GetBenchGoals()) == BenchVerdict::SHORT;
                std::cout << FormatRow(row, GetBenchGoals()) << std::endl;
            }
        }
    }

    bool failed{false}; //!< a row is short, or a benchmark gave an error
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
    int count = 1;
    benchmark::Initialize(&count, argv);
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
