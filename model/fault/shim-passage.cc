/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shim-passage.h"

#include "ns3/simulator.h"

#include <cmath>

namespace ns3
{
namespace sharding
{

ShimPassage::ShimPassage(LinkDisturbance& disturbance, Exit& exit)
    : m_disturbance(disturbance), m_exit(exit)
{
}

bool
ShimPassage::Enter(const PacketPtr& packet)
{
    const auto& rate = m_disturbance.GetRate();
    const bool limited = rate.bitsPerSecond > 0;
    if (limited && m_queue.size() > rate.queue)
    {
        return false;
    }
    if (!limited && m_queue.empty())
    {
        Pass(packet);
        return true;
    }
    m_queue.push_back(packet);
    if (m_queue.size() == 1)
    {
        Serve();
    }
    return true;
}

bool
ShimPassage::IsQueueEmpty() const
{
    return m_queue.empty();
}

void
ShimPassage::Serve()
{
    m_served.Cancel();
    const auto& rate = m_disturbance.GetRate();
    while (!m_queue.empty() && rate.bitsPerSecond == 0)
    {
        const PacketPtr first = m_queue.front();
        m_queue.pop_front();
        Pass(first);
    }
    if (!m_queue.empty())
    {
        const double seconds = m_queue.front()->packet->GetSize() * 8.0 / rate.bitsPerSecond;
        m_served = Simulator::Schedule(
            NanoSeconds(std::llround(seconds * 1e9)), &ShimPassage::Served, this);
    }
}

void
ShimPassage::Served()
{
    const PacketPtr first = m_queue.front();
    m_queue.pop_front();
    Pass(first);
    Serve();
}

void
ShimPassage::Pass(const PacketPtr& packet)
{
    const Time now = Simulator::Now();
    const auto passage = m_disturbance.Pass(now, packet->numbers);
    if (passage.late)
    {
        m_exit.NoteHeldBack(packet);
    }
    packet->toPass = passage.distance;
    packet->hold = passage.hold;
    if (passage.release > now)
    {
        Simulator::Schedule(passage.release - now, &ShimPassage::Release, this, packet);
    }
    else
    {
        Release(packet);
    }
}

void
ShimPassage::Release(PacketPtr packet)
{
    if (packet->toPass == 0)
    {
        m_exit.GoOn(packet);
        CountPassing();
        return;
    }
    packet->giveUp = Simulator::Schedule(packet->hold, &ShimPassage::GiveUp, this, packet);
    m_heldBack.push_back(packet);
}

void
ShimPassage::GiveUp(PacketPtr packet)
{
    m_heldBack.remove(packet);
    m_exit.GoOn(packet);
}

void
ShimPassage::GoOn(PacketPtr packet)
{
    m_exit.GoOn(packet);
}

void
ShimPassage::CountPassing()
{
    for (auto it = m_heldBack.begin(); it != m_heldBack.end();)
    {
        const PacketPtr packet = *it;
        if (--packet->toPass > 0)
        {
            ++it;
            continue;
        }
        packet->giveUp.Cancel();
        it = m_heldBack.erase(it);
        // Not at once: the device may still have to hand the packet that passes to other handlers.
        Simulator::ScheduleNow(&ShimPassage::GoOn, this, packet);
    }
}

void
ShimPassage::Clear()
{
    m_served.Cancel();
    m_queue.clear();
    m_heldBack.clear();
}

} // namespace sharding
} // namespace ns3
