/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STACKED_NET_DEVICE_H
#define STACKED_NET_DEVICE_H

#include "ns3/basic-net-device.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A net device over another one of the same node, the lower device, that is in all but what it
 * carries what that one is: its address, broadcast, multicast, ARP, channel and link state.
 *
 * A subclass sends, and says what becomes of what the lower device receives.
 */
class StackedNetDevice : public BasicNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * To be called once, after the device was added to its node and before the first packet.
     *
     * @param lower a device of the same node, to which nothing else of that node listens
     */
    void SetLower(Ptr<NetDevice> lower);

    /// @return the lower device
    const Ptr<NetDevice>&
    GetLower() const
    {
        return m_lower;
    }

    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsPointToPoint() const override;
    bool NeedsArp() const override;
    Ptr<Channel> GetChannel() const override;
    bool IsLinkUp() const override;
    bool SupportsSendFrom() const override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;

    /**
     * Asks the lower device for the destination of each frame, which costs time; without it, and
     * without a promiscuous receiver above, every frame that arrives counts as one for this device,
     * and the destination is an invalid address.
     */
    void LearnDestinations();

  protected:
    void DoDispose() override;

    /**
     * A frame arrives.
     *
     * @param packet the frame
     * @param protocol EtherType
     * @param source its sender
     * @param dest its receiver
     * @param type whom it is meant for
     */
    virtual void ReceiveFromBelow(const Ptr<const Packet>& packet,
                                  uint16_t protocol,
                                  const Address& source,
                                  const Address& dest,
                                  PacketType type) = 0;

    /// @return whether somebody above wants what is for other hosts too
    bool IsPromiscuous() const;

  private:
    /// Listens to the lower device, promiscuously or not.
    void Listen();

    /// Protocol handler of the lower device at the node.
    void TakeFromNode(Ptr<NetDevice> device,
                      Ptr<const Packet> packet,
                      uint16_t protocol,
                      const Address& source,
                      const Address& dest,
                      PacketType type);

    /// Promiscuous receive callback of the lower device.
    bool TakePromiscuously(Ptr<NetDevice> device,
                           Ptr<const Packet> packet,
                           uint16_t protocol,
                           const Address& source,
                           const Address& dest,
                           PacketType type);

    /// Receive callback of the lower device.
    bool
    Take(Ptr<NetDevice> device, Ptr<const Packet> packet, uint16_t protocol, const Address& source);

    Ptr<NetDevice> m_lower;
    bool m_isPromiscuous{false};      //!< somebody above wants what is for others too
    bool m_learnsDestinations{false}; //!< see LearnDestinations
};

} // namespace sharding
} // namespace ns3

#endif /* STACKED_NET_DEVICE_H */
