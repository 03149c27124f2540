/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SHARDING_NET_DEVICE_H
#define PAYLOAD_SHARDING_NET_DEVICE_H

#include "cipher-cost-attributes.h"
#include "cipher-queue.h"
#include "direct-link-net-device.h"
#include "flow-selector.h"
#include "path-watch.h"
#include "payload-sharder.h"
#include "reassembly-choice.h"
#include "reorder-buffer.h"
#include "sent-shards.h"
#include "shard-count-controller.h"
#include "shard-reassembler.h"
#include "shard-work.h"

#include "ns3/alarm.h"
#include "ns3/basic-net-device.h"
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
 * @ingroup sharding-payload
 *
 * A stage of the packet pipeline: what is sent through it leaves as shards over several lower devices (the paths), and
 * the shards that arrive over them go up as whole packets.
 *
 * A packet that cannot be sharded (see SplitResult) goes whole through the exception device; without one it is
 * dropped. So does, or goes as a single shard (attribute Unsharded), a packet that is not to be sharded: any while
 * Enabled is false, one below MinPacketSize, one of a flow that Flows does not name. Whole packets that arrive over any lower device go up as they are.
 * The rules are those of PayloadSharder and ShardReassembler; this class holds none of its own.
 *
 * With a key, what is sent is sealed and what comes is opened on the cores of a CipherQueue of this node, which takes
 * time; what finds that queue full is dropped, with trace Drop.
 *
 * The attributes are read when the first packet is sent or received; later changes but Enabled have no effect.
 * Lower devices belong to the same node, carry the EtherType ShardProtocol, and take no addresses of upper layers
 * themselves. (ns-3's PointToPointNetDevice carries only IP: there ShardProtocol has to be 2048, and the node must not
 * have an IP stack on those devices.)
 */
class PayloadShardingNetDevice : public BasicNetDevice, public CipherCostAttributes
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PayloadShardingNetDevice();
    ~PayloadShardingNetDevice() override;

    /// @return an empty string when the attributes go together, else one sentence that says what is wrong
    std::string Validate() const;

    /**
     * Adds a path. To be called after the device was added to its node and before the first packet.
     *
     * @param device a device of the same node
     */
    void AddPath(Ptr<NetDevice> device);

    /**
     * Adds a path over which frames come through somebody else, who gives them to TakeForwarded: the processor of a fast
     * path node that works on shards before they are put together there. Same conditions as AddPath.
     *
     * @param device a device of the same node
     */
    void AddForwardedPath(Ptr<NetDevice> device);

    /**
     * A frame comes over a path of AddForwardedPath.
     *
     * @param device the path
     * @param packet the frame
     * @param protocol its EtherType
     * @param source link-layer address of its sender
     */
    void TakeForwarded(Ptr<NetDevice> device,
                       Ptr<const Packet> packet,
                       uint16_t protocol,
                       const Address& source);

    /**
     * The node dies: what waits here is lost (trace Drop; PacketLost with CRASHED for packets that wait for shards), and
     * what arrives too. Nothing happens when it is down already. What it knows of its paths is kept: it would be asked
     * for again with the next packet.
     */
    void Crash();

    /// The node comes back and remembers nothing. Nothing happens when it is up already.
    void Restart();

    /**
     * One more slow-down of the cores that seal and open begins; see Cpu::AddSlowDown. Without a key nothing happens.
     *
     * @param factor by which all work takes longer
     */
    void AddCpuSlowDown(double factor);

    /// @param factor of a slow-down that ends
    void RemoveCpuSlowDown(double factor);

    /**
     * Sets where packets go that are not sharded. Same conditions as AddPath.
     *
     * @param device a device of the same node
     */
    void SetExceptionDevice(Ptr<NetDevice> device);

    /// Where packets go that are not to be sharded.
    enum class Unsharded : uint8_t
    {
        EXCEPTION, //!< "exception": through the exception device
        WHOLE      //!< "whole": over one of the paths, as a single shard
    };

    /// In which order packets go up.
    enum class Order : uint8_t
    {
        COMPLETED, //!< "as-completed"
        SENT       //!< "in-order": see ReorderBuffer
    };

    /// Whether the shard count stays.
    enum class CountControl : uint8_t
    {
        STATIC, //!< "static": it is ShardCount
        DYNAMIC //!< "dynamic": see ShardCountController
    };

    /**
     * Sets the key that encrypts the metadata of shards and authenticates all of them, in place of KeyFile. To be called
     * before the first packet.
     *
     * @param key what both ends share
     */
    void SetMetadataKey(const ShardKey& key);

    /// Exact counts of the sending side: packets = sharded + exceptionPackets.
    struct Counters
    {
        uint64_t packets{0}; //!< taken from above
        uint64_t sharded{0}; //!< packets that left as shards
        std::array<uint64_t, SPLIT_RESULTS>
            exceptions{};              //!< packets that could not be sharded, by SplitResult
        uint64_t unsharded{0};         //!< packets that were not to be sharded
        uint64_t exceptionPackets{0};  //!< took the exception path, or would have
        uint64_t exceptionBytes{0};    //!< theirs
        uint64_t exceptionsDropped{0}; //!< of these packets: there is no exception device
        uint64_t cut{0};               //!< shards that packets were split into
        uint64_t shards{0};            //!< handed to the paths
        uint64_t shardsRefused{0};     //!< of these, refused by the lower device
        uint64_t resent{0};            //!< of these, because the receiver asked for them
        uint64_t requests{0};          //!< of the receiving side: for shards that were late
        uint64_t requestsRefused{0};   //!< malformed or not authentic, or for another sender
        uint64_t crashedFrames{
            0}; //!< of the shard and report protocols that came while it was down
        uint64_t crashedPackets{0}; //!< whole ones that came, or were to be sent, while it was down
        uint64_t delivered{0};      //!< whole packets handed up, reassembled or not
        uint64_t passed{0};         //!< of these, the ones that came whole
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return the reassembler, for its counters and its ledger
    const ShardReassembler& GetReassembler();

    /// @return shards that came to this outcome so far
    uint64_t CountOf(ShardOutcome outcome) const;

    /// @return the buffer that puts packets in order; null when they go up as they are completed
    const ReorderBuffer* GetReorderBuffer() const;

    /// @return the cores that seal and open; null without a key, and when that takes no time
    const CipherQueue* GetCipherQueue() const;

    /// @return core time spent on sealing and opening so far
    Time GetCipherTime() const;

    /// @return counts of the feedback about paths
    const PathWatch::Counters& GetReportCounters() const;

    /// @return how often a dynamic shard count has moved
    uint64_t GetCountChanges() const;

    Ptr<Channel> GetChannel() const override;
    bool IsLinkUp() const override;

    /**
     * Sends a packet, as shards where it can be sharded.
     *
     * @param packet the packet
     * @param dest not looked at: the paths decide who gets it
     * @param protocol EtherType, which the receiver gives to its upper layer
     * @return whether the lower devices took all of it
     */
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol) override;

    /**
     * Signature of the Split trace.
     *
     * @param packet the packet, whole
     * @param packetId its number, as in the headers of its shards
     * @param totalShards how many shards it leaves as
     */
    typedef void (*SplitTracedCallback)(Ptr<const Packet> packet,
                                        uint64_t packetId,
                                        uint32_t totalShards);

    /**
     * Signature of the Exception trace.
     *
     * @param packet the packet, whole
     * @param reason "disabled", "below-threshold", "other-flow", or the name of its SplitResult
     * @param sent whether there is an exception device that it goes to
     */
    typedef void (*ExceptionTracedCallback)(Ptr<const Packet> packet,
                                            const std::string& reason,
                                            bool sent);

    /**
     * Signature of the PacketLost trace.
     *
     * @param lost the packet that is given up
     */
    typedef void (*PacketLostTracedCallback)(const LostPacket& lost);

    /**
     * Signature of the Reassembled trace.
     *
     * @param whole the packet that is complete
     */
    typedef void (*ReassembledTracedCallback)(const ReassembledPacket& whole);

    /**
     * Signature of the Sniffer trace.
     *
     * @param packet a whole packet
     * @param protocol its EtherType
     * @param source address of its sender
     * @param dest address of its receiver
     */
    typedef void (*SnifferTracedCallback)(Ptr<const Packet> packet,
                                          uint16_t protocol,
                                          const Address& source,
                                          const Address& dest);

  protected:
    void DoDispose() override;

  private:
    // The attributes, in three parts.
    static TypeId AddSplitAttributes(TypeId tid);
    static TypeId AddPathAttributes(TypeId tid);
    static TypeId AddReceivingAttributes(TypeId tid);
    static TypeId AddCipherAttributes(TypeId tid);

    /// @return the splitting side of the attributes, for the MTU of the paths
    PayloadSharder::Config GetSharderConfig() const;

    /// @return the controller of the shard count
    ShardCountController::Config GetCountConfig() const;

    /// @return how paths are watched
    PathWatch::Config GetWatchConfig() const;

    /// @return the receiving side of the attributes
    ShardReassembler::Config GetReassemblerConfig() const;

    /// @return the reassembler, made when it is first needed
    ShardReassembler& Reassembler();

    /// @return how packets are put in order
    ReorderBuffer::Config GetReorderConfig() const;

    /// @return what is kept for late shards
    SentShards::Config GetKeptConfig() const;

    /// @return how transformations are undone
    ShardWork::Config GetUndoConfig() const;

    /// Reads the attributes, before the first packet.
    void Start();

    /// @return why a packet is not to be sharded; nullptr when it is
    const char* GetBarrier(uint32_t size, const PacketFlow& flow) const;

    /// Sends m_shards, into which the packet was split.
    bool SendShards(const Ptr<Packet>& packet);

    /// Reads the attributes about the key.
    void StartCipher();

    /// Seals something that is sent, or opens something that came, where that takes time.
    /// @return false when there is no room; then it is dropped
    bool Work(const CipherQueue::Job& job);

    /// Something is sealed or opened.
    void Worked(const CipherQueue::Job& job);

    /// Hands a sealed shard to its path. @return whether that took it
    bool SendShard(Time now, const Ptr<Packet>& shard, uint32_t path, uint64_t packetId);

    /// Sends a request for late shards.
    void SendRequest(const Ptr<Packet>& request, uint32_t path);

    /// Sends a packet through the exception device.
    bool SendException(Ptr<Packet> packet, uint16_t protocol, const std::string& reason);

    /// A frame arrives over a lower device; protocol handler.
    void ReceiveFromBelow(Ptr<NetDevice> device,
                          Ptr<const Packet> packet,
                          uint16_t protocol,
                          const Address& source,
                          const Address& dest,
                          NetDevice::PacketType type);

    /// A frame of the shard protocol arrives and is open.
    void
    TakeFrame(const Ptr<NetDevice>& device, const Ptr<const Packet>& packet, const Address& source);

    /**
     * A shard, or something that should be one, arrives.
     *
     * @param device over which
     * @param packet as it came
     * @param shard the same to be taken apart: the packet itself where nobody else needs it, else a copy
     * @param source who sent it
     */
    void TakeShard(const Ptr<NetDevice>& device,
                   const Ptr<const Packet>& packet,
                   const Ptr<Packet>& shard,
                   const Address& source);

    /// A frame of the shard protocol arrives by the short way; see BasicNetDevice::SetFrameTaker.
    void TakeDirect(const Ptr<NetDevice>& device, const Ptr<Packet>& packet, const Address& source);

    /// The receiver asks for shards again.
    void TakeRequest(const Packet& packet);

    /// A packet will never be whole.
    void GiveUp(const LostPacket& lost);

    /// Hands a whole packet to the upper layer.
    void Deliver(Ptr<Packet> packet, uint16_t protocol, const Address& source);

    /// Sees to it that Ring is called when the next packet is late, to be given up, or to go up.
    void ArmTimer();

    /// Does what is due.
    void Ring();

    static constexpr int64_t NOT_ARMED = -2; //!< see m_armedForNs

    int64_t m_armedForNs{NOT_ARMED}; //!< OldestNs() of the reassembler when the timer was set last
    std::vector<Ptr<NetDevice>> m_paths;
    std::vector<Ptr<DirectLinkNetDevice>> m_links; //!< of m_paths; nullptr: it is something else
    std::vector<Ptr<NetDevice>> m_taken; //!< direct links whose frames come by the short way
    Ptr<NetDevice> m_exceptionDevice;

    bool m_enabled;                 //!< attribute Enabled
    Unsharded m_unsharded;          //!< attribute Unsharded
    std::string m_flows;            //!< attribute Flows
    uint32_t m_minPacketSize;       //!< attribute MinPacketSize
    SplitPolicyType m_policy;       //!< attribute Policy
    uint32_t m_shardSize;           //!< attribute ShardSize
    uint32_t m_shardCount;          //!< attribute ShardCount
    uint32_t m_minShardSize;        //!< attribute MinShardSize
    uint32_t m_maxShardSize;        //!< attribute MaxShardSize
    uint32_t m_entropyWindow;       //!< attribute EntropyWindow
    double m_entropyThreshold;      //!< attribute EntropyThreshold
    std::string m_delimiter;        //!< attribute Delimiter
    uint32_t m_maxShards;           //!< attribute MaxShards
    CountControl m_countControl;    //!< attribute CountControl
    uint32_t m_minShardCount;       //!< attribute MinShardCount
    uint32_t m_maxShardCount;       //!< attribute MaxShardCount
    Time m_countInterval;           //!< attribute CountInterval
    double m_countSmoothing;        //!< attribute CountSmoothing
    double m_countHysteresis;       //!< attribute CountHysteresis
    double m_maxPacketLoss;         //!< attribute MaxPacketLoss
    Time m_backlogLimit;            //!< attribute BacklogLimit
    Time m_latencyTarget;           //!< attribute LatencyTarget
    ShardPlacementType m_placement; //!< attribute Placement
    ShardSpreadType m_spread;       //!< attribute Spread
    std::string m_pathWeights;      //!< attribute PathWeights
    Time m_flowletGap;              //!< attribute FlowletGap
    Time m_feedbackInterval;        //!< attribute FeedbackInterval
    Time m_pathTimeout;             //!< attribute PathTimeout
    uint16_t m_reportProtocol;      //!< attribute ReportProtocol
    uint16_t m_processingFlags;     //!< attribute ProcessingFlags
    uint16_t m_lowEntropyFlags;     //!< attribute LowEntropyFlags
    uint16_t m_highEntropyFlags;    //!< attribute HighEntropyFlags
    std::string m_role;             //!< attribute Role
    ShardCode m_redundancy;         //!< attribute Redundancy
    uint32_t m_copies;              //!< attribute Copies
    uint32_t m_parityShards;        //!< attribute ParityShards
    std::string m_keyFile;          //!< attribute KeyFile
    uint32_t m_reassemblyPoint;     //!< attribute ReassemblyPoint
    bool m_hedging;                 //!< attribute Hedging
    double m_hedgeQuantile;         //!< attribute HedgeQuantile
    uint32_t m_maxKeptPackets;      //!< attribute MaxKeptPackets
    uint64_t m_maxSenderBytes;      //!< attribute MaxSenderBytes
    uint32_t m_replayWindow;        //!< attribute ReplayWindow
    Order m_order;                  //!< attribute Order
    uint32_t m_reorderLimit;        //!< attribute ReorderLimit
    Time m_reorderTimeout;          //!< attribute ReorderTimeout
    uint8_t m_transformKey;         //!< attribute TransformKey
    uint32_t m_senderId;            //!< attribute SenderId
    uint16_t m_shardProtocol;       //!< attribute ShardProtocol
    Time m_reassemblyTimeout;       //!< attribute ReassemblyTimeout
    uint32_t m_maxOpenPackets;      //!< attribute MaxOpenPackets
    uint64_t m_maxReassemblyBytes;  //!< attribute MaxReassemblyBytes
    uint32_t m_maxRemembered;       //!< attribute MaxRemembered

    std::string m_reassemblyPoints;          //!< attribute ReassemblyPoints
    ReassemblyChoiceType m_reassemblyChoice; //!< attribute ReassemblyChoice
    uint32_t m_cipherCores;                  //!< attribute CipherCores
    uint32_t m_cipherQueueLimit;             //!< attribute CipherQueueLimit

    bool m_started{false};                           //!< see Start
    FlowSelector m_selector;                         //!< what Flows says
    bool m_needsFlow{false};                         //!< somebody looks at flows
    PathWatch m_watch;                               //!< what is known of the paths
    std::unique_ptr<PayloadSharder> m_sharder;       //!< made by Start
    std::unique_ptr<ShardCountController> m_count;   //!< made by Start; null: the count stays
    std::unique_ptr<ShardReassembler> m_reassembler; //!< made with the first shard
    std::vector<Shard> m_shards;                     //!< reused
    Counters m_counters;
    Alarm m_timer;
    std::shared_ptr<const ShardCipher> m_cipher;
    std::unique_ptr<CipherQueue> m_cipherQueue; //!< see GetCipherQueue
    std::unique_ptr<ReassemblyChoice> m_points; //!< made by Start
    bool m_up{true};                            //!< it has not crashed
    std::unique_ptr<SentShards> m_kept;         //!< made by Start; null: no hedging
    std::unique_ptr<ReorderBuffer> m_ordered;   //!< made by Start; null: as they are completed
    std::unique_ptr<ShardWork> m_undo;          //!< made by Start; null: nothing is undone
    std::vector<Ptr<Packet>> m_again;           //!< reused
    uint64_t m_resendTurn{0};                   //!< shards sent again take the paths in turn
    Address m_lastSource;                       //!< link-layer address of the last shard

    TracedCallback<Ptr<const Packet>, uint64_t, uint32_t> m_split;
    TracedCallback<Ptr<const Packet>, const std::string&, bool> m_exception;
    TracedCallback<const ReassembledPacket&> m_reassembled;
    TracedCallback<const LostPacket&> m_packetLost;
    TracedCallback<Ptr<const Packet>, const std::string&> m_shardRefused;
    TracedCallback<Ptr<const Packet>, const std::string&> m_drop;
    TracedCallback<Ptr<const Packet>, uint16_t, const Address&, const Address&> m_sniffer;
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SHARDING_NET_DEVICE_H */
