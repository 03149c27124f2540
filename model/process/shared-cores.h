/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARED_CORES_H
#define SHARED_CORES_H

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * k equal cores that all items share equally (egalitarian processor sharing); see Cpu. Each of n
 * items is worked on at the speed min(1, k / n) of a core.
 *
 * All items get the same share, so one number does for all: the work that an item would have got
 * that was there from the start of the busy period. An item is finished when that number has grown
 * by its service time; an arrival or a departure changes only how fast it grows (Kleinrock,
 * Queueing Systems II, 4.4). It is kept in nanoseconds as a double and starts anew whenever the
 * cores are idle: over a busy period of a day it is exact to a tenth of a nanosecond.
 */
class SharedCores
{
  public:
    /// @param cores at least 1
    explicit SharedCores(uint32_t cores);

    /**
     * @param now not before that of the last call
     * @param service how long a core works on it at nominal speed, if it has the core for itself
     * @param ticket what PopFinished is to return for it
     */
    void Submit(Time now, Time service, uint32_t ticket);

    /// @return when the next item not popped yet is finished, if nothing else arrives
    std::optional<Time> GetNextFinish() const;

    /**
     * @param now not before that of the last call
     * @return an item that is finished by now, in order of finish, then of arrival; it is forgotten
     */
    std::optional<uint32_t> PopFinished(Time now);

    /**
     * @param now not before that of the last call
     * @param slowDown factor by which all work takes longer from now on
     */
    void SetSlowDown(Time now, double slowDown);

    /**
     * @param now not before that of the last call
     * @return items beyond one per core
     */
    uint32_t GetWaiting(Time now);

    /**
     * @param now not before that of the last call
     * @return items that are not finished
     */
    uint32_t GetInService(Time now);

    /// @return items not popped yet
    uint32_t GetHeld() const;

    /**
     * @param now not before that of the last call
     * @return core time spent on work so far
     */
    Time GetBusyTime(Time now);

    /// Forgets all items.
    void Clear(Time now);

  private:
    /// An item; ordered by finish, then by arrival.
    struct Item
    {
        double finish;    //!< value of m_share at which it is finished
        uint64_t arrival; //!< running number
        uint32_t ticket;

        bool
        operator>(const Item& other) const
        {
            return finish != other.finish ? finish > other.finish : arrival > other.arrival;
        }
    };

    /// An item that is finished but not popped.
    struct Done
    {
        Time finish;
        uint32_t ticket;
    };

    /// @return when the first of m_items, which must not be empty, is finished; at most 73 years
    ///         ahead
    Time GetFrontFinish() const;

    /// @return by how much m_share grows in a nanosecond
    double GetRate() const;

    /// Lets the items that are there work until @p now, before which none of them is finished.
    void Advance(Time now);

    /// Finishes what is finished by @p now.
    void Settle(Time now);

    uint32_t m_cores;
    double m_slowDown{1};
    uint64_t m_arrivals{0};
    Time m_at;                 //!< up to when all is settled
    double m_share{0};         //!< work per item since the start of the busy period, nanoseconds
    std::vector<Item> m_items; //!< heap
    std::deque<Done> m_done;
    Time m_busy; //!< core time up to m_at
};

} // namespace sharding
} // namespace ns3

#endif /* SHARED_CORES_H */
