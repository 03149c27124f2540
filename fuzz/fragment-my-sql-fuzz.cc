/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-header-fuzz.h"

#include "ns3/my-sql-strategy.h"

using namespace ns3::sharding;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    FuzzHeader(MySqlStrategy(), data, size);
    FuzzHeader(MySqlStrategy(300), data, size);
    return 0;
}
