/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-machine.h"

#include "ns3/assert.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"

#include <optional>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return a sampler of a variable whose values are seconds
Disk::Sampler
SecondsOf(Ptr<RandomVariableStream> variable, const std::string& role)
{
    if (variable->GetStream() < 0)
    {
        variable->SetStream(RoleStream(role));
    }
    return [variable] { return Seconds(variable->GetValue()); };
}

} // namespace

ProcessMachine::ProcessMachine(const Config& config)
    : m_cpu(config.cpu), m_disk(config.disk,
                                SecondsOf(config.writeLatency, "disk-write/" + config.role),
                                SecondsOf(config.fsyncLatency, "disk-fsync/" + config.role)),
      m_clock(config.clock), m_timers(m_clock, config.timerLimit),
      m_tornProbability(config.tornProbability),
      m_torn(CreateForRole<UniformRandomVariable>("disk-torn/" + config.role)),
      m_cpuAlarm([this] { RingCpu(); }), m_diskAlarm([this] { RingDisk(); }),
      m_timerAlarm([this] { RingTimers(); })
{
}

void
ProcessMachine::SwitchOn()
{
    m_works = true;
    SetAlarms();
}

void
ProcessMachine::SwitchOff()
{
    Forget();
}

void
ProcessMachine::Freeze()
{
    NS_ASSERT_MSG(m_works, "only what works can freeze");
    m_cpu.Halt(Simulator::Now());
    m_works = false;
    m_frozen = true;
    SetAlarms();
}

void
ProcessMachine::Thaw()
{
    NS_ASSERT_MSG(m_frozen, "only what is frozen can thaw");
    m_cpu.Continue(Simulator::Now());
    m_works = true;
    m_frozen = false;
    SetAlarms();
}

void
ProcessMachine::FailPower()
{
    if (m_frozen)
    {
        m_cpu.Continue(Simulator::Now());
        m_frozen = false;
    }
    // Both numbers are drawn at each failure, so that the second depends on nothing but how many
    // failures there were.
    const bool torn = m_torn->GetValue() < m_tornProbability;
    const double fraction = m_torn->GetValue();
    m_disk.Crash(Simulator::Now(), torn ? fraction : 0);
    Forget();
}

bool
ProcessMachine::AddCpuSlowDown(double factor)
{
    const bool taken = m_cpu.AddSlowDown(Simulator::Now(), factor);
    SetAlarms();
    return taken;
}

bool
ProcessMachine::RemoveCpuSlowDown(double factor)
{
    const bool removed = m_cpu.RemoveSlowDown(Simulator::Now(), factor);
    SetAlarms();
    return removed;
}

void
ProcessMachine::BeginDiskStall()
{
    m_disk.BeginStall(Simulator::Now());
    SetAlarms();
}

bool
ProcessMachine::EndDiskStall()
{
    const bool ended = m_disk.EndStall(Simulator::Now());
    SetAlarms();
    return ended;
}

void
ProcessMachine::BeginDiskFull()
{
    m_disk.BeginFull();
}

bool
ProcessMachine::EndDiskFull()
{
    return m_disk.EndFull();
}

void
ProcessMachine::WipeDisk()
{
    m_disk.Wipe(Simulator::Now());
}

void
ProcessMachine::ReplaceDisk()
{
    m_disk.Lose(Simulator::Now());
}

bool
ProcessMachine::StepClock(Time by)
{
    const bool done = m_clock.Step(by);
    SetAlarms();
    return done;
}

bool
ProcessMachine::AddClockDrift(double ppm)
{
    const bool done = m_clock.AddDrift(Simulator::Now(), ppm);
    SetAlarms();
    return done;
}

Time
ProcessMachine::GetCpuBusyTime()
{
    return m_cpu.GetBusyTime(Simulator::Now());
}

Time
ProcessMachine::GetDiskBusyTime()
{
    return m_disk.GetBusyTime(Simulator::Now());
}

const LocalClock&
ProcessMachine::GetClock() const
{
    return m_clock;
}

const Disk&
ProcessMachine::GetDisk() const
{
    return m_disk;
}

LocalTimers::Id
ProcessMachine::AddDelay(Time delay, std::function<void()> action)
{
    const auto id = m_timers.AddDelay(Simulator::Now(), delay, std::move(action));
    m_timerAlarm.Set(Simulator::Now(), m_timers.GetNext());
    return id;
}

LocalTimers::Id
ProcessMachine::AddWall(Time wall, std::function<void()> action)
{
    const auto id = m_timers.AddWall(wall, std::move(action));
    m_timerAlarm.Set(Simulator::Now(), m_timers.GetNext());
    return id;
}

bool
ProcessMachine::Cancel(const LocalTimers::Id& timer)
{
    return m_timers.Cancel(timer);
}

Time
ProcessMachine::GetServiceTime(uint32_t bytes) const
{
    return m_cpu.GetServiceTime(bytes);
}

bool
ProcessMachine::Execute(Time service, std::function<void()> action)
{
    const auto ticket =
        m_freeJobs.empty() ? static_cast<uint32_t>(m_jobs.size()) : m_freeJobs.back();
    if (!m_cpu.Submit(Simulator::Now(), service, ticket))
    {
        return false;
    }
    if (m_freeJobs.empty())
    {
        m_jobs.push_back(std::move(action));
    }
    else
    {
        m_freeJobs.pop_back();
        m_jobs[ticket] = std::move(action);
    }
    m_cpuAlarm.Set(Simulator::Now(), m_cpu.GetNextFinish());
    return true;
}

Disk::Result
ProcessMachine::Append(Disk::Record record)
{
    return m_disk.Append(Simulator::Now(), std::move(record));
}

Disk::Result
ProcessMachine::Sync(std::function<void()> action)
{
    const auto result = m_disk.Sync(Simulator::Now(), m_syncTicket + 1);
    if (result == Disk::Result::OK)
    {
        m_syncs.emplace_back(++m_syncTicket, std::move(action));
        m_diskAlarm.Set(Simulator::Now(), m_disk.GetNextSynced());
    }
    return result;
}

uint64_t
ProcessMachine::RemoveOldestRecords(uint64_t count)
{
    return m_disk.RemoveOldest(Simulator::Now(), count);
}

std::vector<Disk::Recovered>
ProcessMachine::Recover()
{
    return m_disk.Recover();
}

void
ProcessMachine::Forget()
{
    m_works = false;
    m_cpu.Clear(Simulator::Now());
    m_jobs.clear();
    m_freeJobs.clear();
    m_timers.Clear();
    m_syncs.clear();
    SetAlarms();
}

void
ProcessMachine::SetAlarms()
{
    const Time now = Simulator::Now();
    m_cpuAlarm.Set(now, m_works ? m_cpu.GetNextFinish() : std::nullopt);
    m_diskAlarm.Set(now, m_works ? m_disk.GetNextSynced() : std::nullopt);
    m_timerAlarm.Set(now, m_works ? m_timers.GetNext() : std::nullopt);
}

void
ProcessMachine::RingCpu()
{
    while (m_works)
    {
        const auto ticket = m_cpu.PopFinished(Simulator::Now());
        if (!ticket)
        {
            break;
        }
        const auto action = std::move(m_jobs[*ticket]);
        m_freeJobs.push_back(*ticket);
        action();
    }
    SetAlarms();
}

void
ProcessMachine::RingDisk()
{
    while (m_works)
    {
        const auto ticket = m_disk.PopSynced(Simulator::Now());
        if (!ticket)
        {
            break;
        }
        // Requests of a life that ended in good order are still answered, but nobody waits for
        // them.
        if (!m_syncs.empty() && m_syncs.front().first == *ticket)
        {
            const auto action = std::move(m_syncs.front().second);
            m_syncs.pop_front();
            action();
        }
    }
    SetAlarms();
}

void
ProcessMachine::RingTimers()
{
    while (m_works)
    {
        const auto action = m_timers.PopDue(Simulator::Now());
        if (!action)
        {
            break;
        }
        action();
    }
    SetAlarms();
}

} // namespace sharding
} // namespace ns3
