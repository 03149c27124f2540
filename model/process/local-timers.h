/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_TIMERS_H
#define LOCAL_TIMERS_H

#include "local-clock.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * The timers of a process. They run on its local clock: when the clock drifts, they fire at the
 * drifted time, and when it is set or its rate changes, those that wait move with it.
 *
 * Pure: the caller passes the global time in, and time never goes back.
 */
class LocalTimers
{
  public:
    /// Which timer; of no meaning to anybody else.
    class Id
    {
      public:
        Id() = default;

        /// @return whether there is or was a timer; false: none was taken
        bool
        IsValid() const
        {
            return m_serial > 0;
        }

      private:
        friend class LocalTimers;
        bool m_wall{false};
        Time m_deadline;
        uint64_t m_serial{0};
    };

    /**
     * @param clock the clock of the process, which must outlive the timers
     * @param limit how many may wait
     */
    LocalTimers(const LocalClock& clock, uint32_t limit);

    /**
     * A timer that fires when a span of monotonic local time has passed: not moved by steps of the
     * clock.
     *
     * @param now global time
     * @param delay span of local time; negative counts as zero
     * @param action what to do
     * @return an invalid id when too many wait
     */
    Id AddDelay(Time now, Time delay, std::function<void()> action);

    /**
     * A timer that fires when the wall clock of the process shows a time or more: moved by steps.
     *
     * @param wall local time; when it is past, the timer is due at once
     * @param action what to do
     * @return an invalid id when too many wait
     */
    Id AddWall(Time wall, std::function<void()> action);

    /**
     * @param id of a timer
     * @return false when it has fired, was cancelled or never was
     */
    bool Cancel(const Id& id);

    /// @return the global time at which the next timer is due, may be past; nothing when none waits
    std::optional<Time> GetNext() const;

    /**
     * @param now global time
     * @return the action of a timer that is due, in order of deadline, then of addition; the timer
     *         is forgotten. Empty when none is due.
     */
    std::function<void()> PopDue(Time now);

    /// Forgets all timers.
    void Clear();

    /// @return how many wait
    uint32_t GetWaiting() const;

  private:
    /// Deadline in local time and running number; what to do.
    using Queue = std::map<std::pair<Time, uint64_t>, std::function<void()>>;

    Id Add(bool wall, Time deadline, std::function<void()> action);

    const LocalClock& m_clock;
    uint32_t m_limit;
    uint64_t m_serial{0};
    Queue m_delays; //!< by monotonic time
    Queue m_walls;  //!< by wall time
};

} // namespace sharding
} // namespace ns3

#endif /* LOCAL_TIMERS_H */
