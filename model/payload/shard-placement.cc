/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-placement.h"

#include "ns3/assert.h"

#include <array>
// Inlined, because hashing sixteen bytes takes less than a call.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ns3
{
namespace sharding
{

namespace
{

class HashPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const ShardKey& key, const std::vector<uint32_t>& usablePaths) override
    {
        NS_ASSERT(!usablePaths.empty());
        const std::array<uint64_t, 2> words{key.packetId,
                                            uint64_t{key.senderId} << 32 | key.shardIndex};
        const uint64_t high = XXH3_64bits(words.data(), sizeof(words)) >> 32;
        // A product in place of a remainder: as even, and without a division.
        return usablePaths[high * usablePaths.size() >> 32];
    }
};

class RoundRobinPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const ShardKey&, const std::vector<uint32_t>& usablePaths) override
    {
        NS_ASSERT(!usablePaths.empty());
        m_next = m_next < usablePaths.size() ? m_next : 0;
        return usablePaths[m_next++];
    }

  private:
    size_t m_next{0};
};

} // namespace

std::unique_ptr<ShardPlacement>
ShardPlacement::Create(ShardPlacementType type)
{
    switch (type)
    {
    case ShardPlacementType::HASH:
        return std::make_unique<HashPlacement>();
    case ShardPlacementType::ROUND_ROBIN:
        return std::make_unique<RoundRobinPlacement>();
    }
    NS_ASSERT_MSG(false, "no such placement");
    return nullptr;
}

} // namespace sharding
} // namespace ns3
