/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_REASSEMBLER_H
#define SHARD_REASSEMBLER_H

#include "completion-quantile.h"
#include "open-packet-table.h"
#include "parity-coder.h"
#include "replay-window.h"
#include "shard-cipher.h"
#include "shard-header.h"
#include "shard-outcome.h"
#include "shard-request.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/recent-set.h"

#include <cstdint>
#include <functional>
#include <memory>
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
 * Puts packets together from shards that come in any order, more than once, damaged or forged.
 * Pure: time comes in and never goes back.
 *
 * A packet opens with its first shard, whose header the others must match, and closes when enough
 * shards are there (all, or with parity as many as it has data shards), when it is older than the
 * timeout (which no later shard extends; at the deadline itself it is too late), or when its memory
 * is needed. Each data shard must start where the one before it ends, so whatever completes is
 * gapless. A closed packet is remembered, so that a shard that comes late opens nothing.
 *
 * Memory. At a limit of all senders together (open packets, bytes) the oldest packet of the sender
 * with the greatest weight is evicted, at a sender's own limit the oldest packet of that sender. A
 * packet weighs the bytes it holds, but at least maxBytes / maxOpenPackets. So a sender whose
 * packets weigh less than its share (maxBytes divided by the number of senders that have packets
 * open) loses none, whatever others send under names of their own. Bytes are payload, virtual or
 * not, plus a fixed charge for each packet and shard that covers what they take here and in ns-3
 * (whose packets may sit in larger, recycled buffers; that is not counted).
 *
 * Hedging. With hedge set, the time from the first shard to completion is remembered for the packets
 * that were completed last, and a packet that has waited for longer than a quantile of them is late:
 * its sender is asked, once, for as many of the missing shards as are needed.
 *
 * What it guarantees, against whom.
 * - Whatever arrives: no crash, memory within the limits, work per shard independent of the number
 *   of open packets (but for the logarithm of the number of their senders), exact counters.
 * - Damage by accident: CRC32C lets a wrong shard pass with a probability of 2^-32, and no error of
 *   up to 32 bits in a row. Shards of two packets mix only if all that their headers share is equal,
 *   the send time included.
 * - Without a key: a forger that does not know a packet's send time to the nanosecond cannot change
 *   its content. If one comes before the first true shard, the true ones are refused as conflicts
 *   and the packet is lost. It can invent packets of any sender and, by filling the memory under
 *   many names, have others evicted. One that sees the traffic can do anything. No packet is
 *   delivered twice as long as fewer than maxRemembered others were completed between it and its
 *   repetition.
 * - With a key: only what a holder of the key sealed is looked at, headers and payload alike; a part
 *   of one shard in another, or a shard sent to another reassembly point, is refused; and no packet
 *   is ever delivered twice, because of each sender all ids are refused that were closed or lie
 *   replayWindow or more behind the newest.
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
        uint64_t maxBytesPerSender{0};   //!< most that a sender's packets may weigh; 0: as maxBytes
        uint32_t maxRemembered{65536};   //!< completed, and given-up, packets that are remembered
        ShardLimits limits;              //!< what to believe of a header
        uint32_t reassemblyPoint{0};     //!< shards for others are refused; 0: none is
        std::shared_ptr<const ShardCipher> cipher; //!< null: only shards in clear are taken
        uint32_t replayWindow{16384};              //!< with a cipher: see above; at least 64
        uint32_t maxSenders{4096};                 //!< with a cipher: that are known, at least 1
        std::optional<CompletionQuantile::Config> hedge; //!< when a packet is late; none: never
    };

    /// Told of each packet that is given up. It may look at the reassembler, but not call it.
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

    /// @return when the oldest open packet was opened, ns; -1: none is open
    int64_t OldestNs() const;

    /// @return when the next packet has to be given up; nothing when none is open
    std::optional<Time> NextDeadline() const;

    /**
     * Gives up the packets whose deadline has come.
     *
     * @param now the time
     */
    void Expire(Time now);

    /// @return when the next packet will be late; nothing without hedging, before enough packets
    ///         were completed, or when all open packets were late already
    std::optional<Time> NextRequest() const;

    /**
     * Asks for what is late.
     *
     * @param now the time
     * @param request set when the result is true
     * @return whether there is a request to send; to be called until there is none
     */
    bool TakeRequest(Time now, ShardRequest& request);

    /**
     * The memory of the node is lost: all open packets are given up as CRASHED, and nothing is known
     * any more of those that were closed, so that a repetition may be delivered once more. The counters
     * go on.
     */
    void Forget();

    /// @return what was done so far
    const ReassemblyCounters&
    Counters() const
    {
        return m_counters;
    }

    /// @return packets that wait for shards
    uint32_t
    OpenPackets() const
    {
        return m_open.Count();
    }

    /// @return shards that wait
    uint64_t
    BufferedShards() const
    {
        return m_open.Shards();
    }

    /// @return bytes held, as charged against maxBytes
    uint64_t
    BufferedBytes() const
    {
        return m_open.Bytes();
    }

    /**
     * Recounts all that is buffered, in time proportional to the number of open packets.
     *
     * @return an empty string when the ledger closes and every limit holds, else one sentence that
     *         says what does not
     */
    std::string CheckLedger() const;

  private:
    using OpenPacket = OpenPacketTable::OpenPacket;

    ShardOutcome Take(int64_t nowNs, const Ptr<Packet>& shard, ReassembledPacket& whole);
    /// @return what is wrong with a shard of a packet that is not open; ACCEPTED when nothing is
    ShardOutcome JudgeNew(const PacketKey& key, const ShardHeader& header) const;
    ShardOutcome Open(int64_t nowNs, const ShardHeader& header, const Ptr<Packet>& payload);
    ShardOutcome Add(int64_t nowNs,
                     OpenPacket& open,
                     const ShardHeader& header,
                     const Ptr<Packet>& payload,
                     ReassembledPacket& whole);
    ShardOutcome
    TakeSingle(const ShardHeader& header, const Ptr<Packet>& payload, ReassembledPacket& whole);
    /// Evicts until a packet can hold more. @return false when it was evicted itself
    bool MakeRoom(uint32_t senderId, const OpenPacket* open, uint64_t bytes);
    /// @return what is wrong with the shard in the eyes of those before it; ACCEPTED when nothing
    ///         is
    ShardOutcome
    Compare(const WaitingShards& open, const ShardHeader& header, const Packet& payload) const;
    ShardOutcome Finish(int64_t nowNs,
                        OpenPacket& open,
                        const ShardHeader& header,
                        const Ptr<Packet>& payload,
                        ReassembledPacket& whole);
    /// Leaves the data shards in m_parts. @return how many were computed; nothing on contradiction
    std::optional<uint32_t>
    Gather(const WaitingShards& open, const ShardHeader& header, const Ptr<Packet>& payload);
    /// Joins m_parts.
    void Deliver(const ShardHeader& header, uint32_t recovered, ReassembledPacket& whole);
    void ExpireUntil(int64_t nowNs);
    void GiveUp(OpenPacket& open, PacketLoss reason);
    /// Removes a packet that does not wait any more.
    void Close(OpenPacket& open);

    const Config m_config;
    // Times are kept as numbers: each ns3::Time that is made before a simulation runs is entered
    // into a list.
    const int64_t m_timeoutNs;
    const uint64_t m_maxSenderWeight;
    const LossCallback m_onLoss;
    OpenPacketTable m_open;
    RecentSet<PacketKey, PacketKeyHash> m_completed;
    RecentSet<PacketKey, PacketKeyHash> m_lost; //!< used without a cipher
    std::optional<ReplayWindow> m_closed;       //!< used with a cipher
    std::optional<CompletionQuantile> m_lateAfter;
    OpenPacket* m_nextLate{nullptr}; //!< the oldest packet that nobody was asked for
    ReassemblyCounters m_counters;
    ParityCoder m_coder;
    std::vector<Ptr<Packet>> m_parts; //!< reused
    WaitingShards m_none;             //!< reused: what a packet of one shard waits with
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_REASSEMBLER_H */
