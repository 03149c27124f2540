/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REASSEMBLER_H
#define REASSEMBLER_H

#include "fragment-budget.h"
#include "fragment-header.h"
#include "fragment-outcome.h"
#include "fragment-store.h"
#include "open-message.h"
#include "reassembly-limits.h"

#include "ns3/nstime.h"
#include "ns3/open-table.h"
#include "ns3/recent-set.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A message that was put together.
 */
template <typename Content>
struct AssembledMessage
{
    Content content{};             //!< its bytes
    uint64_t peer{0};              //!< who sent it
    std::optional<MessageId> id{}; //!< which message; nothing where the protocol has no ids
    uint32_t type{0};              //!< the protocol's mark of its first fragment
    uint64_t fragments{0};         //!< how many it came in
    Time opened{};                 //!< when the first of them came
};

/**
 * @ingroup sharding-fragment
 *
 * Identity of a message at its receiver.
 */
struct MessageKey
{
    uint64_t peer{0}; //!< who sent it
    MessageId id;     //!< which of its messages
    bool hasId{true}; //!< see ArrivedFragment

    /// @return what is evicted together: the messages of a peer
    uint64_t
    Group() const
    {
        return peer;
    }

    /// @return whether both are the same message
    bool
    operator==(const MessageKey& other) const
    {
        return peer == other.peer && id == other.id && hasId == other.hasId;
    }
};

/// Hash of a MessageKey.
struct MessageKeyHash
{
    /// @return the hash
    size_t
    operator()(const MessageKey& key) const
    {
        return MixHash(key.id.Value() + (2 * key.peer + key.hasId) * 0x9e3779b97f4a7c15);
    }
};

/**
 * @ingroup sharding-fragment
 *
 * Puts messages together from their fragments, many at a time. Pure: time comes in and never goes
 * back. Reassembler works on bytes, PacketReassembler on ns-3 packets without copying them.
 *
 * A message opens with its first fragment and closes when it is whole, when it is older than the
 * timeout (which no later fragment extends; at the deadline itself it is too late), when one of its
 * fragments breaks a rule, or when its memory is needed. Each fragment must be the next one; with a
 * reorder window, it may be that far ahead and then waits. The identity of a closed message is
 * remembered, also of one whose first fragment to come was refused, so that a fragment that comes
 * late opens nothing. A sender must not use an id again while it may be remembered: such a message
 * is refused as late, never mixed with the old one.
 *
 * A fragment that is there already is ignored if its content is the same, else its message is given
 * up.
 *
 * At a limit (open messages, bytes) the oldest message of the peer that holds the most bytes is
 * evicted; where that is the one that grows, it is given up as no-room. Memory that a shared
 * budget has given to other receivers cannot be won back this way: then the message that needs it
 * is given up (no-room). Bytes are what is truly allocated: buffers with what the C library adds,
 * and a fixed charge for each open message. While a buffer grows, the old and the new one count.
 * Beside that there is only the table of remembered identities, whose size is fixed by
 * maxRemembered (about 100 bytes each).
 *
 * The work per fragment does not depend on how many messages are open.
 */
template <typename Store>
class BasicReassembler
{
  public:
    using View = typename Store::View;                            //!< a fragment's payload
    using Message = AssembledMessage<typename Store::Content>;    //!< a whole message
    using LossCallback = std::function<void(const LostMessage&)>; //!< must not call the reassembler

    static constexpr uint64_t OPEN_CHARGE =
        640; //!< bytes for all that is kept of a message but its content

    /**
     * @param limits what ReassemblyLimits::Validate accepts
     * @param onLoss told of each message that is given up, while it is; may be empty
     * @param budget memory shared with others, which must outlive this; nullptr: limits.maxBytes
     *         alone counts
     */
    explicit BasicReassembler(const ReassemblyLimits& limits,
                              LossCallback onLoss = nullptr,
                              FragmentBudget* budget = nullptr);
    BasicReassembler(const BasicReassembler&) = delete;
    BasicReassembler& operator=(const BasicReassembler&) = delete;
    ~BasicReassembler();

    /**
     * Takes a fragment. What has expired by now is given up first.
     *
     * @param now the time
     * @param fragment what it is
     * @param payload its content; a packet is used up
     * @param whole set when, and only when, the result is COMPLETED
     * @return what became of it. PASSED: the payload is the whole message, and was not kept.
     */
    FragmentOutcome
    Push(const Time& now, const ArrivedFragment& fragment, const View& payload, Message& whole);

    /// @return when the next message has to be given up; nothing when none is open
    std::optional<Time> NextDeadline() const;

    /**
     * Gives up the messages whose deadline has come.
     *
     * @param now the time
     */
    void Expire(const Time& now);

    /**
     * Gives up one message, for a reason that only the caller can see.
     *
     * @param key the message; nothing happens when it is not open
     * @param reason why
     */
    void Drop(const MessageKey& key, FragmentOutcome reason);

    /// Gives up all messages, as CLOSED.
    void Close();

    /**
     * Counts a fragment on which the caller has decided by itself.
     *
     * @param outcome what became of it, not ACCEPTED or COMPLETED
     * @return outcome
     */
    FragmentOutcome
    Count(FragmentOutcome outcome)
    {
        m_counters.pushed++;
        m_counters.outcomes[static_cast<size_t>(outcome)]++;
        return outcome;
    }

    /**
     * Charges memory that the caller holds beside, for instance for half a fragment, against the
     * same limits.
     *
     * @param bytes how much in all
     * @return whether it can be had; messages may have been evicted for it. If not, nothing was
     *         changed but that.
     */
    bool SetAside(uint64_t bytes);

    /**
     * @param key a message
     * @return the index that comes next when it is open, else nothing
     */
    std::optional<FragmentIndex> NextIndex(const MessageKey& key);

    /**
     * @param key a message that is not open
     * @return whether it is remembered as closed
     */
    bool IsRemembered(const MessageKey& key) const;

    /// @return what was done so far
    const FragmentCounters& Counters() const;

    /// @return the limits
    const ReassemblyLimits& Limits() const;

    /// @return messages that wait for fragments
    uint64_t OpenMessages() const;

    /// @return fragments that wait
    uint64_t BufferedFragments() const;

    /// @return bytes held, as charged against maxBytes
    uint64_t BufferedBytes() const;

    /// @return the most that BufferedBytes ever was, growing buffers included
    uint64_t PeakBytes() const;

    /// @return whether reading should pause: more than softBytes are held, or the shared budget is tight
    bool WantsPause() const;

    /**
     * Recounts all that is buffered, in time proportional to it.
     *
     * @return an empty string when the ledger closes and every limit holds, else one sentence that
     *         says what does not
     */
    std::string CheckLedger() const;

  private:
    using Table = OpenTable<MessageKey, MessageKeyHash, OpenMessage<Store>>;
    using Entry = typename Table::Entry;

    FragmentOutcome
    Take(int64_t nowNs, const ArrivedFragment& fragment, const View& payload, Message& whole);
    void Finish(Entry& entry, Message& whole);
    bool MakeRoom(const Entry* forWhom, uint64_t bytes);
    void GiveUp(Entry& entry, FragmentOutcome reason);
    void Remove(Entry& entry);
    void Remember(const MessageKey& key);
    void ExpireUntil(int64_t nowNs);

    const ReassemblyLimits m_limits;
    // Times are kept as numbers: each ns3::Time that is made before a simulation runs is entered
    // into a list.
    const int64_t m_timeoutNs;
    const LossCallback m_onLoss;
    FragmentBudget* const m_budget;
    const OpenMessage<Store> m_none; //!< what a message that is not open yet looks like
    Table m_open;
    RecentSet<MessageKey, MessageKeyHash> m_recent;
    FragmentCounters m_counters;
    uint64_t m_aside{0};
    uint64_t m_peak{0};
};

extern template class BasicReassembler<ByteStore>;
extern template class BasicReassembler<PacketStore>;

/// Puts messages together from bytes.
using Reassembler = BasicReassembler<ByteStore>;

/// Puts messages together from ns-3 packets.
using PacketReassembler = BasicReassembler<PacketStore>;

} // namespace sharding
} // namespace ns3

#endif /* REASSEMBLER_H */
