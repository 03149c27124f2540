/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-tracker.h"

#include "raft-seam.h"

#include <utility>

namespace ns3
{
namespace sharding
{

void
RaftTracker::Configure(const RaftMembership& membership, uint64_t lastIndex, int64_t nowNs)
{
    std::vector<RaftProgress> members;
    for (const RaftNodeId id : membership.Everyone())
    {
        if (RaftProgress* known = Find(id))
        {
            members.push_back(std::move(*known));
        }
        else
        {
            members.emplace_back();
            members.back().id = id;
            members.back().next = lastIndex + 1;
            members.back().heardNs = nowNs;
        }
        RaftProgress& member = members.back();
        const auto has = [id](const std::vector<RaftNodeId>& ids)
        { return std::binary_search(ids.begin(), ids.end(), id); };
        member.isVoter = has(membership.voters) || RAFT_SEEDED_BUG(LEARNER_COUNTED);
        member.isOutgoing = has(membership.outgoing);
    }
    m_members = std::move(members);
    m_voters = RAFT_SEEDED_BUG(LEARNER_COUNTED) ? m_members.size() : membership.voters.size();
    m_outgoing = membership.outgoing.size();
}

RaftTracker::Election
RaftTracker::CountBallots() const
{
    const auto granted = Majority<int>([](const RaftProgress& member)
                                       { return member.ballot == RaftBallot::GRANTED ? 1 : 0; });
    const auto possible = Majority<int>([](const RaftProgress& member)
                                        { return member.ballot == RaftBallot::REFUSED ? 0 : 1; });
    if (granted > 0)
    {
        return Election::WON;
    }
    return possible > 0 ? Election::OPEN : Election::LOST;
}

} // namespace sharding
} // namespace ns3
