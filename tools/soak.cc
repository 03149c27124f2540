/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "soak.h"

#include "child-pool.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t MAX_VIOLATIONS = 100;
constexpr uint64_t MAX_CHUNK = 2000;
constexpr uint64_t CHUNKS_PER_WORKER = 8;

/// What a child reports of one seed: "seed 7", its probes and violations, "end". All in one line
/// each.
void
SoakSeeds(const SoakCore& core, SeedRange range, const ChildTasks::Report& report)
{
    for (uint64_t seed = range.first;; ++seed)
    {
        report("seed " + std::to_string(seed) + "\n");
        const SoakOutcome outcome = core.soak(seed);
        std::string text;
        for (const auto& [probe, count] : outcome.probes)
        {
            text += "probe " + std::to_string(count) + " " + probe + "\n";
        }
        for (auto violation : outcome.violations)
        {
            std::replace(violation.begin(), violation.end(), '\n', ' ');
            text += "violation " + violation + "\n";
        }
        report(text + "end\n");
        if (seed == range.last)
        {
            return;
        }
    }
}

void
AddViolation(SoakReport& report, uint64_t seed, const std::string& sentence)
{
    ++report.violationCount;
    report.violations.emplace_back(seed, sentence);
    std::sort(report.violations.begin(), report.violations.end());
    if (report.violations.size() > MAX_VIOLATIONS)
    {
        report.violations.resize(MAX_VIOLATIONS);
    }
}

/// What a child's report says, and the first seed that it did not finish.
struct ChunkResult
{
    SoakReport report;
    uint64_t unfinished;
};

ChunkResult
ReadChunk(const std::string& text, uint64_t first)
{
    ChunkResult result{{}, first};
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        std::string what;
        words >> what;
        if (what == "probe")
        {
            uint64_t count = 0;
            std::string probe;
            words >> count >> std::ws;
            std::getline(words, probe);
            result.report.probes[probe] += count;
        }
        else if (what == "violation")
        {
            AddViolation(result.report, result.unfinished, line.substr(what.size() + 1));
        }
        else if (what == "end")
        {
            ++result.report.seeds;
            ++result.unfinished;
        }
    }
    return result;
}

std::vector<SeedRange>
SplitRange(SeedRange range, unsigned workers)
{
    const uint64_t total = range.last - range.first + 1;
    const uint64_t size =
        std::min(MAX_CHUNK, std::max<uint64_t>(1, total / (workers * CHUNKS_PER_WORKER)));
    std::vector<SeedRange> chunks;
    for (uint64_t done = 0; done < total; done += size)
    {
        const uint64_t first = range.first + done;
        chunks.push_back({first, first + std::min(size, total - done) - 1});
    }
    return chunks;
}

} // namespace

void
SoakReport::Add(const SoakReport& other)
{
    seeds += other.seeds;
    for (const auto& [probe, count] : other.probes)
    {
        probes[probe] += count;
    }
    const uint64_t count = violationCount + other.violationCount;
    for (const auto& [seed, sentence] : other.violations)
    {
        AddViolation(*this, seed, sentence);
    }
    violationCount = count;
}

SoakReport
Soak(const SoakCore& core, SeedRange range, unsigned workers)
{
    SoakReport report;
    auto chunks = SplitRange(range, workers);
    while (!chunks.empty() && !report.interrupted)
    {
        std::vector<SeedRange> left; // behind a seed that ended its process
        ChildTasks tasks;
        tasks.count = chunks.size();
        tasks.workers = workers;
        tasks.run = [&](std::size_t i, const ChildTasks::Report& write)
        {
            SoakSeeds(core, chunks[i], write);
            return 0;
        };
        tasks.ended = [&](std::size_t i, const ChildEnd& end)
        {
            ChunkResult result = ReadChunk(end.result, chunks[i].first);
            if (!end.exited || end.code != 0)
            {
                const std::string code = "ended with exit code " + std::to_string(end.code);
                AddViolation(result.report, result.unfinished, end.exited ? code : end.reason);
                ++result.report.seeds;
                if (result.unfinished < chunks[i].last)
                {
                    left.push_back({result.unfinished + 1, chunks[i].last});
                }
            }
            report.Add(result.report);
            return true;
        };
        report.interrupted = RunTasks(tasks) == PoolEnd::INTERRUPTED;
        chunks = left;
    }
    return report;
}

void
PrintSoakReport(const SoakCore& core, const SoakReport& report, double seconds, std::ostream& out)
{
    out << core.name << ": " << report.seeds << " seeds, " << report.violationCount
        << " violations, ";
    char rate[40];
    std::snprintf(rate, sizeof(rate), "%.0f", static_cast<double>(report.seeds) / seconds);
    out << rate << " seeds/s\n";
    for (const auto& [probe, count] : report.probes)
    {
        out << "  probe " << probe << ": " << (count == 0 ? "never reached" : std::to_string(count))
            << "\n";
    }
    uint64_t shown = 0;
    for (const auto& [seed, sentence] : report.violations)
    {
        if (seed != shown)
        {
            out << "./shardsim soak " << core.name << " --seeds " << seed << ".." << seed << "\n";
            shown = seed;
        }
        out << "  seed " << seed << ": " << sentence << "\n";
    }
}

} // namespace sharding
} // namespace ns3
