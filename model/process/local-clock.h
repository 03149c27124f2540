/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_CLOCK_H
#define LOCAL_CLOCK_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * What a machine takes for the time: a clock that is off by an offset, runs too fast or too slow,
 * and may be set.
 *
 * It shows two times, as operating systems do. The monotonic time (CLOCK_MONOTONIC) drifts but is
 * never set; spans are measured and timeouts are kept by it. The wall time (CLOCK_REALTIME) is the
 * monotonic time plus the offset; a step sets it, also backwards.
 *
 * Drifts that act at the same time add up; so do steps. Each can be taken back in any order. Taking
 * back a drift restores the rate, not the time that was gained or lost. All is computed in whole
 * nanoseconds and parts per billion: when everything is taken back, rate and offset are exactly
 * what they were.
 *
 * Pure: the caller passes the global time in, and time never goes back (but local time, where
 * documented, may).
 */
class LocalClock
{
  public:
    /// How the clock is off from the start.
    struct Config
    {
        Time offset;        //!< wall time at global time 0; at most MaxOffset() either way
        double driftPpm{0}; //!< how much too fast it runs, parts per million; see MAX_DRIFT_PPM
    };

    /// @return 100 years
    static Time MaxOffset();

    static constexpr double MAX_DRIFT_PPM = 900000; //!< either way, also of all drifts together

    /// @param config see Validate
    explicit LocalClock(const Config& config);

    /**
     * @param config numbers to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param now global time, not before that of the last change
     * @return local time that only drifts; 0 at global time 0
     */
    Time GetMonotonic(Time now) const;

    /**
     * @param now global time, not before that of the last change
     * @return local time with offset, drift and steps
     */
    Time GetWall(Time now) const;

    /**
     * @param monotonic a local time
     * @return the first global time, not before the last change, at which the monotonic time is at
     *         least this, if no drift begins or ends until then
     */
    Time MonotonicToGlobal(Time monotonic) const;

    /**
     * @param wall a local time
     * @return as MonotonicToGlobal, for the wall time, if it is not set until then either
     */
    Time WallToGlobal(Time wall) const;

    /**
     * Sets the wall time forward or back. To take a step back, step by its negative.
     *
     * @param by at most MaxOffset() either way
     * @return false when it is more, also together with all steps before; then nothing has changed
     */
    bool Step(Time by);

    /**
     * Changes the rate, besides all drifts that act already. To take a drift back, add its
     * negative.
     *
     * @param now not before that of the last call
     * @param ppm in [-MAX_DRIFT_PPM, MAX_DRIFT_PPM], counted in whole parts per billion
     * @return false when it is out of range; then nothing has changed
     */
    bool AddDrift(Time now, double ppm);

    /// @return drift that acts: the sum of all, at most MAX_DRIFT_PPM either way
    double GetDriftPpm() const;

    /// @return offset that acts: what wall time is ahead of monotonic time
    Time GetOffset() const;

  private:
    /// @return local nanoseconds per global second
    int64_t GetRate() const;

    Time m_offset;
    int64_t m_driftPpb;     //!< sum of all drifts, not bounded
    Time m_globalAnchor;    //!< of the last change of rate
    Time m_monotonicAnchor; //!< monotonic time at that moment
};

} // namespace sharding
} // namespace ns3

#endif /* LOCAL_CLOCK_H */
