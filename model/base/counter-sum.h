/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COUNTER_SUM_H
#define COUNTER_SUM_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * Adds up two structs of counters, member by member.
 *
 * @tparam Counters a struct that holds nothing but uint64_t and arrays of them
 * @param sum gets the sums
 * @param more what is added
 */
template <typename Counters>
void
AddCounters(Counters& sum, const Counters& more)
{
    static_assert(std::is_trivially_copyable_v<Counters> &&
                      sizeof(Counters) % sizeof(uint64_t) == 0 &&
                      alignof(Counters) == alignof(uint64_t),
                  "a struct of uint64_t");
    std::array<uint64_t, sizeof(Counters) / sizeof(uint64_t)> a;
    std::array<uint64_t, sizeof(Counters) / sizeof(uint64_t)> b;
    std::memcpy(a.data(), &sum, sizeof(Counters));
    std::memcpy(b.data(), &more, sizeof(Counters));
    for (size_t i = 0; i < a.size(); i++)
    {
        a[i] += b[i];
    }
    std::memcpy(static_cast<void*>(&sum), a.data(), sizeof(Counters));
}

} // namespace sharding
} // namespace ns3

#endif /* COUNTER_SUM_H */
