/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IP_GATE_H
#define IP_GATE_H

#include "ns3/address.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/tcp-header.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{

class IpL4Protocol;
class Node;

namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Stands between IP and the TCP and UDP of a node, so that a process can fall silent.
 *
 * Closing an ns-3 socket sends FIN, and without a socket ns-3 answers with RST or ICMP port
 * unreachable; a machine that has lost power does neither. While endpoints are shut, what arrives
 * for them and what they would send is dropped. Once they are open again, the connections of the
 * past can be marked as stale: their segments are answered with RST (RFC 9293, 3.5.2), which ns-3's
 * TCP does not do by itself when something listens on the port.
 *
 * When ns-3 computes checksums (global value ChecksumEnabled), it drops what arrives damaged before TCP or UDP read it;
 * see IsTransportIntact.
 *
 * It is put in place when a node first needs it. While nothing is shut and no connection is stale
 * it passes all on, for one comparison per packet.
 */
class IpGate : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    IpGate();
    ~IpGate() override;

    /// A local port, or one connection of it. The local address is not looked at.
    struct Endpoint
    {
        uint8_t protocol{0};   //!< of IP: 6 is TCP, 17 is UDP
        uint16_t localPort{0}; //!< of this node
        Address peer;          //!< Ipv4Address or Ipv6Address; invalid: any
        uint16_t peerPort{0};  //!< 0 when the peer is any

        /// @return whether this comes before @p other in some order
        bool
        operator<(const Endpoint& other) const
        {
            return std::tie(protocol, localPort, peerPort, peer) <
                   std::tie(other.protocol, other.localPort, other.peerPort, other.peer);
        }
    };

    /**
     * @param node a node with an IP stack
     * @return its gate, put in place when it has none
     */
    static Ptr<IpGate> Of(Ptr<Node> node);

    /**
     * Makes endpoints silent, until Open.
     *
     * @param endpoints ports and connections; what is shut twice must be opened twice
     * @param all whether all of TCP and UDP is meant instead
     * @param reason for the trace source Drop
     * @return what Open wants
     */
    uint64_t Shut(const std::set<Endpoint>& endpoints, bool all, const std::string& reason);

    /// @param shut what Shut returned; anything else is ignored
    void Open(uint64_t shut);

    /**
     * From now on segments of TCP connections that no longer exist are answered with RST, until
     * either side begins a new connection with the same ports. At most MAX_STALE are remembered;
     * segments of further ones meet what ns-3 does.
     *
     * @param connections with peer
     */
    void AddStale(const std::set<Endpoint>& connections);

    static constexpr std::size_t MAX_STALE = 65536; //!< connections remembered as stale

    /**
     * Signature of the trace source Drop.
     *
     * @param packet with its transport header
     * @param reason as given to Shut, "stale" or "bad-checksum"
     */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, const std::string& reason);

  protected:
    void DoDispose() override;

  private:
    class Door;
    friend class Door;

    /// What one call of Shut made silent.
    struct Silence
    {
        std::set<Endpoint> endpoints;
        bool all;
        std::string reason;
    };

    /// Puts itself in front of TCP and UDP.
    void Install(Ptr<Node> node);

    /**
     * @param packet with its transport header
     * @param endpoint whose it is
     * @return whether it was dropped because it is shut
     */
    bool IsSilent(Ptr<const Packet> packet, const Endpoint& endpoint);

    std::map<uint64_t, Silence> m_silences;
    uint64_t m_serial{0};
    std::set<Endpoint> m_stale;
    std::vector<Ptr<Door>> m_doors;
    TracedCallback<Ptr<const Packet>, const std::string&> m_drop;
};

} // namespace sharding
} // namespace ns3

#endif /* IP_GATE_H */
