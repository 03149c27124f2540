/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDSIM_COMMAND_H
#define SHARDSIM_COMMAND_H

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a command sees of the world.
struct Console
{
    std::ostream& out;       //!< what was asked for
    std::ostream& err;       //!< progress and messages
    bool terminal{false};    //!< err is a terminal
    std::string home;        //!< folder of the suite, where shipped studies lie; "" when unknown
    std::string commandLine; //!< as typed
};

/// Exit codes of the program.
enum ExitCode
{
    EXIT_DONE = 0,         //!< done
    EXIT_VIOLATED = 1,     //!< an invariant was violated, a run failed, or a row is not met
    EXIT_INPUT = 2,        //!< the user's input is wrong
    EXIT_HOST = 3,         //!< the environment is
    EXIT_INTERRUPTED = 130 //!< SIGINT or SIGTERM
};

/**
 * @ingroup sharding-tools
 *
 * One word of the command line after "shardsim".
 */
struct Command
{
    std::string name;    //!< "run"
    std::string summary; //!< one line for `shardsim help`

    /// Takes the words behind the command's name, returns an exit code; throws InputError and
    /// HostError.
    std::function<int(const std::vector<std::string>&, Console&)> run;
};

/**
 * @{
 * @ingroup sharding-tools
 * @return the command; each has a file of its own
 */
Command MakeRunCommand();
Command MakeStudyCommand();
Command MakeQuickstartCommand();
Command MakeCompareCommand();
Command MakePlotCommand();
Command MakeListCommand();
Command MakeExplainCommand();
Command MakeValidateCommand();
Command MakeSoakCommand();
Command MakeCheckCommand();
/** @} */

/**
 * @ingroup sharding-tools
 *
 * The whole program but for its process: finds the command, runs it, turns errors into one message
 * and an exit code.
 *
 * @param words the command line without the program's name
 * @param console where output goes
 * @return the exit code
 */
int RunTool(const std::vector<std::string>& words, Console& console);

} // namespace sharding
} // namespace ns3

#endif /* SHARDSIM_COMMAND_H */
