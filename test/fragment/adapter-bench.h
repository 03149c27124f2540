/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ADAPTER_BENCH_H
#define ADAPTER_BENCH_H

#include "ns3/fragment-adapter.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

using TestBytes = std::vector<uint8_t>;

inline TestBytes
ToBytes(const std::string& text)
{
    return {text.begin(), text.end()};
}

/// Bytes that tell their place.
inline TestBytes
Pattern(size_t size, uint32_t seed = 1)
{
    TestBytes bytes(size);
    for (auto& byte : bytes)
    {
        seed = seed * 1664525 + 1013904223;
        byte = static_cast<uint8_t>(seed >> 24);
    }
    return bytes;
}

/// An adapter of bytes and all that it reports.
class AdapterBench
{
  public:
    static FragmentAdapter::Config
    Config(std::shared_ptr<const FragmentStrategy> strategy)
    {
        FragmentAdapter::Config config;
        config.strategy = std::move(strategy);
        config.limits.timeout = MilliSeconds(10);
        return config;
    }

    explicit AdapterBench(std::shared_ptr<const FragmentStrategy> strategy)
        : AdapterBench(Config(std::move(strategy)))
    {
    }

    explicit AdapterBench(const FragmentAdapter::Config& config)
        : adapter(config,
                  {[this](const InboundMessage& message)
                   {
                       contents.emplace_back(message.bytes.data,
                                             message.bytes.data + message.bytes.size);
                       types.push_back(message.type);
                       ids.push_back(message.id);
                   },
                   [this](const LostMessage& message) { lost.push_back(message); },
                   [this](const RefusedFragment& fragment) { refused.push_back(fragment); }})
    {
    }

    /// @return the frames of a message, which must be sendable
    std::vector<TestBytes>
    Frames(const TestBytes& message, uint32_t type = 0)
    {
        std::vector<TestBytes> frames;
        const auto error = adapter.ForEachFragment(
            {message.size(), type, message.data()},
            [&](ByteSpan header, ByteSpan payload)
            {
                TestBytes frame(header.data, header.data + header.size);
                frame.insert(frame.end(), payload.data, payload.data + payload.size);
                frames.push_back(frame);
            });
        EXPECT_EQ(error, FragmentError::NONE);
        return frames;
    }

    /// Pushes a frame and returns the name of the outcome.
    std::string
    Push(int64_t ms, const TestBytes& frame, uint64_t peer = 0)
    {
        const FragmentOutcome outcome = adapter.PushFrame(MilliSeconds(ms), frame, peer);
        EXPECT_EQ(adapter.Reassembly().CheckLedger(), "");
        return FragmentOutcomeName(outcome);
    }

    /// Pushes a stream in pieces of this size.
    bool
    PushStream(const TestBytes& bytes, size_t piece = SIZE_MAX)
    {
        ByteSpan rest(bytes);
        while (rest.size > 0)
        {
            const size_t size = std::min(piece, rest.size);
            adapter.PushStream(MilliSeconds(0), rest.First(size));
            EXPECT_EQ(adapter.Reassembly().CheckLedger(), "");
            rest = rest.From(size);
        }
        return !adapter.Failure();
    }

    /// @return why the stream failed, "" while it has not
    std::string
    Failure() const
    {
        return adapter.Failure() ? FragmentOutcomeName(*adapter.Failure()) : "";
    }

    std::vector<TestBytes> contents;
    std::vector<uint32_t> types;
    std::vector<std::optional<MessageId>> ids;
    std::vector<LostMessage> lost;
    std::vector<RefusedFragment> refused;
    FragmentAdapter adapter;
};

} // namespace sharding
} // namespace ns3

#endif /* ADAPTER_BENCH_H */
