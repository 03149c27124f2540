/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/comparison-words.h"
#include "command.h"
#include "study-options.h"
#include "study-report.h"

namespace ns3
{
namespace sharding
{
namespace
{

int
StudyMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line("study FILE.ini [OPTION]...",
                     "Runs all combinations of the values that the file's section [study] varies, "
                     "each with as many\n"
                     "replications. What is there already is not run again: after Ctrl-C the same "
                     "command continues.");
    AddStudyOptions(line);
    if (!line.Parse(arguments, 1, 1, console))
    {
        return EXIT_DONE;
    }
    std::string folder;
    const int code = CarryOutStudy(line.GetWords()[0], line, console, folder);
    if (code == EXIT_DONE)
    {
        for (const auto& note : PairingNotes(CompareStudy(folder, "", {})))
        {
            console.out << note << "\n";
        }
        console.out << "Next: ./shardsim compare " << folder << "; ./shardsim plot " << folder
                    << "\n";
    }
    return code;
}

} // namespace

Command
MakeStudyCommand()
{
    return {"study", "all combinations of a study, each with replications", StudyMain};
}

} // namespace sharding
} // namespace ns3
