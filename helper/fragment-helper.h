/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_HELPER_H
#define FRAGMENT_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/object-factory.h"
#include "ns3/trace-helper.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Puts FragmentNetDevices on top of devices, one on each, and captures what passes them.
 *
 *     NetDeviceContainer links = csma.Install(nodes);
 *     FragmentHelper fragments;
 *     fragments.SetDeviceAttribute("Mtu", UintegerValue(60000));
 *     NetDeviceContainer devices = fragments.Install(links);
 *     addresses.Assign(devices);  // not to the links
 */
class FragmentHelper : public PcapHelperForDevice
{
  public:
    FragmentHelper();

    /**
     * @param name of a FragmentNetDevice attribute
     * @param value for the devices of later calls of Install
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /// @param factory makes the devices of later calls of Install, with attributes set already
    void SetDeviceFactory(const ObjectFactory& factory);

    /**
     * Over ns-3's PointToPointNetDevice, which carries IPv4 and IPv6 only, all packets are wrapped,
     * under the EtherType of IPv4.
     *
     * @param lower devices that belong to nodes; a link's devices all at once, or one by one
     * @return the new devices, in the same order
     */
    NetDeviceContainer Install(const NetDeviceContainer& lower) const;

  private:
    /**
     * Writes the whole packets that a device takes from above or hands up, as Ethernet, to a pcap
     * file. What is on the wire, the lower device's helper captures.
     *
     * @param prefix of the file name
     * @param device a FragmentNetDevice; nothing happens for others
     * @param promiscuous has no effect: the device sees what its lower device sees
     * @param explicitFilename whether prefix is the whole name
     */
    void EnablePcapInternal(std::string prefix,
                            Ptr<NetDevice> device,
                            bool promiscuous,
                            bool explicitFilename) override;

    ObjectFactory m_factory;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_HELPER_H */
