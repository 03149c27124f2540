/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-inlet.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

template <typename Store>
FragmentInlet<Store>::FragmentInlet(const ReassemblyLimits& limits,
                                    typename Core::LossCallback onLoss,
                                    FragmentBudget* budget)
    : m_core(limits, std::move(onLoss), budget)
{
}

template <typename Store>
FragmentOutcome
FragmentInlet<Store>::TakeNamed(
    const Time& now, const FragmentMeta& meta, const View& payload, uint64_t peer, Message& whole)
{
    ArrivedFragment fragment;
    fragment.header.messageId = *meta.messageId;
    fragment.header.isLast = meta.isFinal;
    fragment.peer = peer;
    fragment.totalLength = meta.totalLength;
    fragment.type = meta.type;
    if (meta.sequence)
    {
        // What is cut off here is above every limit on fragments.
        fragment.header.index = FragmentIndex(
            static_cast<uint32_t>(std::min<uint64_t>(*meta.sequence, FragmentIndex::MAX)));
        return m_core.Push(now, fragment, payload, whole);
    }

    m_core.Expire(now);
    const MessageKey key{peer, *meta.messageId};
    const auto next = m_core.NextIndex(key);
    const bool isWrong = next ? meta.place == FragmentPlace::FIRST
                              : meta.place == FragmentPlace::NEXT && !m_core.IsRemembered(key);
    if (isWrong)
    {
        m_core.Drop(key, FragmentOutcome::UNEXPECTED);
        return m_core.Count(FragmentOutcome::UNEXPECTED);
    }
    fragment.header.index = next.value_or(FragmentIndex());
    return m_core.Push(now, fragment, payload, whole);
}

template <typename Store>
FragmentOutcome
FragmentInlet<Store>::TakeUnnamed(
    const Time& now, const FragmentMeta& meta, const View& payload, uint64_t peer, Message& whole)
{
    m_core.Expire(now);
    if (m_lane == Lane::OPEN && !m_core.NextIndex(LaneKey()))
    {
        m_lane = Lane::SKIPPING; // it was given up meanwhile
    }
    if (m_lane != Lane::IDLE && peer != m_lanePeer)
    {
        return m_core.Count(FragmentOutcome::UNEXPECTED);
    }
    const bool begins = meta.place == FragmentPlace::FIRST ||
                        (meta.place == FragmentPlace::ANY && m_lane == Lane::IDLE);
    if (begins && m_lane == Lane::OPEN)
    {
        return Break(meta, FragmentOutcome::UNEXPECTED);
    }
    if (!begins && m_lane == Lane::IDLE)
    {
        return m_core.Count(FragmentOutcome::UNEXPECTED);
    }
    if (!begins && m_lane == Lane::SKIPPING)
    {
        m_lane = meta.isFinal ? Lane::IDLE : Lane::SKIPPING;
        return m_core.Count(FragmentOutcome::SKIPPED);
    }
    if (begins)
    {
        m_laneNumber++;
        m_lanePeer = peer;
        m_laneSequence = meta.sequence.value_or(0);
        m_laneIndex = 0;
    }
    if (meta.sequence && *meta.sequence != m_laneSequence)
    {
        return Break(meta, FragmentOutcome::OUT_OF_ORDER);
    }
    ArrivedFragment fragment;
    fragment.header = {MessageId(m_laneNumber), FragmentIndex(m_laneIndex), meta.isFinal};
    fragment.peer = peer;
    fragment.totalLength = meta.totalLength;
    fragment.type = meta.type;
    fragment.hasId = false;
    const FragmentOutcome outcome = m_core.Push(now, fragment, payload, whole);
    m_laneSequence = (m_laneSequence + 1) & meta.sequenceMask;
    m_laneIndex++;
    m_lane = meta.isFinal ? Lane::IDLE : IsRefusal(outcome) ? Lane::SKIPPING : Lane::OPEN;
    return outcome;
}

template <typename Store>
FragmentOutcome
FragmentInlet<Store>::Break(const FragmentMeta& meta, FragmentOutcome reason)
{
    m_core.Drop(LaneKey(), reason);
    m_lane = meta.isFinal ? Lane::IDLE : Lane::SKIPPING;
    return m_core.Count(reason);
}

template <typename Store>
MessageKey
FragmentInlet<Store>::LaneKey() const
{
    return {m_lanePeer, MessageId(m_laneNumber), false};
}

template class FragmentInlet<ByteStore>;
template class FragmentInlet<PacketStore>;

} // namespace sharding
} // namespace ns3
