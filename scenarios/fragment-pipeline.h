/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_PIPELINE_H
#define FRAGMENT_PIPELINE_H

#include "fragment-attacker.h"
#include "measured-scenario.h"

#include "ns3/data-rate.h"
#include "ns3/fault-shim.h"
#include "ns3/fragment-net-device.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/payload-corpus.h"
#include "ns3/payload-sink.h"
#include "ns3/payload-source.h"
#include "ns3/simple-net-device.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * UDP datagrams that are longer than the frames of the link.
 *
 *     sender ----+---- receiver
 *                |
 *            attacker
 *
 * The sender offers messages, each one datagram; the sink at the receiver checks every byte. What
 * cuts them into frames is the carrier: our FragmentNetDevice, ns-3's own IPv4, or nothing. All
 * nodes are on one switched medium: each has the full rate. An attacker sends fragments to the same
 * receiver. Faults hit the wire between sender and receiver, "sender:receiver".
 */
class FragmentPipeline : public MeasuredScenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetInputDigest() const override;

  protected:
    std::vector<Section> GetModelSections() const override;
    void Prepare(const ScenarioFile& file) override;
    FaultTargets ListTargets() const override;
    std::vector<std::string> ListLossReasons() const override;
    Time GetNormalSpacing() const override;
    void Build() override;
    void ReportModel(RunRecord& record) override;
    AnimationRecorder::Names GetNodeNames() const override;
    void TearDown() override;

  private:
    /// What cuts messages into frames.
    enum class Carrier
    {
        FRAGMENT, //!< "fragment": a FragmentNetDevice under the IP stack
        IPV4,     //!< "ipv4": ns-3's IPv4
        NONE      //!< "none": nothing; messages must fit a frame
    };

    /// A node and what it has.
    struct Station
    {
        Ptr<Node> node;
        Ptr<SimpleNetDevice> link;
        Ptr<FragmentNetDevice> fragments; //!< where the carrier is ours
    };

    /// @return the longest message that one frame takes
    uint32_t GetUnsplitSize() const;

    /// Makes a node on the medium.
    Station AddStation(const std::string& name, const Ptr<SimpleChannel>& medium);

    /// Puts carrier and IP stack on a node.
    void AddStack(Station& station, const InternetStackHelper& stack);

    /// Puts faults on the wire to a station.
    void AddFaults(const Station& station, const std::string& direction);

    /// Starts an attacker, if there is one.
    void AddAttacker(const Ptr<SimpleChannel>& medium);

    /// Books the loss of a packet's message.
    void NoteLost(Ptr<const Packet> packet, const std::string& reason);

    /// A link's queue is full.
    static void NoteQueueFull(FragmentPipeline* scenario, Ptr<const Packet> packet);

    /// Books the loss of a packet's message whose content a fault has changed.
    void NoteCorrupted(Ptr<const Packet> packet);

    /// Remembers to which message a fragmented one belongs.
    void NoteSplit(Ptr<const Packet> packet, std::optional<MessageId> id, uint32_t fragments);

    /// Books a message that the receiver's reassembler gives up.
    void NoteMessageLost(const LostMessage& lost);

    /// Books a datagram that ns-3's IPv4 drops.
    void NoteIpDrop(const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    Ipv4L3Protocol::DropReason reason,
                    Ptr<Ipv4> ipv4,
                    uint32_t interface);

    /// Books a message that the source offers.
    void NoteOffered(Ptr<const Packet> packet, uint64_t id);

    /// Books a message that the sink received.
    void NoteReceived(Ptr<const Packet> packet, uint64_t id, bool intact);

    /// Reports every invariant of the fragment devices that did not hold.
    void CheckDevices(RunRecord& record) const;

    Carrier m_carrier;     //!< attribute Carrier
    DataRate m_linkRate;   //!< attribute LinkRate
    Time m_linkDelay;      //!< attribute LinkDelay
    uint16_t m_linkMtu;    //!< attribute LinkMtu
    uint32_t m_queueLimit; //!< attribute QueueLimit
    double m_loss;         //!< attribute Loss

    std::shared_ptr<const PayloadCorpus> m_corpus; //!< null for synthetic payloads
    Time m_normalSpacing;                          //!< see GetNormalSpacing

    // While it runs.
    Station m_sender;
    Station m_receiver;
    Ptr<PayloadSource> m_source;
    Ptr<PayloadSink> m_sink;
    Ptr<Node> m_attackerNode;                 //!< set with m_attacker
    Ptr<FragmentAttacker> m_attacker;         //!< null: none
    std::map<uint64_t, uint64_t> m_messageOf; //!< by the id under which it was split
    std::unordered_set<uint64_t> m_corrupted; //!< messages of which a fault changed a bit
    std::vector<bool> m_delivered;            //!< by message
    uint64_t m_mixed{0};
    uint64_t m_repeated{0};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_PIPELINE_H */
