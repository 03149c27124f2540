/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-helper.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-capture.h"
#include "ns3/fragment-net-device.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

FragmentHelper::FragmentHelper()
{
    m_factory.SetTypeId(FragmentNetDevice::GetTypeId());
}

void
FragmentHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
FragmentHelper::SetDeviceFactory(const ObjectFactory& factory)
{
    m_factory = factory;
}

NetDeviceContainer
FragmentHelper::Install(const NetDeviceContainer& lower) const
{
    NetDeviceContainer devices;
    for (auto link = lower.Begin(); link != lower.End(); ++link)
    {
        Ptr<FragmentNetDevice> device = m_factory.Create<FragmentNetDevice>();
        // Known by name, so that nobody else has to link the module that it lives in.
        if ((*link)->GetInstanceTypeId().GetName() == "ns3::PointToPointNetDevice")
        {
            device->SetAttribute("WrapAll", BooleanValue(true));
            device->SetAttribute("FragmentProtocol", UintegerValue(Ipv4L3Protocol::PROT_NUMBER));
        }
        (*link)->GetNode()->AddDevice(device);
        device->SetLower(*link);
        devices.Add(device);
    }
    return devices;
}

void
FragmentHelper::EnablePcapInternal(std::string prefix,
                                   Ptr<NetDevice> device,
                                   [[maybe_unused]] bool promiscuous,
                                   bool explicitFilename)
{
    Ptr<FragmentNetDevice> fragments = DynamicCast<FragmentNetDevice>(device);
    if (!fragments)
    {
        return;
    }
    fragments->LearnDestinations();
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, device);
    Ptr<PcapFileWrapper> file = pcap.CreateFile(name, std::ios::out, PcapHelper::DLT_EN10MB);
    fragments->TraceConnectWithoutContext("Sniffer", MakeBoundCallback(&CaptureAsEthernet, file));
}

} // namespace sharding
} // namespace ns3
