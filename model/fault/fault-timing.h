/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_TIMING_H
#define FAULT_TIMING_H

#include "fault-words.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * When a line of a fault script happens:
 *
 *     at T
 *     every P [from A] [until B]           at A (without it: P), then each P, before B
 *     poisson mean=D [from A] [until B]    gaps drawn from an exponential distribution of mean D
 *     uniform K in A..B                    K times, each uniform in [A, B)
 *     after NAME [D]                       D after each beginning of the faults called NAME
 *
 * B is the end of the run where none is given.
 */
struct FaultTiming
{
    /// How the times are told.
    enum class Kind
    {
        AT,
        EVERY,
        POISSON,
        UNIFORM,
        AFTER
    };

    Kind kind{Kind::AT};       //!< how the times are told
    Time start;                //!< T of at, A of the others
    std::optional<Time> until; //!< B
    Time spacing;              //!< P or mean; D of after
    uint32_t count{0};         //!< K
    std::string name;          //!< NAME of after

    /// @return whether the times are drawn
    bool IsRandom() const;

    /**
     * @param words the line, at its start; what tells the times is taken
     * @return the timing
     * @throws InputError when it is malformed
     */
    static FaultTiming Parse(FaultWords& words);

    /**
     * @param place of the line, for messages
     * @param end of the run; no time is at or after it
     * @param limit most times
     * @param draw gives the next number in [0, 1) of the line's stream; called only when IsRandom
     * @return the times in ascending order; not for AFTER, which needs other lines
     * @throws InputError when the one time, the start or K times lie past the end, or there are
     *         more than limit
     */
    std::vector<Time> ListTimes(const SourcePlace& place,
                                Time end,
                                std::size_t limit,
                                const std::function<double()>& draw) const;

    /// Most times of one line.
    static constexpr uint32_t MAX_COUNT = 1000000;
};

/**
 * @ingroup sharding-fault
 *
 * A way to tell when a line happens, for `explain`.
 */
struct FaultTimingRule
{
    std::string name; //!< the first word: "every"
    std::string form; //!< "every P [from A] [until B]"
    std::string help; //!< one sentence
};

/**
 * @ingroup sharding-fault
 *
 * @return all of them, in the order of FaultTiming::Kind
 */
const std::vector<FaultTimingRule>& GetFaultTimings();

} // namespace sharding
} // namespace ns3

#endif /* FAULT_TIMING_H */
