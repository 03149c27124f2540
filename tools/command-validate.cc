/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-line.h"
#include "name-filter.h"
#include "validation.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

int
ValidateMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("validate [FILTER]",
                     "Computes figures of theory and of publications with our models, one row "
                     "each: name, reference,\n"
                     "ours, interval, holds or fails. FILTER is a part of names or a pattern such "
                     "as 'payload/*'.");
    if (!line.Parse(arguments, 0, 1, console))
    {
        return EXIT_DONE;
    }
    const std::string filter = line.GetWords().empty() ? "" : line.GetWords()[0];
    std::vector<ValidationRow> rows;
    std::vector<std::string> names;
    for (const auto& row : ListValidations())
    {
        names.push_back(row.name);
        if (MatchesFilter(row.name, filter))
        {
            rows.push_back(row);
        }
    }
    if (rows.empty())
    {
        throw InputError("no row matches '" + filter + "'" + ValidNames(filter, names));
    }
    const int failed = Validate(rows, console.out);
    console.out << rows.size() << " rows, " << failed << " failed\n";
    return failed == 0 ? EXIT_DONE : EXIT_VIOLATED;
}

} // namespace

Command
MakeValidateCommand()
{
    return {"validate", "figures of theory and publications against ours", ValidateMain};
}

} // namespace sharding
} // namespace ns3
