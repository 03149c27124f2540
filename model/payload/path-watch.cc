/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-watch.h"

#include "direct-link-net-device.h"

#include "ns3/data-rate.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

PathWatch::~PathWatch()
{
    m_timer.Cancel();
}

void
PathWatch::Start(const Config& config, const std::vector<Ptr<NetDevice>>& paths)
{
    m_config = config;
    for (const auto& device : paths)
    {
        PathState state;
        DataRateValue rate;
        if (device->GetAttributeFailSafe("DataRate", rate) && rate.Get().GetBitRate() > 0)
        {
            state.rateBps = static_cast<double>(rate.Get().GetBitRate());
        }
        TimeValue delay;
        if (device->GetAttributeFailSafe("Delay", delay))
        {
            state.delayNs = delay.Get().GetNanoSeconds();
        }
        const size_t index = m_paths.size();
        state.weight = index < config.weights.size() ? config.weights[index] : state.rateBps / 1e9;
        m_table.Add(state);
        m_paths.push_back({device, {}, {}});
    }
}

uint32_t
PathWatch::Find(const Ptr<NetDevice>& device) const
{
    const auto at = std::find_if(m_paths.begin(),
                                 m_paths.end(),
                                 [&device](const Path& path) { return path.device == device; });
    return static_cast<uint32_t>(at - m_paths.begin());
}

PathTable&
PathWatch::Refresh(Time now)
{
    for (uint32_t path = 0; path < m_paths.size(); path++)
    {
        const auto* link =
            dynamic_cast<const DirectLinkNetDevice*>(PeekPointer(m_paths[path].device));
        m_table[path].backlogBytes = link ? link->GetBacklog() : 0;
        if (!m_config.interval.IsZero())
        {
            ReadMeter(now, path);
        }
    }
    return m_table;
}

void
PathWatch::ReadMeter(Time now, uint32_t path)
{
    Path& watched = m_paths[path];
    const PathMeter& meter = watched.meter;
    PathState& state = m_table[path];
    state.outstandingBytes = meter.GetOutstanding();
    state.loss = meter.GetLoss();
    if (meter.GetRtt() > 0)
    {
        state.rttNs = meter.GetRtt();
        state.delayNs = meter.GetLeastRtt() / 2;
        // A path without anything under way has no queue of ours; what stays away for longer than a
        // round trip and the next receipt take is in one.
        const int64_t overdue = meter.GetOldestAge(now.GetNanoSeconds()) - meter.GetLeastRtt() -
                                m_config.interval.GetNanoSeconds();
        state.queueingNs = meter.GetOutstanding() == 0
                               ? 0
                               : std::max(meter.GetRtt() - meter.GetLeastRtt(), overdue);
    }
    if (m_config.timeout.IsZero())
    {
        return;
    }
    const bool silent = meter.IsSilent(now.GetNanoSeconds(), m_config.timeout.GetNanoSeconds());
    if (silent && m_table.IsUsable(path))
    {
        m_counters.silences++;
    }
    m_table.SetUsable(path, !silent);
    if (silent && now >= watched.nextProbe)
    {
        watched.nextProbe = now + m_config.timeout;
        PathReport probe;
        probe.kind = PathReport::Kind::PROBE;
        probe.senderId = m_config.senderId;
        probe.receipt.packetId = meter.GetLastPacketId();
        Send(path, probe);
    }
}

void
PathWatch::NoteSent(Time now, uint32_t path, uint64_t packetId, uint32_t bytes)
{
    if (!m_config.interval.IsZero())
    {
        m_paths[path].meter.NoteSent(now.GetNanoSeconds(), packetId, bytes);
    }
}

void
PathWatch::NoteShard(const Ptr<NetDevice>& device, uint32_t senderId, uint64_t packetId)
{
    const uint32_t path = Find(device);
    if (m_config.interval.IsZero() || path == m_paths.size())
    {
        return;
    }
    m_receipts.NoteShard(Simulator::Now().GetNanoSeconds(), path, senderId, packetId);
    if (m_timer.IsExpired())
    {
        m_timer = Simulator::Schedule(m_config.interval, &PathWatch::SendReceipts, this);
    }
}

void
PathWatch::SendReceipts()
{
    m_receipts.Take(Simulator::Now().GetNanoSeconds(), m_due);
    for (const auto& due : m_due)
    {
        PathReport report;
        report.senderId = due.senderId;
        report.receipt = due.receipt;
        Send(due.path, report);
    }
}

void
PathWatch::Send(uint32_t path, const PathReport& report)
{
    const Ptr<NetDevice>& device = m_paths[path].device;
    m_counters.sent++;
    device->Send(report.MakePacket(), device->GetBroadcast(), m_config.reportProtocol);
}

void
PathWatch::TakeReport(const Ptr<NetDevice>& device, const Packet& packet)
{
    m_counters.received++;
    const int64_t nowNs = Simulator::Now().GetNanoSeconds();
    const uint32_t path = Find(device);
    PathReport report;
    if (path == m_paths.size() || !report.Read(packet))
    {
        m_counters.refused++;
        return;
    }
    if (report.kind == PathReport::Kind::PROBE)
    {
        PathReceipts::Due due{};
        if (!m_receipts.Answer(nowNs, path, report.senderId, report.receipt.packetId, due))
        {
            m_counters.refused++;
            return;
        }
        report.kind = PathReport::Kind::ANSWER;
        report.receipt = due.receipt;
        Send(path, report);
        return;
    }
    if (report.senderId != m_config.senderId ||
        !m_paths[path].meter.NoteReceipt(nowNs, report.receipt))
    {
        m_counters.refused++;
    }
}

const PathWatch::Counters&
PathWatch::GetCounters() const
{
    return m_counters;
}

void
PathWatch::Silence()
{
    m_timer.Cancel();
}

void
PathWatch::Stop()
{
    m_timer.Cancel();
    m_paths.clear();
}

} // namespace sharding
} // namespace ns3
