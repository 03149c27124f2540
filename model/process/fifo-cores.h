/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIFO_CORES_H
#define FIFO_CORES_H

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
 * k equal cores that serve items in order of arrival; see Cpu.
 *
 * As the order is fixed, start and finish of an item are known on its arrival. They are kept as
 * such: when the speed changes, all that lies ahead is stretched, and while it does not change
 * nothing is computed twice.
 */
class FifoCores
{
  public:
    /// @return 73 years, the bound of all finish times: what would be finished later is finished
    ///         then
    static Time Never();

    /// @param cores at least 1
    explicit FifoCores(uint32_t cores);

    /**
     * @param now not before that of the last call
     * @param service how long a core works on it at nominal speed
     * @param ticket what PopFinished is to return for it
     */
    void Submit(Time now, Time service, uint32_t ticket);

    /// @return when the next item not popped yet is finished
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
     * @return items that wait for a core
     */
    uint32_t GetWaiting(Time now);

    /// @return whether all cores work
    bool IsBusy(Time now) const;

    /// @return items not popped yet
    uint32_t GetHeld() const;

    /**
     * @param now not before that of the last call
     * @return core time spent on work so far
     */
    Time GetBusyTime(Time now) const;

    /// Forgets all items.
    void Clear(Time now);

  private:
    /// An item; ordered by finish, then by arrival.
    struct Item
    {
        Time finish;
        uint64_t arrival; //!< running number
        uint32_t ticket;

        bool
        operator>(const Item& other) const
        {
            return finish != other.finish ? finish > other.finish : arrival > other.arrival;
        }
    };

    /// @return what is left of @p cores, the work they have in stock at @p now
    Time GetStock(Time now) const;

    uint32_t m_cores;
    double m_slowDown{1};
    uint64_t m_arrivals{0};
    std::vector<Time> m_free;  //!< heap: when each core that was ever used becomes free
    std::vector<Item> m_items; //!< heap: finish times need not rise when service times differ
    std::deque<Time> m_starts; //!< of the items that wait; first come first served, so they rise
    Time m_taken;              //!< core time of all items taken, past and ahead
};

} // namespace sharding
} // namespace ns3

#endif /* FIFO_CORES_H */
