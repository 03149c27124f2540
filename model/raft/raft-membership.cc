/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-membership.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t ENCODING_VERSION = 1;
constexpr size_t HEAD_BYTES = 4;
constexpr size_t ID_BYTES = 4;

bool
Has(const std::vector<RaftNodeId>& ids, RaftNodeId id)
{
    return std::binary_search(ids.begin(), ids.end(), id);
}

/// Sorted, each once, nobody not among them, not too many.
bool
IsSet(const std::vector<RaftNodeId>& ids)
{
    const bool rises =
        std::adjacent_find(
            ids.begin(), ids.end(), [](RaftNodeId a, RaftNodeId b) { return a >= b; }) == ids.end();
    return rises && ids.size() <= RaftMembership::MAX_MEMBERS && !Has(ids, RAFT_NOBODY);
}

std::string
Join(const std::vector<RaftNodeId>& ids)
{
    std::string text;
    for (const RaftNodeId id : ids)
    {
        text += (text.empty() ? "" : " ") + std::to_string(id);
    }
    return text;
}

} // namespace

bool
RaftMembership::IsVoter(RaftNodeId id) const
{
    return Has(voters, id) || Has(outgoing, id);
}

bool
RaftMembership::IsMember(RaftNodeId id) const
{
    return IsVoter(id) || Has(learners, id);
}

std::vector<RaftNodeId>
RaftMembership::Everyone() const
{
    std::vector<RaftNodeId> ids = voters;
    ids.insert(ids.end(), outgoing.begin(), outgoing.end());
    ids.insert(ids.end(), learners.begin(), learners.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

RaftMembership
RaftMembership::AfterChange() const
{
    return {voters, {}, learners};
}

std::string
RaftMembership::Validate(const RaftMembership& membership)
{
    if (!IsSet(membership.voters) || !IsSet(membership.outgoing) || !IsSet(membership.learners))
    {
        return "voters, outgoing and learners must each be sorted, without repetition or 0, and at "
               "most " +
               std::to_string(MAX_MEMBERS);
    }
    if (membership.voters.empty())
    {
        return "there must be a voter";
    }
    for (const RaftNodeId id : membership.learners)
    {
        if (Has(membership.voters, id))
        {
            return "a voter must not be a learner too";
        }
    }
    return "";
}

Ptr<const RaftPayload>
RaftMembership::Encode() const
{
    std::vector<uint8_t> bytes(HEAD_BYTES +
                               ID_BYTES * (voters.size() + outgoing.size() + learners.size()));
    ByteWriter writer(bytes.data(), bytes.size());
    writer.U8(ENCODING_VERSION);
    for (const auto* ids : {&voters, &outgoing, &learners})
    {
        writer.U8(static_cast<uint8_t>(ids->size()));
    }
    for (const auto* ids : {&voters, &outgoing, &learners})
    {
        for (const RaftNodeId id : *ids)
        {
            writer.U32(id);
        }
    }
    return RaftPayload::Create(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

std::optional<RaftMembership>
RaftMembership::Decode(const Ptr<const RaftPayload>& payload)
{
    if (!payload)
    {
        return std::nullopt;
    }
    ByteReader reader(payload->Data(), payload->Size());
    const uint8_t version = reader.U8();
    RaftMembership membership;
    size_t sizes[3];
    size_t total = 0;
    for (size_t& size : sizes)
    {
        size = reader.U8();
        total += size;
    }
    if (!reader.Ok() || version != ENCODING_VERSION || reader.Remaining() != ID_BYTES * total)
    {
        return std::nullopt;
    }
    const size_t* size = sizes;
    for (auto* ids : {&membership.voters, &membership.outgoing, &membership.learners})
    {
        for (size_t i = 0; i < *size; i++)
        {
            ids->push_back(reader.U32());
        }
        size++;
    }
    return Validate(membership).empty() ? std::optional(membership) : std::nullopt;
}

std::string
RaftMembership::ToString() const
{
    return Join(voters) + (IsJoint() ? " (" + Join(outgoing) + ")" : "") +
           (learners.empty() ? "" : " learners " + Join(learners));
}

RaftMembershipHistory::RaftMembershipHistory(uint64_t index, const RaftMembership& membership)
    : m_items{{index, membership}}
{
}

const RaftMembership&
RaftMembershipHistory::At(uint64_t index) const
{
    auto item = m_items.end() - 1;
    while (item != m_items.begin() && item->index > index)
    {
        --item;
    }
    return item->membership;
}

bool
RaftMembershipHistory::IsVoterSince(uint64_t index, RaftNodeId id) const
{
    return At(index).IsVoter(id) ||
           std::any_of(m_items.begin(),
                       m_items.end(),
                       [&](const Item& item)
                       { return item.index > index && item.membership.IsVoter(id); });
}

bool
RaftMembershipHistory::IsMemberSince(uint64_t index, RaftNodeId id) const
{
    return At(index).IsMember(id) ||
           std::any_of(m_items.begin(),
                       m_items.end(),
                       [&](const Item& item)
                       { return item.index > index && item.membership.IsMember(id); });
}

void
RaftMembershipHistory::Add(uint64_t index, const RaftMembership& membership)
{
    m_items.push_back({index, membership});
}

bool
RaftMembershipHistory::Truncate(uint64_t lastIndex)
{
    const size_t before = m_items.size();
    while (m_items.size() > 1 && m_items.back().index > lastIndex)
    {
        m_items.pop_back();
    }
    return m_items.size() != before;
}

void
RaftMembershipHistory::CompactTo(uint64_t index)
{
    size_t useless = 0;
    while (useless + 1 < m_items.size() && m_items[useless + 1].index <= index)
    {
        useless++;
    }
    m_items.erase(m_items.begin(), std::next(m_items.begin(), static_cast<ptrdiff_t>(useless)));
}

} // namespace sharding
} // namespace ns3
