/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_UDP_PORT_H
#define FRAGMENT_UDP_PORT_H

#include "ns3/basic-net-device.h"
#include "ns3/ipv4-address.h"
#include "ns3/socket.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * A net device whose medium is UDP over IPv4: what is sent through it leaves as a datagram, and
 * datagrams that arrive go up. So sources and sinks of packets can be measured over an IP stack.
 */
class UdpPortDevice : public BasicNetDevice
{
  public:
    static constexpr uint32_t MAX_PAYLOAD = 65507; //!< longest payload of a datagram over IPv4

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * To be called after the device was added to a node with an IPv4 stack.
     *
     * @param port where datagrams are received
     * @param peer where datagrams are sent to
     */
    void Open(uint16_t port, Ipv4Address peer);

    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol) override;
    Ptr<Channel> GetChannel() const override;
    bool IsLinkUp() const override;

  protected:
    void DoDispose() override;

  private:
    /// Datagrams arrive.
    void Receive(Ptr<Socket> socket);

    Ptr<Socket> m_socket;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_UDP_PORT_H */
