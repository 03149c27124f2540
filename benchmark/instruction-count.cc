/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "instruction-count.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace ns3
{
namespace sharding
{

std::optional<double>
InstructionsOf(const std::string& row, const std::string& function)
{
    const std::string collected = "Collected : ";
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string command = "valgrind --tool=callgrind --callgrind-out-file=/dev/null " +
                                (function.empty() ? "" : "'--toggle-collect=" + function + "' ") +
                                "'" + program + "' '" + row + "' 2>&1";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::optional<double> instructions;
    std::array<char, 512> line;
    while (pipe && std::fgets(line.data(), line.size(), pipe.get()))
    {
        const std::string text(line.data());
        const size_t found = text.find(collected);
        if (found != std::string::npos)
        {
            instructions = std::stod(text.substr(found + collected.size()));
        }
    }
    return instructions;
}

} // namespace sharding
} // namespace ns3
