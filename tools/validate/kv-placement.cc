/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/jump-hash.h"
#include "ns3/mix-hash.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t BATCHES = 40;
constexpr uint64_t KEYS = 20000; //!< in each batch

/// @return the share of keys that move from 10 to 11 buckets; NaN when one moves elsewhere
ValidationOutcome
MovedShare()
{
    std::vector<double> samples;
    for (uint64_t batch = 0; batch < BATCHES; batch++)
    {
        double moved = 0;
        for (uint64_t i = 0; i < KEYS; i++)
        {
            const uint64_t key = MixHash(batch * KEYS + i + 1);
            const uint32_t before = JumpHash(key, 10);
            const uint32_t after = JumpHash(key, 11);
            if (before != after)
            {
                moved += after == 10 ? 1 : std::numeric_limits<double>::quiet_NaN();
            }
        }
        samples.push_back(moved / static_cast<double>(KEYS));
    }
    return ValidationOutcome::FromSamples(samples);
}

ValidationRow
Published(uint64_t key, uint32_t buckets, double expected)
{
    const std::string where = std::to_string(key) + "-of-" + std::to_string(buckets);
    return {"kv/jump-hash-" + where,
            "jump hash of " + std::to_string(key) + " over " + std::to_string(buckets) + " buckets",
            expected,
            "Lamping and Veach, 2014; test vectors of published programs",
            [=]
            {
                const double value = JumpHash(key, buckets);
                return ValidationOutcome{value, value, value};
            }};
}

const RegisterValidation
    REGISTER({Published(42, 57, 43),
              Published(0xDEAD10CC, 666, 361),
              Published(256, 1024, 520),
              {"kv/jump-hash-moved",
               "share of keys that move from 10 to 11 buckets, all to the new one",
               1.0 / 11,
               "Lamping and Veach, 2014: consistency and balance",
               MovedShare,
               0.01}});

} // namespace
} // namespace sharding
} // namespace ns3
