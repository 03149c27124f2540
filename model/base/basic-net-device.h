/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BASIC_NET_DEVICE_H
#define BASIC_NET_DEVICE_H

#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * The part of an ns-3 net device that is the same for every point-to-point-like device of this module: who owns it,
 * its address, its MTU, the upper layer's callbacks, and that it needs no ARP.
 *
 * A device adds Send, GetChannel and IsLinkUp.
 */
class BasicNetDevice : public NetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    BasicNetDevice();

    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;

    /**
     * Sends with this device's address whatever the source says; see SupportsSendFrom.
     *
     * @param packet the packet
     * @param source not used
     * @param dest the destination
     * @param protocol EtherType
     * @return as Send
     */
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocol) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;

    /// Takes a frame and may change it.
    using FrameTaker = std::function<void(const Ptr<Packet>& packet, const Address& source)>;

    /**
     * Lets a device that stands on this one take frames without the way through the node's protocol handlers, which
     * costs a shard more than its header and checksum together. Other handlers of the node do not see such frames. While
     * somebody else has taken the place of the node's receive callbacks (a fault's shim, a bridge, a packet socket for
     * all frames), frames go that way as ever.
     *
     * @param protocol EtherType of the frames
     * @param taker gets them; empty: nobody does any more
     */
    void SetFrameTaker(uint16_t protocol, FrameTaker taker);

  protected:
    void DoDispose() override;

    /// @return its address
    const Mac48Address&
    GetMac() const
    {
        return m_address;
    }

    /// Tells the upper layers that IsLinkUp may have changed.
    void NotifyLinkChange();

    /**
     * Hands a packet to the upper layers.
     *
     * @param packet the packet; they may change it
     * @param protocol EtherType
     * @param source link-layer address of the sender
     */
    void DeliverUp(Ptr<Packet> packet, uint16_t protocol, const Address& source);

    /**
     * Hands a packet to the upper layers, on a medium with more than two ends.
     *
     * @param packet the packet
     * @param protocol EtherType
     * @param source link-layer address of the sender
     * @param dest link-layer address of the receiver
     * @param type whom it is meant for; what is for other hosts goes to promiscuous receivers only
     */
    void DeliverUp(const Ptr<const Packet>& packet,
                   uint16_t protocol,
                   const Address& source,
                   const Address& dest,
                   PacketType type);

  private:
    Ptr<Node> m_node;
    Mac48Address m_address;
    uint32_t m_ifIndex{0};
    uint16_t m_mtu;                //!< attribute Mtu
    ReceiveCallback m_nodeReceive; //!< the first that was set: the node's
    ReceiveCallback m_receive;
    bool m_isNodes{false}; //!< whether m_receive is the node's
    uint16_t m_takenProtocol{0};
    FrameTaker m_taker;
    PromiscReceiveCallback m_promiscReceive;
    TracedCallback<> m_linkChange;
};

} // namespace sharding
} // namespace ns3

#endif /* BASIC_NET_DEVICE_H */
