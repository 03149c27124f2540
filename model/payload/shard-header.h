/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_HEADER_H
#define SHARD_HEADER_H

#include "ns3/header.h"
#include "ns3/packet.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * The header in front of every shard. Network byte order, 52 bytes:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | error code |
 * | 2 | 2 | processing flags |
 * | 4 | 4 | sender |
 * | 8 | 8 | packet id |
 * | 16 | 4 | shard index |
 * | 20 | 4 | total shards |
 * | 24 | 4 | offset |
 * | 28 | 4 | payload length |
 * | 32 | 8 | send time |
 * | 40 | 4 | packet length |
 * | 44 | 2 | protocol |
 * | 46 | 2 | reserved, 0 |
 * | 48 | 4 | CRC32C of bytes 0 to 47 and then the payload |
 *
 * It is put on with SealShard and taken off with TakeShardHeader, nowhere else.
 */
class ShardHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 52;  //!< bytes on the wire
    static constexpr uint8_t VERSION = 1; //!< the only version that is understood

    uint8_t version{VERSION};  //!< see VERSION
    uint8_t errorCode{0};      //!< set by a node that failed to process the shard; 0: none
    uint16_t flags{0};         //!< set by the nodes that processed the shard
    uint32_t senderId{0};      //!< who split the packet
    uint64_t packetId{0};      //!< which of the sender's packets
    uint32_t shardIndex{0};    //!< place among the packet's shards, from 0
    uint32_t totalShards{0};   //!< how many there are
    uint32_t offset{0};        //!< where the shard's payload starts in the packet, bytes
    uint32_t payloadLength{0}; //!< bytes of the packet in this shard
    uint64_t sendTimeNs{0};    //!< when the packet was split, ns; below 2^63
    uint32_t packetLength{0};  //!< bytes of the whole packet
    uint16_t protocol{0};      //!< EtherType of the packet
    uint16_t reserved{0};      //!< 0
    uint32_t checksum{0};      //!< CRC32C, see above

    /// @return the type id
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// @return SIZE, or 0 when fewer bytes are there; the values are not judged
    uint32_t Deserialize(Buffer::Iterator start) override;
};

/**
 * @ingroup sharding-payload
 *
 * What a receiver is willing to believe of a shard header.
 */
struct ShardLimits
{
    uint32_t maxShards{4096};             //!< most shards of one packet, 1 to 65,535
    uint32_t maxPacketLength{16U << 20U}; //!< longest packet, bytes, at least 1

    /// @return an empty string when the limits can be used, else one sentence that says what is
    ///        wrong
    static std::string Validate(const ShardLimits& limits);
};

/**
 * @ingroup sharding-payload
 *
 * What became of the attempt to read a shard.
 */
enum class ShardParse : uint8_t
{
    OK,           //!< the header was taken off
    TOO_SHORT,    //!< fewer bytes than a header
    BAD_VERSION,  //!< a version that is not understood
    BAD_RESERVED, //!< the reserved field is not 0
    BAD_LENGTH,   //!< payload length is 0 or differs from what follows the header
    BAD_INDEX,    //!< no shards, more than the limit, or an index beyond them
    /// The range does not lie in the packet, or the packet is above the limit or has fewer bytes
    /// than shards; the first shard does not start it, the last does not end it, or another one
    /// does; the send time is 2^63 ns or more.
    BAD_RANGE,
    BAD_CHECKSUM //!< the bytes are not those that were sealed
};

/**
 * @ingroup sharding-payload
 *
 * Puts the header, with its checksum, in front of a shard's payload.
 *
 * @param payload the shard's bytes; they get the header
 * @param header all fields but the checksum are used as they are; the checksum is set
 */
void SealShard(const Ptr<Packet>& payload, ShardHeader& header);

/**
 * @ingroup sharding-payload
 *
 * Takes the header off a shard. This is the one place that does it, and it trusts nothing.
 *
 * @param packet any packet; it loses its first SIZE bytes when, and only when, the result is OK
 * @param header receives the fields when there are enough bytes for them, also of a shard that is
 *        refused
 * @param limits what to believe
 * @return OK, or the first reason, in the order of ShardParse, to refuse it
 */
ShardParse
TakeShardHeader(const Ptr<Packet>& packet, ShardHeader& header, const ShardLimits& limits);

} // namespace sharding
} // namespace ns3

#endif /* SHARD_HEADER_H */
