/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SHARDING_NET_DEVICE_H
#define PAYLOAD_SHARDING_NET_DEVICE_H

#include "payload-sharder.h"
#include "shard-reassembler.h"

#include "ns3/basic-net-device.h"
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
 * @ingroup sharding-payload
 *
 * A stage of the packet pipeline: what is sent through it leaves as shards over several lower devices (the paths), and
 * the shards that arrive over them go up as whole packets.
 *
 * A packet that cannot be sharded (see SplitResult), or any packet while Enabled is false, goes whole through the
 * exception device; without one it is dropped. Whole packets that arrive over any lower device go up as they are.
 * The rules are those of PayloadSharder and ShardReassembler; this class holds none of its own.
 *
 * The attributes are read when the first packet is sent or received; later changes but Enabled have no effect.
 * Lower devices belong to the same node, carry the EtherType ShardProtocol, and take no addresses of upper layers
 * themselves. (ns-3's PointToPointNetDevice carries only IP: there ShardProtocol has to be 2048, and the node must not
 * have an IP stack on those devices.)
 */
class PayloadShardingNetDevice : public BasicNetDevice
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
     * Sets where packets go that are not sharded. Same conditions as AddPath.
     *
     * @param device a device of the same node
     */
    void SetExceptionDevice(Ptr<NetDevice> device);

    /// Exact counts of the sending side: packets = sharded + exceptions of all reasons + disabled.
    struct Counters
    {
        uint64_t packets{0}; //!< taken from above
        uint64_t sharded{0}; //!< packets that left as shards
        std::array<uint64_t, SPLIT_RESULTS>
            exceptions{};              //!< packets that could not be sharded, by SplitResult
        uint64_t disabled{0};          //!< packets that were not to be sharded
        uint64_t exceptionsDropped{0}; //!< of both kinds: there is no exception device
        uint64_t shards{0};            //!< handed to the paths
        uint64_t shardsRefused{0};     //!< of these, refused by the lower device
        uint64_t delivered{0};         //!< whole packets handed up, reassembled or not
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return the reassembler, for its counters and its ledger
    const ShardReassembler& GetReassembler();

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
     * @param reason "disabled", or the name of its SplitResult
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

  protected:
    void DoDispose() override;

  private:
    /// @return the splitting side of the attributes, for the MTU of the paths
    PayloadSharder::Config GetSharderConfig() const;

    /// @return the receiving side of the attributes
    ShardReassembler::Config GetReassemblerConfig() const;

    /// @return the reassembler, made when it is first needed
    ShardReassembler& Reassembler();

    /// Sends a packet whole.
    bool SendException(Ptr<Packet> packet, uint16_t protocol, const std::string& reason);

    /// A frame arrives over a lower device; protocol handler.
    void ReceiveFromBelow(Ptr<NetDevice> device,
                          Ptr<const Packet> packet,
                          uint16_t protocol,
                          const Address& source,
                          const Address& dest,
                          NetDevice::PacketType type);

    /// Hands a whole packet to the upper layer.
    void Deliver(Ptr<Packet> packet, uint16_t protocol, const Address& source);

    /// Sees to it that ExpireReassembly runs at the next deadline.
    void ArmTimer();

    /// Gives up what has waited too long.
    void ExpireReassembly();

    std::vector<Ptr<NetDevice>> m_paths;
    std::vector<uint32_t>
        m_usablePaths; //!< all of them: a sender does not know by itself that a path is dead
    Ptr<NetDevice> m_exceptionDevice;

    bool m_enabled;                 //!< attribute Enabled
    SplitPolicyType m_policy;       //!< attribute Policy
    uint32_t m_shardSize;           //!< attribute ShardSize
    uint32_t m_shardCount;          //!< attribute ShardCount
    std::string m_delimiter;        //!< attribute Delimiter
    uint32_t m_maxShards;           //!< attribute MaxShards
    ShardPlacementType m_placement; //!< attribute Placement
    uint32_t m_senderId;            //!< attribute SenderId
    uint16_t m_shardProtocol;       //!< attribute ShardProtocol
    Time m_reassemblyTimeout;       //!< attribute ReassemblyTimeout
    uint32_t m_maxOpenPackets;      //!< attribute MaxOpenPackets
    uint64_t m_maxReassemblyBytes;  //!< attribute MaxReassemblyBytes
    uint32_t m_maxRemembered;       //!< attribute MaxRemembered

    std::unique_ptr<PayloadSharder> m_sharder;       //!< made with the first packet
    std::unique_ptr<ShardReassembler> m_reassembler; //!< made with the first shard
    std::vector<Shard> m_shards;                     //!< reused
    Counters m_counters;
    EventId m_timer;

    TracedCallback<Ptr<const Packet>, uint64_t, uint32_t> m_split;
    TracedCallback<Ptr<const Packet>, const std::string&, bool> m_exception;
    TracedCallback<const ReassembledPacket&> m_reassembled;
    TracedCallback<const LostPacket&> m_packetLost;
    TracedCallback<Ptr<const Packet>, const std::string&> m_shardRefused;
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SHARDING_NET_DEVICE_H */
