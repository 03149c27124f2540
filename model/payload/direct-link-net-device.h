/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_LINK_NET_DEVICE_H
#define DIRECT_LINK_NET_DEVICE_H

#include "ns3/basic-net-device.h"
#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <deque>

namespace ns3
{
namespace sharding
{

class DirectLinkChannel;

/**
 * @ingroup sharding-payload
 *
 * One end of a full-duplex point-to-point link that carries any EtherType and costs one event per frame.
 *
 * The departure of a frame is computed when it is sent: it starts once the frames before it have left, and arrives a
 * transmission time and a propagation delay later. With FrameOverhead = 2 the timing is that of ns-3's
 * PointToPointNetDevice, which needs two events and carries only IP (its PPP header knows no other protocol). The
 * link-layer header is counted in the transmission time, not carried as bytes; pcap files show it as Ethernet.
 *
 * Limits: QueueLimit frames may wait besides the one that is being sent; a further one, or one above the MTU, is
 * dropped with trace MacTxDrop. What the ReceiveErrorModel of the other end rejects on arrival is dropped there
 * with trace PhyRxDrop.
 */
class DirectLinkNetDevice : public BasicNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DirectLinkNetDevice();
    ~DirectLinkNetDevice() override;

    /**
     * Connects this end to a channel.
     *
     * @param channel a channel with a free end
     * @return false when it has none, then nothing happens
     */
    bool Attach(Ptr<DirectLinkChannel> channel);

    /// Exact counts of frames, for the ledger: sent = received by the peer + dropped by the peer + GetInside().
    struct Counters
    {
        uint64_t sent{0};      //!< accepted for transmission
        uint64_t txDropped{0}; //!< refused: queue full, above the MTU or no peer
        uint64_t received{0};  //!< arrived and handed up
        uint64_t rxDropped{0}; //!< arrived and rejected by the error model
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return frames that this end has accepted and that have not arrived yet
    uint64_t GetInside() const;

    /// @return bytes, with FrameOverhead, that are accepted and have not left yet
    uint64_t GetBacklog() const;

    Ptr<Channel> GetChannel() const override;
    bool IsLinkUp() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol) override;

    /**
     * As Send, to the other end, but the packet itself travels and no copy of it.
     *
     * @param packet the caller does not touch it any more
     * @param protocol EtherType
     * @return as Send
     */
    bool SendOwn(const Ptr<Packet>& packet, uint16_t protocol);

    /**
     * Signature of the sniffer trace.
     *
     * @param packet the frame's payload
     * @param protocol EtherType
     * @param source sender
     * @param dest receiver
     */
    typedef void (*SnifferTracedCallback)(Ptr<const Packet> packet,
                                          uint16_t protocol,
                                          const Mac48Address& source,
                                          const Mac48Address& dest);

  protected:
    void DoDispose() override;

  private:
    /**
     * @param packet to send
     * @param to receiver
     * @param protocol EtherType
     * @param isOwn whether the sender has given the packet up
     * @return whether it was accepted
     */
    bool Transmit(const Ptr<Packet>& packet, Mac48Address to, uint16_t protocol, bool isOwn);

    /// @return whether somebody may keep the frames that are sent or received
    bool IsWatched() const;

    /// A frame reaches this end.
    void Receive(Ptr<Packet> packet, uint16_t protocol, Mac48Address source, Mac48Address dest);

    /**
     * @param bytes frame size without FrameOverhead
     * @return how long the frame occupies the wire, time steps
     */
    int64_t GetTxTime(uint32_t bytes);

    Ptr<DirectLinkChannel> m_channel;
    Ptr<DirectLinkNetDevice>
        m_peer;               //!< the other end once both are attached, found on the first frame
    DataRate m_rate;          //!< attribute DataRate
    Time m_delay;             //!< attribute Delay
    uint32_t m_frameOverhead; //!< attribute FrameOverhead
    uint32_t m_queueLimit;    //!< attribute QueueLimit
    Ptr<ErrorModel> m_errorModel; //!< attribute ReceiveErrorModel
    Counters m_counters;

    // In time steps: a Time costs a look at a list whenever it is copied.
    int64_t m_idleFrom{0};        //!< when the last accepted frame has left
    std::deque<int64_t> m_starts; //!< when each waiting frame begins to leave
    uint32_t m_knownBytes{
        0}; //!< size that m_knownTxTime belongs to: shards of one packet are alike
    uint64_t m_knownBitRate{0}; //!< rate that m_knownTxTime belongs to
    int64_t m_knownTxTime{0};
    Mac48Address
        m_knownSource; //!< that m_knownSourceAddress belongs to: most frames come from one sender
    Address m_knownSourceAddress{m_knownSource};

    TracedCallback<Ptr<const Packet>> m_macTx;
    TracedCallback<Ptr<const Packet>> m_macTxDrop;
    TracedCallback<Ptr<const Packet>> m_macRx;
    TracedCallback<Ptr<const Packet>> m_phyRxDrop;
    TracedCallback<Ptr<const Packet>, uint16_t, const Mac48Address&, const Mac48Address&> m_sniffer;
};

} // namespace sharding
} // namespace ns3

#endif /* DIRECT_LINK_NET_DEVICE_H */
