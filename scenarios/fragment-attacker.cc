/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-attacker.h"

#include "ns3/log.h"
#include "ns3/mac48-address.h"
#include "ns3/packet.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <array>
#include <vector>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FragmentAttacker");
NS_OBJECT_ENSURE_REGISTERED(FragmentAttacker);

namespace
{

constexpr uint64_t ROUND = 1000; //!< empty fragments to a message, and ids that are spoofed in turn

} // namespace

TypeId
FragmentAttacker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::FragmentAttacker")
            .SetParent<Application>()
            .SetGroupName("Sharding")
            .AddConstructor<FragmentAttacker>()
            .AddAttribute("Attack",
                          "What the attacker sends to the receiver; none: there is no attacker.",
                          EnumDefault(Attack::NONE),
                          EnumAccessor(&FragmentAttacker::m_attack),
                          EnumNames(Attack::NONE,
                                    "none",
                                    Attack::UNFINISHED,
                                    "unfinished",
                                    Attack::EMPTY,
                                    "empty",
                                    Attack::FORGED_TOTAL,
                                    "forged-total",
                                    Attack::MANY_SOURCES,
                                    "many-sources",
                                    Attack::SPOOFED,
                                    "spoofed"))
            .AddAttribute("Interval",
                          "Time between two frames of the attack.",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&FragmentAttacker::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("PayloadSize",
                          "Payload of a frame of the attack, bytes; an empty one has none.",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&FragmentAttacker::m_payloadSize),
                          MakeUintegerChecker<uint32_t>(1, 65000));
    return tid;
}

FragmentAttacker::FragmentAttacker()
{
    NS_LOG_FUNCTION(this);
}

FragmentAttacker::~FragmentAttacker()
{
    NS_LOG_FUNCTION(this);
}

FragmentAttacker::Attack
FragmentAttacker::GetAttack() const
{
    return m_attack;
}

void
FragmentAttacker::SetTarget(Ptr<NetDevice> device,
                            const Address& receiver,
                            const Address& victim,
                            uint16_t protocol,
                            std::shared_ptr<const FragmentStrategy> strategy)
{
    m_device = device;
    m_receiver = receiver;
    m_victim = victim;
    m_protocol = protocol;
    m_strategy = std::move(strategy);
}

uint64_t
FragmentAttacker::GetSent() const
{
    return m_sent;
}

void
FragmentAttacker::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ASSERT_MSG(m_device && m_strategy, "an attacker needs a target");
    m_event = Simulator::ScheduleNow(&FragmentAttacker::Strike, this);
}

void
FragmentAttacker::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
}

void
FragmentAttacker::Strike()
{
    NS_LOG_FUNCTION(this);
    const bool isEmpty = m_attack == Attack::EMPTY;
    const uint64_t message = isEmpty                       ? m_sent / ROUND
                             : m_attack == Attack::SPOOFED ? m_sent % ROUND
                                                           : m_sent;
    m_event = Simulator::Schedule(m_interval, &FragmentAttacker::Strike, this);

    OutboundFragment fragment;
    fragment.messageId = MessageId(1 + message);
    fragment.index = static_cast<uint32_t>(isEmpty ? m_sent % ROUND : 0);
    fragment.payloadLength = isEmpty ? 0 : m_payloadSize;
    fragment.isLast = false;
    const uint64_t total =
        m_attack == Attack::FORGED_TOTAL ? uint64_t{1} << 40U : 2 * uint64_t{m_payloadSize};
    std::array<uint8_t, FragmentStrategy::MAX_HEADER> header;
    ByteWriter writer(header.data(), header.size());
    m_strategy->EncodeHeader({total, 0, nullptr}, fragment, writer);
    std::vector<uint8_t> bytes(header.begin(),
                               header.begin() + static_cast<ptrdiff_t>(writer.Written()));
    bytes.resize(bytes.size() + fragment.payloadLength);
    m_device->SendFrom(Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())),
                       GetSource(),
                       m_receiver,
                       m_protocol);
    m_sent++;
}

Address
FragmentAttacker::GetSource() const
{
    if (m_attack == Attack::SPOOFED)
    {
        return m_victim;
    }
    if (m_attack != Attack::MANY_SOURCES)
    {
        return m_device->GetAddress();
    }
    // Locally administered, so that no device of the run has it.
    std::array<uint8_t, 6> bytes{0x02};
    for (uint32_t i = 1; i < bytes.size(); i++)
    {
        bytes[i] = static_cast<uint8_t>(m_sent >> 8 * (bytes.size() - 1 - i));
    }
    Mac48Address address;
    address.CopyFrom(bytes.data());
    return address;
}

void
FragmentAttacker::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_device = nullptr;
    Application::DoDispose();
}

} // namespace sharding
} // namespace ns3
