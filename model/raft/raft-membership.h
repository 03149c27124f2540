/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_MEMBERSHIP_H
#define RAFT_MEMBERSHIP_H

#include "raft-entry.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Who takes part in a group, as an entry of the log says.
 *
 * While the set of voters changes, two sets are valid at once (joint consensus, section 6 of the
 * Raft paper): a decision then needs a majority of the new voters and one of the outgoing ones.
 * Learners get the log and count nowhere. A node may be outgoing voter and learner: it is demoted
 * when the change ends.
 *
 * A node follows the latest membership in its log, committed or not.
 */
struct RaftMembership
{
    static constexpr size_t MAX_MEMBERS = 32; //!< ids in each of the three lists

    std::vector<RaftNodeId> voters;   //!< sorted, at least one
    std::vector<RaftNodeId> outgoing; //!< sorted; voters until the change ends; empty: no change
    std::vector<RaftNodeId> learners; //!< sorted, none of them in voters

    /// @return whether two sets of voters are valid
    bool
    IsJoint() const
    {
        return !outgoing.empty();
    }

    /**
     * @param id a node
     * @return whether it is in one of the sets of voters
     */
    bool IsVoter(RaftNodeId id) const;

    /**
     * @param id a node
     * @return whether it is a voter of one of the sets, or a learner
     */
    bool IsMember(RaftNodeId id) const;

    /// @return all ids, sorted, each once
    std::vector<RaftNodeId> Everyone() const;

    /// @return the membership that a joint one leads to
    RaftMembership AfterChange() const;

    /**
     * @param membership what to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const RaftMembership& membership);

    /// @return it as the payload of an entry
    Ptr<const RaftPayload> Encode() const;

    /**
     * @param payload payload of an entry; may be nullptr
     * @return the membership, nothing when the bytes are no valid one
     */
    static std::optional<RaftMembership> Decode(const Ptr<const RaftPayload>& payload);

    /// @return whether all lists are equal
    bool
    operator==(const RaftMembership& other) const
    {
        return voters == other.voters && outgoing == other.outgoing && learners == other.learners;
    }

    /// @return as "1 2 3", "1 2 (1 4) learners 5" for a joint one
    std::string ToString() const;
};

/**
 * @ingroup sharding-raft
 *
 * The memberships that a log holds, so that cutting the log back brings the right one back too.
 */
class RaftMembershipHistory
{
  public:
    /// A membership and the index of its entry.
    struct Item
    {
        uint64_t index;
        RaftMembership membership;
    };

    /**
     * @param index up to where it is the valid one
     * @param membership the first
     */
    RaftMembershipHistory(uint64_t index, const RaftMembership& membership);

    /// @return the one that is valid at the end of the log
    const Item&
    Latest() const
    {
        return m_items.back();
    }

    /**
     * @param index not below that of the first
     * @return the one that is valid there
     */
    const RaftMembership& At(uint64_t index) const;

    /**
     * @param index not below that of the first
     * @param id a node
     * @return whether it is a voter in the one that is valid there, or in a later one
     */
    bool IsVoterSince(uint64_t index, RaftNodeId id) const;

    /**
     * @param index not below that of the first
     * @param id a node
     * @return whether it has any part in the one that is valid there, or in a later one
     */
    bool IsMemberSince(uint64_t index, RaftNodeId id) const;

    /**
     * @param index of an entry behind all others
     * @param membership what it says
     */
    void Add(uint64_t index, const RaftMembership& membership);

    /**
     * The log was cut.
     *
     * @param lastIndex its last index
     * @return whether another one is valid now
     */
    bool Truncate(uint64_t lastIndex);

    /// @param index the base of the log: what is valid only before it is forgotten
    void CompactTo(uint64_t index);

  private:
    std::vector<Item> m_items; //!< by index
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_MEMBERSHIP_H */
