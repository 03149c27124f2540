/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-beats.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace ns3::sharding;

/// What can be read is written back with the same bytes.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    RaftBeats beats;
    if (!RaftBeats::Decode(data, size, beats))
    {
        std::vector<uint8_t> bytes;
        beats.Encode(bytes);
        if (bytes != std::vector<uint8_t>(data, data + size))
        {
            std::abort();
        }
    }
    return 0;
}
