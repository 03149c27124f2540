/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-count.h"

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace
{

ns3::sharding::AllocationCount g_count{0, 0, 0};

/// glibc keeps 8 bytes in front of what it gives out.
constexpr uint64_t BOOK_KEEPING = 8;

} // namespace

namespace ns3
{
namespace sharding
{

AllocationCount
GetAllocationCount()
{
    return g_count;
}

void
ResetAllocationPeak()
{
    g_count.peakBytes = g_count.liveBytes;
}

} // namespace sharding
} // namespace ns3

// The replacements are for the whole program, as the C++ standard has it ([replacement.functions]);
// all other forms of new and delete call these.

void*
operator new(std::size_t size)
{
    void* memory = std::malloc(std::max<std::size_t>(size, 1));
    if (!memory)
    {
        throw std::bad_alloc();
    }
    g_count.allocations++;
    g_count.liveBytes += malloc_usable_size(memory) + BOOK_KEEPING;
    g_count.peakBytes = std::max(g_count.peakBytes, g_count.liveBytes);
    return memory;
}

void
operator delete(void* memory) noexcept
{
    if (memory)
    {
        g_count.liveBytes -= malloc_usable_size(memory) + BOOK_KEEPING;
        std::free(memory);
    }
}

void
operator delete(void* memory, std::size_t) noexcept
{
    operator delete(memory);
}
