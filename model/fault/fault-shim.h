/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SHIM_H
#define FAULT_SHIM_H

#include "arrival-draw.h"
#include "fault-error-model.h"
#include "link-disturbance.h"
#include "shim-passage.h"

#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * The faults of one direction that change packets or hold them: delay, jitter, reorder, duplicate,
 * corrupt and rate, between a device that receives and its node.
 *
 * It takes the place of the callbacks with which the device hands packets up, and so works on every device; captures and
 * traces of the device show packets as they come off the wire, before the shim. Its error model, set as the device's
 * ReceiveErrorModel, is the wire before it: what is cut or lost there never comes here. While the
 * wire is cut, what the shim holds is lost as well, at the moment at which it would go on: nothing passes
 * a cut wire.
 *
 * The callbacks are the shim's only while something acts or is held; else they are what they were, and
 * a packet costs nothing but its error model.
 *
 * How packets wait, and in which order they go on, is told by ShimPassage and LinkDisturbance.
 *
 * **Promiscuous handlers.** Devices call up to twice for one packet, once for everybody and once for
 * promiscuous handlers. The shim judges a packet once and does the same to both calls. ns-3's Node
 * sets a device's promiscuous callback when such a handler is registered: one that is registered
 * while the shim acts takes its packets past it.
 *
 * Limit: MaxHeld packets are held, queue included; further ones are lost, reason "fault-queue-full", as are those
 * that find the queue of a rate limit full.
 */
class FaultShim : public Object, private ShimPassage::Exit
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FaultShim();
    ~FaultShim() override;

    /**
     * Puts a shim and an error model on a device that belongs to a node.
     *
     * @param device the device that receives; it has an attribute ReceiveErrorModel
     * @param direction name as in FaultTargets, unique within the run; selects the random streams
     *        "jitter/A>B" and so on
     * @return the shim
     */
    static Ptr<FaultShim> Install(Ptr<NetDevice> device, const std::string& direction);

    /**
     * Likewise for a device whose packets do not go to its node.
     *
     * @param device the device that receives
     * @param direction its name
     * @param receive where packets go
     * @param promiscReceive where packets for promiscuous handlers go; null: nowhere
     * @return the shim
     */
    static Ptr<FaultShim> Install(Ptr<NetDevice> device,
                                  const std::string& direction,
                                  NetDevice::ReceiveCallback receive,
                                  NetDevice::PromiscReceiveCallback promiscReceive);

    /**
     * Tells packets of one sender on a shared medium apart: cuts, losses and partitions of the model's direction act
     * on these alone.
     *
     * @param sender link-layer address
     * @param model judges them; not to be set on a device
     */
    void AddSender(const Address& sender, Ptr<FaultErrorModel> model);

    /// @return the error model of the device
    Ptr<FaultErrorModel> GetErrorModel() const;

    /// @return what acts; the injector changes it and then calls Update
    LinkDisturbance& GetDisturbance();

    /// To be called when what acts has changed.
    void Update();

    /// @param digest gets the first number of each of the direction's streams, those of the error
    /// model apart
    void AddDraws(DrawDigest& digest);

    /// Packets that came while something acted or was held, by what became of them. arrived + duplicated = delivered + lost + held.
    struct Counters
    {
        uint64_t arrived{0};    //!< came off the wire
        uint64_t delivered{0};  //!< went on
        uint64_t delayed{0};    //!< of those, later than they came
        uint64_t duplicated{0}; //!< copies made
        uint64_t corrupted{0};  //!< damaged
        uint64_t reordered{0};  //!< chosen to be held back
        uint64_t cut{0};        //!< lost: held while the wire was cut
        uint64_t queueFull{0};  //!< lost: too many were held
        uint64_t senderCut{0};  //!< lost: cut from their sender
        uint64_t senderLost{0}; //!< lost: by a loss of their sender's direction
        uint64_t held{0};       //!< waiting now
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /**
     * Signature of the trace sources Delay, Duplicate and Corrupt.
     *
     * @param packet the packet; for Corrupt as it goes on
     */
    typedef void (*PacketTracedCallback)(Ptr<const Packet> packet);

    /**
     * Signature of the trace source Drop.
     *
     * @param packet the packet
     * @param reason "cut", "fault-loss" or "fault-queue-full"
     */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, const std::string& reason);

  protected:
    void DoDispose() override;

  private:
    /// One call with which a device hands a packet up.
    struct Call
    {
        bool promiscuous;
        uint16_t protocol;
        Address from;
        Address to;                 //!< of promiscuous ones
        NetDevice::PacketType type; //!< likewise
    };

    /// A copy of a packet on its way.
    struct Held : ShimPacket
    {
        std::vector<Call> calls; //!< one or two
        bool gone{false};        //!< it went on or was lost
        bool lost{false};        //!< the latter
    };

    using HeldPtr = std::shared_ptr<Held>;

    /// The numbers that decide about a packet, one stream for each kind.
    struct Streams
    {
        explicit Streams(const std::string& direction);

        ArrivalDraw jitter;
        ArrivalDraw angle;
        ArrivalDraw reorder;
        ArrivalDraw duplicate;
        ArrivalDraw corrupt;
        ArrivalDraw bits; //!< which are flipped
    };

    /// Takes the place of the device's callbacks.
    void Engage();

    /// Rests after this event, unless something acts or is held.
    void RestSoon();

    /// Gives the device its callbacks back, unless something acts or is held.
    void Rest();

    bool Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from);
    bool PromiscReceive(Ptr<NetDevice> device,
                        Ptr<const Packet> packet,
                        uint16_t protocol,
                        const Address& from,
                        const Address& to,
                        NetDevice::PacketType type);

    /// Takes a call while something acts or is held.
    void Take(Ptr<const Packet> packet, const Call& call);

    /// A packet arrives: decides about it.
    void Arrive(Ptr<const Packet> packet, const Call& call);

    /// @return whether a packet is lost because of faults that act on its sender only
    bool IsLostFromSender(const HeldPtr& held, const Address& from);

    /// @return the numbers of the packet that arrives
    LinkDisturbance::Numbers DrawNumbers(uint64_t arrival);

    /// A copy sets out.
    void SendOff(const HeldPtr& held);

    /// What acts has changed while packets wait for the rate limit.
    void ServeAnew();

    void NoteHeldBack(const ShimPassage::PacketPtr& packet) override;

    /// A copy goes on, unless the wire is cut.
    void GoOn(const ShimPassage::PacketPtr& packet) override;

    /// A copy is lost.
    void Lose(const HeldPtr& held, uint64_t& counter, const std::string& reason);

    /// Hands one call up.
    void HandUp(Ptr<const Packet> packet, const Call& call);

    uint32_t m_maxHeld{0};        //!< attribute MaxHeld
    NetDevice* m_device{nullptr}; //!< they share their life
    Ptr<FaultErrorModel> m_model;
    NetDevice::ReceiveCallback m_receive;
    NetDevice::PromiscReceiveCallback m_promiscReceive;
    std::map<Address, Ptr<FaultErrorModel>> m_senders; //!< of shared media
    std::optional<Streams> m_streams;
    LinkDisturbance m_disturbance;
    ShimPassage m_passage{m_disturbance, *this};
    Counters m_counters;
    bool m_engaged{false};           //!< the device's callbacks are the shim's
    bool m_idle{true};               //!< nothing acts and there are no senders to tell apart
    Ptr<const Packet> m_last;        //!< the packet of the last call; its partner may follow
    bool m_lastPromiscuous{false};   //!< which call that was
    std::vector<HeldPtr> m_lastHeld; //!< what became of it

    TracedCallback<Ptr<const Packet>, const std::string&> m_dropTrace; //!< trace source Drop
    TracedCallback<Ptr<const Packet>> m_delayTrace;                    //!< trace source Delay
    TracedCallback<Ptr<const Packet>> m_duplicateTrace;                //!< trace source Duplicate
    TracedCallback<Ptr<const Packet>> m_corruptTrace;                  //!< trace source Corrupt
    TracedCallback<Ptr<const Packet>> m_reorderTrace;                  //!< trace source Reorder
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_SHIM_H */
