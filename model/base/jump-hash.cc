/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "jump-hash.h"

#include "ns3/assert.h"

#include <xxhash.h>

namespace ns3
{
namespace sharding
{

uint32_t
JumpHash(uint64_t key, uint32_t buckets)
{
    NS_ASSERT_MSG(buckets > 0, "there must be a bucket");
    int64_t bucket = -1;
    int64_t next = 0;
    while (next < static_cast<int64_t>(buckets))
    {
        bucket = next;
        key = key * 2862933555777941757 + 1; // the paper's generator
        const auto draw = static_cast<double>((key >> 33U) + 1);
        next = static_cast<int64_t>(static_cast<double>(bucket + 1) *
                                    (static_cast<double>(int64_t{1} << 31) / draw));
    }
    return static_cast<uint32_t>(bucket);
}

uint32_t
ShardOfKey(const void* key, size_t size, uint32_t shards)
{
    return JumpHash(XXH3_64bits(key, size), shards);
}

} // namespace sharding
} // namespace ns3
