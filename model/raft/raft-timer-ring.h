/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_TIMER_RING_H
#define RAFT_TIMER_RING_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Deadlines of many things, in spans of equal length: a deadline comes up at the end of its span.
 * Setting one and taking it takes constant time and no memory. What lies in one span comes up in
 * the order in which it was set.
 *
 * Set never puts an item off: one whose deadline has moved on comes up at the old one, and its owner
 * sets it again, or looks at those that come up next (First) and puts them off. Most deadlines of Raft move on many
 * times before they come.
 */
class RaftTimerRing
{
  public:
    static constexpr int64_t NEVER = INT64_MAX; //!< a deadline that does not come

    /// What can be in a ring; to be derived from, and to be taken out before it ends.
    class Item
    {
      public:
        Item() = default;
        Item(const Item&) = delete;
        Item& operator=(const Item&) = delete;

      private:
        friend class RaftTimerRing;

        Item* m_next{nullptr};
        Item** m_link{nullptr}; //!< what points to it; nullptr: it is in no ring
        int64_t m_tick{NEVER};
    };

    /// @param tickNs length of a span, positive
    explicit RaftTimerRing(int64_t tickNs);

    RaftTimerRing(const RaftTimerRing&) = delete;
    RaftTimerRing& operator=(const RaftTimerRing&) = delete;

    /**
     * @param item comes up at the latest at the end of the span of the deadline
     * @param deadlineNs not below 0; far ones come up earlier, NEVER does not count
     */
    void Set(Item& item, int64_t deadlineNs);

    /// @param item is taken out if it is in
    void Remove(Item& item);

    /**
     * @param nowNs not below that of the call before
     * @return an item that has come up and was taken out; nullptr when there is none left. One that
     *         is set again meanwhile comes up in the next span at the earliest
     */
    Item* TakeDue(int64_t nowNs);

    /// @return an item that comes up next; nullptr when there is none
    Item* First() const;

    /**
     * @param item in the ring
     * @param deadlineNs comes up then instead, if that is in a later span
     * @return false: it is not, and nothing has changed
     */
    bool PutOff(Item& item, int64_t deadlineNs);

    /// @return when the next item comes up; NEVER
    int64_t NextNs() const;

  private:
    static constexpr size_t BUCKETS = 1024;
    static constexpr size_t WORD_BITS = 64;

    static size_t
    BucketOf(int64_t tick)
    {
        return static_cast<size_t>(tick) % BUCKETS;
    }

    int64_t TickOf(int64_t deadlineNs) const;
    int64_t FirstTick() const;

    const int64_t m_tickNs;
    int64_t m_base{0}; //!< the first tick that has not passed; bucket by bucket from there
    std::array<Item*, BUCKETS> m_buckets{};
    std::array<Item**, BUCKETS> m_ends{}; //!< last m_next of each bucket that is not empty
    std::array<uint64_t, BUCKETS / WORD_BITS> m_used{}; //!< buckets that are not empty
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_TIMER_RING_H */
