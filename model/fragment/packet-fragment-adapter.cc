/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-fragment-adapter.h"

#include "ns3/assert.h"
#include "ns3/header.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

/// How ns-3 lets bytes that a strategy wrote be put in front of a packet. They are taken off as bytes, never as a header.
class StrategyHeader : public Header
{
  public:
    StrategyHeader() = default;

    explicit StrategyHeader(ByteSpan bytes) : m_bytes(bytes)
    {
    }

    static TypeId
    GetTypeId()
    {
        static TypeId tid = TypeId("ns3::sharding::FragmentStrategyHeader")
                                .SetParent<Header>()
                                .SetGroupName("Sharding")
                                .AddConstructor<StrategyHeader>();
        return tid;
    }

    TypeId
    GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t
    GetSerializedSize() const override
    {
        return static_cast<uint32_t>(m_bytes.size);
    }

    void
    Serialize(Buffer::Iterator start) const override
    {
        start.Write(m_bytes.data, GetSerializedSize());
    }

    uint32_t
    Deserialize(Buffer::Iterator) override
    {
        return 0; // only the strategy knows how long it is
    }

    void
    Print(std::ostream& os) const override
    {
        os << "fragment";
    }

  private:
    ByteSpan m_bytes;
};

} // namespace

PacketFragmentAdapter::PacketFragmentAdapter(const Config& config, Listener listener)
    : m_config(config), m_listener(std::move(listener)), m_ids(config.firstMessageId),
      m_inlet(config.limits, m_listener.onLoss, config.budget)
{
    NS_ASSERT_MSG(Config::Validate(config).empty(), Config::Validate(config));
}

FragmentError
PacketFragmentAdapter::Split(const Ptr<const Packet>& message,
                             uint32_t type,
                             std::vector<Ptr<Packet>>& frames)
{
    frames.clear();
    FragmentCursor cursor;
    FragmentError error = m_ids.Start(cursor, m_config, {message->GetSize(), type, nullptr});
    while (error == FragmentError::NONE && !cursor.IsDone())
    {
        error = cursor.Next();
        if (error == FragmentError::NONE)
        {
            frames.push_back(cursor.Count() == 1
                                 ? message->Copy()
                                 : message->CreateFragment(static_cast<uint32_t>(cursor.Offset()),
                                                           static_cast<uint32_t>(cursor.Length())));
            frames.back()->AddHeader(StrategyHeader(cursor.Header()));
        }
    }
    if (error != FragmentError::NONE)
    {
        frames.clear();
    }
    return error;
}

HeaderParse
PacketFragmentAdapter::Peek(const Packet& frame, FragmentMeta& meta, size_t& headerLength) const
{
    std::array<uint8_t, FragmentStrategy::MAX_HEADER> head;
    const uint32_t known = frame.CopyData(head.data(), static_cast<uint32_t>(head.size()));
    return ReadHeader(*m_config.strategy, {head.data(), known}, meta, headerLength);
}

std::optional<MessageId>
PacketFragmentAdapter::IdOf(const Ptr<const Packet>& frame) const
{
    FragmentMeta meta;
    size_t headerLength = 0;
    Peek(*frame, meta, headerLength);
    return meta.messageId;
}

FragmentOutcome
PacketFragmentAdapter::Push(const Time& now,
                            const Ptr<Packet>& frame,
                            uint64_t peer,
                            Message& whole)
{
    const FragmentOutcome outcome = Take(now, frame, peer, whole);
    if (IsRefusal(outcome) && m_listener.onRefused)
    {
        m_listener.onRefused({outcome, peer, m_arrivedId, frame->GetSize()});
    }
    return outcome;
}

FragmentOutcome
PacketFragmentAdapter::Take(const Time& now,
                            const Ptr<Packet>& frame,
                            uint64_t peer,
                            Message& whole)
{
    FragmentMeta meta;
    size_t headerLength = 0;
    const HeaderParse parse = Peek(*frame, meta, headerLength);
    m_arrivedId = std::nullopt;
    if (parse != HeaderParse::COMPLETE)
    {
        return m_inlet.Reassembly().Count(parse == HeaderParse::NEED_MORE
                                              ? FragmentOutcome::BAD_LENGTH
                                              : FragmentOutcome::MALFORMED);
    }
    m_arrivedId = meta.messageId;
    const uint32_t size = frame->GetSize();
    const uint64_t payload = size - headerLength;
    if (payload > meta.payloadLength && size <= m_config.paddedTo)
    {
        frame->RemoveAtEnd(static_cast<uint32_t>(payload - meta.payloadLength));
    }
    else if (payload != meta.payloadLength)
    {
        return m_inlet.Reassembly().Count(FragmentOutcome::BAD_LENGTH);
    }
    frame->RemoveAtStart(static_cast<uint32_t>(headerLength));
    const FragmentOutcome outcome = m_inlet.Take(now, meta, frame, peer, whole);
    if (outcome == FragmentOutcome::PASSED)
    {
        whole.content = frame;
        whole.peer = peer;
        whole.id = meta.messageId;
        whole.type = meta.type;
        whole.fragments = 1;
        whole.opened = now;
    }
    return outcome;
}

std::optional<Time>
PacketFragmentAdapter::NextDeadline() const
{
    return m_inlet.Reassembly().NextDeadline();
}

void
PacketFragmentAdapter::Expire(const Time& now)
{
    m_inlet.Reassembly().Expire(now);
}

void
PacketFragmentAdapter::Close()
{
    m_inlet.Reassembly().Close();
}

const PacketReassembler&
PacketFragmentAdapter::Reassembly() const
{
    return m_inlet.Reassembly();
}

} // namespace sharding
} // namespace ns3
