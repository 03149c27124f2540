/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_HEADER_H
#define SHARD_HEADER_H

#include "ns3/header.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

class ShardCipher;

/**
 * @ingroup sharding-payload
 *
 * How the redundant shards of a packet follow from its data shards.
 */
enum class ShardCode : uint8_t
{
    NONE,        //!< "none": there are none
    COPY,        //!< "copy": they repeat the data shards, in order, once or more
    XOR,         //!< "xor": one, the sum of the data shards
    REED_SOLOMON //!< "reed-solomon": any as many shards as there are data shards give the packet
};

/// How many values ShardCode has.
constexpr uint32_t SHARD_CODES = 4;

/**
 * @ingroup sharding-payload
 *
 * The header in front of every shard. Network byte order:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 2 |
 * | 1 | 1 | ShardCode; plus 128 when the metadata is encrypted |
 * | 2 | 2 | protocol |
 * | 4 | 4 | sender |
 * | 8 | 8 | packet id |
 * | 16 | 4 | shard index |
 * | 20 | 4 | total shards |
 * | 24 | 4 | redundant shards |
 * | 28 | 4 | offset |
 * | 32 | 4 | payload length |
 * | 36 | 4 | packet length |
 * | 40 | 4 | block length |
 * | 44 | 4 | reassembly point |
 * | 48 | 8 | send time |
 * | 56 | 2 | processing flags |
 * | 58 | 1 | error code |
 * | 59 | 1 | reserved, 0 |
 * | 60 | 4 | CRC32C of bytes 0 to 59 and of all that follows byte 63 |
 *
 * Bytes 48 to 59 are the metadata. When they are encrypted, 44 bytes more follow: key id (4), nonce
 * (24) and tag (16); see ShardCipher.
 *
 * It is put on with SealShard and taken off with TakeShardHeader, nowhere else.
 */
class ShardHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 64;          //!< bytes on the wire, in clear
    static constexpr uint32_t METADATA_AT = 48;   //!< where the metadata begins
    static constexpr uint32_t METADATA_SIZE = 12; //!< bytes of the metadata
    static constexpr uint32_t SEAL_SIZE = 44; //!< bytes that follow when the metadata is encrypted
    static constexpr uint8_t VERSION = 2;     //!< the only version that is understood
    static constexpr uint32_t BLOCK_PREFIX =
        4; //!< a coded block begins with the length of its data shard

    uint8_t version{VERSION};        //!< see VERSION
    ShardCode code{ShardCode::NONE}; //!< how the redundant shards were made
    bool encrypted{false};           //!< whether the metadata was encrypted on the wire
    uint16_t protocol{0};            //!< EtherType of the packet
    uint32_t senderId{0};            //!< who split the packet
    uint64_t packetId{0};            //!< which of the sender's packets
    uint32_t shardIndex{0};          //!< place among the packet's shards, from 0, data shards first
    uint32_t totalShards{0};         //!< how many there are, redundant ones included
    uint32_t redundantShards{0};     //!< how many of them are redundant
    uint32_t offset{0};              //!< where the payload starts in the packet, bytes; of a parity
                                     //!< shard 0
    uint32_t payloadLength{0};       //!< bytes that follow the header
    uint32_t packetLength{0};        //!< bytes of the whole packet
    uint32_t blockLength{0}; //!< bytes of a coded block: 4 more than the longest data shard has;
                             //!< 0 without parity
    uint32_t reassemblyPoint{0}; //!< where the packet is to be put together; 0: where it arrives
    uint64_t sendTimeNs{0};      //!< when the packet was split, ns; below 2^63
    uint16_t flags{0};           //!< set by the nodes that processed the shard
    uint8_t errorCode{0};        //!< set by a node that failed to process the shard; 0: none
    uint8_t reserved{0};         //!< 0
    uint32_t checksum{0};        //!< CRC32C, see above

    /// @return how many shards carry the packet itself
    uint32_t
    DataShards() const
    {
        return totalShards - redundantShards;
    }

    /// @return whether redundant shards are parity, not copies
    bool
    HasParity() const
    {
        return code == ShardCode::XOR || code == ShardCode::REED_SOLOMON;
    }

    /// @return whether this shard is parity
    bool
    IsParity() const
    {
        return HasParity() && shardIndex >= DataShards();
    }

    /// @return which data shard this one carries, or its index when it is parity
    uint32_t
    ContentIndex() const
    {
        return code == ShardCode::COPY ? shardIndex % DataShards() : shardIndex;
    }

    /// @return bytes that it takes on the wire
    uint32_t
    WireSize() const
    {
        return encrypted ? SIZE + SEAL_SIZE : SIZE;
    }

    /// @return the type id
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    /// Writes the header in clear; an encrypted one is written by SealShard only.
    void Serialize(Buffer::Iterator start) const override;
    /// @return bytes on the wire, or 0 when fewer are there; the values are not judged, and encrypted
    ///         metadata reads as 0
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
    OK,          //!< the header was taken off
    TOO_SHORT,   //!< fewer bytes than a header
    BAD_VERSION, //!< a version that is not understood
    /// An unknown code, or redundant shards and block length that do not go with it.
    BAD_CODE,
    BAD_LENGTH, //!< payload length is 0 or differs from what follows the header
    BAD_INDEX,  //!< no data shards, more shards than the limit, or an index beyond them
    /// The range does not lie in the packet, or the packet is above the limit or has fewer bytes
    /// than data shards; the first data shard does not start it, the last does not end it, or
    /// another one does; a shard and its block length do not go together.
    BAD_RANGE,
    BAD_CHECKSUM,  //!< the bytes are not those that were sealed
    WRONG_KEY,     //!< encrypted under another key, or while no key is known
    NOT_ENCRYPTED, //!< not encrypted, though a key is used
    NOT_AUTHENTIC, //!< encrypted under the key's name, but its tag is wrong
    BAD_METADATA   //!< the send time is 2^63 ns or more, or the reserved byte is not 0
};

/// How many values ShardParse has.
constexpr uint32_t SHARD_PARSES = 12;

/**
 * @ingroup sharding-payload
 *
 * Puts the header, with its checksum, in front of a shard's payload.
 *
 * @param payload the shard's bytes; they get the header
 * @param header all fields but encrypted and checksum are used as they are; these two are set
 * @param cipher encrypts the metadata and authenticates all; nullptr: in clear
 * @param bytes the payload's bytes where the caller knows where in memory they are; nullptr: they are looked for
 */
void SealShard(const Ptr<Packet>& payload,
               ShardHeader& header,
               const ShardCipher* cipher = nullptr,
               const uint8_t* bytes = nullptr);

/**
 * @ingroup sharding-payload
 *
 * Takes the header off a shard. This is the one place that does it, and it trusts nothing.
 *
 * @param packet any packet; it loses its header when, and only when, the result is OK
 * @param header receives the fields when there are enough bytes for them, also of a shard that is
 *        refused
 * @param limits what to believe
 * @param cipher decrypts; nullptr: only shards in clear are taken
 * @return OK, or the first reason, in the order of ShardParse, to refuse it
 */
ShardParse TakeShardHeader(const Ptr<Packet>& packet,
                           ShardHeader& header,
                           const ShardLimits& limits,
                           const ShardCipher* cipher = nullptr);

/**
 * @ingroup sharding-payload
 *
 * @param code a code
 * @return its name, such as "reed-solomon"
 */
std::string ShardCodeName(ShardCode code);

} // namespace sharding
} // namespace ns3

#endif /* SHARD_HEADER_H */
