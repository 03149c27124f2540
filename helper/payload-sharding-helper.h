/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SHARDING_HELPER_H
#define PAYLOAD_SHARDING_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/payload-sharding-net-device.h"
#include "ns3/trace-helper.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Puts a PayloadShardingNetDevice on top of devices that a node has, and captures the whole packets that pass it. Shards
 * are captured at the devices below (DirectLinkHelper).
 */
class PayloadShardingHelper : public PcapHelperForDevice
{
  public:
    PayloadShardingHelper();

    /**
     * @param name of a PayloadShardingNetDevice attribute
     * @param value for the devices of later calls of Install
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /// @param factory makes the devices of later calls of Install, with attributes set already
    void SetDeviceFactory(const ObjectFactory& factory);

    /**
     * @param node where to
     * @param paths devices of the node that carry shards, at least one
     * @param exception device of the node that carries what is not sharded; null: none
     * @return the new device
     */
    Ptr<PayloadShardingNetDevice> Install(Ptr<Node> node,
                                          const NetDeviceContainer& paths,
                                          Ptr<NetDevice> exception = nullptr) const;

  private:
    /**
     * Writes the packets that a device sends or hands up, whole and as Ethernet, to a pcap file.
     *
     * @param prefix of the file name
     * @param device a PayloadShardingNetDevice; nothing happens for others
     * @param promiscuous has no effect
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

#endif /* PAYLOAD_SHARDING_HELPER_H */
