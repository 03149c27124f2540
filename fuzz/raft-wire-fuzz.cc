/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/sharded-raft-rpc.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace ns3::sharding;

/// What can be read is written back with the same bytes.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto request = ShardedRaftRpcRequest::Decode(data, size);
    if (request.IsOk())
    {
        std::vector<uint8_t> bytes;
        request.Value().Encode(bytes);
        if (bytes != std::vector<uint8_t>(data, data + size))
        {
            std::abort();
        }
    }
    const auto shard = TryDecodeShardPrefix(data, size);
    if (shard.IsOk())
    {
        const auto response = ShardedRaftRpcResponse::Decode(shard.Value(), data, size);
        if (response.IsOk())
        {
            std::vector<uint8_t> bytes;
            response.Value().Encode(bytes);
            if (bytes != std::vector<uint8_t>(data, data + size))
            {
                std::abort();
            }
        }
    }
    return 0;
}
