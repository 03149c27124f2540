/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DOWNTIME_METER_H
#define DOWNTIME_METER_H

#include "time-window.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * Downtime as four numbers, because one number can always be made to look good:
 *
 * - **Longest gap**: the longest stretch of [start, end] without a success. Both edges bound a gap:
 *   a service that never answers was down from start to end.
 * - **Gaps**: the lengths of all gaps longer than a threshold, added up, each in full.
 * - **Below level**: [start, end] is cut into bins of one width (the last may be shorter). Of the
 *   bytes *offered* in a bin, a share was delivered in time, whenever that was; a bin is down when
 *   the share is below the service level. Counting by the time of offering rather than of delivery
 *   keeps latency and random arrivals from looking like outages. A bin in which nothing was offered
 *   says nothing and is not down.
 * - **Recovery**, for each fault that starts in [start, end): the time from its start to the first
 *   instant from which on the service level holds for the sustain time. That instant is the start
 *   of the fault when no bin of the sustain time from there on is down, else the start of a bin
 *   that is up and in which something was offered (silence proves nothing). The sustain time must
 *   fit before the end; a fault without such an instant did not recover: it is counted, and its
 *   time is taken as the rest of the run, which is a lower bound.
 *
 * **Inside and outside faults.** Each number is a length of time, and is shared out by the instant:
 * what of it lies while a fault acts is inside, the rest outside. What counts is judged before it
 * is shared out: a gap is compared with the threshold and a bin with the service level as a whole,
 * wherever its parts lie. So inside and outside add up to the whole for gaps, time below the level
 * and the mean time to recovery; the longest gap inside is the longest stretch without a success
 * that lies inside, and so is the longest recovery. A fault that did not recover counts inside when
 * a fault acts until the end, else outside. Where faults act at no time of [start, end), there is no
 * inside; where they act all the time, no outside.
 *
 * Pure: it knows no simulator.
 */
class DowntimeMeter
{
  public:
    /// What counts as down.
    struct Config
    {
        Time gapThreshold{MilliSeconds(50)}; //!< > 0 and above the normal spacing of successes
        double serviceLevel{0.9};            //!< share of the offered bytes, in (0, 1]
        Time bin{MilliSeconds(10)};          //!< width of a bin, > 0
        Time sustain{MilliSeconds(100)};     //!< how long it must hold to count as recovered, >= 0
    };

    /// Most bins of one run; what would need more is refused.
    static constexpr int64_t MAX_BINS = 10000000;

    /// The time from one fault to its recovery.
    struct Recovery
    {
        Time fault;            //!< when the fault started
        Time duration;         //!< until recovery, or until the end
        Time inFault;          //!< how much of that lies while a fault acts
        bool recovered{false}; //!< false: duration is a lower bound
    };

    /// The four numbers.
    struct Numbers
    {
        Time longestGap; //!< longest stretch without a success
        Time gaps;       //!< sum of the gaps longer than the threshold
        Time belowLevel; //!< sum of the bins that were down
        std::optional<Time>
            recoveryMean; //!< over all faults, lower bounds included; nothing without faults
        std::optional<Time> recoveryMax; //!< likewise
        uint64_t unrecovered{0};         //!< how many of them are lower bounds
    };

    /// The four numbers of the whole, and of its parts.
    struct Result : Numbers
    {
        std::vector<Recovery> recovery;      //!< one per fault, in order of the faults given
        std::optional<Numbers> inFault;      //!< nothing where no fault acts
        std::optional<Numbers> outsideFault; //!< nothing where faults act all the time
    };

    /**
     * @param config numbers to check
     * @param normalSpacing longest time between two successes of an undisturbed service; zero:
     *        unknown
     * @param length length of what is measured
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config, Time normalSpacing, Time length);

    /**
     * @param config what counts as down; see Validate
     * @param start first instant that counts
     * @param end last instant, after start
     */
    DowntimeMeter(const Config& config, Time start, Time end);

    /// @param now when something was delivered in time, not before that of the last call; outside
    /// [start, end]: ignored
    void AddSuccess(Time now);

    /**
     * What became of something that was offered. In any order; not to be called while that is still
     * open.
     *
     * @param offered when it was offered; outside [start, end): ignored
     * @param bytes its size
     * @param delivered whether it was delivered in time
     */
    void AddOutcome(Time offered, uint64_t bytes, bool delivered);

    /**
     * @param faults when each fault acts, one window per fault; recovery is measured of those that
     *        start in [start, end), all tell inside from outside
     * @return the four numbers of what was added so far
     */
    Result GetResult(const std::vector<TimeWindow>& faults) const;

  private:
    /// What was offered in one bin.
    struct Bin
    {
        uint64_t offered{0};   //!< bytes whose fate is known
        uint64_t delivered{0}; //!< bytes of them that came in time
    };

    /// What of a length of time lies inside and outside faults.
    struct Shares
    {
        int64_t inside{0};  //!< ns
        int64_t outside{0}; //!< ns
    };

    /**
     * @param windows when faults act
     * @param start of a stretch, in nanoseconds
     * @param end of it, in nanoseconds
     * @return how it is shared out
     */
    static Shares Share(const TimeWindowSet& windows, int64_t start, int64_t end);

    /**
     * Finds longest gap and sum of gaps.
     *
     * @param windows when faults act
     * @param whole gets both
     * @param inside gets both
     * @param outside gets both
     */
    void MeasureGaps(const TimeWindowSet& windows,
                     Numbers& whole,
                     Numbers& inside,
                     Numbers& outside) const;

    /**
     * Finds the time below the level; likewise.
     */
    void MeasureLevel(const TimeWindowSet& windows,
                      Numbers& whole,
                      Numbers& inside,
                      Numbers& outside) const;

    /**
     * Finds the time to recovery; likewise.
     *
     * @param faults as GetResult
     * @param result gets recovery and the three numbers about it
     */
    void MeasureRecovery(const TimeWindowSet& windows,
                         const std::vector<TimeWindow>& faults,
                         Result& result,
                         Numbers& inside,
                         Numbers& outside) const;

    /**
     * @param bin a bin
     * @return whether its service was below the level
     */
    bool IsDown(const Bin& bin) const;

    /**
     * @param fault when the fault started, in nanoseconds
     * @return when service had recovered from it, in nanoseconds; nothing when it had not
     */
    std::optional<int64_t> FindRecovery(int64_t fault) const;

    Config m_config;                  //!< what counts as down
    int64_t m_start;                  //!< ns
    int64_t m_end;                    //!< ns
    int64_t m_bin;                    //!< ns
    std::vector<Bin> m_bins;          //!< the first starts at m_start
    std::vector<int64_t> m_successes; //!< ns, in order
};

} // namespace sharding
} // namespace ns3

#endif /* DOWNTIME_METER_H */
