/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_NETWORK_H
#define HOST_NETWORK_H

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
 * Hosts that talk IPv4, and what joins them:
 *
 * - **star**: a point-to-point link from each host to one router. Directions "HOST>router" and "router>HOST".
 * - **bus**: one CSMA bus. "bus>HOST" is what a host receives, "HOST>OTHER" what OTHER receives from one sender, and
 *   "HOST>bus" the interface by which it sends.
 * - **mesh**: a point-to-point link between each two hosts, "HOST>OTHER", and no way around it. Hosts stand at sites,
 *   and the delay of a link is that between the sites of its ends: a wide area network.
 * - **leaf-spine**: hosts at leaf switches, "HOST>leaf-I", each of which has a link to every spine, "leaf-I>spine-J". What goes
 *   to one host always takes the same spine, so packets stay in order; nothing is routed anew around what is cut.
 *
 * Every direction can be hit by every verb of links, but for the links between leaves and spines: their interfaces are
 * not taken down.
 */
class HostNetwork : public Object
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
        BUS,
        MESH,
        LEAF_SPINE
    };

    static constexpr uint32_t MAX_MESH_HOSTS = 64; //!< each pair of them has a link

    /**
     * @param hosts names of the hosts
     * @return an empty string when it can be built, else one sentence that says what is wrong
     */
    std::string Validate(const std::vector<std::string>& hosts) const;

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

    /// @return all nodes, hosts and what joins them, by name
    const std::map<std::string, Ptr<Node>>& GetNodes() const;

    /// @return the node of a host
    Ptr<Node> GetNode(const std::string& host) const;

    /**
     * @param host who is to be reached
     * @param from by whom: in a mesh, a host has an address on each of its links
     * @return the address of a host
     */
    Ipv4Address GetAddress(const std::string& host, const std::string& from) const;

    /// @return every cause of which packets can be lost
    static const std::vector<std::string>& ListCauses();

    /// @return packets lost for a cause so far
    uint64_t GetLost(const std::string& cause) const;

    /// @return packets that a fault damaged so far
    uint64_t GetDamaged() const;

  protected:
    void DoDispose() override;

  private:
    // host-network-shapes.cc
    void BuildStar(const std::vector<std::string>& hosts, FaultInjector& injector);
    void BuildBus(const std::vector<std::string>& hosts, FaultInjector& injector);
    void BuildMesh(const std::vector<std::string>& hosts, FaultInjector& injector);
    void BuildLeafSpine(const std::vector<std::string>& hosts, FaultInjector& injector);

    /**
     * Joins two nodes by a point-to-point link, in a network of its own.
     *
     * @param a name of the first node, which gets the first address
     * @param b name of the second node
     * @param rate of both directions
     * @param delay of both directions
     * @param canGoDown whether the interfaces can be taken down
     * @param injector gets both directions
     * @return the addresses
     */
    std::pair<Ipv4Address, Ipv4Address> Join(const std::string& a,
                                             const std::string& b,
                                             DataRate rate,
                                             Time delay,
                                             bool canGoDown,
                                             FaultInjector& injector);

    /// @return "leaf-I" of a host by its place among the hosts
    std::string LeafOf(std::size_t host) const;

    /// @return how many leaves so many hosts need
    std::size_t CountLeaves(std::size_t hosts) const;

    /**
     * @param host its name
     * @return its site, from 1: hosts whose names end in 1, 2, ... stand at site 1, 2, ..., then 1 again
     */
    uint32_t SiteOf(const std::string& host) const;

    /// @return the delay of the link between two hosts of a mesh
    Time DelayBetween(const std::string& a, const std::string& b) const;

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

    Kind m_kind;              //!< attribute Kind
    DataRate m_dataRate;      //!< attribute DataRate
    Time m_delay;             //!< attribute Delay
    uint32_t m_queueLimit;    //!< attribute QueueLimit
    uint32_t m_sites;         //!< attribute Sites
    std::string m_siteDelays; //!< attribute SiteDelays
    uint32_t m_hostsPerLeaf;  //!< attribute HostsPerLeaf
    uint32_t m_spines;        //!< attribute Spines
    DataRate m_spineRate;     //!< attribute SpineDataRate
    Time m_spineDelay;        //!< attribute SpineDelay

    std::map<std::string, Ptr<Node>> m_nodes;
    std::map<std::string, Ipv4Address> m_addresses;
    std::map<std::pair<std::string, std::string>, Ipv4Address>
        m_meshAddresses;       //!< by host and peer
    uint32_t m_nextNetwork{0}; //!< of point-to-point links
    std::string m_pcapPrefix;
    std::map<std::string, uint64_t> m_lost; //!< packets by cause
    uint64_t m_damaged{0};
};

} // namespace sharding
} // namespace ns3

#endif /* HOST_NETWORK_H */
