/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/kv-command.h"
#include "ns3/kv-message.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// What can be read is written back with the same bytes.
template <typename Message>
void
Try(const std::vector<uint8_t>& input)
{
    const auto message = Message::Decode(input.data(), input.size());
    if (message.IsOk())
    {
        std::vector<uint8_t> bytes;
        message.Value().Encode(bytes);
        if (bytes != input)
        {
            std::abort();
        }
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::vector<uint8_t> input(data, data + size);
    Try<KvRequest>(input);
    Try<KvReply>(input);
    KvCommand::Decode(data, size);
    return 0;
}
