/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/comparison-report.h"
#include "command-line.h"
#include "study-report.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <boost/program_options/value_semantic.hpp>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

int
CompareMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line(
        "compare DIR [OPTION]...",
        "Compares each combination of a study with its baseline, run by run under the same seeds.");
    line.options.add_options()("metric",
                               po::value<std::vector<std::string>>()->value_name("NAME"),
                               "what to compare; may be repeated; default: the main metrics")(
        "baseline",
        po::value<std::string>()->value_name("KEY=VALUE"),
        "the yardstick instead of the study's")(
        "format",
        po::value<std::string>()->value_name("FORMAT")->default_value("text"),
        "text, csv (DIR/comparison.csv) or latex (DIR/comparison.tex)");
    if (!line.Parse(arguments, 1, 1, console))
    {
        return EXIT_DONE;
    }
    const std::string folder = line.GetWords()[0];
    const std::string format = line.GetText("format");
    if (format != "text" && format != "csv" && format != "latex")
    {
        throw InputError("--format: unknown format '" + format + "'" +
                         ValidNames(format, {"text", "csv", "latex"}));
    }
    const auto comparison = CompareStudy(folder, line.GetText("baseline"), line.GetTexts("metric"));
    if (format == "text")
    {
        PrintText(comparison, console.out);
    }
    else if (format == "csv")
    {
        WriteCsv(comparison, folder + "/comparison.csv");
        console.out << folder << "/comparison.csv\n";
    }
    else
    {
        WriteLatex(comparison, folder + "/comparison.tex");
        console.out << folder << "/comparison.tex\n";
    }
    return EXIT_DONE;
}

} // namespace

Command
MakeCompareCommand()
{
    return {"compare", "table of a study's combinations against its baseline", CompareMain};
}

} // namespace sharding
} // namespace ns3
