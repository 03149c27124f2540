/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_OPTIONS_H
#define STUDY_OPTIONS_H

#include "command-line.h"
#include "study-engine.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Adds the options of `study`: --jobs, --out, --set, --faults, --replications, --timeout, --retry-failed.
 *
 * @param line the command line to add them to
 */
void AddStudyOptions(CommandLine& line);

/**
 * @ingroup sharding-tools
 *
 * Plans, checks and runs a study as its options say, shows progress and prints what became of it.
 *
 * @param path the scenario file
 * @param line the parsed command line
 * @param console where output goes
 * @param folder set to the folder of the results
 * @return an exit code
 * @throws InputError and HostError as the study engine
 */
int CarryOutStudy(const std::string& path,
                  const CommandLine& line,
                  Console& console,
                  std::string& folder);

/// Adds the options that change what a scenario file says: --set, which may be repeated, and --faults.
void AddOverrideOptions(CommandLine& line);

/// A scenario file and what the command line makes of it.
struct OverriddenFile
{
    ScenarioFile file;     //!< with the overrides applied
    std::string studyText; //!< see StudyText
};

/**
 * @ingroup sharding-tools
 *
 * @param path a scenario file
 * @param line a command line with the options of AddOverrideOptions
 * @return both together
 * @throws InputError when either cannot be used
 */
OverriddenFile ReadWithOverrides(const std::string& path, const CommandLine& line);

/**
 * @ingroup sharding-tools
 *
 * @param path a scenario file: "studies/loss.ini"
 * @return the name of its study unless it gives one: "loss"
 */
std::string FileStem(const std::string& path);

/**
 * @ingroup sharding-tools
 *
 * @param console the console
 * @return what is written into the manifest of every run of this call
 */
RunIdentity IdentifyProgram(const Console& console);

/// Where results go unless --out says otherwise.
constexpr const char* RESULTS_FOLDER = "shardsim-results";

} // namespace sharding
} // namespace ns3

#endif /* STUDY_OPTIONS_H */
