/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * What operator new has given out in this program, as the C library counts it: the rounding is part
 * of it.
 */
struct AllocationCount
{
    uint64_t allocations; //!< calls so far
    uint64_t liveBytes;   //!< what is not freed yet
    uint64_t peakBytes;   //!< the most that was live since ResetAllocationPeak
};

/// @return the count now
AllocationCount GetAllocationCount();

/// Lets the peak begin anew at what is live now.
void ResetAllocationPeak();

} // namespace sharding
} // namespace ns3

#endif /* ALLOCATION_COUNT_H */
