/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IPV4_INTERFACE_HOOK_H
#define IPV4_INTERFACE_HOOK_H

#include "fault-injector.h"

#include "ns3/abort.h"
#include "ns3/ipv4.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What interface-down does to a device under ns-3's IPv4: Ipv4::SetDown and SetUp. Whoever includes this links ns-3's internet
 * module, which nothing else here needs.
 *
 * @param device a device that has an IPv4 interface; aborts when it has none
 * @return the hook for FaultInjector::BindInterface
 */
inline FaultInjector::InterfaceHook
MakeIpv4InterfaceHook(Ptr<NetDevice> device)
{
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    NS_ABORT_MSG_IF(interface < 0, "the device has no IPv4 interface");
    return [ipv4, interface](bool down)
    {
        if (down)
        {
            ipv4->SetDown(static_cast<uint32_t>(interface));
        }
        else
        {
            ipv4->SetUp(static_cast<uint32_t>(interface));
        }
    };
}

} // namespace sharding
} // namespace ns3

#endif /* IPV4_INTERFACE_HOOK_H */
