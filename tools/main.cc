/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/command.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

int
main(int argc, char* argv[])
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    std::string commandLine = "shardsim";
    for (const auto& word : words)
    {
        commandLine += " " + word;
    }
    const char* home = std::getenv("SHARDSIM_HOME");
    ns3::sharding::Console console{
        std::cout, std::cerr, isatty(STDERR_FILENO) == 1, home ? home : "", commandLine};
    return ns3::sharding::RunTool(words, console);
}
