/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_STRATEGY_TYPE_H
#define FRAGMENT_STRATEGY_TYPE_H

#include "fragment-strategy.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * The strategies that ship, for attributes.
 */
enum class FragmentStrategyType
{
    CANONICAL,    //!< "canonical"
    TOTAL_LENGTH, //!< "total-length"
    MYSQL,        //!< "mysql"
    WEBSOCKET     //!< "websocket"
};

/**
 * @ingroup sharding-fragment
 *
 * @param type a strategy
 * @return the longest header that it writes in front of a fragment that fits a net device, bytes
 */
uint32_t FragmentHeaderSize(FragmentStrategyType type);

/**
 * @ingroup sharding-fragment
 *
 * @param type a strategy
 * @param frameSize longest frame, header included, above FragmentHeaderSize
 * @return the strategy, with fragments that fill such a frame
 */
std::shared_ptr<const FragmentStrategy>
MakeFragmentStrategy(FragmentStrategyType type, uint32_t frameSize);

/**
 * @ingroup sharding-fragment
 *
 * @param type a strategy
 * @return the mark of a message of plain bytes: a WebSocket binary message, a MySQL command, 0 where
 *         there are no marks
 */
uint32_t PlainMessageType(FragmentStrategyType type);

/**
 * @ingroup sharding-fragment
 *
 * @param type a strategy
 * @return whether its fragments say to which message they belong
 */
bool HasMessageIds(FragmentStrategyType type);

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_STRATEGY_TYPE_H */
