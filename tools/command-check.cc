/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-line.h"

#include "ns3/input-error.h"
#include "ns3/kv-history-lines.h"
#include "ns3/linearizability-checker.h"

#include <boost/program_options/value_semantic.hpp>

#include <cstdint>
#include <fstream>
#include <limits>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint64_t MEBIBYTE = 1 << 20;
constexpr uint64_t MOST_MEBIBYTES = 1 << 20;

KvHistory
ReadHistory(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    // A folder opens but gives no byte.
    if (!in || in.peek() == std::ifstream::traits_type::eof())
    {
        throw InputError({path, 0}, "there is no such file, or it is empty");
    }
    auto history = ReadKvHistory(in);
    if (!history.IsOk())
    {
        throw InputError({path, static_cast<uint32_t>(history.Error().line)},
                         history.Error().message);
    }
    return std::move(history.Value());
}

LinearizabilityOptions
ReadOptions(const CommandLine& line)
{
    LinearizabilityOptions options;
    options.maxStates =
        line.GetCount("max-states", 1, std::numeric_limits<int64_t>::max(), options.maxStates);
    options.maxBytes =
        MEBIBYTE * line.GetCount("max-memory", 1, MOST_MEBIBYTES, options.maxBytes / MEBIBYTE);
    const std::string scans = line.GetText("scans");
    if (scans != "joint" && scans != "per-key")
    {
        throw InputError("--scans: read '" + scans + "', valid is joint or per-key");
    }
    options.jointScans = scans == "joint";
    return options;
}

int
CheckMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("check FILE.jsonl [OPTION]...",
                     "Checks whether a history of a key-value store is linearizable, key by key. "
                     "FILE has one operation\n"
                     "per line (doc/linearizability.md). A check that reaches a bound is a failure "
                     "too.");
    line.options.add_options()("max-states",
                               po::value<std::string>()->value_name("N"),
                               "most states visited for a group of keys; default: 10000000")(
        "max-memory",
        po::value<std::string>()->value_name("MIB"),
        "most memory of states at a time, in MiB; default: 256")(
        "scans",
        po::value<std::string>()->value_name("HOW")->default_value("joint"),
        "joint: a scan reads all its keys at one instant; per-key: each at one of its own");
    if (!line.Parse(arguments, 1, 1, console))
    {
        return EXIT_DONE;
    }
    const LinearizabilityOptions options = ReadOptions(line);
    const KvHistory history = ReadHistory(line.GetWords()[0]);
    const LinearizabilityReport report = CheckLinearizability(history, options);
    console.out << FormatLinearizabilityReport(history, report);
    return report.verdict == LinearizabilityVerdict::LINEARIZABLE ? EXIT_DONE : EXIT_VIOLATED;
}

} // namespace

Command
MakeCheckCommand()
{
    return {"check", "whether a history of a key-value store is linearizable", CheckMain};
}

} // namespace sharding
} // namespace ns3
