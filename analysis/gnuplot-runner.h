/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GNUPLOT_RUNNER_H
#define GNUPLOT_RUNNER_H

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Runs gnuplot, without a shell and without the user's settings.
 *
 * @param folder where it runs: relative paths in the script start there
 * @param script name of the script in that folder
 * @param program what to run; found along PATH
 * @throws HostError when there is no gnuplot, or it fails; with gnuplot's first words then
 */
void RunGnuplot(const std::string& folder,
                const std::string& script,
                const std::string& program = "gnuplot");

} // namespace sharding
} // namespace ns3

#endif /* GNUPLOT_RUNNER_H */
