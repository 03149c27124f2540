/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-outcome.h"

#include <numeric>

namespace ns3
{
namespace sharding
{

const std::string&
FragmentOutcomeName(FragmentOutcome outcome)
{
    static const std::array<std::string, FRAGMENT_OUTCOMES> names{"accepted",
                                                                  "completed",
                                                                  "passed",
                                                                  "duplicate",
                                                                  "late",
                                                                  "skipped",
                                                                  "malformed",
                                                                  "bad-length",
                                                                  "too-small",
                                                                  "out-of-order",
                                                                  "conflict",
                                                                  "beyond-last",
                                                                  "too-many-fragments",
                                                                  "message-too-long",
                                                                  "total-mismatch",
                                                                  "unexpected",
                                                                  "no-room",
                                                                  "expired",
                                                                  "evicted",
                                                                  "closed"};
    return names.at(static_cast<size_t>(outcome));
}

uint64_t
FragmentCounters::Refused() const
{
    uint64_t refused = 0;
    for (uint32_t i = 0; i < FRAGMENT_OUTCOMES; i++)
    {
        if (IsRefusal(static_cast<FragmentOutcome>(i)))
        {
            refused += outcomes[i];
        }
    }
    return refused;
}

uint64_t
FragmentCounters::LostFragments() const
{
    return std::accumulate(lostFragments.begin(), lostFragments.end(), uint64_t{0});
}

} // namespace sharding
} // namespace ns3
