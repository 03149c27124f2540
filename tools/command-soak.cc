/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-line.h"
#include "soak.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <boost/program_options/value_semantic.hpp>

#include <algorithm>
#include <chrono>
#include <limits>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

SoakCore
FindCore(const std::string& name)
{
    std::vector<std::string> names;
    for (const auto& core : ListSoakCores())
    {
        if (core.name == name)
        {
            return core;
        }
        names.push_back(core.name);
    }
    throw InputError("unknown core '" + name + "'" + ValidNames(name, names));
}

SeedRange
ReadSeeds(const std::string& text)
{
    const auto dots = text.find("..");
    const auto first = ParseCount(text.substr(0, dots));
    const auto last = dots == std::string::npos ? first : ParseCount(text.substr(dots + 2));
    // The last seed of all is left out, so that a count of seeds fits its type.
    if (!first || !last || *first < 1 || *last < *first ||
        *last == std::numeric_limits<uint64_t>::max())
    {
        throw InputError("--seeds: read '" + text + "', valid is A..B with 1 <= A <= B");
    }
    return {*first, *last};
}

int
SoakMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("soak CORE [OPTION]...",
                     "Runs one core under seeded faults. Prints seeds, violations, how often each "
                     "rare path was reached,\n"
                     "and for each failure the command that repeats it.");
    line.options.add_options()("seeds",
                               po::value<std::string>()->value_name("A..B"),
                               "the seeds; default: as many as reach every rare path")(
        "jobs,j",
        po::value<std::string>()->value_name("N"),
        "processes at a time; default: one for each core");
    if (!line.Parse(arguments, 1, 1, console))
    {
        return EXIT_DONE;
    }
    const SoakCore core = FindCore(line.GetWords()[0]);
    const bool isDefault = !line.Has("seeds");
    const SeedRange range =
        isDefault ? SeedRange{1, core.defaultSeeds} : ReadSeeds(line.GetText("seeds"));
    const auto workers =
        static_cast<unsigned>(line.GetCount("jobs", 1, MAX_WORKERS, DefaultWorkers()));

    const auto start = std::chrono::steady_clock::now();
    const SoakReport report = Soak(core, range, workers);
    const std::chrono::duration<double> age = std::chrono::steady_clock::now() - start;
    PrintSoakReport(core, report, age.count(), console.out);
    if (report.interrupted)
    {
        return EXIT_INTERRUPTED;
    }
    const bool allReached = std::all_of(report.probes.begin(),
                                        report.probes.end(),
                                        [](const auto& probe) { return probe.second > 0; });
    return report.violationCount == 0 && (allReached || !isDefault) ? EXIT_DONE : EXIT_VIOLATED;
}

} // namespace

Command
MakeSoakCommand()
{
    return {"soak", "seeded fault simulation of one core", SoakMain};
}

} // namespace sharding
} // namespace ns3
