/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog.h"
#include "command-line.h"

namespace ns3
{
namespace sharding
{
namespace
{

int
ExplainMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("explain NAME",
                     "Explains a scenario, section, class, key, policy, fault or metric: keys with "
                     "their defaults, meaning\n"
                     "and valid values, as a scenario file writes them.");
    if (line.Parse(arguments, 1, 1, console))
    {
        Explain(line.GetWords()[0], console.out);
    }
    return EXIT_DONE;
}

} // namespace

Command
MakeExplainCommand()
{
    return {"explain", "keys of a scenario or class with units and defaults", ExplainMain};
}

} // namespace sharding
} // namespace ns3
