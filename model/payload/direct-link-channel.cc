/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-link-channel.h"

#include "direct-link-net-device.h"

#include "ns3/log.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("DirectLinkChannel");
NS_OBJECT_ENSURE_REGISTERED(DirectLinkChannel);

TypeId
DirectLinkChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::DirectLinkChannel")
                            .SetParent<Channel>()
                            .SetGroupName("Sharding")
                            .AddConstructor<DirectLinkChannel>();
    return tid;
}

bool
DirectLinkChannel::Attach(Ptr<DirectLinkNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    for (auto& end : m_ends)
    {
        if (!end)
        {
            end = device;
            return true;
        }
    }
    return false;
}

Ptr<DirectLinkNetDevice>
DirectLinkChannel::GetPeer(const DirectLinkNetDevice* device) const
{
    return m_ends[PeekPointer(m_ends[0]) == device ? 1 : 0];
}

std::size_t
DirectLinkChannel::GetNDevices() const
{
    return (m_ends[0] ? 1 : 0) + (m_ends[1] ? 1 : 0);
}

Ptr<NetDevice>
DirectLinkChannel::GetDevice(std::size_t i) const
{
    return i < m_ends.size() ? m_ends[i] : nullptr;
}

void
DirectLinkChannel::DoDispose()
{
    m_ends = {};
    Channel::DoDispose();
}

} // namespace sharding
} // namespace ns3
