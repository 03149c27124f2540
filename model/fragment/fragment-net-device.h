/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_NET_DEVICE_H
#define FRAGMENT_NET_DEVICE_H

#include "fragment-strategy-type.h"
#include "packet-fragment-adapter.h"
#include "stacked-net-device.h"

#include "ns3/event-id.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A net device over another one (the lower device) that carries longer packets than that one can:
 * they leave as fragments and go up whole. Addresses, ARP, multicast and SendFrom are those of the
 * lower device, so that IPv4, IPv6 and bridges work over it as over that one.
 *
 * What fits the lower device leaves as it is, under its own EtherType, and goes past the adapter.
 * What does not is put into a FragmentEnvelope and split; its fragments have the EtherType
 * FragmentProtocol. Some lower devices carry few EtherTypes (ns-3's PointToPointNetDevice carries
 * IPv4 and IPv6 only): with WrapAll, every packet leaves under FragmentProtocol, also in one frame.
 *
 * Messages are put together by their link-layer source. A peer address of up to 8 bytes is itself;
 * of longer ones a hash stands in. Fragments for other hosts are taken only when somebody above
 * listens promiscuously.
 *
 * Strategies without message ids (mysql, websocket) are made for links that lose nothing. Over one
 * that does, the envelope's checksum keeps the remains of two messages from being delivered as one.
 *
 * At a limit: a packet above the MTU, or that the strategy cannot express, is dropped; when the
 * lower device refuses a fragment, the rest of its packet is not sent; inbound, see
 * BasicReassembler. Everything that is not delivered is counted under its reason and shown by a
 * trace source.
 *
 * Attributes are read when the first packet is sent or received.
 */
class FragmentNetDevice : public StackedNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FragmentNetDevice();
    ~FragmentNetDevice() override;

    /// @return an empty string when the attributes go together, else one sentence that says what is wrong
    std::string Validate() const;

    /**
     * @param address a link-layer address
     * @return the number that stands for it as a peer, in LostMessage for instance
     */
    static uint64_t PeerOf(const Address& address);

    /// @return attribute Strategy
    FragmentStrategyType GetStrategy() const;

    /// Why a whole packet was dropped.
    enum class PacketDrop
    {
        ABOVE_MTU,  //!< "above-mtu": on its way out, longer than the MTU
        UNSENDABLE, //!< "unsendable": on its way out, the strategy or a limit does not allow it
        BELOW,      //!< "refused-below": on its way out, the lower device refused it or a fragment
        BAD_ENVELOPE, //!< "bad-envelope": on its way in, version, type or checksum are not right
    };

    /// How many values PacketDrop has.
    static constexpr uint32_t PACKET_DROPS = 4;

    /**
     * @param drop a reason
     * @return its name, such as "above-mtu"
     */
    static const std::string& PacketDropName(PacketDrop drop);

    /**
     * What the device did. Of the packets sent: plain + whole + split + dropped on their way out =
     * sent. Fragments and messages on their way in: see GetReassembly.
     */
    struct Counters
    {
        uint64_t sent{0};          //!< packets from above
        uint64_t sentPlain{0};     //!< of these, past the adapter
        uint64_t sentWhole{0};     //!< of these, through the adapter in one frame
        uint64_t sentSplit{0};     //!< of these, in fragments
        uint64_t fragments{0};     //!< fragments that the lower device took
        uint64_t delivered{0};     //!< packets handed up
        uint64_t receivedPlain{0}; //!< of these, past the adapter
        std::array<uint64_t, PACKET_DROPS> dropped{}; //!< packets, by reason

        /// @return packets dropped for this reason
        uint64_t
        Of(PacketDrop drop) const
        {
            return dropped[static_cast<size_t>(drop)];
        }
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return what puts messages together: counters of every reason, memory held and its peak
    const PacketReassembler& GetReassembly();

    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocol) override;

    /**
     * Signature of the trace source Split.
     *
     * @param packet the packet from above
     * @param id of its message, where the strategy has ids
     * @param fragments in how many it leaves
     */
    typedef void (*SplitTracedCallback)(Ptr<const Packet> packet,
                                        std::optional<MessageId> id,
                                        uint32_t fragments);

    /**
     * Signature of the trace source Reassembled.
     *
     * @param message the message; its content still has its envelope
     */
    typedef void (*ReassembledTracedCallback)(const PacketReassembler::Message& message);

    /**
     * Signature of the trace source MessageLost.
     *
     * @param lost the message
     */
    typedef void (*MessageLostTracedCallback)(const LostMessage& lost);

    /**
     * Signature of the trace sources FragmentRefused and Drop.
     *
     * @param packet the fragment, with its header, or the packet
     * @param reason the name of a FragmentOutcome or of a PacketDrop
     */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, const std::string& reason);

    /**
     * Signature of the trace source Sniffer.
     *
     * @param packet the packet
     * @param protocol EtherType
     * @param source sender
     * @param dest receiver
     */
    typedef void (*SnifferTracedCallback)(Ptr<const Packet> packet,
                                          uint16_t protocol,
                                          const Address& source,
                                          const Address& dest);

  protected:
    void DoDispose() override;
    void ReceiveFromBelow(const Ptr<const Packet>& packet,
                          uint16_t protocol,
                          const Address& source,
                          const Address& dest,
                          PacketType type) override;

  private:
    /// @return the longest frame that may leave, header included, bytes
    uint32_t GetFrameSize() const;

    /// @return the limits as attributes
    FragmentAdapterConfig GetConfig() const;

    /// @return the adapter, made with the attributes as they stand when it is first needed
    PacketFragmentAdapter& Adapter();

    /**
     * Sends a packet, split where needed.
     *
     * @param packet the packet
     * @param source in whose name; null: this device's
     * @param dest the receiver
     * @param protocol EtherType
     * @return whether it was sent, as far as the lower device knows
     */
    bool SendOut(const Ptr<Packet>& packet,
                 const Address* source,
                 const Address& dest,
                 uint16_t protocol);

    /// Splits a packet and sends its fragments; likewise.
    bool SendFragments(const Ptr<Packet>& packet,
                       const Address* source,
                       const Address& dest,
                       uint16_t protocol);

    /// Hands a frame to the lower device; likewise.
    bool SendBelow(const Ptr<Packet>& frame,
                   const Address* source,
                   const Address& dest,
                   uint16_t protocol);

    /// Counts and shows a packet that is dropped.
    bool DropPacket(Ptr<const Packet> packet, PacketDrop drop);

    /// Hands a whole packet up.
    void GoUp(const Ptr<const Packet>& packet,
              uint16_t protocol,
              const Address& source,
              const Address& dest,
              PacketType type);

    void ArmTimer();
    void ExpireMessages();

    FragmentStrategyType m_strategy; //!< attribute Strategy
    uint16_t m_fragmentProtocol;     //!< attribute FragmentProtocol
    bool m_wrapAll;                  //!< attribute WrapAll
    uint32_t m_fragmentSize;         //!< attribute FragmentSize
    uint32_t m_paddedTo;             //!< attribute PaddedTo
    uint32_t m_maxMessageSize;       //!< attribute MaxMessageSize
    uint32_t m_maxOpenMessages;      //!< attribute MaxOpenMessages
    uint32_t m_maxFragments;         //!< attribute MaxFragments
    uint64_t m_maxBytes;             //!< attribute MaxBytes
    uint32_t m_minFragmentSize;      //!< attribute MinFragmentSize
    uint32_t m_reorderWindow;        //!< attribute ReorderWindow
    uint32_t m_maxRemembered;        //!< attribute MaxRemembered
    Time m_timeout;                  //!< attribute Timeout

    std::unique_ptr<PacketFragmentAdapter> m_adapter; //!< once a packet needed it
    std::vector<Ptr<Packet>> m_frames;                //!< reused
    Counters m_counters;
    EventId m_timer;

    TracedCallback<Ptr<const Packet>> m_macTx;
    TracedCallback<Ptr<const Packet>> m_macRx;
    TracedCallback<Ptr<const Packet>, const std::string&> m_drop;
    TracedCallback<Ptr<const Packet>, const std::string&> m_fragmentRefused;
    TracedCallback<Ptr<const Packet>, std::optional<MessageId>, uint32_t> m_split;
    TracedCallback<const PacketReassembler::Message&> m_reassembled;
    TracedCallback<const LostMessage&> m_messageLost;
    TracedCallback<Ptr<const Packet>, uint16_t, const Address&, const Address&> m_sniffer;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_NET_DEVICE_H */
