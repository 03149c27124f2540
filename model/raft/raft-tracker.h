/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_TRACKER_H
#define RAFT_TRACKER_H

#include "raft-progress.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * All members of a group, and what majorities of them have reached. While two sets of voters are
 * valid, a majority of both is meant.
 */
class RaftTracker
{
  public:
    /// How an election stands.
    enum class Election
    {
        OPEN,
        WON,
        LOST
    };

    /**
     * Takes over a membership. What is known about members that stay is kept.
     *
     * @param membership the one that is valid now
     * @param lastIndex last entry of the log: where sending to new members begins
     * @param nowNs counts as the time when new members were heard
     */
    void Configure(const RaftMembership& membership, uint64_t lastIndex, int64_t nowNs);

    /**
     * @param id any number
     * @return the member, nullptr when it is none; valid until Configure
     */
    RaftProgress*
    Find(RaftNodeId id)
    {
        for (RaftProgress& member : m_members)
        {
            if (member.id == id)
            {
                return &member;
            }
        }
        return nullptr;
    }

    /// @return all members
    std::vector<RaftProgress>&
    Members()
    {
        return m_members;
    }

    /// @return all members
    const std::vector<RaftProgress>&
    Members() const
    {
        return m_members;
    }

    /**
     * @param get what a member has reached
     * @return the most that a majority has reached
     */
    template <typename Number, typename Get>
    Number
    Majority(Get get) const
    {
        Number least = MajorityOf<Number>(get, &RaftProgress::isVoter, m_voters);
        if (m_outgoing > 0)
        {
            least = std::min(least, MajorityOf<Number>(get, &RaftProgress::isOutgoing, m_outgoing));
        }
        return least;
    }

    /// @return how the ballots stand
    Election CountBallots() const;

  private:
    template <typename Number, typename Get>
    Number
    MajorityOf(Get get, bool RaftProgress::*isIn, size_t size) const
    {
        // The largest that more than half have reached; groups are small.
        Number best = std::numeric_limits<Number>::lowest();
        for (const RaftProgress& member : m_members)
        {
            const Number value = get(member);
            if (!(member.*isIn) || value <= best)
            {
                continue;
            }
            size_t reached = 0;
            for (const RaftProgress& other : m_members)
            {
                reached += other.*isIn && get(other) >= value ? 1 : 0;
            }
            best = reached > size / 2 ? value : best;
        }
        return best;
    }

    std::vector<RaftProgress> m_members;
    size_t m_voters{0};
    size_t m_outgoing{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_TRACKER_H */
