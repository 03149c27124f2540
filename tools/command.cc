/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <exception>

namespace ns3
{
namespace sharding
{
namespace
{

std::vector<Command>
AllCommands()
{
    return {MakeQuickstartCommand(),
            MakeRunCommand(),
            MakeStudyCommand(),
            MakeCompareCommand(),
            MakePlotCommand(),
            MakeListCommand(),
            MakeExplainCommand(),
            MakeValidateCommand(),
            MakeSoakCommand(),
            MakeCheckCommand()};
}

int
PrintHelp(const std::vector<Command>& commands, std::ostream& out)
{
    out << "usage: ./shardsim COMMAND [ARGUMENT]...\n\n";
    for (const auto& command : commands)
    {
        out << "  " << command.name << std::string(12 - command.name.size(), ' ') << command.summary
            << "\n";
    }
    // These two are the launcher's: it builds other programs for them.
    out << "  test        run the test suite\n"
           "  bench       run the benchmarks\n"
           "\n./shardsim COMMAND --help shows a command's arguments.\n"
           "Exit codes: 0 done; 1 an invariant was violated or a row is not met; 2 the input is "
           "wrong; "
           "3 the machine\ncannot do it; 130 interrupted.\n";
    return EXIT_DONE;
}

int
Dispatch(const std::vector<std::string>& words, Console& console)
{
    const auto commands = AllCommands();
    if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h")
    {
        return PrintHelp(commands, console.out);
    }
    std::vector<std::string> names;
    for (const auto& command : commands)
    {
        if (command.name == words[0])
        {
            return command.run({words.begin() + 1, words.end()}, console);
        }
        names.push_back(command.name);
    }
    names.insert(names.end(), {"test", "bench", "help"});
    throw InputError("unknown command '" + words[0] + "'" + ValidNames(words[0], names));
}

} // namespace

int
RunTool(const std::vector<std::string>& words, Console& console)
{
    try
    {
        return Dispatch(words, console);
    }
    catch (const InputError& error)
    {
        console.err << "shardsim: " << error.what() << std::endl;
        return EXIT_INPUT;
    }
    catch (const std::exception& error)
    {
        console.err << "shardsim: " << error.what() << std::endl;
        return EXIT_HOST;
    }
}

} // namespace sharding
} // namespace ns3
