/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_CPU_H
#define SHARDING_CPU_H

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * A processor with k equal cores and one finite queue, first come first served.
 *
 * Each item occupies one core for its service time; when all cores are busy it waits. As the order is fixed, the finish
 * time is known on arrival: one item costs its owner one event. (k = 1 with fixed service times and Poisson arrivals is
 * the M/D/1 queue.)
 *
 * Pure: the caller passes the time in, and time never goes back.
 */
class Cpu
{
  public:
    /// What the processor can do.
    struct Config
    {
        uint32_t cores{1};   //!< in [1, 1024]
        Time perItem;        //!< service time of an item of no bytes, not negative
        double perByteNs{0}; //!< further service time per byte, nanoseconds, finite, not negative
        uint32_t queueLimit{1000}; //!< items that may wait besides those in service; 0: none may
    };

    /// @param config see Validate
    explicit Cpu(const Config& config);

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param bytes size of an item
     * @return how long one core works on it, rounded to a nanosecond
     */
    Time GetServiceTime(uint32_t bytes) const;

    /**
     * Takes one item.
     *
     * @param now not before that of the last call
     * @param service how long it occupies a core, not negative
     * @return when it is finished; nothing when the queue is full, then the item is gone
     */
    std::optional<Time> Submit(Time now, Time service);

    /**
     * The processor stops and forgets all items (a crash). It can be used again at once.
     *
     * @param now not before that of the last call
     * @return how many items it held, waiting and in service
     */
    uint32_t Clear(Time now);

    /**
     * @param now not before that of the last call
     * @return items that wait for a core
     */
    uint32_t GetWaiting(Time now);

    /**
     * @param now not before that of the last call
     * @return items that are waiting or in service
     */
    uint32_t GetHeld(Time now);

    /// @return core time of all items taken so far, what Clear cut off not included
    Time GetBusyTime() const;

  private:
    using EarliestFirst = std::priority_queue<Time, std::vector<Time>, std::greater<Time>>;

    Config m_config;
    EarliestFirst
        m_cores; //!< when each core that was ever used becomes free, at most Config::cores of them
    EarliestFirst
        m_finishes; //!< of the items held; finish times need not rise when service times differ
    std::deque<Time> m_starts; //!< of the items that wait; first come first served, so they rise
    Time m_busy;               //!< see GetBusyTime
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_CPU_H */
