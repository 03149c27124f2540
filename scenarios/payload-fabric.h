/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_FABRIC_H
#define PAYLOAD_FABRIC_H

#include "measured-scenario.h"

#include "ns3/direct-link-net-device.h"
#include "ns3/fast-path-processor.h"
#include "ns3/fault-shim.h"
#include "ns3/net-device-container.h"
#include "ns3/payload-corpus.h"
#include "ns3/payload-sharding-net-device.h"
#include "ns3/payload-sink.h"
#include "ns3/payload-source.h"

#include <cstdint>
#include <functional>
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
 * Payload sharding across a row of fast path nodes.
 *
 *                              / fast-1 \
 *     source ---- ingress ----+  ...     +---- reassembly ---- sink
 *                           \  \ fast-N /    /
 *                            `- exception --'
 *
 * The source offers messages; the ingress splits each into shards and sends them through the fast path nodes; the
 * reassembly node joins them and forwards whole messages to the sink, which checks every byte. What cannot be sharded
 * takes the exception path. Links and processors have finite queues; faults hit links ("ingress:fast-3", "fast-3>reassembly")
 * and the processes of all nodes but source and ingress ("fast-3", "exception").
 *
 * Shards are joined at the node that Reassembly names: also the sink, the exception path node, one fast path node, or for
 * each message one of them. Then the fast path nodes have links to that node, or to each other, over which shards go; whole
 * messages go on to the node called reassembly, which only forwards.
 */
class PayloadFabric : public MeasuredScenario
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
    /// What a link carries.
    enum class Cargo
    {
        OFFERED,  //!< messages on their way to the sharding stage
        SHARDS,   //!< shards
        MESSAGES, //!< whole messages past that stage
        ALL       //!< shards and whole messages
    };

    /// A link in one direction of traffic.
    struct Link
    {
        std::string name; //!< "ingress>fast-1"
        Cargo cargo;
        Ptr<DirectLinkNetDevice> from;
        Ptr<DirectLinkNetDevice> to;
        Ptr<FaultShim> shim;     //!< of this direction
        Ptr<FaultShim> backward; //!< of the other one
    };

    /**
     * @param file the settings
     * @param object has an attribute KeyFile
     * @return where that file is; "" when it names none
     */
    static std::string FindKey(const ScenarioFile& file, const Ptr<Object>& object);

    /// @return the name of a fast path node, from 1
    static std::string FastNodeName(uint32_t number);

    /**
     * Connects two nodes.
     *
     * @param from name of the node that is nearer to the source
     * @param to name of the other node
     * @param section makes the two devices
     * @param cargo what it carries
     * @return the link
     */
    Link Connect(const std::string& from,
                 const std::string& to,
                 const std::string& section,
                 Cargo cargo);

    /// @return a link whose traffic flows the other way, too: that direction, added to the links
    Link AddBackward(const Link& link);

    /**
     * Puts a processor on a node.
     *
     * @param name of the node
     * @param section makes it
     * @return the processor
     */
    Ptr<FastPathProcessor> AddProcessor(const std::string& name, const std::string& section);

    /**
     * Puts a stage on a node that joins shards.
     *
     * @param name of the node
     * @param paths over which shards come
     * @param exception over which whole messages come; may be null
     * @return the stage
     */
    Ptr<PayloadShardingNetDevice>
    AddStage(const std::string& name, const NetDeviceContainer& paths, Ptr<NetDevice> exception);

    /**
     * @param text a value of the attribute Reassembly
     * @return the nodes that join shards; none when the text names none
     */
    std::vector<std::string> FindJoiners(const std::string& text) const;

    /// @return whether several nodes join shards
    bool IsChosen() const;

    /// @return whether one node joins shards and this is it
    bool IsJoiner(const std::string& name) const;

    /// @return the number of a node as a reassembly point
    uint32_t PointOf(const std::string& name) const;

    /// Checks what Reassembly needs of [sharding].
    void CheckReassembly(const ScenarioFile& file) const;

    // The parts of the network behind the ingress, by who joins. They connect `ingress>fast-i` with what lies behind.
    void BuildNodeJoin();
    void BuildSinkJoin();
    void BuildExceptionJoin();
    void BuildFastPathJoin();
    void BuildChosenJoin();

    /// A fast path node joins shards: it gets a stage with these paths from other nodes.
    Ptr<PayloadShardingNetDevice> JoinAt(uint32_t number, const NetDeviceContainer& paths);

    /// Lets faults hit a process.
    void BindProcess(const std::string& name);

    /// Books the loss of a packet's message.
    void NoteLost(Ptr<const Packet> packet, const std::string& reason);

    /// Books the loss of a packet's message whose content a fault has changed.
    void NoteCorrupted(Ptr<const Packet> packet);

    /// A link refused a packet: says whether its queue or its MTU was the reason.
    static void NoteRefused(PayloadFabric* fabric, uint32_t mtu, Ptr<const Packet> packet);

    /// Remembers to which message a sharded packet belongs.
    void NoteSplit(Ptr<const Packet> packet, uint64_t packetId, uint32_t totalShards);

    /// Books the message of a packet that the reassembler gives up.
    void NotePacketLost(const LostPacket& lost);

    /// Books a message that the source offers.
    void NoteOffered(Ptr<const Packet> packet, uint64_t id);

    /// Books a message that the sink received.
    void NoteReceived(Ptr<const Packet> packet, uint64_t id, bool intact);

    /// Enters every counter in the ledgers and reports those that do not close.
    void CheckConservation(RunRecord& record) const;

    /// Reports what this scenario measures besides deliveries.
    void ReportFabric(RunRecord& record) const;

    /// Reports what took the exception path, and why.
    void ReportExceptions(RunRecord& record) const;

    /// Reports what the processors of the fast path nodes did.
    void ReportProcessing(RunRecord& record) const;

    /// Reports what the key costs.
    void ReportCipher(RunRecord& record) const;

    /// @{ the names of the nodes besides the fast path
    static constexpr const char* SOURCE = "source";
    static constexpr const char* INGRESS = "ingress";
    static constexpr const char* EXCEPTION = "exception";
    static constexpr const char* REASSEMBLY = "reassembly";
    static constexpr const char* SINK = "sink";
    /// @}

    /// @return counts of all stages that join shards, added up
    uint64_t SumOf(const std::function<uint64_t(const PayloadShardingNetDevice&)>& count) const;

    uint32_t m_fastPathNodes; //!< attribute FastPathNodes
    double m_shardLoss;       //!< attribute ShardLoss
    std::string m_reassembly; //!< attribute Reassembly

    std::vector<std::string> m_joiners; //!< names of the nodes that join shards

    std::string m_keyFile;     //!< path of the stages' key; "" for none
    std::string m_nodeKeyFile; //!< path of the fast path nodes' key; "" for none
    std::shared_ptr<const PayloadCorpus> m_corpus; //!< null for synthetic payloads
    Time m_normalSpacing;                          //!< see GetNormalSpacing

    // While it runs.
    std::map<std::string, Ptr<Node>> m_nodes;
    std::vector<Link> m_links;
    std::map<std::string, Ptr<FastPathProcessor>> m_processors; //!< by node
    Ptr<PayloadSource> m_source;
    Ptr<PayloadSink> m_sink;
    Ptr<PayloadShardingNetDevice> m_sharder;                       //!< at the ingress
    std::map<std::string, Ptr<PayloadShardingNetDevice>> m_stages; //!< that join, by node
    std::vector<Link> m_in;                                        //!< ingress>fast-i
    Link m_fromException;                                          //!< exception>reassembly
    Link m_egress;                                                 //!< reassembly>sink
    std::vector<uint64_t> m_messageOf;        //!< the message of each packet id
    std::unordered_set<uint64_t> m_corrupted; //!< messages of which a fault changed a bit
    uint64_t m_spoiled{0};                    //!< messages that arrived with other content
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_FABRIC_H */
