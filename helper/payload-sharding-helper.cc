/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharding-helper.h"

#include "ns3/ethernet-capture.h"
#include "ns3/pcap-file-wrapper.h"

namespace ns3
{
namespace sharding
{

PayloadShardingHelper::PayloadShardingHelper()
{
    m_factory.SetTypeId(PayloadShardingNetDevice::GetTypeId());
}

void
PayloadShardingHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
PayloadShardingHelper::SetDeviceFactory(const ObjectFactory& factory)
{
    m_factory = factory;
}

Ptr<PayloadShardingNetDevice>
PayloadShardingHelper::Install(Ptr<Node> node,
                               const NetDeviceContainer& paths,
                               Ptr<NetDevice> exception) const
{
    Ptr<PayloadShardingNetDevice> device = m_factory.Create<PayloadShardingNetDevice>();
    node->AddDevice(device);
    for (auto path = paths.Begin(); path != paths.End(); ++path)
    {
        device->AddPath(*path);
    }
    if (exception)
    {
        device->SetExceptionDevice(exception);
    }
    return device;
}

void
PayloadShardingHelper::EnablePcapInternal(std::string prefix,
                                          Ptr<NetDevice> device,
                                          [[maybe_unused]] bool promiscuous,
                                          bool explicitFilename)
{
    Ptr<PayloadShardingNetDevice> stage = DynamicCast<PayloadShardingNetDevice>(device);
    if (!stage)
    {
        return;
    }
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, device);
    Ptr<PcapFileWrapper> file = pcap.CreateFile(name, std::ios::out, PcapHelper::DLT_EN10MB);
    stage->TraceConnectWithoutContext("Sniffer", MakeBoundCallback(&CaptureAsEthernet, file));
}

} // namespace sharding
} // namespace ns3
