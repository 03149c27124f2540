/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REORDER_BUFFER_H
#define REORDER_BUFFER_H

#include "shard-outcome.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Delivers the packets of each sender in the order of their ids. Pure: time comes in and never goes
 * back.
 *
 * A packet that is ahead waits for those before it, the first of which has the id firstPacketId. An
 * id that was skipped (because its packet was lost) is not waited for. What has waited for the gap
 * timeout, or is the oldest when there is no more room, is delivered, after all that waits before
 * it, and the gaps before it are given up: what comes for them later is stale and dropped, because
 * it cannot be delivered in order any more.
 *
 * Of a new sender beyond maxSenders nothing is ordered: its packets pass.
 */
class ReorderBuffer
{
  public:
    /// The limits.
    struct Config
    {
        Time gapTimeout{MilliSeconds(100)}; //!< longest wait, positive; at least the timeout of
                                            //!< reassembly where that tells of losses
        uint32_t maxPackets{1024};          //!< that wait, of all senders, at least 1
        uint64_t maxBytes{16U << 20U};      //!< of the packets that wait
        uint32_t maxSenders{1024};          //!< that are put in order
        uint64_t firstPacketId{0};          //!< the first id of each sender
    };

    /// Exact counts. pushed = delivered + stale + forgotten + waiting.
    struct Counters
    {
        uint64_t pushed{0};    //!< packets taken
        uint64_t delivered{0}; //!< packets handed on
        uint64_t stale{0};     //!< packets dropped because a later one was delivered before
        uint64_t forgotten{0}; //!< packets lost with the memory of the node
        uint64_t unordered{0}; //!< of the delivered: their sender was one too many
        uint64_t timeouts{0};  //!< gaps given up because a packet waited long enough
        uint64_t overflows{0}; //!< gaps given up because there was no room
    };

    /// Gets each packet when its turn has come. It must not call the buffer.
    using Deliver = std::function<void(const ReassembledPacket&)>;

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param config what Validate accepts
     * @param deliver what happens to packets
     */
    ReorderBuffer(const Config& config, Deliver deliver);
    ReorderBuffer(const ReorderBuffer&) = delete;
    ReorderBuffer& operator=(const ReorderBuffer&) = delete;

    /**
     * Takes a packet. What has waited long enough by now is delivered first.
     *
     * @param now the time
     * @param packet complete; an id that waits or was delivered already is stale
     */
    void Push(Time now, const ReassembledPacket& packet);

    /**
     * A packet will never come. Up to maxPackets such ids are noted; of others the gap is waited for.
     *
     * @param senderId who sent it
     * @param packetId which
     */
    void Skip(uint32_t senderId, uint64_t packetId);

    /// @return when a packet will have waited long enough; nothing when none waits
    std::optional<Time> NextDeadline() const;

    /**
     * Delivers what has waited long enough.
     *
     * @param now the time
     */
    void Expire(Time now);

    /**
     * The memory of the node is lost: what waits is gone, and senders are unknown, so that the next
     * packet of each waits for all ids before it until the gap timeout. The counters go on.
     *
     * @return what waited
     */
    std::vector<ReassembledPacket> Forget();

    /// @return what was done so far
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

    /// @return packets that wait
    uint32_t
    Waiting() const
    {
        return static_cast<uint32_t>(m_arrivals.size());
    }

    /// @return bytes of the packets that wait
    uint64_t
    WaitingBytes() const
    {
        return m_bytes;
    }

  private:
    /// A packet that waits, in order of arrival.
    struct Arrival
    {
        int64_t ns;
        uint32_t senderId;
        uint64_t packetId;
    };

    struct Held
    {
        ReassembledPacket whole; //!< without a packet when the id is skipped
        std::list<Arrival>::iterator arrival;
    };

    struct Sender
    {
        uint64_t next{0}; //!< the id that is to be delivered next
        std::map<uint64_t, Held> held;
    };

    void DeliverUntil(Sender& sender, uint64_t packetId);
    void DeliverReady(Sender& sender);
    void DeliverFirst(Sender& sender);
    void ExpireUntil(int64_t nowNs);
    /// Delivers the packet that has waited longest.
    void GiveUpGap(uint64_t& counter);

    const Config m_config;
    const int64_t m_timeoutNs;
    const Deliver m_deliver;
    std::unordered_map<uint32_t, Sender> m_senders;
    std::list<Arrival> m_arrivals; //!< oldest first
    uint32_t m_skipped{0};         //!< ids held as skipped
    uint64_t m_bytes{0};
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* REORDER_BUFFER_H */
