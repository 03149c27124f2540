/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-strategy.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

HeaderParse
ReadHeader(const FragmentStrategy& strategy, ByteSpan src, FragmentMeta& meta, size_t& headerLength)
{
    src = src.First(std::min(src.size, FragmentStrategy::MAX_HEADER));
    headerLength = 0;
    const HeaderParse parse = strategy.DecodeHeader(src, meta, headerLength);
    const bool isUndecided =
        parse == HeaderParse::NEED_MORE && src.size == FragmentStrategy::MAX_HEADER;
    const bool isImpossible =
        parse == HeaderParse::COMPLETE && (headerLength == 0 || headerLength > src.size);
    return isUndecided || isImpossible ? HeaderParse::MALFORMED : parse;
}

} // namespace sharding
} // namespace ns3
