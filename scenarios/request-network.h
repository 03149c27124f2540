/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_NETWORK_H
#define REQUEST_NETWORK_H

#include "ns3/csma-net-device.h"
#include "ns3/data-rate.h"
#include "ns3/fault-injector.h"
#include "ns3/fault-targets.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/object.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * Hosts that talk IPv4, over a star of point-to-point links around one router, or on one CSMA bus.
 *
 * Every direction can be hit by every verb of links. In the star, the directions are "HOST>router"
 * and "router>HOST". On the bus, "bus>HOST" is what a host receives, "HOST>OTHER" is what it
 * receives from one sender, and "HOST>bus" is the interface by which it sends.
 */
class RequestNetwork : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// What joins the hosts.
    enum class Kind
    {
        STAR,
        BUS
    };

    /**
     * @param hosts names of the hosts
     * @param targets gets all directions
     */
    void ListTargets(const std::vector<std::string>& hosts, FaultTargets& targets) const;

    /**
     * Builds it, with addresses and routes.
     *
     * @param hosts names of the hosts
     * @param injector gets all directions
     * @param pcapPrefix of capture files, one for each end of a link; "": none
     */
    void Build(const std::vector<std::string>& hosts,
               FaultInjector& injector,
               const std::string& pcapPrefix);

    /// @return the node of a host
    Ptr<Node> GetNode(const std::string& host) const;

    /// @return the address of a host
    Ipv4Address GetAddress(const std::string& host) const;

    /// @return every cause of which packets can be lost
    static const std::vector<std::string>& ListCauses();

    /// @return packets lost for a cause so far
    uint64_t GetLost(const std::string& cause) const;

    /// @return packets that a fault damaged so far
    uint64_t GetDamaged() const;

  protected:
    void DoDispose() override;

  private:
    void BuildStar(const std::vector<std::string>& hosts, FaultInjector& injector);
    void BuildBus(const std::vector<std::string>& hosts, FaultInjector& injector);

    /**
     * Tells a host on the bus the link-layer addresses of all others. ns-3's ARP would take a damaged message for good,
     * and what it could not resolve during a fault for unreachable for long after it.
     */
    void Resolve(const std::vector<std::string>& hosts,
                 const std::string& host,
                 const std::map<std::string, Ptr<CsmaNetDevice>>& devices) const;

    /// Makes a node with an IP stack.
    Ptr<Node> AddNode(const std::string& name);

    /// Gives a device an address, and its counters.
    void Connect(Ptr<NetDevice> device, Ipv4Address address, Ipv4Mask mask);

    /// Puts a shim on a receiving device.
    Ptr<FaultShim>
    AddShim(Ptr<NetDevice> device, const std::string& direction, FaultInjector& injector);

    /// Captures what passes a device.
    void Capture(Ptr<NetDevice> device, const std::string& name) const;

    void NoteLost(Ptr<const Packet> packet, const std::string& cause);
    void NoteRefused(Ptr<const Packet> packet);
    void NoteDamaged(Ptr<const Packet> packet);
    void NoteIpDrop(const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    Ipv4L3Protocol::DropReason reason,
                    Ptr<Ipv4> ipv4,
                    uint32_t interface);

    Kind m_kind;           //!< attribute Kind
    DataRate m_dataRate;   //!< attribute DataRate
    Time m_delay;          //!< attribute Delay
    uint32_t m_queueLimit; //!< attribute QueueLimit

    std::map<std::string, Ptr<Node>> m_nodes;
    std::map<std::string, Ipv4Address> m_addresses;
    std::string m_pcapPrefix;
    std::map<std::string, uint64_t> m_lost; //!< packets by cause
    uint64_t m_damaged{0};
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_NETWORK_H */
