/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-header-fuzz.h"

#include "ns3/web-socket-strategy.h"

using namespace ns3::sharding;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    FuzzHeader(WebSocketStrategy(100), data, size);
    FuzzHeader(WebSocketStrategy(100, true), data, size);
    return 0;
}
