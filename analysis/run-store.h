/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_STORE_H
#define RUN_STORE_H

#include "run-manifest.h"

#include "ns3/run-record.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * The folder of a study and the runs in it: the truth that the database, the tables and the figures are made from.
 *
 *     DIR/study.ini                  the input, verbatim
 *     DIR/runs/RUN-ID/               a sound run
 *     DIR/failed/RUN-ID/             a run that crashed (reason, log) or broke an invariant (all its data)
 *
 * A run folder appears by one rename, after everything in it is on the disk: there are whole runs and no others.
 * Several processes may write runs of one study at the same time. Numbers are written in the shortest form that reads
 * back exactly, so the same run leaves the same bytes.
 */
class RunStore
{
  public:
    /// Says whether a study whose text stands here is a continuation of the one that is there.
    using StudyExtension = std::function<bool(const std::string& there, const std::string& here)>;

    /// A run that failed.
    struct Failure
    {
        RunManifest manifest; //!< what was tried
        std::string reason;   //!< one sentence
    };

    /**
     * Touches nothing yet.
     *
     * @param folder the study's folder
     */
    explicit RunStore(const std::string& folder);

    /**
     * Creates the folder, or takes up the study that it holds, and clears what dead processes left behind.
     *
     * @param studyText text of the study file; kept verbatim as study.ini
     * @param modelVersion version of this suite
     * @param mayExtend asked when the folder holds another text: whether the new one may take its place; empty: never
     * @throws InputError when the folder holds another study, runs of another version, or files that are no study, or when
     *         it cannot be written where it is
     * @throws HostError when the disk is full or fails
     */
    void Begin(const std::string& studyText,
               const std::string& modelVersion,
               const StudyExtension& mayExtend = {});

    /**
     * @param runId a run
     * @return whether it is there and sound
     */
    bool Has(const std::string& runId) const;

    /**
     * @param runId a run
     * @return whether it was tried and failed, and did not succeed since
     */
    bool HasFailed(const std::string& runId) const;

    /**
     * Writes a finished run. A run that is there already is kept: it is the same.
     *
     * @param manifest what it was
     * @param record what it measured
     * @return true for a sound run; false when the record lists violations: it then stands among the failed ones, whole
     * @throws HostError when it cannot be written; nothing is left behind then
     */
    bool Write(const RunManifest& manifest, const RunRecord& record) const;

    /**
     * Writes what is known of a run that brought no record. It replaces an earlier failure of the same run.
     *
     * @param manifest what was tried
     * @param reason one sentence: "ended by signal 11 (segmentation fault)"
     * @param log what the run printed; all but the last 1 MiB is cut
     * @param faultLines the fault script as it was known before the run
     * @throws HostError when it cannot be written
     */
    void WriteFailure(const RunManifest& manifest,
                      const std::string& reason,
                      const std::string& log,
                      const std::vector<std::string>& faultLines) const;

    /// @return ids of the sound runs, sorted
    std::vector<std::string> ListRuns() const;

    /// @return ids of the failed runs, sorted
    std::vector<std::string> ListFailed() const;

    /**
     * @{
     * @param runId a run, sound or failed
     * @return that part of it
     * @throws InputError when there is no such run
     * @throws HostError when it cannot be read or is damaged; the message says how to mend it
     */
    RunManifest ReadManifest(const std::string& runId) const;
    std::vector<Metric> ReadMetrics(const std::string& runId) const;
    std::map<std::string, std::string> ReadDraws(const std::string& runId) const;
    std::vector<RunEvent> ReadEvents(const std::string& runId) const;
    SeriesTable ReadSeries(const std::string& runId) const;
    /** @} */

    /**
     * @param runId a failed run
     * @return why it failed
     * @throws InputError and HostError as ReadManifest
     */
    Failure ReadFailure(const std::string& runId) const;

    /// @return the text given to Begin, or nothing where the folder holds no study
    std::optional<std::string> ReadStudy() const;

    /// @return the study's folder
    const std::string& GetFolder() const;

    /**
     * Removes the temporary folders of processes that are gone. Begin does it too.
     *
     * @return how many were removed
     */
    uint32_t RemoveStale() const;

  private:
    /// @return the folder of a run, sound or failed; throws InputError when there is none
    std::string FindRun(const std::string& runId) const;

    std::string m_folder; //!< the study's folder
};

} // namespace sharding
} // namespace ns3

#endif /* RUN_STORE_H */
