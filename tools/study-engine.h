/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_ENGINE_H
#define STUDY_ENGINE_H

#include "study-plan.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// How a study is carried out; none of it changes a result.
struct StudyOptions
{
    std::string folder;    //!< where the results go
    std::string studyText; //!< kept beside the results, see StudyText
    unsigned workers{1};   //!< processes at a time
    std::chrono::milliseconds limit{
        std::chrono::minutes(10)}; //!< longest wall-clock time of one run
    bool retryFailed{false};       //!< run what failed before again
    bool terminal{false};          //!< progress is drawn over itself
    RunIdentity identity;          //!< goes into every manifest
};

/// What became of a study.
struct StudyOutcome
{
    std::size_t planned{0};      //!< runs of the study
    std::size_t kept{0};         //!< sound ones that were there before
    std::size_t ran{0};          //!< sound ones of this call
    std::size_t failed{0};       //!< failed ones of this call
    std::size_t failedBefore{0}; //!< failed ones that were there before and were not tried again
    std::size_t otherBuild{0};   //!< kept ones that another build of this program made
    std::vector<std::string> reasons; //!< why runs of this call failed, by run id, at most 10
    bool interrupted{false};          //!< SIGINT or SIGTERM came before the end
};

/**
 * @ingroup sharding-tools
 *
 * Configures every cell of a study in a process of its own, so that nothing of it is left in this
 * one. It simulates and writes nothing.
 *
 * @param plan the study; its cells get their input digests
 * @return false when SIGINT or SIGTERM came first
 * @throws InputError what the first bad cell says
 * @throws HostError when that cannot be done
 */
bool CheckCells(StudyPlan& plan);

/**
 * @ingroup sharding-tools
 *
 * Runs what a study lacks: one process for each run, so that a crash loses one run. Replication r
 * has the study's seed and ns-3's run number r in every cell. Each finished run goes into the
 * study's database.
 *
 * @param plan the study; its cells were checked
 * @param options how to do it
 * @param progress where progress is shown
 * @return what became of it; the same results for every number of workers
 * @throws InputError when the folder holds something else
 * @throws HostError when processes cannot be started or results cannot be written
 */
StudyOutcome RunStudy(const StudyPlan& plan, const StudyOptions& options, std::ostream& progress);

/// What the command line adds to a scenario file.
struct StudyOverrides
{
    std::vector<std::string> assignments;           //!< "section.key=value" in order
    std::optional<std::vector<std::string>> faults; //!< lines in the place of [faults]
};

/**
 * @ingroup sharding-tools
 *
 * @param fileText a scenario file, verbatim
 * @param overrides what is set besides
 * @return the file's text, with what is set besides in comments at its end
 */
std::string StudyText(const std::string& fileText, const StudyOverrides& overrides);

/**
 * @ingroup sharding-tools
 *
 * @param there what StudyText gave for the study that a folder holds
 * @param here what it gives for the study that is to run
 * @return whether the new one repeats no run and loses none: its settings and faults are the same, and its replications no
 *         fewer; comments and order do not count
 */
bool ExtendsStudy(const std::string& there, const std::string& here);

/**
 * @ingroup sharding-tools
 *
 * @param text what StudyText gave
 * @param name what messages call it
 * @return the settings with the overrides applied
 * @throws InputError as ScenarioFile::Parse
 */
ScenarioFile ParseStudyText(const std::string& text, const std::string& name);

} // namespace sharding
} // namespace ns3

#endif /* STUDY_ENGINE_H */
