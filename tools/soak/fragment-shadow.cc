/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-shadow.h"

namespace ns3
{
namespace sharding
{

namespace
{

std::string
Name(const FragmentShadow::Key& key)
{
    return "message " + std::to_string(key.second) + " of peer " + std::to_string(key.first);
}

} // namespace

FragmentShadow::FragmentShadow(const ReassemblyLimits& limits)
    : m_limits(limits), m_timeoutNs(limits.timeout.GetNanoSeconds())
{
}

void
FragmentShadow::OnLoss(const LostMessage& lost, int64_t nowNs)
{
    const Key key{lost.peer, lost.id.value_or(MessageId()).Value()};
    const auto found = m_open.find(key);
    if (found == m_open.end())
    {
        Say(Name(key) + " was lost without being open");
        return;
    }
    if (lost.fragments != found->second.indices.size())
    {
        Say(Name(key) + " was lost with other fragments than it had");
    }
    const bool isDue = nowNs - found->second.sinceNs >= m_timeoutNs;
    if ((lost.reason == FragmentOutcome::EXPIRED) != isDue)
    {
        Say(Name(key) + " was lost as " + FragmentOutcomeName(lost.reason) + " at the wrong time");
    }
    m_open.erase(found);
    m_closed[key] = m_closings++;
}

void
FragmentShadow::OnPush(const Key& key,
                       const FragmentMeta& meta,
                       FragmentOutcome outcome,
                       int64_t nowNs)
{
    const auto found = m_open.find(key);
    const auto closed = m_closed.find(key);
    const bool isRemembered =
        closed != m_closed.end() && m_closings - closed->second <= m_limits.maxRemembered;
    switch (outcome)
    {
    case FragmentOutcome::ACCEPTED:
    case FragmentOutcome::COMPLETED:
    case FragmentOutcome::PASSED:
        if (isRemembered && found == m_open.end())
        {
            Say("a fragment was taken for " + Name(key) + ", which had been closed");
        }
        OnKept(key, meta, outcome, nowNs);
        return;
    case FragmentOutcome::DUPLICATE:
        if (found == m_open.end() || found->second.indices.count(*meta.sequence) == 0)
        {
            Say("the first of its kind was called a duplicate for " + Name(key));
        }
        return;
    case FragmentOutcome::LATE:
        if (!isRemembered)
        {
            Say("a fragment was late for " + Name(key) + ", which nobody had closed");
        }
        return;
    default:
        // Every other refusal closes its message, whether it was open or is never to be.
        if (found != m_open.end())
        {
            Say(Name(key) + " is open after a refusal: " + FragmentOutcomeName(outcome));
        }
        if (!isRemembered)
        {
            m_closed[key] = m_closings++;
        }
    }
}

void
FragmentShadow::OnKept(const Key& key,
                       const FragmentMeta& meta,
                       FragmentOutcome outcome,
                       int64_t nowNs)
{
    const uint64_t index = *meta.sequence;
    const auto [at, isNew] = m_open.try_emplace(key, Open{nowNs, {}, UINT64_MAX});
    Open& open = at->second;
    uint64_t next = 0;
    while (open.indices.count(next) > 0)
    {
        next++;
    }
    if (index < next || index > next + m_limits.reorderWindow || !open.indices.insert(index).second)
    {
        Say("a fragment was taken twice or out of order for " + Name(key));
    }
    if (meta.isFinal)
    {
        open.last = index;
    }
    const bool isWhole = open.last != UINT64_MAX && open.indices.size() == open.last + 1;
    if (isWhole != (outcome != FragmentOutcome::ACCEPTED))
    {
        Say(Name(key) + " was completed too early or too late");
    }
    if (isWhole || outcome != FragmentOutcome::ACCEPTED)
    {
        m_open.erase(at);
        m_closed[key] = m_closings++;
    }
}

const std::vector<std::string>&
FragmentShadow::Violations() const
{
    return m_violations;
}

void
FragmentShadow::Say(const std::string& violation)
{
    if (m_violations.size() < 10)
    {
        m_violations.push_back(violation);
    }
}

} // namespace sharding
} // namespace ns3
