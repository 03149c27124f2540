/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-soak.h"

#include "dice.h"
#include "reassembly-shadow.h"

#include "ns3/payload-sharder.h"

#include <algorithm>
#include <map>
#include <queue>
#include <random>
#include <tuple>

namespace ns3
{
namespace sharding
{

namespace
{

using Bytes = std::vector<uint8_t>;

Bytes
Content(const Packet& packet)
{
    Bytes bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

Ptr<Packet>
RealPacket(const Bytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/// One seed.
class PayloadSoak
{
  public:
    explicit PayloadSoak(uint64_t seed);
    SoakOutcome Run();

  private:
    struct Sender
    {
        PayloadSharder sharder;
        uint64_t packets{0}; //!< ids used so far
    };

    struct Sent
    {
        Bytes content;
        uint16_t protocol;
        int64_t timeNs;
        std::string kind;
        uint64_t deliveries{0};
    };

    /// What happens next: a sender or the forger acts, or a shard arrives.
    struct Event
    {
        int64_t timeNs;
        uint64_t order;
        Ptr<Packet> shard; //!< nullptr: somebody acts
        bool damaged;

        bool
        operator<(const Event& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    ShardReassembler::Config ReassemblerConfig();
    PayloadSharder::Config SenderConfig(uint32_t senderId);
    Ptr<Packet> Payload(std::string& kind);
    void Act();
    void Send();
    void Transmit(const Ptr<Packet>& shard);
    void Damage(const Ptr<Packet>& shard);
    void Forge();
    ShardHeader ForgedHeader();
    void PostForged(ShardHeader header, const Ptr<Packet>& payload);
    void Post(int64_t delayNs, const Ptr<Packet>& shard, bool damaged);
    void Arrive(const Event& event);
    void Deliver(const ReassembledPacket& whole);
    void Violate(const std::string& violation);

    SoakOutcome m_outcome;
    Dice m_dice;
    const bool m_clean; //!< no faults, no forger, room for everything
    const ShardReassembler::Config m_config;
    ReassemblyShadow m_shadow;
    ShardReassembler m_reassembler;
    std::vector<Sender> m_senders;
    std::map<ReassemblyShadow::Key, Sent> m_sent;
    std::priority_queue<Event> m_events;
    uint64_t m_orders{0};
    int64_t m_nowNs{0};
    const int64_t m_longestDelayNs;
    const uint64_t m_lossOneIn;
};

PayloadSoak::PayloadSoak(uint64_t seed)
    : m_dice(seed), m_clean(m_dice.OneIn(8)), m_config(ReassemblerConfig()), m_shadow(m_config),
      m_reassembler(m_config,
                    [this](const LostPacket& lost)
                    {
                        m_outcome.probes["lost-" + PacketLossName(lost.reason)]++;
                        m_shadow.OnLoss(lost, m_nowNs);
                    }),
      m_longestDelayNs(static_cast<int64_t>(m_dice.OneOf<uint64_t>({10, 1000, 5000}))),
      m_lossOneIn(m_dice.OneOf<uint64_t>({5, 20, 100}))
{
    m_outcome.seed = seed;
    for (const auto& probe : PayloadSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
    const uint64_t senders = m_dice.Between(1, 4);
    for (uint32_t id = 0; id < senders; id++)
    {
        m_senders.push_back({PayloadSharder(SenderConfig(id))});
    }
    const uint64_t acts = m_dice.Between(5, 40);
    int64_t timeNs = 0;
    for (uint64_t i = 0; i < acts; i++)
    {
        timeNs += 2 * static_cast<int64_t>(m_dice.Between(0, 500));
        m_events.push({timeNs, m_orders++, nullptr, false});
    }
}

ShardReassembler::Config
PayloadSoak::ReassemblerConfig()
{
    ShardReassembler::Config config;
    if (m_clean)
    {
        config.timeout = Seconds(1);
        return config;
    }
    config.timeout = NanoSeconds(m_dice.OneOf<int64_t>({200, 2000, 10000}));
    config.maxOpenPackets = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 3, 10, 50}));
    config.maxBytes = m_dice.OneOf<uint64_t>({4096, 10000, 30000, 1000000});
    config.maxRemembered = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 3, 20, 1000}));
    config.limits.maxShards = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({8, 100, 4096}));
    config.limits.maxPacketLength = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({3000, 100000}));
    return config;
}

PayloadSharder::Config
PayloadSoak::SenderConfig(uint32_t senderId)
{
    PayloadSharder::Config config;
    config.senderId = senderId;
    config.placement = m_dice.OneOf({ShardPlacementType::HASH, ShardPlacementType::ROUND_ROBIN});
    auto& split = config.split;
    split.policy = m_dice.OneOf(
        {SplitPolicyType::NONE, SplitPolicyType::FIXED_SIZE, SplitPolicyType::DELIMITER});
    split.shardSize = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 0, 40, 300, 1000}));
    split.shardCount = static_cast<uint32_t>(m_dice.Between(1, 20));
    split.delimiter = m_dice.OneOf<std::string>({"\n", "ab"});
    split.maxShards = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({20, 4096}));
    split.maxShardLength = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1448, 100000}));
    split.maxPacketLength = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({2000, 100000}));
    return config;
}

Ptr<Packet>
PayloadSoak::Payload(std::string& kind)
{
    const uint64_t largest = m_dice.OneOf<uint64_t>({10, 500, 4000});
    const auto length = static_cast<uint32_t>(m_dice.Between(0, largest));
    const uint64_t style = m_dice.Between(0, 2);
    if (style == 0)
    {
        kind = "virtual";
        return Create<Packet>(length);
    }
    Bytes bytes(style == 1 ? length : std::min<uint32_t>(length, 60));
    for (auto& byte : bytes)
    {
        // Letters and line ends, so that delimiters occur.
        byte = m_dice.OneIn(20) ? '\n' : static_cast<uint8_t>(m_dice.Between('a', 'd'));
    }
    Ptr<Packet> packet = RealPacket(bytes);
    kind = "real";
    if (style == 2)
    {
        // Zeros appended to a packet of real bytes stay virtual.
        kind = "mixed";
        packet->AddAtEnd(Create<Packet>(length));
    }
    return packet;
}

void
PayloadSoak::Act()
{
    if (m_clean || !m_dice.OneIn(3))
    {
        Send();
    }
    else
    {
        Forge();
    }
}

void
PayloadSoak::Send()
{
    const auto senderId = static_cast<uint32_t>(m_dice.Between(0, m_senders.size() - 1));
    Sender& sender = m_senders[senderId];
    std::string kind;
    const Ptr<Packet> payload = Payload(kind);
    const auto protocol = static_cast<uint16_t>(m_dice.Between(0x0600, 0xffff));
    std::vector<uint32_t> paths;
    for (uint32_t path = 0; path < 4; path++)
    {
        if (!m_dice.OneIn(4))
        {
            paths.push_back(path);
        }
    }
    std::vector<Shard> shards;
    const Bytes content = Content(*payload);
    const SplitResult result =
        sender.sharder.Split(payload, protocol, NanoSeconds(m_nowNs), paths, shards);
    if (result != SplitResult::OK)
    {
        m_outcome.probes[SplitResultName(result)]++;
        if (!shards.empty())
        {
            Violate("a payload that could not be split has shards");
        }
        return;
    }
    m_sent[{senderId, sender.packets++}] = {content, protocol, m_nowNs, kind};
    for (const Shard& shard : shards)
    {
        if (std::find(paths.begin(), paths.end(), shard.path) == paths.end())
        {
            Violate("a shard took a path that cannot be used");
        }
        Transmit(shard.packet);
    }
}

void
PayloadSoak::Transmit(const Ptr<Packet>& shard)
{
    const auto delay = [this]
    { return static_cast<int64_t>(m_dice.Between(0, static_cast<uint64_t>(m_longestDelayNs))); };
    if (m_clean)
    {
        Post(delay(), shard, false);
        return;
    }
    if (m_dice.OneIn(30))
    {
        Damage(shard);
        return;
    }
    while (m_dice.OneIn(10))
    {
        const int64_t slowness = m_dice.OneIn(3) ? 10 : 1; // a copy may come long after
        Post(slowness * delay(), shard->Copy(), false);
    }
    if (!m_dice.OneIn(m_lossOneIn))
    {
        Post(delay(), shard, false);
    }
}

void
PayloadSoak::Damage(const Ptr<Packet>& shard)
{
    Bytes bytes = Content(*shard);
    if (m_dice.OneIn(3))
    {
        bytes.resize(m_dice.OneIn(2) ? m_dice.Between(0, ShardHeader::SIZE - 1)
                                     : m_dice.Between(0, bytes.size() - 1));
    }
    else
    {
        // Up to three bits, none twice: CRC32C finds them all in packets of this size.
        std::vector<uint64_t> flipped;
        for (uint64_t flips = m_dice.Between(1, 3); flips > 0; flips--)
        {
            const uint64_t bit = m_dice.Between(0, 8 * bytes.size() - 1);
            if (std::find(flipped.begin(), flipped.end(), bit) == flipped.end())
            {
                flipped.push_back(bit);
                bytes[bit / 8] ^= 1U << bit % 8;
            }
        }
    }
    Post(static_cast<int64_t>(m_dice.Between(0, 100)), RealPacket(bytes), true);
}

ShardHeader
PayloadSoak::ForgedHeader()
{
    ShardHeader header;
    const bool asTrueSender = m_dice.OneIn(2);
    header.senderId = static_cast<uint32_t>(asTrueSender ? m_dice.Between(0, m_senders.size() - 1)
                                                         : m_dice.Between(100, 103));
    const uint64_t ids = asTrueSender ? m_senders[header.senderId].packets + 1 : 8;
    header.packetId = m_dice.Between(0, ids);
    header.payloadLength = static_cast<uint32_t>(m_dice.Between(1, 200));
    header.totalShards = static_cast<uint32_t>(m_dice.Between(2, 6));
    header.shardIndex = static_cast<uint32_t>(m_dice.Between(0, header.totalShards - 1));
    // Equal lengths, so that the ranges of a packet's shards fit until something is changed.
    header.packetLength = header.totalShards * header.payloadLength;
    header.offset = header.shardIndex * header.payloadLength;
    header.sendTimeNs = static_cast<uint64_t>(m_nowNs) + 1;
    header.protocol = 0x0800;
    return header;
}

void
PayloadSoak::Forge()
{
    ShardHeader header = ForgedHeader();
    Ptr<Packet> payload = Create<Packet>(header.payloadLength);
    switch (m_dice.Between(0, 11))
    {
    case 0:
        header.totalShards = m_dice.OneOf<uint32_t>({0, 1, 5000, UINT32_MAX});
        break;
    case 1:
        header.shardIndex = m_dice.OneOf<uint32_t>({6, 4096, UINT32_MAX});
        break;
    case 2:
        header.offset = m_dice.OneOf<uint32_t>({0, 1, UINT32_MAX, header.packetLength});
        break;
    case 3:
        header.payloadLength = 0;
        payload = Create<Packet>();
        break;
    case 4:
        header.version = static_cast<uint8_t>(m_dice.Between(2, 255));
        break;
    case 5:
        header.reserved = 1;
        break;
    case 6:
        header.packetLength = m_dice.OneOf<uint32_t>({0, 1, 50000, UINT32_MAX});
        break;
    case 7: // a whole packet, under whatever name
        header.totalShards = 1;
        header.shardIndex = 0;
        header.offset = 0;
        header.packetLength = header.payloadLength;
        break;
    case 8: // the same index once more, with other content
        PostForged(header, payload);
        payload = RealPacket(Bytes(header.payloadLength, 0xff));
        break;
    case 9: // two halves that overlap or leave a gap
        header.totalShards = 2;
        header.shardIndex = 0;
        header.offset = 0;
        header.packetLength = 3 * header.payloadLength + 1;
        PostForged(header, payload);
        header.shardIndex = 1;
        header.offset = header.payloadLength + m_dice.OneOf<uint32_t>({UINT32_MAX, 0, 1});
        header.payloadLength = header.packetLength - header.offset;
        payload = Create<Packet>(header.payloadLength);
        break;
    case 10: // a flood of packets that never end
        for (uint64_t left = m_dice.Between(1, 40); left > 0; left--)
        {
            header.senderId = static_cast<uint32_t>(m_dice.Between(100, 120));
            header.packetId++;
            PostForged(header, Create<Packet>(header.payloadLength));
        }
        break;
    default: // a single shard of a packet that fits in every way
        break;
    }
    PostForged(header, payload);
}

void
PayloadSoak::PostForged(ShardHeader header, const Ptr<Packet>& payload)
{
    SealShard(payload, header);
    Post(static_cast<int64_t>(m_dice.Between(0, 1000)), payload, false);
}

void
PayloadSoak::Post(int64_t delayNs, const Ptr<Packet>& shard, bool damaged)
{
    m_events.push({m_nowNs + delayNs, m_orders++, shard, damaged});
}

void
PayloadSoak::Arrive(const Event& event)
{
    ShardHeader header;
    event.shard->PeekHeader(header);
    ReassembledPacket whole;
    const ShardOutcome outcome = m_reassembler.Push(NanoSeconds(m_nowNs), event.shard, whole);
    m_outcome.probes["shard-" + ShardOutcomeName(outcome)]++;
    if (outcome == ShardOutcome::COMPLETED)
    {
        if (whole.packet->GetSize() != header.packetLength)
        {
            Violate("a packet does not have the length that its shards say");
        }
        Deliver(whole);
    }
    m_shadow.OnPush(header, event.damaged, outcome, m_nowNs);
}

void
PayloadSoak::Deliver(const ReassembledPacket& whole)
{
    if (whole.sendTime.GetNanoSeconds() % 2 != 0)
    {
        m_outcome
            .probes[whole.senderId < 100 ? "forged-delivery-as-true-sender" : "forged-delivery"]++;
        return;
    }
    const ReassemblyShadow::Key key{whole.senderId, whole.packetId};
    const auto found = m_sent.find(key);
    if (found == m_sent.end())
    {
        Violate("a packet arrived that nobody sent");
        return;
    }
    Sent& sent = found->second;
    if (Content(*whole.packet) != sent.content || whole.protocol != sent.protocol ||
        whole.sendTime.GetNanoSeconds() != sent.timeNs)
    {
        Violate("a packet arrived other than it was sent");
    }
    m_outcome.probes["delivered-" + sent.kind]++;
    sent.deliveries++;
    if (sent.deliveries > 1)
    {
        m_outcome.probes["repeated-after-forgotten"]++;
        if (m_shadow.IsRemembered(key))
        {
            Violate("a packet arrived twice");
        }
    }
}

void
PayloadSoak::Violate(const std::string& violation)
{
    m_outcome.violations.push_back(violation);
}

SoakOutcome
PayloadSoak::Run()
{
    while (!m_events.empty() || m_reassembler.OpenPackets() > 0)
    {
        // Deadlines are kept to the nanosecond at times, and at times left to the next arrival.
        const auto deadline = m_reassembler.NextDeadline();
        const int64_t nextNs = m_events.empty() ? INT64_MAX : m_events.top().timeNs;
        if (deadline && deadline->GetNanoSeconds() <= nextNs &&
            (m_events.empty() || m_dice.OneIn(2)))
        {
            m_nowNs = deadline->GetNanoSeconds();
            m_reassembler.Expire(*deadline);
            m_shadow.Compare(m_reassembler, m_nowNs);
            continue;
        }
        const Event event = m_events.top();
        m_events.pop();
        m_nowNs = event.timeNs;
        if (event.shard)
        {
            Arrive(event);
            m_shadow.Compare(m_reassembler, m_nowNs);
        }
        else
        {
            Act();
        }
    }
    if (m_reassembler.BufferedBytes() != 0 || m_reassembler.BufferedShards() != 0)
    {
        Violate("something is left at the end");
    }
    if (m_clean)
    {
        m_outcome.probes["clean-run"]++;
        for (const auto& [key, sent] : m_sent)
        {
            if (sent.deliveries != 1)
            {
                Violate("a packet did not arrive though nothing was wrong");
            }
        }
    }
    const auto& seen = m_shadow.Violations();
    m_outcome.violations.insert(m_outcome.violations.end(), seen.begin(), seen.end());
    return m_outcome;
}

} // namespace

SoakOutcome
SoakPayload(uint64_t seed)
{
    return PayloadSoak(seed).Run();
}

std::vector<std::string>
PayloadSoakProbes()
{
    std::vector<std::string> probes{"clean-run",
                                    "delivered-mixed",
                                    "delivered-real",
                                    "delivered-virtual",
                                    "forged-delivery",
                                    "forged-delivery-as-true-sender",
                                    "repeated-after-forgotten"};
    for (uint32_t i = 0; i < SHARD_OUTCOMES; i++)
    {
        probes.push_back("shard-" + ShardOutcomeName(static_cast<ShardOutcome>(i)));
    }
    for (uint32_t i = 0; i < PACKET_LOSSES; i++)
    {
        probes.push_back("lost-" + PacketLossName(static_cast<PacketLoss>(i)));
    }
    for (uint32_t i = 1; i < SPLIT_RESULTS; i++)
    {
        probes.push_back(SplitResultName(static_cast<SplitResult>(i)));
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
