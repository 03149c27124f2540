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
#include "ns3/pointer.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("ProcessApplication");
NS_OBJECT_ENSURE_REGISTERED(ProcessApplication);

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

TypeId
ProcessApplication::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::ProcessApplication")
            .SetParent<Application>()
            .SetGroupName("Sharding")
            .AddAttribute("ProcessName",
                          "Names the random streams of this process, unique within the run; empty: "
                          "the node's name, "
                          "or its number.",
                          StringValue(""),
                          MakeStringAccessor(&ProcessApplication::m_name),
                          MakeStringChecker())
            .AddAttribute("Scope",
                          "Whose sockets share the fate of the process: process (its own) or "
                          "machine (all of the node).",
                          EnumDefault(Scope::PROCESS),
                          EnumAccessor(&ProcessApplication::m_scope),
                          EnumNames(Scope::PROCESS, "process", Scope::MACHINE, "machine"))
            .AddAttribute("Cores",
                          "CPU cores.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&ProcessApplication::m_cores),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute(
                "CpuDiscipline",
                "Order of work: fifo, or processor-sharing (all at once, with equal shares).",
                EnumDefault(Cpu::Discipline::FIFO),
                EnumAccessor(&ProcessApplication::m_discipline),
                EnumNames(Cpu::Discipline::FIFO,
                          "fifo",
                          Cpu::Discipline::PROCESSOR_SHARING,
                          "processor-sharing"))
            .AddAttribute("CostPerItem",
                          "CPU time of an item of work besides what its bytes cost.",
                          TimeValue(MicroSeconds(2)),
                          MakeTimeAccessor(&ProcessApplication::m_perItem),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("CostPerByte",
                          "CPU time per byte of an item of work, nanoseconds.",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&ProcessApplication::m_perByteNs),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("CpuQueueLimit",
                          "Items of work that may wait for the CPU; 0: none may.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&ProcessApplication::m_cpuQueueLimit),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("CpuUtilizationInterval",
                          "How often the trace source CpuUtilization fires; 0: never.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ProcessApplication::m_utilizationInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DiskWriteLatency",
                          "Seconds that a write takes besides what its bytes take.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0.00001]"),
                          MakePointerAccessor(&ProcessApplication::m_writeLatency),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DiskFsyncLatency",
                          "Seconds that an fsync takes.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0.001]"),
                          MakePointerAccessor(&ProcessApplication::m_fsyncLatency),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DiskBandwidth",
                          "Rate at which written bytes go to the disk; 0: unlimited.",
                          DataRateValue(DataRate("4Gbps")),
                          MakeDataRateAccessor(&ProcessApplication::m_diskBandwidth),
                          MakeDataRateChecker())
            .AddAttribute("DiskCapacity",
                          "Bytes that the disk holds.",
                          UintegerValue(1ULL << 40),
                          MakeUintegerAccessor(&ProcessApplication::m_diskCapacity),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("DiskQueueLimit",
                          "Writes that may wait for the disk, and likewise fsyncs.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&ProcessApplication::m_diskQueueLimit),
                          MakeUintegerChecker<uint32_t>(1, 10000000))
            .AddAttribute(
                "DiskTornProbability",
                "Probability that a crash leaves a part, of random length, of what was not synced.",
                DoubleValue(1),
                MakeDoubleAccessor(&ProcessApplication::m_tornProbability),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "ClockOffset",
                "What the wall clock is ahead of simulated time; negative: behind.",
                TimeValue(Time(0)),
                MakeTimeAccessor(&ProcessApplication::m_clockOffset),
                MakeTimeChecker(Time(0) - LocalClock::MaxOffset(), LocalClock::MaxOffset()))
            .AddAttribute(
                "ClockDrift",
                "How much too fast the local clock runs, parts per million; negative: too slow.",
                DoubleValue(0),
                MakeDoubleAccessor(&ProcessApplication::m_clockDriftPpm),
                MakeDoubleChecker<double>(-LocalClock::MAX_DRIFT_PPM, LocalClock::MAX_DRIFT_PPM))
            .AddAttribute("TimerLimit",
                          "Timers that may wait.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&ProcessApplication::m_timerLimit),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("State",
                            "The process crashed, paused, resumed, stopped or started.",
                            MakeTraceSourceAccessor(&ProcessApplication::m_stateTrace),
                            "ns3::sharding::ProcessApplication::StateTracedCallback")
            .AddTraceSource("CpuUtilization",
                            "Share of the cores that worked in an interval.",
                            MakeTraceSourceAccessor(&ProcessApplication::m_utilizationTrace),
                            "ns3::sharding::ProcessApplication::CpuUtilizationTracedCallback");
    return tid;
}

ProcessApplication::ProcessApplication()
    : m_cpuAlarm([this] { RingCpu(); }), m_diskAlarm([this] { RingDisk(); }),
      m_timerAlarm([this] { RingTimers(); })
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
    const Time now = Simulator::Now();
    if (m_state == State::PAUSED)
    {
        m_cpu->Continue(now);
    }
    // Both numbers are drawn at each crash, so that the second depends on nothing but how many
    // crashes there were.
    const bool torn = m_torn->GetValue() < m_tornProbability;
    const double fraction = m_torn->GetValue();
    m_disk->Crash(now, torn ? fraction : 0);
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
    m_cpu->Halt(Simulator::Now());
    m_sockets.Silence("paused");
    SetState(State::PAUSED);
    SetAlarms();
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
            m_cpu->Continue(Simulator::Now());
            m_sockets.Speak();
            SetState(State::RUNNING);
            SetAlarms();
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
        m_disk->Lose();
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
    Equip();
    const bool taken = m_cpu->AddSlowDown(Simulator::Now(), factor);
    SetAlarms();
    return taken;
}

bool
ProcessApplication::RemoveCpuSlowDown(double factor)
{
    Equip();
    const bool removed = m_cpu->RemoveSlowDown(Simulator::Now(), factor);
    SetAlarms();
    return removed;
}

void
ProcessApplication::BeginDiskStall()
{
    Equip();
    m_disk->BeginStall(Simulator::Now());
    SetAlarms();
}

bool
ProcessApplication::EndDiskStall()
{
    Equip();
    const bool ended = m_disk->EndStall(Simulator::Now());
    SetAlarms();
    return ended;
}

void
ProcessApplication::BeginDiskFull()
{
    Equip();
    m_disk->BeginFull();
}

bool
ProcessApplication::EndDiskFull()
{
    Equip();
    return m_disk->EndFull();
}

bool
ProcessApplication::StepClock(Time by)
{
    Equip();
    const bool done = m_clock->Step(by);
    SetAlarms();
    return done;
}

bool
ProcessApplication::AddClockDrift(double ppm)
{
    Equip();
    const bool done = m_clock->AddDrift(Simulator::Now(), ppm);
    SetAlarms();
    return done;
}

Time
ProcessApplication::GetCpuBusyTime()
{
    Equip();
    return m_cpu->GetBusyTime(Simulator::Now());
}

const LocalClock&
ProcessApplication::GetClock()
{
    Equip();
    return *m_clock;
}

const Disk&
ProcessApplication::GetDisk()
{
    Equip();
    return *m_disk;
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
    m_cpuAlarm.Cancel();
    m_diskAlarm.Cancel();
    m_timerAlarm.Cancel();
    m_sockets.Dispose();
    m_jobs.clear();
    m_syncs.clear();
    m_timers.reset();
    m_cpu.reset();
    m_disk.reset();
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

LocalTimers::Id
ProcessApplication::ScheduleLocal(Time delay, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    const auto id = m_timers->AddDelay(Simulator::Now(), delay, std::move(action));
    m_timerAlarm.Set(Simulator::Now(), m_timers->GetNext());
    return id;
}

LocalTimers::Id
ProcessApplication::ScheduleAtWall(Time wall, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    const auto id = m_timers->AddWall(wall, std::move(action));
    m_timerAlarm.Set(Simulator::Now(), m_timers->GetNext());
    return id;
}

bool
ProcessApplication::CancelLocal(const LocalTimers::Id& timer)
{
    return m_timers->Cancel(timer);
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
ProcessApplication::Execute(uint32_t bytes, std::function<void()> action)
{
    return ExecuteFor(m_cpu->GetServiceTime(bytes), std::move(action));
}

bool
ProcessApplication::ExecuteFor(Time service, std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    const auto ticket =
        m_freeJobs.empty() ? static_cast<uint32_t>(m_jobs.size()) : m_freeJobs.back();
    if (!m_cpu->Submit(Simulator::Now(), service, ticket))
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
    m_cpuAlarm.Set(Simulator::Now(), m_cpu->GetNextFinish());
    return true;
}

Disk::Result
ProcessApplication::Append(Disk::Record record)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    return m_disk->Append(Simulator::Now(), std::move(record));
}

Disk::Result
ProcessApplication::Sync(std::function<void()> action)
{
    NS_ASSERT_MSG(IsUp(), "a process that does not run does nothing");
    const auto result = m_disk->Sync(Simulator::Now(), m_syncTicket + 1);
    if (result == Disk::Result::OK)
    {
        m_syncs.emplace_back(++m_syncTicket, std::move(action));
        m_diskAlarm.Set(Simulator::Now(), m_disk->GetNextSynced());
    }
    return result;
}

uint64_t
ProcessApplication::RemoveOldestRecords(uint64_t count)
{
    return m_disk->RemoveOldest(Simulator::Now(), count);
}

std::vector<Disk::Recovered>
ProcessApplication::RecoverDisk()
{
    return m_disk->Recover();
}

void
ProcessApplication::StartApplication()
{
    NS_LOG_FUNCTION(this);
    Equip();
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

void
ProcessApplication::Equip()
{
    if (m_cpu)
    {
        return;
    }
    const std::string role = GetRole();
    Cpu::Config cpu;
    cpu.cores = m_cores;
    cpu.perItem = m_perItem;
    cpu.perByteNs = m_perByteNs;
    cpu.queueLimit = m_cpuQueueLimit;
    cpu.discipline = m_discipline;
    m_cpu = std::make_unique<Cpu>(cpu);

    Disk::Config disk;
    disk.bytesPerSecond = static_cast<double>(m_diskBandwidth.GetBitRate()) / 8;
    disk.capacityBytes = m_diskCapacity;
    disk.queueLimit = m_diskQueueLimit;
    m_disk = std::make_unique<Disk>(disk,
                                    SecondsOf(m_writeLatency, "disk-write/" + role),
                                    SecondsOf(m_fsyncLatency, "disk-fsync/" + role));
    m_torn = CreateForRole<UniformRandomVariable>("disk-torn/" + role);

    LocalClock::Config clock;
    clock.offset = m_clockOffset;
    clock.driftPpm = m_clockDriftPpm;
    m_clock = std::make_unique<LocalClock>(clock);
    m_timers = std::make_unique<LocalTimers>(*m_clock, m_timerLimit);

    m_sockets.Install(GetNode(), m_scope == Scope::MACHINE);
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
    DoStart();
    SetAlarms();
}

void
ProcessApplication::Forget()
{
    m_cpu->Clear(Simulator::Now());
    m_jobs.clear();
    m_freeJobs.clear();
    m_timers->Clear();
    m_syncs.clear();
    m_cpuAlarm.Cancel();
    m_diskAlarm.Cancel();
    m_timerAlarm.Cancel();
    DoForget();
}

void
ProcessApplication::SetAlarms()
{
    const Time now = Simulator::Now();
    m_cpuAlarm.Set(now, IsUp() ? m_cpu->GetNextFinish() : std::nullopt);
    m_diskAlarm.Set(now, IsUp() ? m_disk->GetNextSynced() : std::nullopt);
    m_timerAlarm.Set(now, IsUp() ? m_timers->GetNext() : std::nullopt);
}

void
ProcessApplication::RingCpu()
{
    while (IsUp())
    {
        const auto ticket = m_cpu->PopFinished(Simulator::Now());
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
ProcessApplication::RingDisk()
{
    while (IsUp())
    {
        const auto ticket = m_disk->PopSynced(Simulator::Now());
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
ProcessApplication::RingTimers()
{
    while (IsUp())
    {
        const auto action = m_timers->PopDue(Simulator::Now());
        if (!action)
        {
            break;
        }
        action();
    }
    SetAlarms();
}

void
ProcessApplication::TraceUtilization()
{
    const Time now = Simulator::Now();
    const Time busy = m_cpu->GetBusyTime(now);
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
