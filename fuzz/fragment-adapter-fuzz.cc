/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The first byte chooses the strategy, the second the sizes of the pieces; the rest is a stream. It
// is pushed in one piece, in pieces, and as datagrams, and must do no harm; pieces must give what
// one piece gives.

#include "ns3/canonical-strategy.h"
#include "ns3/fragment-adapter.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

#include <algorithm>
#include <cstdlib>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

/// What an adapter did.
struct Story
{
    std::vector<Bytes> messages;
    uint64_t lost{0};
    std::optional<FragmentOutcome> failure;

    bool
    operator==(const Story& other) const
    {
        return messages == other.messages && lost == other.lost && failure == other.failure;
    }
};

FragmentAdapter::Config
Config(uint8_t choice)
{
    FragmentAdapter::Config config;
    switch (choice % 5)
    {
    case 0:
        config.strategy = std::make_shared<CanonicalStrategy>(16);
        break;
    case 1:
        config.strategy = std::make_shared<TotalLengthStrategy>(16);
        break;
    case 2:
        config.strategy = std::make_shared<MySqlStrategy>(16);
        break;
    case 3:
        config.strategy = std::make_shared<WebSocketStrategy>(16);
        break;
    default:
        config.strategy = std::make_shared<WebSocketStrategy>(16, true);
    }
    config.limits.maxMessageSize = 200;
    config.limits.maxBytes = 6000;
    config.limits.softBytes = 3000;
    config.limits.maxOpenMessages = 4;
    config.limits.maxFragments = 20;
    config.limits.minFragmentSize = choice & 0x40 ? 0 : 1;
    config.limits.reorderWindow = choice & 0x80 ? 4 : 0;
    return config;
}

Story
Play(const FragmentAdapter::Config& config, ByteSpan bytes, size_t piece, bool isStream)
{
    Story story;
    FragmentAdapter adapter(config,
                            {[&](const InboundMessage& message) {
                                 story.messages.emplace_back(
                                     message.bytes.data, message.bytes.data + message.bytes.size);
                             },
                             [&](const LostMessage&) { story.lost++; },
                             nullptr});
    const Time now;
    while (bytes.size > 0)
    {
        const size_t size = std::min(piece, bytes.size);
        const Bytes exact(bytes.data, bytes.data + size); // ends where its memory ends
        isStream ? adapter.PushStream(now, exact)
                 : adapter.PushFrame(now, exact) == FragmentOutcome::PASSED;
        if (!adapter.Reassembly().CheckLedger().empty())
        {
            std::abort();
        }
        bytes = bytes.From(size);
    }
    story.failure = adapter.Failure();
    adapter.Close();
    if (adapter.Reassembly().BufferedBytes() != 0)
    {
        std::abort();
    }
    return story;
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 3)
    {
        return 0;
    }
    const auto config = Config(data[0]);
    const size_t piece = 1 + data[1] % 40;
    const ByteSpan bytes(data + 2, size - 2);
    if (!(Play(config, bytes, bytes.size, true) == Play(config, bytes, piece, true)))
    {
        std::abort();
    }
    Play(config, bytes, piece, false);
    return 0;
}
