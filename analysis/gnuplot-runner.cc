/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gnuplot-runner.h"

#include "durable-file.h"

#include "ns3/input-error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace sharding
{

namespace
{

const std::string LOG = "gnuplot.log"; //!< what gnuplot prints, beside the script

/**
 * @param folder where it runs
 * @param script name of the script
 * @param program what to run
 * @param child gets the process
 * @return 0 or an errno
 */
int
Spawn(const std::string& folder,
      const std::string& script,
      const std::string& program,
      pid_t& child)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, LOG.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    std::string words[] = {program, "--default-settings", script};
    char* const arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    const int error = posix_spawnp(&child, words[0].c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace

void
RunGnuplot(const std::string& folder, const std::string& script, const std::string& program)
{
    pid_t child = 0;
    const int error = Spawn(folder, script, program, child);
    if (error == ENOENT)
    {
        throw HostError("figures need the program '" + program +
                        "', which is not installed: install the package gnuplot-nox");
    }
    if (error != 0)
    {
        throw HostError("cannot run '" + program + "': " + std::strerror(error));
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
    {
        if (errno != EINTR)
        {
            throw HostError("lost sight of '" + program + "': " + std::strerror(errno));
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        std::string said = ReadFile(folder + "/" + LOG).substr(0, 400);
        said.erase(0, said.find_first_not_of(" \n"));
        said.erase(said.find_last_not_of(" \n") + 1);
        throw HostError("'" + program + "' failed on " + script + ": " + said);
    }
}

} // namespace sharding
} // namespace ns3
