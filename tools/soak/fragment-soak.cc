/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-soak.h"

#include "dice.h"
#include "fragment-shadow.h"
#include "fragment-soak-plan.h"
#include "fragment-soak-traffic.h"

#include "ns3/packet-fragment-adapter.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace ns3
{
namespace sharding
{

namespace
{

using Bytes = FragmentSoakTraffic::Bytes;
using Frame = FragmentSoakTraffic::Frame;
using Form = FragmentSoakPlan::Form;

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

/// The receiver of one seed, and everything that must hold of it.
class FragmentSoak
{
  public:
    explicit FragmentSoak(uint64_t seed);
    SoakOutcome Run();

  private:
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
    FragmentSoakPlan m_plan;
    FragmentSoakTraffic m_traffic;
    FragmentShadow m_shadow;
    FragmentAdapter m_bytes;
    PacketFragmentAdapter m_packets;
    int64_t m_nowNs{0};
    std::map<uint64_t, uint64_t>
        m_lastDelivered; //!< by peer: number of its last message without id
};

FragmentSoak::FragmentSoak(uint64_t seed)
    : m_dice(seed), m_plan(m_dice), m_traffic(m_plan), m_shadow(m_plan.config.limits),
      m_bytes(m_plan.config,
              {[this](const InboundMessage& message)
               {
                   Deliver(Bytes(message.bytes.data, message.bytes.data + message.bytes.size),
                           message.peer,
                           message.id);
               },
               [this](const LostMessage& lost) { OnLoss(lost); },
               [this](const RefusedFragment& fragment)
               { m_outcome.probes["fragment-" + FragmentOutcomeName(fragment.reason)]++; }}),
      m_packets(m_plan.config, {[this](const LostMessage& lost) { OnLoss(lost); }, nullptr})
{
    m_outcome.seed = seed;
    for (const auto& probe : FragmentSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
}

void
FragmentSoak::PushDatagram(const Frame& frame)
{
    FragmentMeta meta;
    size_t headerLength = 0;
    const HeaderParse parse = ReadHeader(*m_plan.config.strategy, frame.bytes, meta, headerLength);
    FragmentOutcome outcome{};
    if (m_plan.form == Form::FRAMES)
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
        m_plan.form == Form::PACKETS || !IsRefusal(outcome);
    const bool wasRead =
        outcome != FragmentOutcome::BAD_LENGTH && outcome != FragmentOutcome::MALFORMED;
    if (m_plan.hasIds && parse == HeaderParse::COMPLETE && meta.messageId && wasRead)
    {
        m_shadow.OnPush({frame.peer, meta.messageId->Value()}, meta, outcome, m_nowNs);
    }
}

void
FragmentSoak::Check()
{
    const std::string ledger = m_plan.form == Form::PACKETS ? m_packets.Reassembly().CheckLedger()
                                                            : m_bytes.Reassembly().CheckLedger();
    if (!ledger.empty())
    {
        Violate(ledger);
    }
    const uint64_t held = m_plan.form == Form::PACKETS ? m_packets.Reassembly().BufferedBytes()
                                                       : m_bytes.Reassembly().BufferedBytes();
    if (m_plan.config.budget && m_plan.budget.Used() != held + m_plan.others)
    {
        Violate("the budget was charged with other than is held");
    }
    if (m_plan.hasIds && m_plan.form == Form::FRAMES)
    {
        m_shadow.Compare(m_bytes.Reassembly(), m_nowNs);
    }
    else if (m_plan.hasIds && m_plan.form == Form::PACKETS)
    {
        m_shadow.Compare(m_packets.Reassembly(), m_nowNs);
    }
}

std::optional<Time>
FragmentSoak::NextDeadline() const
{
    return m_plan.form == Form::PACKETS ? m_packets.NextDeadline() : m_bytes.NextDeadline();
}

void
FragmentSoak::Expire(int64_t nowNs)
{
    m_nowNs = nowNs;
    m_plan.form == Form::PACKETS ? m_packets.Expire(NanoSeconds(nowNs))
                                 : m_bytes.Expire(NanoSeconds(nowNs));
    Check();
}

void
FragmentSoak::RunDatagrams()
{
    while (!m_traffic.Frames().empty() || NextDeadline())
    {
        // Deadlines are kept to the nanosecond at times, and at times left to the next arrival.
        const auto deadline = NextDeadline();
        const int64_t nextNs =
            m_traffic.Frames().empty() ? INT64_MAX : m_traffic.Frames().top().timeNs;
        if (deadline && deadline->GetNanoSeconds() <= nextNs &&
            (m_traffic.Frames().empty() || m_dice.OneIn(2)))
        {
            Expire(deadline->GetNanoSeconds());
            continue;
        }
        const Frame frame = m_traffic.Frames().top();
        m_traffic.Frames().pop();
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
    while (!m_traffic.Frames().empty())
    {
        times.emplace_back(wire.size(), m_traffic.Frames().top().timeNs);
        wire.insert(wire.end(),
                    m_traffic.Frames().top().bytes.begin(),
                    m_traffic.Frames().top().bytes.end());
        m_traffic.Frames().pop();
    }
    if (!m_plan.clean && m_dice.OneIn(4))
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
    if (m_plan.clean && m_bytes.Failure())
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
    m_outcome.probes["delivered-" + m_plan.config.strategy->Name() + "-" +
                     FragmentSoakPlan::Forms()[static_cast<size_t>(m_plan.form)]]++;
    if (m_traffic.IsTainted(peer, id))
    {
        m_outcome.probes["delivered-tainted"]++;
        return;
    }
    uint64_t number = 0;
    if (content.size() >= sizeof(number))
    {
        std::memcpy(&number, content.data(), sizeof(number));
    }
    const auto found = m_traffic.Messages().find(number);
    if (found == m_traffic.Messages().end() || content != found->second.content ||
        peer != found->second.peer || id != found->second.id)
    {
        Violate("a message arrived other than it was sent");
        return;
    }
    auto& sent = found->second;
    sent.deliveries++;
    if (sent.deliveries > 1 && sent.id)
    {
        m_outcome.probes["repeated-after-forgotten"]++;
        if (m_plan.config.limits.maxRemembered >= 100000)
        {
            Violate("a message arrived twice");
        }
    }
    if (!m_plan.hasIds && number <= m_lastDelivered[peer])
    {
        Violate("messages without ids came in another order");
    }
    m_lastDelivered[peer] = number;
}

void
FragmentSoak::OnLoss(const LostMessage& lost)
{
    m_outcome.probes["lost-" + FragmentOutcomeName(lost.reason)]++;
    if (m_plan.hasIds && m_plan.form != Form::STREAM)
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
    m_traffic.SendAll();
    m_plan.form == Form::STREAM ? RunStream() : RunDatagrams();
    if (m_bytes.Reassembly().BufferedBytes() + m_packets.Reassembly().BufferedBytes() +
            m_plan.budget.Used() !=
        m_plan.others)
    {
        Violate("something is left at the end");
    }
    if (m_plan.clean)
    {
        m_outcome.probes["clean-run"]++;
        for (const auto& [number, sent] : m_traffic.Messages())
        {
            if (sent.deliveries != 1)
            {
                Violate("a message did not arrive though nothing was wrong");
            }
        }
    }
    const auto& sending = m_traffic.Violations();
    m_outcome.violations.insert(m_outcome.violations.end(), sending.begin(), sending.end());
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
    for (const auto& strategy : FragmentSoakPlan::Strategies())
    {
        for (const auto& form : FragmentSoakPlan::Forms())
        {
            probes.push_back("delivered-" + strategy + "-" + form);
        }
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
