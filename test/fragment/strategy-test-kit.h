/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRATEGY_TEST_KIT_H
#define STRATEGY_TEST_KIT_H

#include "ns3/canonical-strategy.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Every strategy that ships, with small fragments, and a type that it can carry.
struct StrategyCase
{
    std::shared_ptr<const FragmentStrategy> strategy; //!< the rules
    uint32_t type;                                    //!< for messages
};

/// @return all of them, with fragments of this size
inline std::vector<StrategyCase>
EveryStrategy(uint32_t maxPayload)
{
    return {{std::make_shared<CanonicalStrategy>(maxPayload), 0},
            {std::make_shared<TotalLengthStrategy>(maxPayload), 0},
            {std::make_shared<MySqlStrategy>(maxPayload), 250},
            {std::make_shared<WebSocketStrategy>(maxPayload), WebSocketStrategy::BINARY},
            {std::make_shared<WebSocketStrategy>(maxPayload, true), WebSocketStrategy::TEXT}};
}

} // namespace sharding
} // namespace ns3

#endif /* STRATEGY_TEST_KIT_H */
