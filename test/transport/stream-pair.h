/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STREAM_PAIR_H
#define STREAM_PAIR_H

#include "ns3/canonical-strategy.h"
#include "ns3/message-stream.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

using Bytes = std::vector<uint8_t>;

/// @return bytes of a text
inline Bytes
BytesOf(const std::string& text)
{
    return {text.begin(), text.end()};
}

/// @return a stream of fragments of at most so many bytes
inline MessageStream::Config
StreamConfig(uint32_t maxPayload)
{
    MessageStream::Config config;
    config.fragment.strategy = std::make_shared<CanonicalStrategy>(maxPayload);
    return config;
}

/// Writes down what a stream tells.
class Notes : public MessageStreamListener
{
  public:
    void
    OnMessage(const InboundMessage& message) override
    {
        received.emplace_back(message.bytes.data, message.bytes.data + message.bytes.size);
        if (stream && closeOnMessage)
        {
            stream->Close();
        }
    }

    void
    OnFate(uint64_t ticket, SendFate fate) override
    {
        fates[ticket] += (fates[ticket].empty() ? "" : " ") + SendFateName(fate);
    }

    void
    OnLoss(const LostMessage& lost) override
    {
        losses.push_back(FragmentOutcomeName(lost.reason));
    }

    /// @return the messages as texts, each with a space behind it
    std::string
    Texts() const
    {
        std::string texts;
        for (const auto& message : received)
        {
            texts += std::string(message.begin(), message.end()) + " ";
        }
        return texts;
    }

    std::vector<Bytes> received;
    std::map<uint64_t, std::string> fates;
    std::vector<std::string> losses;
    MessageStream* stream{nullptr};
    bool closeOnMessage{false};
};

/// A stream with its notes.
struct Side
{
    explicit Side(const MessageStream::Config& config) : stream(config)
    {
        stream.SetListener(&notes);
        notes.stream = &stream;
    }

    ~Side()
    {
        stream.SetListener(nullptr);
    }

    /// @return a ticket, 0 when it was refused
    uint64_t
    Send(const std::string& text, uint8_t priority = 4, uint64_t flow = 0)
    {
        SendOptions options;
        options.priority = priority;
        options.flow = flow;
        const auto result = stream.Queue().Send(BytesOf(text), options);
        return result.IsOk() ? result.Value() : 0;
    }

    /// @return what the stream gives out when there is room for so many bytes
    Bytes
    Write(size_t room, Time now = Time(0))
    {
        Bytes wire(room);
        wire.resize(stream.Queue().Write(now, wire.data(), room));
        return wire;
    }

    MessageStream stream;
    Notes notes;
};

} // namespace sharding
} // namespace ns3

#endif /* STREAM_PAIR_H */
