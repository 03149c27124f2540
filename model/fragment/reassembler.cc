/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reassembler.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

template <typename Store>
BasicReassembler<Store>::BasicReassembler(const ReassemblyLimits& limits,
                                          LossCallback onLoss,
                                          FragmentBudget* budget)
    : m_limits(limits), m_timeoutNs(limits.timeout.GetNanoSeconds()), m_onLoss(std::move(onLoss)),
      m_budget(budget), m_none(), m_recent(limits.maxRemembered)
{
    NS_ASSERT_MSG(ReassemblyLimits::Validate(limits).empty(), ReassemblyLimits::Validate(limits));
    // What the standard library adds: two map nodes, their places in the bucket arrays, the heap's
    // place.
    constexpr uint64_t NODES = 160;
    static_assert(sizeof(Entry) + NODES <= OPEN_CHARGE,
                  "the charge must cover what a message takes");
}

template <typename Store>
BasicReassembler<Store>::~BasicReassembler()
{
    if (m_budget)
    {
        m_budget->Give(BufferedBytes());
    }
}

template <typename Store>
FragmentOutcome
BasicReassembler<Store>::Push(const Time& now,
                              const ArrivedFragment& fragment,
                              const View& payload,
                              Message& whole)
{
    const int64_t nowNs = now.GetNanoSeconds();
    ExpireUntil(nowNs);
    return Count(Take(nowNs, fragment, payload, whole));
}

template <typename Store>
FragmentOutcome
BasicReassembler<Store>::Take(int64_t nowNs,
                              const ArrivedFragment& fragment,
                              const View& payload,
                              Message& whole)
{
    const MessageKey key{fragment.peer, fragment.header.messageId, fragment.hasId};
    Entry* open = m_open.Find(key);
    if (!open && IsRemembered(key))
    {
        return FragmentOutcome::LATE;
    }
    const FragmentOutcome judged = (open ? open->value : m_none).Judge(m_limits, fragment, payload);
    if (judged == FragmentOutcome::DUPLICATE)
    {
        return judged;
    }
    if (judged != FragmentOutcome::ACCEPTED)
    {
        open ? GiveUp(*open, judged) : Remember(key);
        return judged;
    }
    if (!open && fragment.header.index == FragmentIndex() && fragment.header.isLast)
    {
        Remember(key);
        return FragmentOutcome::PASSED;
    }

    while (!open && m_open.Count() >= m_limits.maxOpenMessages)
    {
        GiveUp(*m_open.Victim(), FragmentOutcome::EVICTED);
    }
    const uint64_t room =
        (open ? 0 : OPEN_CHARGE) +
        (open ? open->value : m_none).MemoryFor(m_limits, fragment, Store::SizeOf(payload));
    if (!MakeRoom(open, room))
    {
        open ? GiveUp(*open, FragmentOutcome::NO_ROOM) : Remember(key);
        return FragmentOutcome::NO_ROOM;
    }
    const uint64_t taken = (open ? open->charge : 0) + room;
    if (!open)
    {
        open = &m_open.Open(nowNs, key, OPEN_CHARGE);
        open->value = OpenMessage<Store>(fragment);
    }
    open->value.Keep(m_limits, fragment, payload);
    m_open.Charge(*open, OPEN_CHARGE + open->value.Memory());
    if (m_budget)
    {
        m_budget->Give(taken - open->charge);
    }
    if (!open->value.IsComplete())
    {
        return FragmentOutcome::ACCEPTED;
    }
    Finish(*open, whole);
    return FragmentOutcome::COMPLETED;
}

template <typename Store>
void
BasicReassembler<Store>::Finish(Entry& entry, Message& whole)
{
    whole.fragments = entry.value.Fragments();
    whole.content = entry.value.TakeContent();
    whole.peer = entry.key.peer;
    whole.id = entry.key.hasId ? std::optional<MessageId>(entry.key.id) : std::nullopt;
    whole.type = entry.value.Type();
    whole.opened = NanoSeconds(entry.openedNs);
    m_counters.reassembled++;
    m_counters.reassembledFragments += whole.fragments;
    Remember(entry.key);
    Remove(entry);
}

template <typename Store>
bool
BasicReassembler<Store>::MakeRoom(const Entry* forWhom, uint64_t bytes)
{
    while (m_aside + bytes <= m_limits.maxBytes)
    {
        const uint64_t held = BufferedBytes();
        const bool fits = held + bytes <= m_limits.maxBytes;
        if (fits && (!m_budget || m_budget->Take(bytes)))
        {
            m_peak = std::max(m_peak, held + bytes);
            return true;
        }
        Entry* victim = m_open.Victim();
        // Evicting is of no use when others hold what is missing.
        if (!victim || victim == forWhom ||
            (fits && m_budget->Used() - held + m_aside + bytes > m_budget->Max()))
        {
            return false;
        }
        GiveUp(*victim, FragmentOutcome::EVICTED);
    }
    return false;
}

template <typename Store>
void
BasicReassembler<Store>::GiveUp(Entry& entry, FragmentOutcome reason)
{
    const LostMessage lost{reason,
                           entry.key.peer,
                           entry.key.hasId ? std::optional<MessageId>(entry.key.id) : std::nullopt,
                           entry.value.Type(),
                           entry.value.Fragments(),
                           entry.value.Bytes(),
                           entry.value.TotalLength(),
                           NanoSeconds(entry.openedNs)};
    m_counters.lostMessages[static_cast<size_t>(reason)]++;
    m_counters.lostFragments[static_cast<size_t>(reason)] += lost.fragments;
    Remember(entry.key);
    Remove(entry);
    if (m_onLoss)
    {
        m_onLoss(lost);
    }
}

template <typename Store>
void
BasicReassembler<Store>::Remove(Entry& entry)
{
    if (m_budget)
    {
        m_budget->Give(entry.charge);
    }
    m_open.Remove(entry);
}

template <typename Store>
void
BasicReassembler<Store>::Remember(const MessageKey& key)
{
    if (key.hasId)
    {
        m_recent.Add(key);
    }
}

template <typename Store>
bool
BasicReassembler<Store>::IsRemembered(const MessageKey& key) const
{
    return key.hasId && m_recent.Contains(key);
}

template <typename Store>
std::optional<Time>
BasicReassembler<Store>::NextDeadline() const
{
    const Entry* oldest = m_open.Oldest();
    return oldest ? std::optional<Time>(NanoSeconds(oldest->openedNs + m_timeoutNs)) : std::nullopt;
}

template <typename Store>
void
BasicReassembler<Store>::Expire(const Time& now)
{
    ExpireUntil(now.GetNanoSeconds());
}

template <typename Store>
void
BasicReassembler<Store>::ExpireUntil(int64_t nowNs)
{
    for (auto* open = m_open.Oldest(); open && nowNs - open->openedNs >= m_timeoutNs;
         open = m_open.Oldest())
    {
        GiveUp(*open, FragmentOutcome::EXPIRED);
    }
}

template <typename Store>
void
BasicReassembler<Store>::Drop(const MessageKey& key, FragmentOutcome reason)
{
    if (Entry* open = m_open.Find(key))
    {
        GiveUp(*open, reason);
    }
}

template <typename Store>
void
BasicReassembler<Store>::Close()
{
    while (Entry* open = m_open.Oldest())
    {
        GiveUp(*open, FragmentOutcome::CLOSED);
    }
}

template <typename Store>
bool
BasicReassembler<Store>::SetAside(uint64_t bytes)
{
    if (bytes > m_aside)
    {
        if (!MakeRoom(nullptr, bytes - m_aside))
        {
            return false;
        }
    }
    else if (m_budget)
    {
        m_budget->Give(m_aside - bytes);
    }
    m_aside = bytes;
    return true;
}

template <typename Store>
std::optional<FragmentIndex>
BasicReassembler<Store>::NextIndex(const MessageKey& key)
{
    const Entry* open = m_open.Find(key);
    return open ? std::optional<FragmentIndex>(open->value.NextIndex()) : std::nullopt;
}

template <typename Store>
const FragmentCounters&
BasicReassembler<Store>::Counters() const
{
    return m_counters;
}

template <typename Store>
const ReassemblyLimits&
BasicReassembler<Store>::Limits() const
{
    return m_limits;
}

template <typename Store>
uint64_t
BasicReassembler<Store>::OpenMessages() const
{
    return m_open.Count();
}

template <typename Store>
uint64_t
BasicReassembler<Store>::BufferedFragments() const
{
    return m_counters.Of(FragmentOutcome::ACCEPTED) + m_counters.Of(FragmentOutcome::COMPLETED) -
           m_counters.reassembledFragments - m_counters.LostFragments();
}

template <typename Store>
uint64_t
BasicReassembler<Store>::BufferedBytes() const
{
    return m_open.Bytes() + m_aside;
}

template <typename Store>
uint64_t
BasicReassembler<Store>::PeakBytes() const
{
    return m_peak;
}

template <typename Store>
bool
BasicReassembler<Store>::WantsPause() const
{
    return BufferedBytes() > m_limits.softBytes || (m_budget && m_budget->IsTight());
}

template <typename Store>
std::string
BasicReassembler<Store>::CheckLedger() const
{
    uint64_t fragments = 0;
    for (const Entry* open = m_open.Oldest(); open; open = m_open.Newer(*open))
    {
        const std::string wrong = open->value.Check(m_limits);
        if (!wrong.empty())
        {
            return wrong;
        }
        if (open->charge != OPEN_CHARGE + open->value.Memory())
        {
            return "a message holds other than it is charged for";
        }
        fragments += open->value.Fragments();
    }
    const uint64_t accounted = m_counters.Of(FragmentOutcome::PASSED) + m_counters.Refused() +
                               m_counters.reassembledFragments + m_counters.LostFragments() +
                               fragments;
    if (accounted != m_counters.pushed)
    {
        return "of " + std::to_string(m_counters.pushed) + " fragments pushed, " +
               std::to_string(accounted) + " are accounted for";
    }
    if (OpenMessages() > m_limits.maxOpenMessages || BufferedBytes() > m_limits.maxBytes ||
        m_peak > m_limits.maxBytes)
    {
        return "more is open than the limits allow";
    }
    return m_open.Check();
}

template class BasicReassembler<ByteStore>;
template class BasicReassembler<PacketStore>;

} // namespace sharding
} // namespace ns3
