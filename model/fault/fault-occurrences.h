/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_OCCURRENCES_H
#define FAULT_OCCURRENCES_H

#include "fault-sampler.h"
#include "fault-script.h"

#include "ns3/nstime.h"

#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * When one line of a script happens.
 */
struct FaultOccurrences
{
    std::vector<Time> times; //!< ascending
    bool random{false};      //!< whether chance decides, here or in a line that it comes after
};

/**
 * @ingroup sharding-fault
 *
 * When each line of a script happens, those relative to other lines included. Each line draws from
 * a stream of its own, "faults/<role>/times", so no line disturbs another's times.
 *
 * @param script the script
 * @param end of the run
 * @param limit most times of all lines together
 * @param sampler opens streams
 * @return the times of each statement
 * @throws InputError when a time lies past the end, a line waits for a name that nothing has or,
 *         in the end, for itself, or there are more than limit
 */
std::vector<FaultOccurrences> ListOccurrences(const FaultScript& script,
                                              Time end,
                                              std::size_t limit,
                                              const FaultSampler& sampler);

} // namespace sharding
} // namespace ns3

#endif /* FAULT_OCCURRENCES_H */
