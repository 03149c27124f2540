/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-strategy-type.h"

#include "canonical-strategy.h"
#include "my-sql-strategy.h"
#include "total-length-strategy.h"
#include "web-socket-strategy.h"

#include "ns3/assert.h"

namespace ns3
{
namespace sharding
{

uint32_t
FragmentHeaderSize(FragmentStrategyType type)
{
    switch (type)
    {
    case FragmentStrategyType::TOTAL_LENGTH:
        return TotalLengthStrategy::HEADER;
    case FragmentStrategyType::MYSQL:
        return MySqlStrategy::HEADER;
    case FragmentStrategyType::WEBSOCKET:
        return 4; // a frame of a net device is below 64 KiB: two bytes and two of length
    case FragmentStrategyType::CANONICAL:
        break;
    }
    return CanonicalStrategy::FRAGMENT_HEADER;
}

std::shared_ptr<const FragmentStrategy>
MakeFragmentStrategy(FragmentStrategyType type, uint32_t frameSize)
{
    NS_ASSERT(frameSize > FragmentHeaderSize(type));
    const uint32_t payload = frameSize - FragmentHeaderSize(type);
    switch (type)
    {
    case FragmentStrategyType::TOTAL_LENGTH:
        return std::make_shared<TotalLengthStrategy>(payload);
    case FragmentStrategyType::MYSQL:
        return std::make_shared<MySqlStrategy>(payload);
    case FragmentStrategyType::WEBSOCKET:
        return std::make_shared<WebSocketStrategy>(payload);
    case FragmentStrategyType::CANONICAL:
        break;
    }
    return std::make_shared<CanonicalStrategy>(payload);
}

bool
HasMessageIds(FragmentStrategyType type)
{
    return type == FragmentStrategyType::CANONICAL || type == FragmentStrategyType::TOTAL_LENGTH;
}

uint32_t
PlainMessageType(FragmentStrategyType type)
{
    return type == FragmentStrategyType::WEBSOCKET ? uint32_t{WebSocketStrategy::BINARY} : 0;
}

} // namespace sharding
} // namespace ns3
