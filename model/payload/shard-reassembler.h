/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_REASSEMBLER_H
#define SHARD_REASSEMBLER_H

#include "open-packet-table.h"
#include "recent-packets.h"
#include "shard-header.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
    ACCEPTED,     //!< "accepted": buffered
    COMPLETED,    //!< "completed": it was the last one missing
    TOO_SHORT,    //!< "too-short": see ShardParse, as for the next six
    BAD_VERSION,  //!< "bad-version"
    BAD_RESERVED, //!< "bad-reserved"
    BAD_LENGTH,   //!< "bad-length"
    BAD_INDEX,    //!< "bad-index"
    BAD_RANGE,    //!< "bad-range"
    BAD_CHECKSUM, //!< "bad-checksum"
    DUPLICATE,    //!< "duplicate": same index, range and content as one that is buffered
    LATE,         //!< "late": its packet was completed or given up
    /// "header-conflict": total, packet length, protocol or send time differ from the first shard's
    HEADER_CONFLICT,
    CONTENT_CONFLICT, //!< "content-conflict": the index is taken, by another range or content
    RANGE_CONFLICT,   //!< "range-conflict": a gap or an overlap with the shard before or after it
    NO_ROOM //!< "no-room": its packet cannot fit the memory, or was evicted to make room for it
};

/// How many values ShardOutcome has.
constexpr uint32_t SHARD_OUTCOMES = 15;

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
    EXPIRED, //!< "expired": shards were missing at the deadline
    EVICTED, //!< "evicted": its memory was needed
    CONFLICT //!< "conflict": expired, and a shard of it had been refused as a conflict
};

/// How many values PacketLoss has.
constexpr uint32_t PACKET_LOSSES = 3;

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
    Ptr<Packet> packet;      //!< the content, with the tags of shard 0
    uint32_t senderId{0};    //!< who split it
    uint64_t packetId{0};    //!< which of the sender's packets
    uint16_t protocol{0};    //!< its EtherType
    Time sendTime;           //!< when it was split, by the sender's clock
    uint32_t totalShards{0}; //!< how many shards it came in
    uint16_t flags{0};       //!< processing flags of all its shards, or-ed
    uint8_t errorCode{0};    //!< the largest error code of its shards
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
    uint64_t completedShards{0};                       //!< shards in whole packets
    std::array<uint64_t, PACKET_LOSSES> lostPackets{}; //!< by reason
    std::array<uint64_t, PACKET_LOSSES> lostShards{};  //!< by reason of their packet

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
};

/**
 * @ingroup sharding-payload
 *
 * Puts packets together from shards that come in any order, more than once, damaged or forged.
 * Pure: time comes in and never goes back.
 *
 * A packet opens with its first shard, whose header the others must match, and closes when it is
 * whole, when it is older than the timeout (which no later shard extends; at the deadline itself it
 * is too late), or when its memory is needed. Each shard must start where the one before it ends,
 * so whatever completes is gapless. The identity of a closed packet is remembered, so that a shard
 * that comes late opens nothing.
 *
 * At a limit (open packets, bytes) the oldest open packet of the sender that holds the most bytes
 * is evicted; of senders that hold equally many, the one with the smallest id. Bytes are payload,
 * virtual or not, plus a fixed charge for each packet and shard that covers what they take here and
 * in ns-3 (whose packets may sit in larger, recycled buffers; that is not counted).
 *
 * What it guarantees, against whom. CRC32C detects accidents, not intent, and nothing here is
 * secret.
 * - Whatever arrives: no crash, memory within the limits, work per shard independent of the number
 *   of open packets (but for the logarithm of the number of their senders), exact counters.
 * - Damage by accident: a wrong shard passes with a probability of 2^-32, and no error of up to 32
 *   bits in a row passes. Shards of two packets mix only if sender, id, total, length, protocol and
 *   send time are all equal.
 * - A forger that does not know a packet's send time to the nanosecond cannot change its content.
 *   If one comes before the first true shard, the true ones are refused as conflicts and the packet
 *   is lost. It can invent packets of any sender and, by filling the memory, have others evicted.
 * - A forger that sees the traffic can do anything; only authentication helps.
 * - No packet is delivered twice as long as fewer than maxRemembered others closed between it and
 *   its repetition.
 */
class ShardReassembler
{
  public:
    /// The limits.
    struct Config
    {
        Time timeout{MilliSeconds(100)}; //!< from a packet's first shard to giving it up; positive
        uint32_t maxOpenPackets{4096};   //!< at least 1
        uint64_t maxBytes{64U << 20U};   //!< at least 4096
        uint32_t maxRemembered{65536};   //!< identities of closed packets; 0: none
        ShardLimits limits;              //!< what to believe of a header
    };

    /// Told of each packet that is given up, while it is being given up; must not call the
    /// reassembler.
    using LossCallback = std::function<void(const LostPacket&)>;

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param config what Validate accepts
     * @param onLoss may be empty
     */
    explicit ShardReassembler(const Config& config, LossCallback onLoss = nullptr);
    ShardReassembler(const ShardReassembler&) = delete;
    ShardReassembler& operator=(const ShardReassembler&) = delete;

    /**
     * Takes a shard. What has expired by now is given up first.
     *
     * @param now the time
     * @param shard any packet; it is used up
     * @param whole set when, and only when, the outcome is COMPLETED
     * @return what became of it
     */
    ShardOutcome Push(Time now, const Ptr<Packet>& shard, ReassembledPacket& whole);

    /// @return when the next packet has to be given up; nothing when none is open
    std::optional<Time> NextDeadline() const;

    /**
     * Gives up the packets whose deadline has come.
     *
     * @param now the time
     */
    void Expire(Time now);

    /// @return what was done so far
    const ReassemblyCounters& Counters() const;

    /// @return packets that wait for shards
    uint32_t OpenPackets() const;

    /// @return shards that wait
    uint64_t BufferedShards() const;

    /// @return bytes held, as charged against maxBytes
    uint64_t BufferedBytes() const;

    /**
     * Recounts all that is buffered, in time proportional to the number of open packets.
     *
     * @return an empty string when the ledger closes and every limit holds, else one sentence that
     *        says what does not
     */
    std::string CheckLedger() const;

  private:
    ShardOutcome Take(int64_t nowNs, const Ptr<Packet>& shard, ReassembledPacket& whole);
    ShardOutcome Open(int64_t nowNs, const ShardHeader& header, const Ptr<Packet>& payload);
    ShardOutcome Add(OpenPacket& open,
                     const ShardHeader& header,
                     const Ptr<Packet>& payload,
                     ReassembledPacket& whole);
    /// @return what is wrong with the shard in the eyes of those before it; ACCEPTED when nothing
    ///        is
    ShardOutcome
    Compare(const OpenPacket& open, const ShardHeader& header, const Packet& payload) const;
    void Complete(const PacketKey& key, const ShardHeader& header, ReassembledPacket& whole);
    void ExpireUntil(int64_t nowNs);
    void GiveUp(OpenPacket& open, PacketLoss reason);

    const Config m_config;
    // Times are kept as numbers: each ns3::Time that is made before a simulation runs is entered
    // into a list.
    const int64_t m_timeoutNs;
    const LossCallback m_onLoss;
    OpenPacketTable m_open;
    RecentPackets m_recent;
    ReassemblyCounters m_counters;
    std::vector<Ptr<Packet>> m_parts; //!< reused
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_REASSEMBLER_H */
