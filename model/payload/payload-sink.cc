/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sink.h"

#include "payload-source.h"
#include "processing-tag.h"

#include "ns3/log.h"
#include "ns3/message-tag.h"
#include "ns3/node.h"
#include "ns3/packet-bytes.h"
#include "ns3/packet.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("PayloadSink");
NS_OBJECT_ENSURE_REGISTERED(PayloadSink);

TypeId
PayloadSink::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::PayloadSink")
                            .SetParent<Application>()
                            .SetGroupName("Sharding")
                            .AddConstructor<PayloadSink>()
                            .AddTraceSource("Receive",
                                            "A message arrived.",
                                            MakeTraceSourceAccessor(&PayloadSink::m_receive),
                                            "ns3::sharding::PayloadSink::ReceiveTracedCallback");
    return tid;
}

PayloadSink::PayloadSink()
{
    NS_LOG_FUNCTION(this);
}

PayloadSink::~PayloadSink()
{
    NS_LOG_FUNCTION(this);
}

void
PayloadSink::SetDevice(Ptr<NetDevice> device)
{
    m_device = device;
}

uint64_t
PayloadSink::GetReceived() const
{
    return m_received;
}

uint64_t
PayloadSink::GetErrors() const
{
    return m_errors;
}

void
PayloadSink::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ASSERT_MSG(m_device, "a sink needs a device");
    GetNode()->RegisterProtocolHandler(
        MakeCallback(&PayloadSink::Take, this), PayloadSource::PROTOCOL, m_device);
}

void
PayloadSink::StopApplication()
{
    NS_LOG_FUNCTION(this);
    GetNode()->UnregisterProtocolHandler(MakeCallback(&PayloadSink::Take, this));
}

void
PayloadSink::Take(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& source,
                  const Address& dest,
                  NetDevice::PacketType type)
{
    NS_LOG_FUNCTION(this << device << packet << protocol << source << dest << type);
    MessageTag tag;
    if (!packet->PeekPacketTag(tag))
    {
        return; // from a sender that takes no part in the measurement
    }
    m_received++;
    ProcessingTag processing;
    m_errors += packet->PeekPacketTag(processing) && processing.GetErrorCode() != 0;
    m_receive(packet, tag.GetId(), Crc32c(0, *packet) == tag.GetChecksum());
}

void
PayloadSink::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_device = nullptr;
    Application::DoDispose();
}

} // namespace sharding
} // namespace ns3
