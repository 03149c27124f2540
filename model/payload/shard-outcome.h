/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_OUTCOME_H
#define SHARD_OUTCOME_H

#include "shard-header.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What became of a shard.
 */
enum class ShardOutcome : uint8_t
{
    ACCEPTED,      //!< "accepted": buffered
    COMPLETED,     //!< "completed": it was the last one missing
    TOO_SHORT,     //!< "too-short": see ShardParse, as for the next ten
    BAD_VERSION,   //!< "bad-version"
    BAD_CODE,      //!< "bad-code"
    BAD_LENGTH,    //!< "bad-length"
    BAD_INDEX,     //!< "bad-index"
    BAD_RANGE,     //!< "bad-range"
    BAD_CHECKSUM,  //!< "bad-checksum"
    WRONG_KEY,     //!< "wrong-key"
    NOT_ENCRYPTED, //!< "not-encrypted"
    NOT_AUTHENTIC, //!< "not-authentic"
    BAD_METADATA,  //!< "bad-metadata"
    MISROUTED,     //!< "misrouted": it is to be put together elsewhere
    DUPLICATE,     //!< "duplicate": same index, range and content as one that is buffered
    /// "surplus": a copy of what is buffered, or redundancy of a packet that was completed
    SURPLUS,
    LATE,     //!< "late": its packet was completed, without redundancy, or given up
    REPLAYED, //!< "replayed": so old that it is not known any more whether its packet was closed
    /// "header-conflict": what all shards of a packet share differs from the first shard's
    HEADER_CONFLICT,
    CONTENT_CONFLICT, //!< "content-conflict": the index is taken, by another range or content
    RANGE_CONFLICT,   //!< "range-conflict": a gap or an overlap with the shard before or after it
    UNDECODABLE, //!< "undecodable": with it there are enough shards, but they contradict each other
    NO_ROOM //!< "no-room": its packet cannot fit the memory, or was evicted to make room for it
};

/// How many values ShardOutcome has.
constexpr uint32_t SHARD_OUTCOMES = 23;

/**
 * @ingroup sharding-payload
 *
 * @param parse a reason to refuse a shard at sight
 * @return the same as an outcome
 */
ShardOutcome OutcomeOf(ShardParse parse);

/**
 * @ingroup sharding-payload
 *
 * @param outcome an outcome
 * @return its name, such as "bad-checksum"
 */
std::string ShardOutcomeName(ShardOutcome outcome);

/**
 * @ingroup sharding-payload
 *
 * Why a packet was given up after at least one of its shards had been buffered.
 */
enum class PacketLoss : uint8_t
{
    EXPIRED,     //!< "expired": shards were missing at the deadline
    EVICTED,     //!< "evicted": its memory was needed
    SENDER_FULL, //!< "sender-full": its memory was needed by a packet of the same sender
    CONFLICT,    //!< "conflict": expired, and a shard of it had been refused as a conflict
    UNDECODABLE, //!< "undecodable": enough shards came, but they contradicted each other
    CRASHED      //!< "crashed": the node that waited for them crashed
};

/// How many values PacketLoss has.
constexpr uint32_t PACKET_LOSSES = 6;

/**
 * @ingroup sharding-payload
 *
 * @param loss a reason
 * @return its name, such as "evicted"
 */
std::string PacketLossName(PacketLoss loss);

/**
 * @ingroup sharding-payload
 *
 * A packet that was put together again.
 */
struct ReassembledPacket
{
    Ptr<Packet> packet;          //!< the content, with the tags of shard 0
    uint32_t senderId{0};        //!< who split it
    uint64_t packetId{0};        //!< which of the sender's packets
    uint16_t protocol{0};        //!< its EtherType
    Time sendTime;               //!< when it was split, by the sender's clock
    uint32_t totalShards{0};     //!< how many shards it was sent in, redundant ones included
    uint32_t recoveredShards{0}; //!< how many data shards were computed from parity
    uint16_t flags{0};           //!< processing flags of the shards that came, or-ed
    uint8_t errorCode{0};        //!< the largest error code of the shards that came
};

/**
 * @ingroup sharding-payload
 *
 * A packet that was given up.
 */
struct LostPacket
{
    PacketLoss reason;       //!< why
    uint32_t senderId;       //!< who split it
    uint64_t packetId;       //!< which of the sender's packets
    Time sendTime;           //!< when it was split, by the sender's clock
    uint32_t totalShards;    //!< how many shards it has
    uint32_t receivedShards; //!< how many of them are lost with it, at least 1
    uint64_t receivedBytes;  //!< their payload
};

/**
 * @ingroup sharding-payload
 *
 * What a reassembler did. The ledger: pushed = completed + refused (each outcome but ACCEPTED and
 * COMPLETED) + lost + buffered, in shards, at any time.
 */
struct ReassemblyCounters
{
    uint64_t pushedShards{0};                          //!< every call of Push
    std::array<uint64_t, SHARD_OUTCOMES> outcomes{};   //!< shards by outcome
    uint64_t completedPackets{0};                      //!< whole packets
    uint64_t completedShards{0};                       //!< shards that went into them
    uint64_t recoveredShards{0};                       //!< data shards computed from parity
    std::array<uint64_t, PACKET_LOSSES> lostPackets{}; //!< by reason
    std::array<uint64_t, PACKET_LOSSES> lostShards{};  //!< by reason of their packet
    uint64_t requests{0};                              //!< late shards asked for, in packets

    /// @return shards with this outcome
    uint64_t
    Of(ShardOutcome outcome) const
    {
        return outcomes[static_cast<size_t>(outcome)];
    }

    /// @return packets lost for this reason
    uint64_t
    Of(PacketLoss loss) const
    {
        return lostPackets[static_cast<size_t>(loss)];
    }

    /**
     * @param bufferedShards shards that wait
     * @return an empty string when the ledger closes, else one sentence
     */
    std::string CheckLedger(uint64_t bufferedShards) const;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_OUTCOME_H */
