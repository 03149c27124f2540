/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_LINK_HELPER_H
#define DIRECT_LINK_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/trace-helper.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Connects pairs of nodes by DirectLinkNetDevices and captures what passes them.
 */
class DirectLinkHelper : public PcapHelperForDevice
{
  public:
    DirectLinkHelper();

    /**
     * @param name of a DirectLinkNetDevice attribute
     * @param value for the devices of later calls of Install
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /// @param factory makes the devices of later calls of Install, with attributes set already
    void SetDeviceFactory(const ObjectFactory& factory);

    /**
     * @param a one node
     * @param b another node
     * @return the device of a, then that of b
     */
    NetDeviceContainer Install(Ptr<Node> a, Ptr<Node> b) const;

  private:
    /**
     * Writes the frames that a device sends or receives intact, as Ethernet, to a pcap file.
     *
     * @param prefix of the file name
     * @param device a DirectLinkNetDevice; nothing happens for others
     * @param promiscuous has no effect: a link has two ends
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

#endif /* DIRECT_LINK_HELPER_H */
