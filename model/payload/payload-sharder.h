/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SHARDER_H
#define PAYLOAD_SHARDER_H

#include "shard-sealer.h"
#include "shard-spread.h"
#include "split-policy.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

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
 * A sealed shard and where it goes.
 */
struct Shard
{
    Ptr<Packet> packet; //!< header and payload
    uint32_t path;      //!< index of the path
};

/**
 * @ingroup sharding-payload
 *
 * What a sharder has to know of a packet besides its bytes.
 */
struct PacketFacts
{
    uint16_t protocol{0};        //!< EtherType
    Time now;                    //!< the send time, not negative and never going back
    uint64_t flow{0};            //!< which flow it belongs to, any number
    uint32_t shardCount{0};      //!< replaces that of the configuration; 0: it does not
    bool whole{false};           //!< one shard, whatever the policy
    uint32_t reassemblyPoint{0}; //!< replaces that of the configuration; 0: it does not
};

/**
 * @ingroup sharding-payload
 *
 * Turns packets into sealed shards, each with its path. Pure: time comes in, nothing is sent.
 *
 * Packet ids count up by one from firstPacketId; a packet that cannot be sharded uses none. Shards
 * keep the packet tags and byte tags of the packet, and virtual zeros stay virtual.
 */
class PayloadSharder
{
  public:
    /// Who sends, and how.
    struct Config
    {
        uint32_t senderId{0};      //!< unique among the senders to one receiver
        uint64_t firstPacketId{0}; //!< a restarted sender must not use ids again
        SplitPolicy::Config split; //!< how payloads are cut
        ShardPlacementType placement{ShardPlacementType::HASH}; //!< how shards are spread
        ShardSpreadType spread{ShardSpreadType::ANY}; //!< whether shards of a packet share a path
        int64_t flowletGapNs{100000};                 //!< see ShardPlacement::Config
        ShardPlacement::Draw draw;                    //!< must be set where the placement needs it
        ShardRedundancy redundancy;                   //!< what is sent beyond the packet itself
        std::shared_ptr<const ShardCipher> cipher;    //!< encrypts the metadata; null: in clear
        uint32_t reassemblyPoint{0};                  //!< see ShardHeader
        std::array<uint16_t, 3> flagsOfKind{};        //!< processing flags of a shard, by PartKind
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit PayloadSharder(const Config& config);

    /// @return id of the last packet that was split; there must have been one
    uint64_t GetLastPacketId() const;

    /**
     * @param payload the packet, which stays as it is
     * @param facts what else there is to know of it
     * @param paths the paths; what is sent is added to the backlogs
     * @param shards replaced by the shards in order of their index; empty when the result is not OK
     * @return OK, or why the packet has to take the exception path
     */
    SplitResult Split(const Ptr<const Packet>& payload,
                      const PacketFacts& facts,
                      PathTable& paths,
                      std::vector<Shard>& shards);

    /**
     * The same for a caller that knows nothing of its paths.
     *
     * @param payload the packet, which stays as it is
     * @param protocol its EtherType
     * @param now the send time, not negative
     * @param usablePaths indices of the paths that may be used, ascending
     * @param shards see above
     * @return see above
     */
    SplitResult Split(const Ptr<const Packet>& payload,
                      uint16_t protocol,
                      Time now,
                      const std::vector<uint32_t>& usablePaths,
                      std::vector<Shard>& shards);

  private:
    /// Cuts the payload into m_parts.
    SplitResult Cut(const Packet& payload, const PacketFacts& facts, const PathTable& paths);

    /// @return whether a parity shard would not fit the paths
    bool IsParityTooLong() const;

    /// Makes m_sealed of m_parts.
    void Seal(const Ptr<const Packet>& payload, const PacketFacts& facts);

    /// @return the path of a shard, which gets its bytes; wanted: see PayloadPart::path
    uint32_t Place(uint32_t wanted, const PlacementKey& key, PathTable& paths);

    const Config m_config;
    uint64_t m_nextPacketId;
    std::unique_ptr<SplitPolicy> m_policy;
    std::unique_ptr<SplitPolicy> m_whole; //!< policy none
    ShardSpread m_spread;
    PathTable m_unknownPaths; //!< reused by the second Split
    ShardSealer m_sealer;
    std::vector<PayloadPart> m_parts;  //!< reused
    std::vector<uint32_t> m_lengths;   //!< reused
    std::vector<uint16_t> m_flags;     //!< reused
    std::vector<Ptr<Packet>> m_sealed; //!< reused
    std::vector<uint8_t> m_bytes;      //!< reused; stays empty unless the policy needs bytes
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SHARDER_H */
