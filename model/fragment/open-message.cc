/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "open-message.h"

namespace ns3
{
namespace sharding
{

namespace
{

/// @return most bytes that the fragment's message can have
uint64_t
MostBytes(const ReassemblyLimits& limits, const ArrivedFragment& fragment)
{
    return fragment.totalLength.value_or(limits.maxMessageSize);
}

} // namespace

template <typename Store>
FragmentOutcome
OpenMessage<Store>::Judge(const ReassemblyLimits& limits,
                          const ArrivedFragment& fragment,
                          const View& payload) const
{
    const uint32_t index = fragment.header.index.Value();
    const uint32_t next = m_series.NextIndex().Value();
    const bool isLast = fragment.header.isLast;
    if (index >= limits.maxFragments)
    {
        return FragmentOutcome::TOO_MANY_FRAGMENTS;
    }
    const bool isBeyond =
        m_lastIndex && (index > *m_lastIndex || (isLast && index != *m_lastIndex));
    const bool isBehind =
        isLast && (index < next || (!m_held.empty() && index < m_held.rbegin()->first));
    if (isBeyond || isBehind)
    {
        return FragmentOutcome::BEYOND_LAST;
    }
    if (Fragments() > 0 && fragment.totalLength != m_totalLength)
    {
        return FragmentOutcome::TOTAL_MISMATCH;
    }
    if (IsThere(index))
    {
        return JudgeCopy(fragment, payload);
    }
    if (index - next > limits.reorderWindow)
    {
        return FragmentOutcome::OUT_OF_ORDER;
    }
    const uint64_t size = Store::SizeOf(payload);
    const uint64_t sum = Bytes() + size;
    if (sum > limits.maxMessageSize || fragment.totalLength.value_or(0) > limits.maxMessageSize)
    {
        return FragmentOutcome::MESSAGE_TOO_LONG;
    }
    if (size < limits.minFragmentSize && !isLast)
    {
        return FragmentOutcome::TOO_SMALL;
    }
    const uint64_t last = isLast ? index : m_lastIndex.value_or(FragmentIndex::MAX);
    const bool isWhole = Fragments() == last; // with this one
    if (fragment.totalLength &&
        (isWhole ? sum != *fragment.totalLength : sum > *fragment.totalLength))
    {
        return FragmentOutcome::TOTAL_MISMATCH;
    }
    return FragmentOutcome::ACCEPTED;
}

template <typename Store>
bool
OpenMessage<Store>::IsThere(uint32_t index) const
{
    return index < m_series.NextIndex().Value() || m_held.count(index) > 0;
}

template <typename Store>
FragmentOutcome
OpenMessage<Store>::JudgeCopy(const ArrivedFragment& fragment, const View& payload) const
{
    const uint32_t index = fragment.header.index.Value();
    const auto held = m_held.find(index);
    const View there = held == m_held.end() ? m_store.At(index) : Store::ToView(held->second);
    const bool wasLast = m_lastIndex == index;
    return wasLast == fragment.header.isLast && Store::IsSame(there, payload)
               ? FragmentOutcome::DUPLICATE
               : FragmentOutcome::CONFLICT;
}

template <typename Store>
typename OpenMessage<Store>::Run
OpenMessage<Store>::RunFrom(uint32_t index, uint64_t bytes) const
{
    Run run{bytes, 1};
    for (const auto& [at, piece] : m_held)
    {
        if (at != index + run.fragments)
        {
            break;
        }
        run.bytes += Store::SizeOf(Store::ToView(piece));
        run.fragments++;
    }
    return run;
}

template <typename Store>
uint64_t
OpenMessage<Store>::MemoryFor(const ReassemblyLimits& limits,
                              const ArrivedFragment& fragment,
                              uint64_t bytes) const
{
    if (fragment.header.index != m_series.NextIndex())
    {
        return Store::PieceMemory(bytes);
    }
    const Run run = RunFrom(fragment.header.index.Value(), bytes);
    return m_store.Growth(
        run.bytes, run.fragments, MostBytes(limits, fragment), fragment.totalLength.has_value());
}

template <typename Store>
void
OpenMessage<Store>::Keep(const ReassemblyLimits& limits,
                         const ArrivedFragment& fragment,
                         const View& payload)
{
    const uint32_t index = fragment.header.index.Value();
    const uint64_t size = Store::SizeOf(payload);
    if (index == 0)
    {
        m_type = fragment.type;
    }
    if (fragment.header.isLast)
    {
        m_lastIndex = index;
    }
    if (fragment.header.index != m_series.NextIndex())
    {
        m_held.emplace(index, Store::ToPiece(payload));
        m_heldBytes += size;
        m_heldMemory += Store::PieceMemory(size);
        return;
    }
    const Run run = RunFrom(index, size);
    m_store.Reserve(
        run.bytes, run.fragments, MostBytes(limits, fragment), fragment.totalLength.has_value());
    m_store.Append(payload);
    m_series.Accept(fragment.header);
    for (uint64_t more = run.fragments - 1; more > 0; more--)
    {
        const auto first = m_held.begin();
        const View view = Store::ToView(first->second);
        const uint64_t heldSize = Store::SizeOf(view);
        m_store.Append(view);
        m_series.Accept({m_series.Id(), FragmentIndex(first->first), m_lastIndex == first->first});
        m_held.erase(first);
        m_heldBytes -= heldSize;
        m_heldMemory -= Store::PieceMemory(heldSize);
    }
}

template <typename Store>
std::string
OpenMessage<Store>::Check(const ReassemblyLimits& limits) const
{
    uint64_t heldMemory = 0;
    uint64_t heldBytes = 0;
    for (const auto& [index, piece] : m_held)
    {
        const uint64_t size = Store::SizeOf(Store::ToView(piece));
        heldBytes += size;
        heldMemory += Store::PieceMemory(size);
    }
    if (heldBytes != m_heldBytes || heldMemory != m_heldMemory)
    {
        return "a message holds other than was counted";
    }
    if (Bytes() > limits.maxMessageSize || m_held.size() > limits.reorderWindow)
    {
        return "a message is above its limits";
    }
    return "";
}

template class OpenMessage<ByteStore>;
template class OpenMessage<PacketStore>;

} // namespace sharding
} // namespace ns3
