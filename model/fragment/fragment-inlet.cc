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
    const auto found = m_lanes.find(peer);
    Lane lane = found == m_lanes.end() ? Lane() : found->second;
    if (lane.state == Lane::State::OPEN && !m_core.NextIndex(KeyOf(peer, lane)))
    {
        lane.state = Lane::State::SKIPPING; // it was given up meanwhile
    }
    const FragmentOutcome outcome = TakeInLane(now, meta, payload, peer, lane, whole);
    KeepLane(peer, lane);
    return outcome;
}

template <typename Store>
FragmentOutcome
FragmentInlet<Store>::TakeInLane(const Time& now,
                                 const FragmentMeta& meta,
                                 const View& payload,
                                 uint64_t peer,
                                 Lane& lane,
                                 Message& whole)
{
    using State = typename Lane::State;
    const bool begins = meta.place == FragmentPlace::FIRST ||
                        (meta.place == FragmentPlace::ANY && lane.state == State::IDLE);
    if (begins && lane.state == State::OPEN)
    {
        return Break(meta, peer, lane, FragmentOutcome::UNEXPECTED);
    }
    if (!begins && lane.state == State::IDLE)
    {
        return m_core.Count(FragmentOutcome::UNEXPECTED);
    }
    if (!begins && lane.state == State::SKIPPING)
    {
        lane.state = meta.isFinal ? State::IDLE : State::SKIPPING;
        return m_core.Count(FragmentOutcome::SKIPPED);
    }
    if (begins)
    {
        lane.number = ++m_laneNumber;
        lane.sequence = meta.sequence.value_or(0);
        lane.index = 0;
    }
    if (meta.sequence && *meta.sequence != lane.sequence)
    {
        return Break(meta, peer, lane, FragmentOutcome::OUT_OF_ORDER);
    }
    ArrivedFragment fragment;
    fragment.header = {MessageId(lane.number), FragmentIndex(lane.index), meta.isFinal};
    fragment.peer = peer;
    fragment.totalLength = meta.totalLength;
    fragment.type = meta.type;
    fragment.hasId = false;
    const FragmentOutcome outcome = m_core.Push(now, fragment, payload, whole);
    lane.sequence = (lane.sequence + 1) & meta.sequenceMask;
    lane.index++;
    lane.state = meta.isFinal ? State::IDLE : IsRefusal(outcome) ? State::SKIPPING : State::OPEN;
    return outcome;
}

template <typename Store>
FragmentOutcome
FragmentInlet<Store>::Break(const FragmentMeta& meta,
                            uint64_t peer,
                            Lane& lane,
                            FragmentOutcome reason)
{
    m_core.Drop(KeyOf(peer, lane), reason);
    lane.state = meta.isFinal ? Lane::State::IDLE : Lane::State::SKIPPING;
    return m_core.Count(reason);
}

template <typename Store>
void
FragmentInlet<Store>::KeepLane(uint64_t peer, const Lane& lane)
{
    const auto found = m_lanes.find(peer);
    if (found != m_lanes.end() &&
        (lane.state == Lane::State::IDLE || lane.number != found->second.number))
    {
        RemoveLane(found);
    }
    else if (found != m_lanes.end())
    {
        found->second = lane;
        return;
    }
    if (lane.state == Lane::State::IDLE)
    {
        return;
    }
    if (m_lanes.size() >= m_core.Limits().maxOpenMessages)
    {
        const auto oldest = m_lanes.find(m_lanesByAge.begin()->second);
        m_core.Drop(KeyOf(oldest->first, oldest->second), FragmentOutcome::EVICTED);
        RemoveLane(oldest);
    }
    m_lanes.emplace(peer, lane);
    m_lanesByAge.emplace(lane.number, peer);
}

template <typename Store>
void
FragmentInlet<Store>::RemoveLane(typename Lanes::iterator lane)
{
    m_lanesByAge.erase(lane->second.number);
    m_lanes.erase(lane);
}

template class FragmentInlet<ByteStore>;
template class FragmentInlet<PacketStore>;

} // namespace sharding
} // namespace ns3
