/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_METER_H
#define PATH_METER_H

#include <cstdint>
#include <deque>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a receiver tells a sender about a path: how much has come.
 */
struct PathReceipt
{
    uint64_t shards{0};   //!< of the sender, over this path, since the receiver began
    uint64_t packetId{0}; //!< the largest packet id among them, or that of a probe
    uint64_t holdNs{0};   //!< how long ago that one came
    bool isTimed{true};   //!< false: answers a probe, and says nothing about a round trip
};

/**
 * @ingroup sharding-payload
 *
 * What a sender learns about one path from what it sends and from the receipts that come back.
 *
 * It remembers when it sent which packet. A receipt settles all packets up to the one it names:
 * their bytes are outstanding no longer, whether they arrived or not. Round trip = time of the
 * receipt less time of sending less the time for which the receiver held it; only the sender's own
 * clock counts. It is smoothed with weight 1/8. Loss = 1 - shards received / shards settled, over
 * about the last LOSS_MEMORY shards.
 *
 * Receipts are not trusted: one that names a packet that was not sent yet, fewer shards than an
 * earlier one or more than twice what was settled, or a hold that is longer than the round trip is
 * counted and changes nothing.
 *
 * Pure: time comes in, and never goes back.
 */
class PathMeter
{
  public:
    static constexpr uint32_t MAX_SENDS = 4096; //!< packets remembered; beyond, they merge
    static constexpr double LOSS_MEMORY = 1000; //!< shards
    static constexpr int64_t RTT_WEIGHT = 8;    //!< the last one weighs one part in so many

    /**
     * @param nowNs the time
     * @param packetId of the packet, never smaller than before
     * @param bytes of one of its shards that was sent over this path
     */
    void NoteSent(int64_t nowNs, uint64_t packetId, uint32_t bytes);

    /**
     * @param nowNs the time
     * @param receipt what came back
     * @return whether it was believed
     */
    bool NoteReceipt(int64_t nowNs, const PathReceipt& receipt);

    /// @return bytes that were sent and not settled yet
    uint64_t GetOutstanding() const;

    /// @return smoothed round trip, ns; 0 before the first receipt
    int64_t GetRtt() const;

    /// @return shortest round trip so far, ns; 0 before the first receipt
    int64_t GetLeastRtt() const;

    /**
     * @param nowNs the time
     * @return how long ago the oldest shard was sent that is not settled, ns; 0 when all are
     */
    int64_t GetOldestAge(int64_t nowNs) const;

    /// @return share of the shards that are lost, in [0, 1]
    double GetLoss() const;

    /// @return id of the last packet sent; 0 when none was
    uint64_t GetLastPacketId() const;

    /// @return receipts that were not believed
    uint64_t GetRefused() const;

    /**
     * @param nowNs the time
     * @param timeoutNs how long a receipt may take
     * @return whether something that was sent longer ago than that is not settled
     */
    bool IsSilent(int64_t nowNs, int64_t timeoutNs) const;

  private:
    /// The shards of one packet.
    struct Sent
    {
        int64_t timeNs;
        uint64_t packetId;
        uint64_t shards;
        uint64_t bytes;
    };

    std::deque<Sent> m_sent; //!< what is not settled, oldest first
    uint64_t m_lastPacketId{0};
    uint64_t m_outstanding{0};
    uint64_t m_settledShards{0};
    uint64_t m_receivedShards{0}; //!< as of the last receipt
    int64_t m_rttNs{0};
    int64_t m_leastRttNs{0};
    double m_recentShards{0};   //!< settled, fading
    double m_recentReceived{0}; //!< of these, received
    uint64_t m_refused{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PATH_METER_H */
