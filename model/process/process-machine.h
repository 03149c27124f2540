/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_MACHINE_H
#define PROCESS_MACHINE_H

#include "alarm.h"
#include "cpu.h"
#include "disk.h"
#include "local-clock.h"
#include "local-timers.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * What a process runs on (CPU, disk, clock, timers) together with what is to be done when each of
 * them has done its part. It keeps the simulator's timers for them; it knows no sockets and no
 * life.
 *
 * It is off at first. While it is off or frozen, nothing is done.
 */
class ProcessMachine
{
  public:
    /// What the machine is made of.
    struct Config
    {
        Cpu::Config cpu;                        //!< see Cpu
        Disk::Config disk;                      //!< see Disk
        LocalClock::Config clock;               //!< see LocalClock
        uint32_t timerLimit{1};                 //!< timers that may wait
        double tornProbability{0};              //!< that a power failure leaves a part of what was
                                                //!< not synced
        Ptr<RandomVariableStream> writeLatency; //!< seconds
        Ptr<RandomVariableStream> fsyncLatency; //!< seconds
        std::string role;                       //!< names the random streams
    };

    /// @param config what it is made of
    explicit ProcessMachine(const Config& config);

    ProcessMachine(const ProcessMachine&) = delete;
    ProcessMachine& operator=(const ProcessMachine&) = delete;

    void SwitchOn();  //!< from now on it works
    void SwitchOff(); //!< in good order: work and timers are forgotten, the disk goes on
    void Freeze();    //!< nothing is done until Thaw; it must be on
    void Thaw();      //!< goes on with all it had

    /// The power is gone: work and timers are forgotten, the disk keeps what Disk says.
    void FailPower();

    bool AddCpuSlowDown(double factor);    //!< see Cpu::AddSlowDown
    bool RemoveCpuSlowDown(double factor); //!< see Cpu::RemoveSlowDown
    void BeginDiskStall();                 //!< see Disk::BeginStall
    bool EndDiskStall();                   //!< see Disk::EndStall
    void BeginDiskFull();                  //!< see Disk::BeginFull
    bool EndDiskFull();                    //!< see Disk::EndFull
    void WipeDisk();                       //!< see Disk::Wipe
    void ReplaceDisk();                    //!< see Disk::Lose
    bool StepClock(Time by);               //!< see LocalClock::Step
    bool AddClockDrift(double ppm);        //!< see LocalClock::AddDrift

    Time GetCpuBusyTime();  //!< see Cpu::GetBusyTime
    Time GetDiskBusyTime(); //!< see Disk::GetBusyTime

    /// @return the clock, to read
    const LocalClock& GetClock() const;

    /// @return the disk, to read
    const Disk& GetDisk() const;

    /**
     * @param delay span of local time
     * @param action what to do then
     * @return the timer; invalid at the limit
     */
    LocalTimers::Id AddDelay(Time delay, std::function<void()> action);

    /**
     * @param wall local time
     * @param action what to do then
     * @return the timer; invalid at the limit
     */
    LocalTimers::Id AddWall(Time wall, std::function<void()> action);

    /// @return false when the timer has fired, was cancelled or never was
    bool Cancel(const LocalTimers::Id& timer);

    /**
     * @param bytes that are worked on
     * @return how long one core works on them at nominal speed
     */
    Time GetServiceTime(uint32_t bytes) const;

    /**
     * @param service how long a core works, at nominal speed
     * @param action what to do then
     * @return false when the CPU has no room
     */
    bool Execute(Time service, std::function<void()> action);

    /// @return see Disk::Append
    Disk::Result Append(Disk::Record record);

    /**
     * @param action what to do when all that was appended so far is durable
     * @return see Disk::Sync
     */
    Disk::Result Sync(std::function<void()> action);

    /// @return see Disk::RemoveOldest
    uint64_t RemoveOldestRecords(uint64_t count);

    /// @return see Disk::Recover
    std::vector<Disk::Recovered> Recover();

  private:
    /// Forgets work and timers.
    void Forget();

    /// Sets the alarms to what is due next; none while it does not work.
    void SetAlarms();

    void RingCpu();
    void RingDisk();
    void RingTimers();

    bool m_works{false};
    bool m_frozen{false};
    Cpu m_cpu;
    Disk m_disk;
    LocalClock m_clock;
    LocalTimers m_timers;
    double m_tornProbability;
    Ptr<UniformRandomVariable> m_torn;
    std::vector<std::function<void()>> m_jobs; //!< by ticket of the CPU
    std::vector<uint32_t> m_freeJobs;
    std::deque<std::pair<uint64_t, std::function<void()>>>
        m_syncs;              //!< ticket and action, as the disk will answer them
    uint64_t m_syncTicket{0}; //!< last one given out
    Alarm m_cpuAlarm;
    Alarm m_diskAlarm;
    Alarm m_timerAlarm;
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_MACHINE_H */
