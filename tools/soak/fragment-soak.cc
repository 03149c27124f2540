/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-soak.h"

#include "dice.h"
#include "fragment-shadow.h"

#include "ns3/canonical-strategy.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/packet-fragment-adapter.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <tuple>

namespace ns3
{
namespace sharding
{

namespace
{

using Bytes = std::vector<uint8_t>;
using Key = FragmentShadow::Key;

constexpr uint64_t FORGED = uint64_t{1}
                            << 63; //!< from here on, numbers of messages that the forger made
constexpr uint64_t TRUE_PEERS = 2;
constexpr uint64_t ALL_PEERS = 6;

enum class Form
{
    FRAMES,
    PACKETS,
    STREAM
};

/// What reasons for lost messages and failed streams there are to be reached.
const std::vector<FragmentOutcome> LOSSES{FragmentOutcome::OUT_OF_ORDER,
                                          FragmentOutcome::CONFLICT,
                                          FragmentOutcome::BEYOND_LAST,
                                          FragmentOutcome::TOO_MANY_FRAGMENTS,
                                          FragmentOutcome::MESSAGE_TOO_LONG,
                                          FragmentOutcome::TOTAL_MISMATCH,
                                          FragmentOutcome::TOO_SMALL,
                                          FragmentOutcome::UNEXPECTED,
                                          FragmentOutcome::NO_ROOM,
                                          FragmentOutcome::EXPIRED,
                                          FragmentOutcome::EVICTED,
                                          FragmentOutcome::CLOSED};
const std::vector<FragmentOutcome> FAILURES{FragmentOutcome::MALFORMED,
                                            FragmentOutcome::MESSAGE_TOO_LONG,
                                            FragmentOutcome::UNEXPECTED,
                                            FragmentOutcome::NO_ROOM,
                                            FragmentOutcome::CLOSED};
const std::vector<std::string> STRATEGIES{"canonical", "total-length", "mysql", "websocket"};
const std::vector<std::string> FORMS{"frames", "packets", "stream"};

bool
HasIds(const FragmentStrategy& strategy)
{
    return strategy.Name() == "canonical" || strategy.Name() == "total-length";
}

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

/// One seed.
class FragmentSoak
{
  public:
    explicit FragmentSoak(uint64_t seed);
    SoakOutcome Run();

  private:
    /// A frame on its way.
    struct Frame
    {
        int64_t timeNs;
        uint64_t order;
        uint64_t peer;
        Bytes bytes;

        bool
        operator<(const Frame& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    struct Sent
    {
        Bytes content;
        uint64_t peer;
        std::optional<MessageId> id;
        uint64_t deliveries{0};
    };

    FragmentAdapter::Config MakeConfig();
    std::shared_ptr<const FragmentStrategy> MakeStrategy();
    std::vector<Bytes> Split(uint64_t peer, const Bytes& content, std::optional<MessageId>& id);
    void SendAll();
    void Transmit(const Bytes& frame, uint64_t peer, int64_t timeNs);
    void Damage(Bytes frame, uint64_t peer, int64_t timeNs);
    void Forge(int64_t timeNs);
    void PostForged(uint64_t peer,
                    uint64_t id,
                    uint32_t index,
                    bool isLast,
                    size_t size,
                    uint64_t total,
                    int64_t timeNs);
    void Post(const Bytes& frame, uint64_t peer, int64_t timeNs);
    void Taint(const Bytes& frame, uint64_t peer);
    void RunDatagrams();
    void RunStream();
    void PushDatagram(const Frame& frame);
    void Check();
    void Deliver(const Bytes& content, uint64_t peer, std::optional<MessageId> id);
    void OnLoss(const LostMessage& lost);
    void Violate(const std::string& violation);
    std::optional<Time> NextDeadline() const;
    void Expire(int64_t nowNs);

    SoakOutcome m_outcome;
    Dice m_dice;
    const bool m_clean; //!< no faults, no forger, room for everything
    const Form m_form;
    FragmentBudget m_budget;
    uint64_t m_others{0}; //!< what other receivers have taken of the budget
    const FragmentAdapter::Config m_config;
    const bool m_hasIds;
    FragmentShadow m_shadow;
    FragmentAdapter m_bytes;
    PacketFragmentAdapter m_packets;
    std::vector<std::unique_ptr<FragmentAdapter>> m_senders; //!< one for each true peer
    std::map<uint64_t, Sent> m_sent;                         //!< by number
    std::map<uint64_t, uint64_t> m_usedIds;                  //!< by peer: how many
    std::set<Key> m_tainted;     //!< something damaged or forged was added
    bool m_taintedStream{false}; //!< damage in a stream shifts all that comes behind it
    bool m_taintedWholes{false}; //!< the same, of a message without id
    std::priority_queue<Frame> m_frames;
    uint64_t m_orders{0};
    uint64_t m_forgeries{0};
    int64_t m_nowNs{0};
    uint64_t m_lastDelivered{0}; //!< number of the last message of a stream without ids
};

FragmentSoak::FragmentSoak(uint64_t seed)
    : m_dice(seed), m_clean(m_dice.OneIn(8)),
      m_form(m_dice.OneOf({Form::FRAMES, Form::PACKETS, Form::STREAM})),
      m_budget(m_clean ? 1000000 : m_dice.OneOf<uint64_t>({9000, 20000, 1000000}), 5000),
      m_config(MakeConfig()), m_hasIds(HasIds(*m_config.strategy)), m_shadow(m_config.limits),
      m_bytes(m_config,
              {[this](const InboundMessage& message)
               {
                   Deliver(Bytes(message.bytes.data, message.bytes.data + message.bytes.size),
                           message.peer,
                           message.id);
               },
               [this](const LostMessage& lost) { OnLoss(lost); },
               [this](const RefusedFragment& fragment)
               { m_outcome.probes["fragment-" + FragmentOutcomeName(fragment.reason)]++; }}),
      m_packets(m_config, {[this](const LostMessage& lost) { OnLoss(lost); }, nullptr})
{
    m_outcome.seed = seed;
    for (const auto& probe : FragmentSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
    if (m_config.budget && m_dice.OneIn(4))
    {
        m_others = m_budget.Max() - m_dice.OneOf<uint64_t>({100, 3000});
        m_budget.Take(m_others);
    }
    for (uint64_t peer = 0; peer < TRUE_PEERS; peer++)
    {
        auto config = m_config;
        config.budget = nullptr;
        m_senders.push_back(std::make_unique<FragmentAdapter>(
            config, FragmentAdapter::Listener{[](const InboundMessage&) {}, nullptr, nullptr}));
    }
}

std::shared_ptr<const FragmentStrategy>
FragmentSoak::MakeStrategy()
{
    const auto maxPayload = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({10, 40, 100}));
    switch (m_dice.Between(0, 3))
    {
    case 0:
        return std::make_shared<CanonicalStrategy>(maxPayload);
    case 1:
        return std::make_shared<TotalLengthStrategy>(maxPayload);
    case 2:
        return std::make_shared<MySqlStrategy>(maxPayload);
    default:
        return std::make_shared<WebSocketStrategy>(maxPayload, m_dice.OneIn(2));
    }
}

FragmentAdapter::Config
FragmentSoak::MakeConfig()
{
    FragmentAdapter::Config config;
    config.strategy = MakeStrategy();
    auto& limits = config.limits;
    limits.maxMessageSize = 2000;
    limits.reorderWindow = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 0, 3, 100}));
    limits.maxRemembered = 100000;
    if (m_clean)
    {
        limits.timeout = Seconds(1);
        return config;
    }
    config.budget = m_dice.OneIn(2) ? &m_budget : nullptr;
    limits.timeout = NanoSeconds(m_dice.OneOf<int64_t>({200, 2000, 100000}));
    limits.maxOpenMessages = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 3, 10, 100}));
    limits.maxFragments = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({8, 30, 1000}));
    limits.maxBytes = m_dice.OneOf<uint64_t>({8096, 12000, 1000000});
    limits.softBytes = limits.maxBytes / 2;
    limits.minFragmentSize = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 1, 5}));
    limits.maxRemembered = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 3, 100000, 100000}));
    return config;
}

std::vector<Bytes>
FragmentSoak::Split(uint64_t peer, const Bytes& content, std::optional<MessageId>& id)
{
    uint32_t type = static_cast<uint32_t>(m_dice.Between(0, 255));
    if (m_config.strategy->Name() == "websocket")
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
        Violate("a message could not be sent: " + FragmentErrorName(error));
    }
    if (m_hasIds && frames.size() > 1)
    {
        id = MessageId(++m_usedIds[peer]);
    }
    return frames;
}

void
FragmentSoak::SendAll()
{
    int64_t timeNs = 0;
    const uint64_t messages = m_dice.Between(3, 25);
    for (uint64_t number = 1; number <= messages; number++)
    {
        // A stream is of one peer, and so is a connection without ids.
        const uint64_t peer =
            m_form == Form::STREAM || !m_hasIds ? 0 : m_dice.Between(0, TRUE_PEERS - 1);
        Sent& sent = m_sent[number];
        sent.content = Content(number, m_dice.Between(8, m_dice.OneOf<uint64_t>({12, 100, 400})));
        sent.peer = peer;
        const auto frames = Split(peer, sent.content, sent.id);
        for (const Bytes& frame : frames)
        {
            Transmit(frame, peer, timeNs);
            timeNs +=
                static_cast<int64_t>(m_hasIds ? m_dice.Between(0, 20) : m_dice.Between(1, 300));
        }
        if (!m_clean && m_hasIds && m_dice.OneIn(3))
        {
            Forge(timeNs);
        }
        // With ids, messages overlap.
        timeNs -=
            m_hasIds ? std::min<int64_t>(timeNs, static_cast<int64_t>(m_dice.Between(0, 60))) : 0;
    }
}

void
FragmentSoak::Transmit(const Bytes& frame, uint64_t peer, int64_t timeNs)
{
    const bool mayReorder = m_hasIds && m_config.limits.reorderWindow >= 100;
    const int64_t jitter = mayReorder ? static_cast<int64_t>(m_dice.Between(0, 300)) : 0;
    if (m_clean || !m_hasIds)
    {
        if (!m_clean && m_dice.OneIn(200))
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
FragmentSoak::Damage(Bytes frame, uint64_t peer, int64_t timeNs)
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
FragmentSoak::Taint(const Bytes& frame, uint64_t peer)
{
    m_taintedStream |= m_form == Form::STREAM;
    FragmentMeta meta;
    size_t headerLength = 0;
    if (ReadHeader(*m_config.strategy, frame, meta, headerLength) == HeaderParse::COMPLETE &&
        meta.messageId)
    {
        m_tainted.insert({peer, meta.messageId->Value()});
        return;
    }
    m_taintedWholes = true;
}

void
FragmentSoak::Forge(int64_t timeNs)
{
    const bool asTrue = m_form == Form::STREAM ? m_dice.OneIn(4) : m_dice.OneIn(2);
    const uint64_t peer = m_form == Form::STREAM ? 0
                          : asTrue               ? m_dice.Between(0, TRUE_PEERS - 1)
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
FragmentSoak::PostForged(uint64_t peer,
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
    m_config.strategy->EncodeHeader({total, 0, nullptr}, fragment, writer);
    frame.resize(writer.Written());
    const Bytes content = Content(FORGED + m_forgeries++, size + sizeof(uint64_t));
    frame.insert(frame.end(), content.begin(), content.begin() + static_cast<ptrdiff_t>(size));
    m_tainted.insert({peer, id});
    const auto delay =
        static_cast<int64_t>(m_config.limits.reorderWindow > 0 ? m_dice.Between(0, 100) : 0);
    Post(frame, peer, timeNs + delay);
}

void
FragmentSoak::Post(const Bytes& frame, uint64_t peer, int64_t timeNs)
{
    m_frames.push({timeNs, m_orders++, peer, frame});
}

void
FragmentSoak::PushDatagram(const Frame& frame)
{
    FragmentMeta meta;
    size_t headerLength = 0;
    const HeaderParse parse = ReadHeader(*m_config.strategy, frame.bytes, meta, headerLength);
    FragmentOutcome outcome{};
    if (m_form == Form::FRAMES)
    {
        outcome = m_bytes.PushFrame(NanoSeconds(m_nowNs), frame.bytes, frame.peer);
    }
    else
    {
        const Ptr<Packet> packet =
            Create<Packet>(frame.bytes.data(), static_cast<uint32_t>(frame.bytes.size()));
        PacketReassembler::Message whole;
        outcome = m_packets.Push(NanoSeconds(m_nowNs), packet, frame.peer, whole);
        if (whole.content)
        {
            Bytes content(whole.content->GetSize());
            whole.content->CopyData(content.data(), whole.content->GetSize());
            Deliver(content, whole.peer, whole.id);
        }
    }
    m_outcome.probes["fragment-" + FragmentOutcomeName(outcome)] +=
        m_form == Form::PACKETS || !IsRefusal(outcome);
    const bool wasRead =
        outcome != FragmentOutcome::BAD_LENGTH && outcome != FragmentOutcome::MALFORMED;
    if (m_hasIds && parse == HeaderParse::COMPLETE && meta.messageId && wasRead)
    {
        m_shadow.OnPush({frame.peer, meta.messageId->Value()}, meta, outcome, m_nowNs);
    }
}

void
FragmentSoak::Check()
{
    const std::string ledger = m_form == Form::PACKETS ? m_packets.Reassembly().CheckLedger()
                                                       : m_bytes.Reassembly().CheckLedger();
    if (!ledger.empty())
    {
        Violate(ledger);
    }
    const uint64_t held = m_form == Form::PACKETS ? m_packets.Reassembly().BufferedBytes()
                                                  : m_bytes.Reassembly().BufferedBytes();
    if (m_config.budget && m_budget.Used() != held + m_others)
    {
        Violate("the budget was charged with other than is held");
    }
    if (m_hasIds && m_form == Form::FRAMES)
    {
        m_shadow.Compare(m_bytes.Reassembly(), m_nowNs);
    }
    else if (m_hasIds && m_form == Form::PACKETS)
    {
        m_shadow.Compare(m_packets.Reassembly(), m_nowNs);
    }
}

std::optional<Time>
FragmentSoak::NextDeadline() const
{
    return m_form == Form::PACKETS ? m_packets.NextDeadline() : m_bytes.NextDeadline();
}

void
FragmentSoak::Expire(int64_t nowNs)
{
    m_nowNs = nowNs;
    m_form == Form::PACKETS ? m_packets.Expire(NanoSeconds(nowNs))
                            : m_bytes.Expire(NanoSeconds(nowNs));
    Check();
}

void
FragmentSoak::RunDatagrams()
{
    while (!m_frames.empty() || NextDeadline())
    {
        // Deadlines are kept to the nanosecond at times, and at times left to the next arrival.
        const auto deadline = NextDeadline();
        const int64_t nextNs = m_frames.empty() ? INT64_MAX : m_frames.top().timeNs;
        if (deadline && deadline->GetNanoSeconds() <= nextNs &&
            (m_frames.empty() || m_dice.OneIn(2)))
        {
            Expire(deadline->GetNanoSeconds());
            continue;
        }
        const Frame frame = m_frames.top();
        m_frames.pop();
        m_nowNs = frame.timeNs;
        PushDatagram(frame);
        // A frame that touches no message needs no look at the clock; the shell does it.
        Expire(m_nowNs);
    }
}

void
FragmentSoak::RunStream()
{
    Bytes wire;
    std::vector<std::pair<size_t, int64_t>> times; // from which byte on it is how late
    while (!m_frames.empty())
    {
        times.emplace_back(wire.size(), m_frames.top().timeNs);
        wire.insert(wire.end(), m_frames.top().bytes.begin(), m_frames.top().bytes.end());
        m_frames.pop();
    }
    if (!m_clean && m_dice.OneIn(4))
    {
        wire.resize(m_dice.Between(0, wire.size())); // the connection ends early
    }
    const uint64_t longest = m_dice.OneOf<uint64_t>({1, 20, 200, 2000});
    size_t frame = 0;
    for (ByteSpan rest(wire); rest.size > 0;)
    {
        const size_t piece = std::min<size_t>(rest.size, m_dice.Between(1, longest));
        const size_t at = wire.size() - rest.size;
        while (frame + 1 < times.size() && times[frame + 1].first <= at)
        {
            frame++;
        }
        m_nowNs = std::max(m_nowNs, times[frame].second);
        m_bytes.PushStream(NanoSeconds(m_nowNs), rest.First(piece));
        Check();
        rest = rest.From(piece);
        if (m_dice.OneIn(10))
        {
            Expire(m_nowNs);
        }
    }
    if (m_clean && m_bytes.Failure())
    {
        Violate("a stream failed though nothing was wrong");
    }
    m_bytes.Close();
    m_outcome.probes["failure-" + FragmentOutcomeName(*m_bytes.Failure())]++;
    Check();
}

void
FragmentSoak::Deliver(const Bytes& content, uint64_t peer, std::optional<MessageId> id)
{
    m_outcome.probes["delivered-" + m_config.strategy->Name() + "-" +
                     FORMS[static_cast<size_t>(m_form)]]++;
    const bool isTainted = id ? m_tainted.count({peer, id->Value()}) > 0 : m_taintedWholes;
    if (isTainted || m_taintedStream)
    {
        m_outcome.probes["delivered-tainted"]++;
        return;
    }
    uint64_t number = 0;
    if (content.size() >= sizeof(number))
    {
        std::memcpy(&number, content.data(), sizeof(number));
    }
    const auto found = m_sent.find(number);
    if (found == m_sent.end() || content != found->second.content || peer != found->second.peer ||
        id != found->second.id)
    {
        Violate("a message arrived other than it was sent");
        return;
    }
    Sent& sent = found->second;
    sent.deliveries++;
    if (sent.deliveries > 1 && sent.id)
    {
        m_outcome.probes["repeated-after-forgotten"]++;
        if (m_config.limits.maxRemembered >= 100000)
        {
            Violate("a message arrived twice");
        }
    }
    if (!m_hasIds && number <= m_lastDelivered)
    {
        Violate("messages without ids came in another order");
    }
    m_lastDelivered = number;
}

void
FragmentSoak::OnLoss(const LostMessage& lost)
{
    m_outcome.probes["lost-" + FragmentOutcomeName(lost.reason)]++;
    if (m_hasIds && m_form != Form::STREAM)
    {
        m_shadow.OnLoss(lost, m_nowNs);
    }
}

void
FragmentSoak::Violate(const std::string& violation)
{
    m_outcome.violations.push_back(violation);
}

SoakOutcome
FragmentSoak::Run()
{
    SendAll();
    m_form == Form::STREAM ? RunStream() : RunDatagrams();
    if (m_bytes.Reassembly().BufferedBytes() + m_packets.Reassembly().BufferedBytes() +
            m_budget.Used() !=
        m_others)
    {
        Violate("something is left at the end");
    }
    if (m_clean)
    {
        m_outcome.probes["clean-run"]++;
        for (const auto& [number, sent] : m_sent)
        {
            if (sent.deliveries != 1)
            {
                Violate("a message did not arrive though nothing was wrong");
            }
        }
    }
    const auto& seen = m_shadow.Violations();
    m_outcome.violations.insert(m_outcome.violations.end(), seen.begin(), seen.end());
    return m_outcome;
}

} // namespace

SoakOutcome
SoakFragment(uint64_t seed)
{
    return FragmentSoak(seed).Run();
}

std::vector<std::string>
FragmentSoakProbes()
{
    std::vector<std::string> probes{"clean-run", "delivered-tainted", "repeated-after-forgotten"};
    for (uint32_t i = 0; i < static_cast<uint32_t>(FragmentOutcome::EXPIRED); i++)
    {
        probes.push_back("fragment-" + FragmentOutcomeName(static_cast<FragmentOutcome>(i)));
    }
    for (const FragmentOutcome reason : LOSSES)
    {
        probes.push_back("lost-" + FragmentOutcomeName(reason));
    }
    for (const FragmentOutcome reason : FAILURES)
    {
        probes.push_back("failure-" + FragmentOutcomeName(reason));
    }
    for (const auto& strategy : STRATEGIES)
    {
        for (const auto& form : FORMS)
        {
            probes.push_back("delivered-" + strategy + "-" + form);
        }
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
