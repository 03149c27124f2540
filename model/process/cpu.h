/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_CPU_H
#define SHARDING_CPU_H

#include "fifo-cores.h"
#include "halt-clock.h"
#include "shared-cores.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * A processor with k equal cores and room for a limited number of items.
 *
 * First come, first served: each item occupies one core for its service time; when all cores are
 * busy it waits. (k = 1 with fixed service times and Poisson arrivals is the M/D/1 queue.)
 * Processor sharing: all items are worked on at once, each of n at the speed min(1, k / n) of a
 * core. (k = 1 with Poisson arrivals is the M/G/1-PS queue.)
 *
 * Slow-downs stretch all work from the moment in which they begin, work in service included. Those
 * that overlap multiply, and end in any order. A halt stops all work; halts may overlap, too.
 *
 * The owner submits items under tickets of its choice and keeps one timer, at GetNextFinish();
 * after each call that changes something it looks whether that time has changed, and when the timer
 * rings it takes the tickets of all finished items with PopFinished. Under first come, first served
 * without slow-downs the time of a waiting timer never changes with one core, and with more only
 * for an item that overtakes; so an item costs one event.
 *
 * Pure: the caller passes the time in, and time never goes back.
 */
class Cpu
{
  public:
    /// In what order items are worked on.
    enum class Discipline
    {
        FIFO,             //!< one after the other, in order of arrival
        PROCESSOR_SHARING //!< all at once, with equal shares
    };

    /// What the processor can do.
    struct Config
    {
        uint32_t cores{1};         //!< in [1, 1024]
        Time perItem;              //!< service time of an item of no bytes, not negative
        double perByteNs{0};       //!< further service time per byte, nanoseconds, in [0, 1e6]
        uint32_t queueLimit{1000}; //!< items held beyond one per core; 0: none
        Discipline discipline{Discipline::FIFO}; //!< in what order items are worked on
    };

    static constexpr double MIN_SLOW_DOWN = 1e-3;    //!< least slow-down; below 1 it is a speed-up
    static constexpr double MAX_SLOW_DOWN = 1e6;     //!< greatest slow-down, also of all together
    static constexpr uint32_t MAX_SLOW_DOWNS = 1024; //!< that may overlap

    /// @param config see Validate
    explicit Cpu(const Config& config);

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param bytes size of an item
     * @return how long one core works on it at nominal speed, rounded to a nanosecond
     */
    Time GetServiceTime(uint32_t bytes) const;

    /**
     * Takes one item.
     *
     * @param now not before that of the last call
     * @param service how long it occupies a core at nominal speed, not negative
     * @param ticket what PopFinished is to return for it
     * @return false when there is no room, then the item is gone
     */
    bool Submit(Time now, Time service, uint32_t ticket);

    /// @return when the next item not popped yet is finished if nothing changes; nothing when there
    ///         is none or while halted
    std::optional<Time> GetNextFinish() const;

    /**
     * To be called until it returns nothing when the time of GetNextFinish has come.
     *
     * @param now not before that of the last call
     * @return the ticket of an item that is finished by now, in order of finish, then of arrival;
     *         it is forgotten
     */
    std::optional<uint32_t> PopFinished(Time now);

    /**
     * One more slow-down begins.
     *
     * @param now not before that of the last call
     * @param factor by which all work takes longer, in [MIN_SLOW_DOWN, MAX_SLOW_DOWN]
     * @return false when the factor is out of range or MAX_SLOW_DOWNS act already; then nothing has
     *         changed
     */
    bool AddSlowDown(Time now, double factor);

    /**
     * One slow-down ends.
     *
     * @param now not before that of the last call
     * @param factor with which it began
     * @return false when none of this factor acts
     */
    bool RemoveSlowDown(Time now, double factor);

    /// @return product of all slow-downs that act, within [MIN_SLOW_DOWN, MAX_SLOW_DOWN]; 1 when
    ///         none does
    double GetSlowDown() const;

    /**
     * All work stops. What is submitted meanwhile is taken, and waits.
     *
     * @param now not before that of the last call
     */
    void Halt(Time now);

    /**
     * A halt ends; when it was the last one, work goes on where it was.
     *
     * @param now not before that of the last call
     * @return false when none acts
     */
    bool Continue(Time now);

    /**
     * The processor stops and forgets all items, also finished ones that were not popped (a crash).
     * It can be used again at once. Slow-downs and halts, which come from outside, go on.
     *
     * @param now not before that of the last call
     * @return how many items it held
     */
    uint32_t Clear(Time now);

    /**
     * @param now not before that of the last call
     * @return items that wait for a core; under processor sharing, items beyond one per core
     */
    uint32_t GetWaiting(Time now);

    /// @return items that are waiting, in service or not popped yet
    uint32_t GetHeld() const;

    /**
     * @param now not before that of the last call
     * @return core time spent on work so far; halts are not counted, work that a crash made vain
     *         is. Divided by the cores and the span it is the utilization.
     */
    Time GetBusyTime(Time now);

  private:
    /// Recomputes the product, always in the same order: it does not depend on the order of
    /// beginnings and ends.
    void UpdateSlowDown(Time now);

    Config m_config;
    HaltClock m_clock;
    std::variant<FifoCores, SharedCores> m_engine;
    std::vector<double> m_slowDowns; //!< ascending
    double m_slowDown{1};            //!< see GetSlowDown
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_CPU_H */
