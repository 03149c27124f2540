/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-link-helper.h"

#include "ns3/direct-link-channel.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/ethernet-header.h"
#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace sharding
{
namespace
{

/// Writes one frame with the Ethernet header that the link does not carry as bytes.
void
WriteFrame(Ptr<PcapFileWrapper> file,
           Ptr<const Packet> packet,
           uint16_t protocol,
           const Mac48Address& source,
           const Mac48Address& dest)
{
    EthernetHeader header(false);
    header.SetSource(source);
    header.SetDestination(dest);
    header.SetLengthType(protocol);
    Ptr<Packet> frame = packet->Copy();
    frame->AddHeader(header);
    file->Write(Simulator::Now(), frame);
}

} // namespace

DirectLinkHelper::DirectLinkHelper()
{
    m_factory.SetTypeId(DirectLinkNetDevice::GetTypeId());
}

void
DirectLinkHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
DirectLinkHelper::SetDeviceFactory(const ObjectFactory& factory)
{
    m_factory = factory;
}

NetDeviceContainer
DirectLinkHelper::Install(Ptr<Node> a, Ptr<Node> b) const
{
    Ptr<DirectLinkChannel> channel = CreateObject<DirectLinkChannel>();
    NetDeviceContainer devices;
    for (const auto& node : {a, b})
    {
        Ptr<DirectLinkNetDevice> device = m_factory.Create<DirectLinkNetDevice>();
        node->AddDevice(device);
        device->Attach(channel);
        devices.Add(device);
    }
    return devices;
}

void
DirectLinkHelper::EnablePcapInternal(std::string prefix,
                                     Ptr<NetDevice> device,
                                     [[maybe_unused]] bool promiscuous,
                                     bool explicitFilename)
{
    Ptr<DirectLinkNetDevice> link = DynamicCast<DirectLinkNetDevice>(device);
    if (!link)
    {
        return;
    }
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, device);
    Ptr<PcapFileWrapper> file = pcap.CreateFile(name, std::ios::out, PcapHelper::DLT_EN10MB);
    link->TraceConnectWithoutContext("Sniffer", MakeBoundCallback(&WriteFrame, file));
}

} // namespace sharding
} // namespace ns3
