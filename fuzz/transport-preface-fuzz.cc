/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The first byte chooses offer or answer and the sizes of the pieces; the rest is what the other side says. Whatever it
// is: a preface is judged the same with more bytes, one that was read is written the same again, and a connection gives
// the same messages and the same end however the bytes are cut.

#include "ns3/canonical-strategy.h"
#include "ns3/framed-connection.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

/// What a connection did.
class Story : public FramedConnectionListener
{
  public:
    void
    OnOpen() override
    {
        opened++;
    }

    void
    OnMessage(const InboundMessage& message) override
    {
        messages.emplace_back(message.bytes.data, message.bytes.data + message.bytes.size);
    }

    void
    OnFate(uint64_t, SendFate) override
    {
    }

    void
    OnLoss(const LostMessage&) override
    {
    }

    bool
    operator==(const Story& other) const
    {
        return opened == other.opened && messages == other.messages && reason == other.reason;
    }

    int opened{0};
    std::vector<Bytes> messages;
    CloseReason reason{CloseReason::NONE};
};

Story
Play(bool accepts, ByteSpan bytes, size_t piece)
{
    MessageStream::Config config;
    config.fragment.strategy = std::make_shared<CanonicalStrategy>(16);
    config.fragment.limits.maxMessageSize = 200;
    config.fragment.limits.maxBytes = 6000;
    config.fragment.limits.softBytes = 6000;
    Story story;
    const Time now;
    FramedConnection connection({}, std::make_unique<MessageStream>(config), story);
    if (accepts)
    {
        connection.Await(
            now,
            [](const AlpnOffer& offer) {
                return AlpnAnswer{AlpnStatus::ACCEPTED, 1, 0, 0, offer.protocols.front()};
            });
    }
    else
    {
        connection.Offer(now, {1, 1, 0, {"a"}});
    }
    while (bytes.size > 0)
    {
        const size_t size = std::min(piece, bytes.size);
        const Bytes exact(bytes.data, bytes.data + size); // ends where its memory ends
        connection.Receive(now, exact);
        bytes = bytes.From(size);
    }
    story.reason = connection.GetCloseReason();
    connection.Stream().SetListener(nullptr);
    return story;
}

template <typename Preface>
void
CheckPreface(ByteSpan bytes,
             PrefaceParse (*decode)(ByteSpan, Preface&, size_t&),
             std::vector<uint8_t> (*encode)(const Preface&))
{
    PrefaceParse before = PrefaceParse::NEED_MORE;
    for (size_t known = 0; known <= std::min(bytes.size, MAX_PREFACE); known++)
    {
        const Bytes exact(bytes.data, bytes.data + known);
        Preface preface;
        size_t length = 0;
        const PrefaceParse parse = decode(exact, preface, length);
        const bool changed = before != PrefaceParse::NEED_MORE && parse != before;
        const bool isNew = before == PrefaceParse::NEED_MORE && parse == PrefaceParse::COMPLETE;
        if (changed || (isNew && (length != known || encode(preface) != exact)) ||
            (parse == PrefaceParse::NEED_MORE && known == MAX_PREFACE))
        {
            std::abort();
        }
        before = parse;
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
    {
        return 0;
    }
    const bool accepts = (data[0] & 1) != 0;
    const size_t piece = 1 + data[0] / 8;
    const ByteSpan bytes(data + 1, size - 1);
    CheckPreface<AlpnOffer>(bytes, DecodeOffer, EncodeOffer);
    CheckPreface<AlpnAnswer>(bytes, DecodeAnswer, EncodeAnswer);
    if (!(Play(accepts, bytes, bytes.size) == Play(accepts, bytes, piece)))
    {
        std::abort();
    }
    return 0;
}
