/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-application.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("ProcessApplication");

ProcessApplication::ProcessApplication()
{
    NS_LOG_FUNCTION(this);
}

ProcessApplication::~ProcessApplication()
{
    NS_LOG_FUNCTION(this);
}

std::string
ProcessApplication::ToString(State state)
{
    switch (state)
    {
    case State::IDLE:
        return "idle";
    case State::RUNNING:
        return "running";
    case State::PAUSED:
        return "paused";
    case State::CRASHED:
        return "crashed";
    case State::STOPPED:
        return "stopped";
    }
    return "";
}

bool
ProcessApplication::Crash()
{
    NS_LOG_FUNCTION(this);
    if (m_state != State::RUNNING && m_state != State::PAUSED)
    {
        return false;
    }
    if (m_beginsLater)
    {
        m_beginsLater = false; // it has not begun: nothing to lose, and it is silent still
        SetState(State::CRASHED);
        return true;
    }
    GetMachine().FailPower();
    m_sockets.Vanish("crashed");
    Forget();
    SetState(State::CRASHED);
    return true;
}

bool
ProcessApplication::Pause()
{
    NS_LOG_FUNCTION(this);
    m_pauses++;
    if (m_state != State::RUNNING)
    {
        return false;
    }
    GetMachine().Freeze();
    m_sockets.Silence("paused");
    SetState(State::PAUSED);
    return true;
}

bool
ProcessApplication::Resume()
{
    NS_LOG_FUNCTION(this);
    if (m_pauses == 0)
    {
        return false;
    }
    m_pauses--;
    if (m_pauses == 0 && m_state == State::PAUSED)
    {
        if (m_beginsLater)
        {
            Begin();
        }
        else
        {
            GetMachine().Thaw();
            m_sockets.Speak();
            SetState(State::RUNNING);
            CatchUp();
        }
    }
    return true;
}

bool
ProcessApplication::Stop()
{
    NS_LOG_FUNCTION(this);
    if (m_state != State::RUNNING)
    {
        return false;
    }
    DoStop();
    m_sockets.CloseAll();
    GetMachine().SwitchOff();
    Forget();
    SetState(State::STOPPED);
    return true;
}

bool
ProcessApplication::Restart(DiskFate disk)
{
    NS_LOG_FUNCTION(this << (disk == DiskFate::LOST));
    if (m_state != State::CRASHED && m_state != State::STOPPED)
    {
        return false;
    }
    if (disk == DiskFate::LOST)
    {
        GetMachine().ReplaceDisk();
    }
    Begin();
    return true;
}

ProcessApplication::State
ProcessApplication::GetState() const
{
    return m_state;
}

bool
ProcessApplication::IsUp() const
{
    return m_state == State::RUNNING;
}

bool
ProcessApplication::AddCpuSlowDown(double factor)
{
    return GetMachine().AddCpuSlowDown(factor);
}

bool
ProcessApplication::RemoveCpuSlowDown(double factor)
{
    return GetMachine().RemoveCpuSlowDown(factor);
}

void
ProcessApplication::BeginDiskStall()
{
    GetMachine().BeginDiskStall();
}

bool
ProcessApplication::EndDiskStall()
{
    return GetMachine().EndDiskStall();
}

void
ProcessApplication::BeginDiskFull()
{
    GetMachine().BeginDiskFull();
}

bool
ProcessApplication::EndDiskFull()
{
    return GetMachine().EndDiskFull();
}

void
ProcessApplication::WipeDisk()
{
    GetMachine().WipeDisk();
}

bool
ProcessApplication::StepClock(Time by)
{
    return GetMachine().StepClock(by);
}

bool
ProcessApplication::AddClockDrift(double ppm)
{
    return GetMachine().AddClockDrift(ppm);
}

Time
ProcessApplication::GetCpuBusyTime()
{
    return GetMachine().GetCpuBusyTime();
}

Time
ProcessApplication::GetDiskBusyTime()
{
    return GetMachine().GetDiskBusyTime();
}

const LocalClock&
ProcessApplication::GetClock()
{
    return GetMachine().GetClock();
}

const Disk&
ProcessApplication::GetDisk()
{
    return GetMachine().GetDisk();
}

void
ProcessApplication::DoStop()
{
}

void
ProcessApplication::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_utilizationEvent.Cancel();
    m_sockets.Dispose();
    m_late.clear();
    m_machine.reset();
    Application::DoDispose();
}

Ptr<Socket>
ProcessApplication::CreateSocket(TypeId factory)
{
    return m_sockets.Create(factory);
}

void
ProcessApplication::OwnSocket(Ptr<Socket> socket)
{
    m_sockets.Own(socket);
}

void
ProcessApplication::AbortSocket(Ptr<Socket> socket)
{
    m_sockets.Abort(socket);
}

void
ProcessApplication::WhenUp(std::function<void()> action)
{
    if (IsUp())
    {
        action();
    }
    else if (m_state == State::PAUSED && !m_beginsLater)
    {
        m_late.push_back(std::move(action));
    }
}

LocalTimers::Id
ProcessApplication::ScheduleLocal(Time delay, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_machine->AddDelay(delay, std::move(action));
}

LocalTimers::Id
ProcessApplication::ScheduleAtWall(Time wall, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_machine->AddWall(wall, std::move(action));
}

bool
ProcessApplication::CancelLocal(const LocalTimers::Id& timer)
{
    return m_machine->Cancel(timer);
}

Time
ProcessApplication::GetMonotonicTime()
{
    return GetClock().GetMonotonic(Simulator::Now());
}

Time
ProcessApplication::GetWallTime()
{
    return GetClock().GetWall(Simulator::Now());
}

bool
ProcessApplication::UsesCpu()
{
    return GetMachine().GetServiceTime(UINT32_MAX).IsStrictlyPositive();
}

bool
ProcessApplication::Execute(uint32_t bytes, std::function<void()> action)
{
    return ExecuteFor(m_machine->GetServiceTime(bytes), std::move(action));
}

bool
ProcessApplication::ExecuteFor(Time service, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_machine->Execute(service, std::move(action));
}

Disk::Result
ProcessApplication::Append(Disk::Record record)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_machine->Append(std::move(record));
}

Disk::Result
ProcessApplication::Sync(std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_machine->Sync(std::move(action));
}

uint64_t
ProcessApplication::RemoveOldestRecords(uint64_t count)
{
    return m_machine->RemoveOldestRecords(count);
}

std::vector<Disk::Recovered>
ProcessApplication::RecoverDisk()
{
    return m_machine->Recover();
}

void
ProcessApplication::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_sockets.Install(GetNode(), m_scope == Scope::MACHINE);
    if (m_utilizationInterval.IsStrictlyPositive())
    {
        m_utilizationEvent =
            Simulator::Schedule(m_utilizationInterval, &ProcessApplication::TraceUtilization, this);
    }
    Begin();
}

void
ProcessApplication::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_utilizationEvent.Cancel();
    if (!Stop() && m_state == State::PAUSED)
    {
        Crash(); // a frozen machine that never comes back says no good-bye
    }
}

ProcessMachine&
ProcessApplication::GetMachine()
{
    if (!m_machine)
    {
        ProcessMachine::Config config;
        config.cpu.cores = m_cores;
        config.cpu.perItem = m_perItem;
        config.cpu.perByteNs = m_perByteNs;
        config.cpu.queueLimit = m_cpuQueueLimit;
        config.cpu.discipline = m_discipline;
        config.disk.bytesPerSecond = static_cast<double>(m_diskBandwidth.GetBitRate()) / 8;
        config.disk.capacityBytes = m_diskCapacity;
        config.disk.queueLimit = m_diskQueueLimit;
        config.clock.offset = m_clockOffset;
        config.clock.driftPpm = m_clockDriftPpm;
        config.timerLimit = m_timerLimit;
        config.tornProbability = m_tornProbability;
        config.writeLatency = MakeDiskTime(m_writeMean, m_writeLatency);
        config.fsyncLatency = MakeDiskTime(m_fsyncMean, m_fsyncLatency);
        config.role = GetRole();
        m_machine = std::make_unique<ProcessMachine>(config);
    }
    return *m_machine;
}

Ptr<RandomVariableStream>
ProcessApplication::MakeDiskTime(Time mean, Ptr<RandomVariableStream> other) const
{
    if (mean.IsZero())
    {
        return other;
    }
    Ptr<RandomVariableStream> made;
    if (m_diskSpread == DiskSpread::EXPONENTIAL)
    {
        made = CreateObject<ExponentialRandomVariable>();
        made->SetAttribute("Mean", DoubleValue(mean.GetSeconds()));
    }
    else
    {
        made = CreateObject<ConstantRandomVariable>();
        made->SetAttribute("Constant", DoubleValue(mean.GetSeconds()));
    }
    return made;
}

void
ProcessApplication::Begin()
{
    m_beginsLater = m_pauses > 0;
    if (m_beginsLater)
    {
        SetState(State::PAUSED);
        return;
    }
    m_sockets.Reopen();
    SetState(State::RUNNING);
    GetMachine().SwitchOn();
    DoStart();
}

void
ProcessApplication::Forget()
{
    m_late.clear();
    DoForget();
}

void
ProcessApplication::CatchUp()
{
    const auto late = std::move(m_late);
    m_late.clear();
    for (const auto& action : late)
    {
        WhenUp(action);
    }
}

void
ProcessApplication::TraceUtilization()
{
    const Time now = Simulator::Now();
    const Time busy = GetCpuBusyTime();
    const auto span = static_cast<double>(m_utilizationInterval.GetNanoSeconds());
    const auto worked = static_cast<double>((busy - m_busyBefore).GetNanoSeconds());
    m_utilizationTrace(now - m_utilizationInterval, worked / (span * m_cores));
    m_busyBefore = busy;
    m_utilizationEvent =
        Simulator::Schedule(m_utilizationInterval, &ProcessApplication::TraceUtilization, this);
}

std::string
ProcessApplication::GetRole() const
{
    if (!m_name.empty())
    {
        return m_name;
    }
    const std::string name = Names::FindName(GetNode());
    return name.empty() ? "node-" + std::to_string(GetNode()->GetId()) : name;
}

void
ProcessApplication::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    m_stateTrace(before, state);
}

} // namespace sharding
} // namespace ns3
