/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-line.h"
#include "study-report.h"

namespace ns3
{
namespace sharding
{
namespace
{

int
PlotMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("plot DIR",
                     "Draws the figures of a study into DIR/figures: PDF and PNG, with the gnuplot "
                     "script and the\n"
                     "numbers behind each.");
    if (line.Parse(arguments, 1, 1, console))
    {
        PlotStudy(line.GetWords()[0], console.out);
    }
    return EXIT_DONE;
}

} // namespace

Command
MakePlotCommand()
{
    return {"plot", "figures of a study", PlotMain};
}

} // namespace sharding
} // namespace ns3
