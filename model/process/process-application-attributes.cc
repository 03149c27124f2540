/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What can be set and observed of every process.

#include "process-application.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/sharding-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(ProcessApplication);

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
            .AddAttribute("DiskWriteMean",
                          "Mean time that a write takes besides what its bytes take, in place of "
                          "DiskWriteLatency; 0: as that says.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ProcessApplication::m_writeMean),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "DiskFsyncMean",
                "Mean time that an fsync takes, in place of DiskFsyncLatency; 0: as that says.",
                TimeValue(Time(0)),
                MakeTimeAccessor(&ProcessApplication::m_fsyncMean),
                MakeTimeChecker(Time(0)))
            .AddAttribute(
                "DiskSpread",
                "How times set by DiskWriteMean and DiskFsyncMean spread: constant or exponential.",
                EnumDefault(DiskSpread::CONSTANT),
                EnumAccessor(&ProcessApplication::m_diskSpread),
                EnumNames(DiskSpread::CONSTANT, "constant", DiskSpread::EXPONENTIAL, "exponential"))
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

} // namespace sharding
} // namespace ns3
