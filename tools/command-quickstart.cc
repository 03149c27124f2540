/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/comparison-report.h"
#include "command.h"
#include "study-options.h"
#include "study-report.h"

#include "ns3/input-error.h"

#include <boost/program_options/value_semantic.hpp>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

int
QuickstartMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("quickstart [OPTION]...",
                     "Runs the shipped study scenarios/quickstart.ini, compares its policies and "
                     "draws the figures.");
    AddStudyOptions(line);
    line.options.add_options()("home",
                               po::value<std::string>()->value_name("DIR"),
                               "folder of the suite; default: the variable SHARDSIM_HOME");
    if (!line.Parse(arguments, 0, 0, console))
    {
        return EXIT_DONE;
    }
    const std::string home = line.Has("home") ? line.GetText("home") : console.home;
    if (home.empty())
    {
        throw InputError(
            "where the suite lies is unknown; start ./shardsim, or name the folder with --home");
    }
    std::string folder;
    const int code = CarryOutStudy(home + "/scenarios/quickstart.ini", line, console, folder);
    if (code != EXIT_DONE)
    {
        return code;
    }
    console.out << "\n";
    PrintText(CompareStudy(folder, "", {}), console.out);
    console.out << "\n";
    PlotStudy(folder, console.out);
    return EXIT_DONE;
}

} // namespace

Command
MakeQuickstartCommand()
{
    return {"quickstart", "the shipped policy comparison: runs, table and figures", QuickstartMain};
}

} // namespace sharding
} // namespace ns3
