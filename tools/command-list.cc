/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog.h"
#include "command-line.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

void
PrintKind(const std::string& kind, Console& console)
{
    const auto entries = ListKind(kind, console.home);
    std::size_t width = 0;
    for (const auto& entry : entries)
    {
        width = std::max(width, entry.name.size());
    }
    console.out << kind << "\n";
    for (const auto& entry : entries)
    {
        console.out << "  " << entry.name << std::string(width - entry.name.size() + 2, ' ')
                    << entry.text << "\n";
    }
}

int
ListMain(const std::vector<std::string>& arguments, Console& console)
{
    std::string kinds;
    for (const auto& kind : ListKinds())
    {
        kinds += (kinds.empty() ? "" : ", ") + kind;
    }
    CommandLine line("list [KIND]", "Lists what there is. KIND is one of " + kinds + ".");
    if (!line.Parse(arguments, 0, 1, console))
    {
        return EXIT_DONE;
    }
    for (const auto& kind : line.GetWords().empty() ? ListKinds() : line.GetWords())
    {
        PrintKind(kind, console);
    }
    return EXIT_DONE;
}

} // namespace

Command
MakeListCommand()
{
    return {"list", "scenarios, policies, faults, measures, studies, ...", ListMain};
}

} // namespace sharding
} // namespace ns3
