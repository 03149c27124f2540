/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_KEYS_H
#define KV_KEYS_H

#include "ns3/jump-hash.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/// @return a key of each of two shards
inline std::array<std::string, 2>
KeysOfTwoShards()
{
    std::array<std::string, 2> keys;
    for (uint32_t i = 0; keys[0].empty() || keys[1].empty(); i++)
    {
        const std::string key = "k" + std::to_string(i);
        keys[ShardOfKey(key.data(), key.size(), 2)] = key;
    }
    return keys;
}

} // namespace sharding
} // namespace ns3

#endif /* KV_KEYS_H */
