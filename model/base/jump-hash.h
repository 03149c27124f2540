/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JUMP_HASH_H
#define JUMP_HASH_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * Jump consistent hash: spreads keys evenly over buckets, and from n to n + 1 buckets moves one key
 * in n + 1, all of them to the new bucket. O(log buckets), no memory.
 *
 * Source: Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", 2014, figure 1.
 *
 * @param key any number, well mixed
 * @param buckets how many there are, at least 1
 * @return the key's bucket, below buckets
 */
uint32_t JumpHash(uint64_t key, uint32_t buckets);

/**
 * @ingroup sharding-base
 *
 * @param key bytes; may be nullptr when size is 0
 * @param size how many
 * @param shards how many there are, at least 1
 * @return the shard that the key belongs to: the JumpHash of its XXH3 hash of 64 bits
 */
uint32_t ShardOfKey(const void* key, size_t size, uint32_t shards);

} // namespace sharding
} // namespace ns3

#endif /* JUMP_HASH_H */
