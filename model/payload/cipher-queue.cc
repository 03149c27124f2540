/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cipher-queue.h"

#include "shard-header.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace sharding
{

namespace
{

Cpu::Config
CpuOf(const CipherQueue::Config& config)
{
    Cpu::Config cpu;
    cpu.cores = config.cores;
    cpu.queueLimit = config.queueLimit;
    return cpu;
}

} // namespace

uint32_t
SealedBytes(const Packet& frame)
{
    // What the header takes is part of the cost per shard.
    constexpr uint32_t HEADER = ShardHeader::SIZE + ShardHeader::SEAL_SIZE;
    return frame.GetSize() > HEADER ? frame.GetSize() - HEADER : 0;
}

CipherQueue::CipherQueue(const Config& config, Done done)
    : m_costs(config.costs), m_done(std::move(done)), m_cpu(CpuOf(config)),
      m_alarm([this] { Ring(); })
{
}

bool
CipherQueue::Take(const Job& job)
{
    Counters& counters = m_counters[static_cast<size_t>(job.kind)];
    const uint32_t bytes = SealedBytes(*job.packet);
    const Time work = job.kind == Kind::FRAME ? m_costs.OfOpening(bytes) : m_costs.OfSealing(bytes);
    const auto slot = m_free.empty() ? static_cast<uint32_t>(m_jobs.size()) : m_free.back();
    if (!m_cpu.Submit(Simulator::Now(), work, slot))
    {
        counters.dropped++;
        return false;
    }
    if (m_free.empty())
    {
        m_jobs.emplace_back();
    }
    else
    {
        m_free.pop_back();
    }
    m_jobs[slot] = job;
    counters.inside++;
    ArmAlarm();
    return true;
}

void
CipherQueue::Ring()
{
    while (const auto slot = m_cpu.PopFinished(Simulator::Now()))
    {
        const Job job = std::exchange(m_jobs[*slot], Job());
        m_free.push_back(*slot);
        Counters& counters = m_counters[static_cast<size_t>(job.kind)];
        counters.inside--;
        counters.done++;
        m_done(job);
    }
    ArmAlarm();
}

void
CipherQueue::ArmAlarm()
{
    m_alarm.Set(Simulator::Now(), m_cpu.GetNextFinish());
}

std::vector<CipherQueue::Job>
CipherQueue::Crash()
{
    m_alarm.Cancel();
    m_cpu.Clear(Simulator::Now());
    std::vector<Job> lost;
    for (const auto& job : m_jobs)
    {
        if (job.packet)
        {
            Counters& counters = m_counters[static_cast<size_t>(job.kind)];
            counters.inside--;
            counters.lost++;
            lost.push_back(job);
        }
    }
    m_jobs.clear();
    m_free.clear();
    return lost;
}

bool
CipherQueue::AddSlowDown(double factor)
{
    const bool taken = m_cpu.AddSlowDown(Simulator::Now(), factor);
    ArmAlarm();
    return taken;
}

bool
CipherQueue::RemoveSlowDown(double factor)
{
    const bool removed = m_cpu.RemoveSlowDown(Simulator::Now(), factor);
    ArmAlarm();
    return removed;
}

const CipherQueue::Counters&
CipherQueue::Of(Kind kind) const
{
    return m_counters[static_cast<size_t>(kind)];
}

Time
CipherQueue::GetBusyTime()
{
    return m_cpu.GetBusyTime(Simulator::Now());
}

} // namespace sharding
} // namespace ns3
