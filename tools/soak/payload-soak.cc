/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-soak.h"

#include "dice.h"
#include "payload-draws.h"
#include "payload-forger.h"
#include "payload-order-watch.h"
#include "reassembly-shadow.h"

#include "ns3/payload-sharder.h"
#include "ns3/sent-shards.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <tuple>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t POINT = 7; //!< where the reassembler is

/// One seed.
class PayloadSoak
{
  public:
    explicit PayloadSoak(uint64_t seed);
    SoakOutcome Run();

  private:
    struct Sender
    {
        PayloadSharder::Config config;
        std::unique_ptr<PayloadSharder> sharder;
        SentShards kept;
        uint64_t nextId; //!< of the packet that it sends next
    };

    struct Sent
    {
        PayloadBytes content;
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
        bool refused;      //!< damaged or forged so that it must not be taken

        bool
        operator<(const Event& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    void Act();
    void Send();
    void LoseWhatTheCodeMakesUpFor(std::vector<Shard>& shards);
    void TransmitAll(std::vector<Shard>& shards);
    void Transmit(const Ptr<Packet>& shard);
    void Post(int64_t delayNs, const Ptr<Packet>& shard, bool refused);
    void Arrive(const Event& event);
    void Deliver(const ReassembledPacket& whole);
    void Request();
    void OnLoss(const LostPacket& lost);
    void Finish();
    void Violate(const std::string& violation);

    SoakOutcome m_outcome;
    Dice m_dice;
    const bool
        m_clean; //!< no faults but what the code makes up for, no forger, room for everything
    const std::shared_ptr<const ShardCipher> m_cipher;  //!< null in clear
    const std::shared_ptr<const ShardCipher> m_foreign; //!< the forger's; null in clear
    const ShardReassembler::Config m_config;
    ReassemblyShadow m_shadow;
    ShardReassembler m_reassembler;
    std::optional<PayloadOrderWatch> m_order;
    std::vector<Sender> m_senders;
    std::map<ReassemblyShadow::Key, Sent> m_sent;
    PayloadForger m_forger;
    std::priority_queue<Event> m_events;
    uint64_t m_orders{0};
    int64_t m_nowNs{0};
    const int64_t m_longestDelayNs;
    const uint64_t m_lossOneIn;
};

PayloadSoak::PayloadSoak(uint64_t seed)
    : m_dice(seed), m_clean(m_dice.OneIn(8)), m_cipher(m_dice.OneIn(3) ? SoakCipher('1') : nullptr),
      m_foreign(m_dice.OneIn(2) ? SoakCipher('2') : nullptr),
      m_config(DrawReassembler(m_dice, m_clean, m_cipher, POINT)), m_shadow(m_config),
      m_reassembler(m_config, [this](const LostPacket& lost) { OnLoss(lost); }),
      m_forger(
          m_dice,
          m_cipher ? m_foreign.get() : nullptr,
          m_cipher != nullptr,
          [this](const PayloadForger::Forged& forged)
          { Post(static_cast<int64_t>(m_dice.Between(0, 1000)), forged.shard, forged.refused); }),
      m_longestDelayNs(static_cast<int64_t>(m_dice.OneOf<uint64_t>({10, 1000, 5000}))),
      m_lossOneIn(m_dice.OneOf<uint64_t>({5, 20, 100}))
{
    m_outcome.seed = seed;
    for (const auto& probe : PayloadSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
    if (m_dice.OneIn(2))
    {
        m_order.emplace(DrawOrder(m_dice, m_clean), m_outcome);
    }
    const uint64_t senders = m_dice.Between(1, 4);
    for (uint32_t id = 0; id < senders; id++)
    {
        const auto config = DrawSender(m_dice, m_clean, id, m_cipher, POINT);
        SentShards::Config kept;
        kept.maxPackets = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 5, 100}));
        m_senders.push_back(
            {config, std::make_unique<PayloadSharder>(config), SentShards(kept), 0});
    }
    const uint64_t acts = m_dice.Between(5, 40);
    int64_t timeNs = 0;
    for (uint64_t i = 0; i < acts; i++)
    {
        timeNs += 2 * static_cast<int64_t>(m_dice.Between(0, 500));
        m_events.push({timeNs, m_orders++, nullptr, false});
    }
}

void
PayloadSoak::Act()
{
    if (m_clean || !m_dice.OneIn(3))
    {
        Send();
        return;
    }
    std::vector<uint64_t> newestIds;
    for (const auto& sender : m_senders)
    {
        newestIds.push_back(sender.nextId + 1);
    }
    if (m_dice.OneIn(15))
    {
        m_shadow.BeginCrash();
        m_reassembler.Forget();
        m_shadow.EndCrash();
        m_outcome.probes["receiver-restarted"]++;
        return;
    }
    m_forger.Act(m_nowNs, newestIds);
    m_outcome.probes["replay"] = m_forger.Replays();
    m_outcome.probes["splice"] = m_forger.Splices();
}

void
PayloadSoak::Send()
{
    const auto senderId = static_cast<uint32_t>(m_dice.Between(0, m_senders.size() - 1));
    Sender& sender = m_senders[senderId];
    if (!m_clean && m_dice.OneIn(15))
    {
        // It starts anew, with ids above all it used, and knows nothing of what it sent.
        sender.nextId += m_dice.Between(0, 200);
        sender.config.firstPacketId = sender.nextId;
        sender.sharder = std::make_unique<PayloadSharder>(sender.config);
        m_outcome.probes["sender-restarted"]++;
    }
    std::string kind;
    const Ptr<Packet> payload = DrawPayload(m_dice, kind);
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
    const PayloadBytes content = ContentOf(*payload);
    const SplitResult result =
        sender.sharder->Split(payload, protocol, NanoSeconds(m_nowNs), paths, shards);
    if (result != SplitResult::OK)
    {
        m_outcome.probes[SplitResultName(result)]++;
        if (!shards.empty())
        {
            Violate("a payload that could not be split has shards");
        }
        return;
    }
    for (const Shard& shard : shards)
    {
        if (std::find(paths.begin(), paths.end(), shard.path) == paths.end())
        {
            Violate("a shard took a path that cannot be used");
        }
    }
    const uint64_t packetId = sender.nextId++;
    m_sent[{senderId, packetId}] = {content, protocol, m_nowNs, kind};
    if (m_config.hedge)
    {
        std::vector<Ptr<Packet>> packets;
        for (const Shard& shard : shards)
        {
            packets.push_back(shard.packet);
        }
        sender.kept.Remember(packetId, packets);
    }
    TransmitAll(shards);
}

void
PayloadSoak::LoseWhatTheCodeMakesUpFor(std::vector<Shard>& shards)
{
    ShardHeader header;
    shards.front().packet->PeekHeader(header);
    // Of copies one is lost, of shards with parity as many as there is parity.
    const uint32_t losses =
        header.HasParity() ? header.redundantShards : std::min(header.redundantShards, 1U);
    for (uint32_t left = losses; left > 0; left--)
    {
        const uint64_t lost = m_dice.Between(0, shards.size() - 1);
        shards.erase(shards.begin() + static_cast<std::ptrdiff_t>(lost));
        m_outcome.probes["lost-but-made-up-for"]++;
    }
}

void
PayloadSoak::TransmitAll(std::vector<Shard>& shards)
{
    if (m_clean)
    {
        LoseWhatTheCodeMakesUpFor(shards);
    }
    for (const Shard& shard : shards)
    {
        m_forger.See(shard.packet);
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
        Post(static_cast<int64_t>(m_dice.Between(0, 100)), Damaged(m_dice, *shard), true);
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
PayloadSoak::Post(int64_t delayNs, const Ptr<Packet>& shard, bool refused)
{
    m_events.push({m_nowNs + delayNs, m_orders++, shard, refused});
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
        if (m_order)
        {
            m_order->Buffer().Push(NanoSeconds(m_nowNs), whole);
        }
    }
    m_shadow.OnPush(header, event.refused, outcome, m_nowNs);
}

void
PayloadSoak::Deliver(const ReassembledPacket& whole)
{
    if (whole.sendTime.GetNanoSeconds() % 2 != 0)
    {
        m_outcome
            .probes[whole.senderId < 100 ? "forged-delivery-as-true-sender" : "forged-delivery"]++;
        if (m_cipher)
        {
            Violate("a forged packet arrived though there is a key");
        }
        return;
    }
    const ReassemblyShadow::Key key{whole.senderId, whole.packetId};
    const auto found = m_sent.find(key);
    if (found == m_sent.end())
    {
        Violate("a packet arrived that nobody sent");
        return;
    }
    if (m_senders[whole.senderId].config.reassemblyPoint > POINT)
    {
        Violate("a packet was put together at the wrong point");
    }
    Sent& sent = found->second;
    if (ContentOf(*whole.packet) != sent.content || whole.protocol != sent.protocol ||
        whole.sendTime.GetNanoSeconds() != sent.timeNs)
    {
        Violate("a packet arrived other than it was sent");
    }
    m_outcome.probes["delivered-" + sent.kind]++;
    m_outcome.probes["delivered-encrypted"] += m_cipher ? 1 : 0;
    m_outcome.probes["recovered-shard"] += whole.recoveredShards;
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
PayloadSoak::Request()
{
    ShardRequest request;
    while (m_reassembler.TakeRequest(NanoSeconds(m_nowNs), request))
    {
        m_outcome.probes["request"]++;
        m_shadow.OnRequest(request);
        PayloadBytes bytes = ContentOf(*request.Encode(m_cipher.get()));
        const bool isDamaged = !m_clean && m_dice.OneIn(10);
        if (isDamaged)
        {
            bytes[m_dice.Between(0, bytes.size() - 1)] ^= 1U << m_dice.Between(0, 7);
        }
        ShardRequest received;
        const Ptr<Packet> packet = RealPacket(bytes);
        const bool isRead =
            ShardRequest::IsRequest(*packet) &&
            ShardRequest::Decode(*packet, received, m_cipher.get()) == ShardParse::OK;
        if (isRead == isDamaged)
        {
            Violate("a damaged request was read, or an intact one was not");
        }
        if (!isRead || received.senderId >= m_senders.size())
        {
            continue; // forged packets have no sender to ask
        }
        std::vector<Ptr<Packet>> again;
        m_senders[received.senderId].kept.Answer(received, again);
        for (const auto& shard : again)
        {
            m_outcome.probes["sent-again"]++;
            Transmit(shard);
        }
    }
}

void
PayloadSoak::OnLoss(const LostPacket& lost)
{
    m_outcome.probes["lost-" + PacketLossName(lost.reason)]++;
    m_shadow.OnLoss(lost, m_nowNs);
    if (m_order)
    {
        m_order->Buffer().Skip(lost.senderId, lost.packetId);
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
        const auto late = m_reassembler.NextRequest();
        const int64_t nextNs = m_events.empty() ? INT64_MAX : m_events.top().timeNs;
        if (late && late->GetNanoSeconds() <= nextNs && (!deadline || *late < *deadline) &&
            m_dice.OneIn(2))
        {
            m_nowNs = std::max(m_nowNs, late->GetNanoSeconds());
            Request();
            continue;
        }
        if (deadline && deadline->GetNanoSeconds() <= nextNs &&
            (m_events.empty() || m_dice.OneIn(2)))
        {
            m_nowNs = std::max(m_nowNs, deadline->GetNanoSeconds());
            m_reassembler.Expire(NanoSeconds(m_nowNs));
            m_shadow.Compare(m_reassembler, m_nowNs);
            continue;
        }
        if (m_events.empty())
        {
            continue;
        }
        const Event event = m_events.top();
        m_events.pop();
        m_nowNs = std::max(m_nowNs, event.timeNs);
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
    Finish();
    const auto& seen = m_shadow.Violations();
    m_outcome.violations.insert(m_outcome.violations.end(), seen.begin(), seen.end());
    return m_outcome;
}

void
PayloadSoak::Finish()
{
    if (m_reassembler.BufferedBytes() != 0 || m_reassembler.BufferedShards() != 0)
    {
        Violate("something is left at the end");
    }
    if (m_order)
    {
        m_order->Finish(m_nowNs);
    }
    if (!m_clean)
    {
        return;
    }
    m_outcome.probes["clean-run"]++;
    const bool inOrder = !m_order || m_order->Buffer().GetCounters().stale == 0;
    for (const auto& [key, sent] : m_sent)
    {
        if (sent.deliveries != 1 || !inOrder)
        {
            Violate("a packet did not arrive though nothing was wrong");
        }
    }
}

} // namespace

SoakOutcome
SoakPayload(uint64_t seed)
{
    return PayloadSoak(seed).Run();
}

} // namespace sharding
} // namespace ns3
