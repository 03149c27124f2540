/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-soak-traffic.h"

#include "ns3/web-socket-strategy.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace ns3
{
namespace sharding
{

namespace
{

using Bytes = FragmentSoakTraffic::Bytes;

constexpr uint64_t FORGED = uint64_t{1}
                            << 63; //!< from here on, numbers of messages that the forger made
constexpr uint64_t TRUE_PEERS = 2;
constexpr uint64_t ALL_PEERS = 6;

/// The content of a message: its number, then bytes that follow from it.
Bytes
Content(uint64_t number, size_t size)
{
    Bytes bytes(size);
    std::mt19937 random(static_cast<uint32_t>(number));
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
    std::memcpy(bytes.data(), &number, sizeof(number));
    return bytes;
}

} // namespace

FragmentSoakTraffic::FragmentSoakTraffic(FragmentSoakPlan& plan) : m_plan(plan), m_dice(plan.dice)
{
    for (uint64_t peer = 0; peer < TRUE_PEERS; peer++)
    {
        auto config = m_plan.config;
        config.budget = nullptr;
        m_senders.push_back(std::make_unique<FragmentAdapter>(
            config, FragmentAdapter::Listener{[](const InboundMessage&) {}, nullptr, nullptr}));
    }
}

std::priority_queue<FragmentSoakTraffic::Frame>&
FragmentSoakTraffic::Frames()
{
    return m_frames;
}

std::map<uint64_t, FragmentSoakTraffic::Sent>&
FragmentSoakTraffic::Messages()
{
    return m_sent;
}

bool
FragmentSoakTraffic::IsTainted(uint64_t peer, std::optional<MessageId> id) const
{
    return m_taintedStream || (id ? m_tainted.count({peer, id->Value()}) > 0 : m_taintedWholes);
}

const std::vector<std::string>&
FragmentSoakTraffic::Violations() const
{
    return m_violations;
}

std::vector<FragmentSoakTraffic::Bytes>
FragmentSoakTraffic::Split(uint64_t peer, const Bytes& content, std::optional<MessageId>& id)
{
    uint32_t type = static_cast<uint32_t>(m_dice.Between(0, 255));
    if (m_plan.config.strategy->Name() == "websocket")
    {
        const bool isControl = content.size() <= 100 && m_dice.OneIn(4);
        type = isControl ? WebSocketStrategy::PING : WebSocketStrategy::BINARY;
    }
    std::vector<Bytes> frames;
    const FragmentError error = m_senders[peer]->ForEachFragment(
        {content.size(), type, content.data()},
        [&](ByteSpan header, ByteSpan payload)
        {
            Bytes frame(header.data, header.data + header.size);
            frame.insert(frame.end(), payload.data, payload.data + payload.size);
            frames.push_back(frame);
        });
    if (error != FragmentError::NONE)
    {
        m_violations.push_back("a message could not be sent: " + FragmentErrorName(error));
    }
    if (m_plan.hasIds && frames.size() > 1)
    {
        id = MessageId(++m_usedIds[peer]);
    }
    return frames;
}

void
FragmentSoakTraffic::SendAll()
{
    // Messages with ids overlap. Those without come one after the other from each peer.
    int64_t sharedNs = 0;
    int64_t peersNs[TRUE_PEERS] = {};
    const uint64_t messages = m_dice.Between(3, 25);
    for (uint64_t number = 1; number <= messages; number++)
    {
        // A stream is of one peer. So are messages without ids where a second peer's would make the
        // receiver forget the first's.
        const bool isAlone = m_plan.form == FragmentSoakPlan::Form::STREAM ||
                             (!m_plan.hasIds && m_plan.config.limits.maxOpenMessages < TRUE_PEERS);
        const uint64_t peer = isAlone ? 0 : m_dice.Between(0, TRUE_PEERS - 1);
        int64_t& timeNs = m_plan.hasIds ? sharedNs : peersNs[peer];
        Sent& sent = m_sent[number];
        sent.content = Content(number, m_dice.Between(8, m_dice.OneOf<uint64_t>({12, 100, 400})));
        sent.peer = peer;
        for (const Bytes& frame : Split(peer, sent.content, sent.id))
        {
            Transmit(frame, peer, timeNs);
            timeNs += static_cast<int64_t>(m_plan.hasIds ? m_dice.Between(0, 20)
                                                         : m_dice.Between(1, 300));
        }
        if (!m_plan.clean && m_plan.hasIds && m_dice.OneIn(3))
        {
            Forge(timeNs);
        }
        timeNs -= m_plan.hasIds
                      ? std::min<int64_t>(timeNs, static_cast<int64_t>(m_dice.Between(0, 60)))
                      : 0;
    }
}

void
FragmentSoakTraffic::Transmit(const Bytes& frame, uint64_t peer, int64_t timeNs)
{
    const bool mayReorder = m_plan.hasIds && m_plan.config.limits.reorderWindow >= 100;
    const int64_t jitter = mayReorder ? static_cast<int64_t>(m_dice.Between(0, 300)) : 0;
    if (m_plan.clean || !m_plan.hasIds)
    {
        if (!m_plan.clean && m_dice.OneIn(200))
        {
            Damage(frame, peer, timeNs);
            return;
        }
        Post(frame, peer, timeNs + jitter);
        return;
    }
    if (m_dice.OneIn(40))
    {
        Damage(frame, peer, timeNs);
        return;
    }
    while (m_dice.OneIn(10))
    {
        Post(frame,
             peer,
             timeNs + static_cast<int64_t>(m_dice.Between(0, m_dice.OneOf<uint64_t>({50, 3000}))));
    }
    if (!m_dice.OneIn(30))
    {
        Post(frame, peer, timeNs + (m_dice.OneIn(20) ? 500 : jitter));
    }
}

void
FragmentSoakTraffic::Damage(Bytes frame, uint64_t peer, int64_t timeNs)
{
    if (m_dice.OneIn(3))
    {
        frame.resize(m_dice.Between(0, frame.size() - 1));
    }
    else
    {
        for (uint64_t flips = m_dice.Between(1, 3); flips > 0; flips--)
        {
            const uint64_t bit = m_dice.Between(0, 8 * frame.size() - 1);
            frame[bit / 8] ^= 1U << bit % 8;
        }
    }
    Taint(frame, peer);
    Post(frame, peer, timeNs);
}

void
FragmentSoakTraffic::Taint(const Bytes& frame, uint64_t peer)
{
    m_taintedStream |= m_plan.form == FragmentSoakPlan::Form::STREAM;
    FragmentMeta meta;
    size_t headerLength = 0;
    if (ReadHeader(*m_plan.config.strategy, frame, meta, headerLength) == HeaderParse::COMPLETE &&
        meta.messageId)
    {
        m_tainted.insert({peer, meta.messageId->Value()});
        return;
    }
    m_taintedWholes = true;
}

void
FragmentSoakTraffic::Forge(int64_t timeNs)
{
    const bool asTrue =
        m_plan.form == FragmentSoakPlan::Form::STREAM ? m_dice.OneIn(4) : m_dice.OneIn(2);
    const uint64_t peer = m_plan.form == FragmentSoakPlan::Form::STREAM ? 0
                          : asTrue ? m_dice.Between(0, TRUE_PEERS - 1)
                                   : m_dice.Between(TRUE_PEERS, ALL_PEERS - 1);
    const uint64_t id =
        asTrue ? m_dice.Between(1, m_usedIds[peer] + 2) : m_dice.Between(1000, 1010);
    const auto index = static_cast<uint32_t>(m_dice.Between(0, 4));
    switch (m_dice.Between(0, 9))
    {
    case 0: // the largest index, or one above every limit
        PostForged(peer, id, 0, false, 20, 100, timeNs);
        PostForged(
            peer, id, m_dice.OneOf<uint32_t>({UINT32_MAX, 1000}), m_dice.OneIn(2), 20, 100, timeNs);
        break;
    case 1: // two last fragments, and one beyond
        PostForged(peer, id, 0, false, 20, 100, timeNs);
        PostForged(peer, id, 2, true, 20, 100, timeNs);
        PostForged(peer, id, 3, m_dice.OneIn(2), 20, 100, timeNs);
        break;
    case 2: // empty ones
        for (uint32_t i = 0; i < 12; i++)
        {
            PostForged(peer, id, i, false, 0, 100, timeNs);
        }
        break;
    case 3: // a huge total
        PostForged(peer, id, 0, false, 10, uint64_t{1} << 40, timeNs);
        break;
    case 4: // a total that is wrong
        PostForged(peer, id, 0, false, 30, 50, timeNs);
        PostForged(peer, id, 1, m_dice.OneIn(2), m_dice.OneOf<size_t>({10, 30}), 50, timeNs);
        break;
    case 5: // a total that changes
        PostForged(peer, id, 0, false, 30, 50, timeNs);
        PostForged(peer, id, 1, true, 20, 51, timeNs);
        break;
    case 6: // a flood of messages that never end
        for (uint64_t left = m_dice.Between(1, 60); left > 0; left--)
        {
            PostForged(peer, 2000 + left, 0, false, m_dice.OneOf<size_t>({1, 200}), 1000, timeNs);
        }
        break;
    case 7: // a message that grows beyond the limit
        for (uint32_t i = 0; i < 6; i++)
        {
            PostForged(peer, id, i, false, 400, 2000, timeNs);
        }
        break;
    case 8: // a whole message
        PostForged(peer, id, 0, false, 30, 50, timeNs);
        PostForged(peer, id, 1, true, 20, 50, timeNs);
        break;
    default: // any fragment
        PostForged(peer, id, index, m_dice.OneIn(3), m_dice.Between(0, 100), 200, timeNs);
    }
}

void
FragmentSoakTraffic::PostForged(uint64_t peer,
                                uint64_t id,
                                uint32_t index,
                                bool isLast,
                                size_t size,
                                uint64_t total,
                                int64_t timeNs)
{
    Bytes frame(FragmentStrategy::MAX_HEADER);
    ByteWriter writer(frame.data(), frame.size());
    OutboundFragment fragment;
    fragment.messageId = MessageId(id);
    fragment.index = index;
    fragment.payloadLength = size;
    fragment.isLast = isLast;
    m_plan.config.strategy->EncodeHeader({total, 0, nullptr}, fragment, writer);
    frame.resize(writer.Written());
    const Bytes content = Content(FORGED + m_forgeries++, size + sizeof(uint64_t));
    frame.insert(frame.end(), content.begin(), content.begin() + static_cast<ptrdiff_t>(size));
    m_tainted.insert({peer, id});
    const auto delay =
        static_cast<int64_t>(m_plan.config.limits.reorderWindow > 0 ? m_dice.Between(0, 100) : 0);
    Post(frame, peer, timeNs + delay);
}

void
FragmentSoakTraffic::Post(const Bytes& frame, uint64_t peer, int64_t timeNs)
{
    m_frames.push({timeNs, m_orders++, peer, frame});
}

} // namespace sharding
} // namespace ns3
