/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-source.h"

#include "ns3/enum.h"
#include "ns3/flow-id-tag.h"
#include "ns3/log.h"
#include "ns3/message-tag.h"
#include "ns3/packet-bytes.h"
#include "ns3/packet.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("PayloadSource");
NS_OBJECT_ENSURE_REGISTERED(PayloadSource);

TypeId
PayloadSource::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::PayloadSource")
            .SetParent<Application>()
            .SetGroupName("Sharding")
            .AddConstructor<PayloadSource>()
            .AddAttribute("Interval",
                          "Mean time between two messages.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&PayloadSource::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Arrivals",
                          "Spacing of messages.",
                          EnumDefault(Arrivals::PERIODIC),
                          EnumAccessor(&PayloadSource::m_arrivals),
                          EnumNames(Arrivals::PERIODIC, "periodic", Arrivals::POISSON, "poisson"))
            .AddAttribute("MessageSize",
                          "Bytes of a message; of a file's last one, at most.",
                          UintegerValue(8192),
                          MakeUintegerAccessor(&PayloadSource::m_messageSize),
                          MakeUintegerChecker<uint32_t>(1, 65535))
            .AddAttribute("Payload",
                          "What the messages hold: 'zeros', 'random', or the path of a file, a "
                          "folder or a pcap capture "
                          "(captured packets are messages as they are, up to MessageSize).",
                          StringValue("zeros"),
                          MakeStringAccessor(&PayloadSource::m_payload),
                          MakeStringChecker())
            .AddAttribute("Flows",
                          "Flows that messages take turns to belong to; from 2 on, each has its "
                          "number from 0 as FlowIdTag.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PayloadSource::m_flows),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("Role",
                          "Names the random streams: arrivals/<Role> and payload/<Role>.",
                          StringValue("source"),
                          MakeStringAccessor(&PayloadSource::m_role),
                          MakeStringChecker())
            .AddTraceSource("Offer",
                            "A message is offered to the network.",
                            MakeTraceSourceAccessor(&PayloadSource::m_offer),
                            "ns3::sharding::PayloadSource::OfferTracedCallback");
    return tid;
}

PayloadSource::PayloadSource()
{
    NS_LOG_FUNCTION(this);
}

PayloadSource::~PayloadSource()
{
    NS_LOG_FUNCTION(this);
}

void
PayloadSource::SetDevice(Ptr<NetDevice> device)
{
    m_device = device;
}

void
PayloadSource::SetCorpus(std::shared_ptr<const PayloadCorpus> corpus)
{
    m_corpus = std::move(corpus);
}

bool
PayloadSource::IsSynthetic(const std::string& payload)
{
    return payload == "zeros" || payload == "random";
}

PayloadSource::Arrivals
PayloadSource::GetArrivals() const
{
    return m_arrivals;
}

uint64_t
PayloadSource::GetOffered() const
{
    return m_offered;
}

void
PayloadSource::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ASSERT_MSG(m_device, "a source needs a device");
    NS_ASSERT_MSG(m_corpus || IsSynthetic(m_payload), "a source of real bytes needs a corpus");
    if (m_corpus)
    {
        m_reader.emplace(*m_corpus, m_messageSize);
    }
    m_gap = CreateForRole<ExponentialRandomVariable>("arrivals/" + m_role);
    m_byte = CreateForRole<UniformRandomVariable>("payload/" + m_role);
    m_event = Simulator::ScheduleNow(&PayloadSource::Offer, this);
}

void
PayloadSource::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
}

Ptr<Packet>
PayloadSource::MakeMessage()
{
    if (m_reader)
    {
        const std::string_view bytes = m_reader->Next();
        return Create<Packet>(reinterpret_cast<const uint8_t*>(bytes.data()),
                              static_cast<uint32_t>(bytes.size()));
    }
    if (m_payload == "random")
    {
        m_bytes.resize(m_messageSize);
        for (std::size_t i = 0; i < m_bytes.size(); i += sizeof(uint32_t))
        {
            const uint32_t word = m_byte->GetInteger(0, UINT32_MAX);
            std::memcpy(&m_bytes[i], &word, std::min(sizeof(word), m_bytes.size() - i));
        }
        return Create<Packet>(reinterpret_cast<const uint8_t*>(m_bytes.data()), m_messageSize);
    }
    return Create<Packet>(m_messageSize);
}

void
PayloadSource::Offer()
{
    NS_LOG_FUNCTION(this);
    const Time gap = m_arrivals == Arrivals::POISSON
                         ? Seconds(m_gap->GetValue(m_interval.GetSeconds(), 0))
                         : m_interval;
    m_event = Simulator::Schedule(gap, &PayloadSource::Offer, this);

    Ptr<Packet> message = MakeMessage();
    const uint64_t id = m_offered++;
    message->AddPacketTag(MessageTag(id, Crc32c(0, *message)));
    if (m_flows > 1)
    {
        message->AddPacketTag(FlowIdTag(static_cast<uint32_t>(id % m_flows)));
    }
    m_offer(message, id);
    m_device->Send(message, m_device->GetBroadcast(), PROTOCOL);
}

void
PayloadSource::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_device = nullptr;
    m_reader.reset();
    m_corpus.reset();
    Application::DoDispose();
}

} // namespace sharding
} // namespace ns3
