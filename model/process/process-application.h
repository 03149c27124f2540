/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_APPLICATION_H
#define PROCESS_APPLICATION_H

#include "process-machine.h"
#include "process-sockets.h"

#include "ns3/application.h"
#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * A program that can crash, pause and restart: the base of every server of this module.
 *
 * A subclass says what the program does: DoStart opens sockets and reads the disk, DoForget drops
 * all memory. It uses what the base class offers (CreateSocket, Execute, Append, Sync,
 * ScheduleLocal) in place of ns-3's own sockets and Simulator::Schedule; then it needs no code for
 * faults: after a crash and during a pause nothing of it runs.
 *
 * - **Crash**: the power fails. Sockets vanish without FIN or RST, memory, timers and work are
 * gone, the disk keeps what Disk
 *   says. Until the restart nothing answers on its ports.
 * - **Pause**: the machine is frozen. Nothing is received, sent or done; timers that become due
 * meanwhile fire at the
 *   resume. All state stays, but TCP connections whose peers lose patience do not.
 * - **Stop**: the program ends in good order, its sockets are closed. This is what ns-3's StopTime
 * does.
 * - **Restart**: the program begins anew, with the disk as it is or with an empty one. Segments of
 * connections from before a crash
 *   are answered with RST.
 *
 * Pauses, disk stalls, full disks, slow-downs and clock faults may overlap, end in any order, and
 * outlast a crash: a process that is restarted while a pause acts begins when it ends.
 */
class ProcessApplication : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ProcessApplication();
    ~ProcessApplication() override;

    /// Where a process is in its life.
    enum class State
    {
        IDLE,    //!< not started yet
        RUNNING, //!< does its work
        PAUSED,  //!< frozen, with all its state
        CRASHED, //!< gone, without a word
        STOPPED  //!< ended in good order
    };

    /// Which sockets are the process's.
    enum class Scope
    {
        PROCESS, //!< its own, and the connections to its listening ports
        MACHINE  //!< all of the node's TCP and UDP sockets
    };

    /// How the times of a disk spread.
    enum class DiskSpread
    {
        CONSTANT,   //!< always the mean
        EXPONENTIAL //!< exponential
    };

    /// What a restarted process finds on its disk.
    enum class DiskFate
    {
        KEPT, //!< what survived the crash
        LOST  //!< nothing
    };

    /// @return "running", ...
    static std::string ToString(State state);

    /// @return false when it neither runs nor is paused; then nothing happens
    bool Crash();

    /**
     * One more pause begins.
     *
     * @return whether it ran until now
     */
    bool Pause();

    /// @return false when no pause acts
    bool Resume();

    /**
     * Ends in good order.
     *
     * @return false when it does not run
     */
    bool Stop();

    /**
     * @param disk what it finds there
     * @return false when it has neither crashed nor stopped; then nothing happens
     */
    bool Restart(DiskFate disk = DiskFate::KEPT);

    /// @return where it is in its life
    State GetState() const;

    /// @return whether it runs: false also during a pause
    bool IsUp() const;

    bool AddCpuSlowDown(double factor);    //!< see Cpu::AddSlowDown
    bool RemoveCpuSlowDown(double factor); //!< see Cpu::RemoveSlowDown
    void BeginDiskStall();                 //!< see Disk::BeginStall
    bool EndDiskStall();                   //!< see Disk::EndStall
    void BeginDiskFull();                  //!< see Disk::BeginFull
    bool EndDiskFull();                    //!< see Disk::EndFull
    void WipeDisk();                       //!< see Disk::Wipe
    bool StepClock(Time by);               //!< see LocalClock::Step
    bool AddClockDrift(double ppm);        //!< see LocalClock::AddDrift

    /// @return core time spent so far
    Time GetCpuBusyTime();

    /// @return time for which the disk worked so far; see Disk::GetBusyTime
    Time GetDiskBusyTime();

    /// @return the clock, to read
    const LocalClock& GetClock();

    /// @return the disk, to read
    const Disk& GetDisk();

    /**
     * Signature of the trace source State.
     *
     * @param before state until now
     * @param after state from now on
     */
    typedef void (*StateTracedCallback)(State before, State after);

    /**
     * Signature of the trace source CpuUtilization.
     *
     * @param begin of the interval, which has the length of attribute CpuUtilizationInterval
     * @param share of the cores that worked, in [0, 1]
     */
    typedef void (*CpuUtilizationTracedCallback)(Time begin, double share);

  protected:
    /// A life begins, at the start and at each restart: to open sockets, read the disk, set timers.
    virtual void DoStart() = 0;

    /// A life has ended, in whatever way: to drop all that was in memory. Sockets and timers are
    /// gone already.
    virtual void DoForget() = 0;

    /// The life is about to end in good order: to say good-bye. Sockets are closed after this.
    virtual void DoStop();

    void DoDispose() override;

    /// @return what names the random streams of the process: attribute ProcessName, or the node
    std::string GetRole() const;

    /**
     * @param factory such as TcpSocketFactory::GetTypeId()
     * @return a socket that shares the fate of the process
     */
    Ptr<Socket> CreateSocket(TypeId factory);

    /// @param socket that was accepted, when its listening socket may be closed before it; others
    ///        are found
    void OwnSocket(Ptr<Socket> socket);

    /**
     * Ends a TCP connection of the process at once: the peer gets RST, and no callback of the socket is called any
     * more.
     *
     * @param socket made by CreateSocket or accepted
     */
    void AbortSocket(Ptr<Socket> socket);

    /**
     * Does something now, or, during a pause, at its end. What is done in callbacks of sockets goes through here: TCP
     * of a frozen machine keeps its timers and can report an error while the process is not there to hear it.
     *
     * @param action what to do; not done when it crashes before, or does not run at all
     */
    void WhenUp(std::function<void()> action);

    /**
     * Does something after a span of local time; see LocalTimers::AddDelay.
     *
     * @param delay local time
     * @param action what to do; not done after a crash
     * @return the timer; invalid at the limit of attribute TimerLimit
     */
    LocalTimers::Id ScheduleLocal(Time delay, std::function<void()> action);

    /**
     * Does something when the wall clock of the process shows a time; see LocalTimers::AddWall.
     *
     * @param wall local time
     * @param action what to do; not done after a crash
     * @return the timer; invalid at the limit of attribute TimerLimit
     */
    LocalTimers::Id ScheduleAtWall(Time wall, std::function<void()> action);

    /// @return false when the timer has fired, was cancelled or never was
    bool CancelLocal(const LocalTimers::Id& timer);

    Time GetMonotonicTime(); //!< what the process measures spans with
    Time GetWallTime();      //!< what the process takes for the time of day

    /**
     * @return whether work costs CPU time, see attributes CostPerItem and CostPerByte. Who has much of it that costs nothing saves
     *         an event for each piece by not calling Execute.
     */
    bool UsesCpu();

    /**
     * Does something when the CPU has worked for it.
     *
     * @param bytes that are worked on; see attributes CostPerItem and CostPerByte
     * @param action what to do then; not done after a crash
     * @return false when the CPU has no room; then it is not done
     */
    bool Execute(uint32_t bytes, std::function<void()> action);

    /**
     * @param service how long a core works for it, at nominal speed
     * @param action as above
     * @return as above
     */
    bool ExecuteFor(Time service, std::function<void()> action);

    /**
     * @param record what to append to the log
     * @return see Disk::Append
     */
    Disk::Result Append(Disk::Record record);

    /**
     * Does something when all that was appended so far is durable.
     *
     * @param action what to do then; not done after a crash
     * @return see Disk::Sync; when it is not OK, it is not done
     */
    Disk::Result Sync(std::function<void()> action);

    /**
     * @param count of the oldest records, which are removed
     * @return see Disk::RemoveOldest
     */
    uint64_t RemoveOldestRecords(uint64_t count);

    /// @return what the log holds; to be called in DoStart; see Disk::Recover
    std::vector<Disk::Recovered> RecoverDisk();

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// @return what it runs on, made from the attributes on first use
    ProcessMachine& GetMachine();

    /**
     * @param mean of a time of the disk; 0: none is given
     * @param other what it is then
     * @return what gives the times, in seconds
     */
    Ptr<RandomVariableStream> MakeDiskTime(Time mean, Ptr<RandomVariableStream> other) const;

    /// A life begins, unless a pause acts; then it begins at its end.
    void Begin();

    /// A life has ended: memory is dropped.
    void Forget();

    /// Does what a pause held back; see WhenUp.
    void CatchUp();

    /// Fires the trace source CpuUtilization.
    void TraceUtilization();

    void SetState(State state);

    std::string m_name;                       //!< attribute ProcessName
    Scope m_scope;                            //!< attribute Scope
    uint32_t m_cores;                         //!< attribute Cores
    Cpu::Discipline m_discipline;             //!< attribute CpuDiscipline
    Time m_perItem;                           //!< attribute CostPerItem
    double m_perByteNs;                       //!< attribute CostPerByte
    uint32_t m_cpuQueueLimit;                 //!< attribute CpuQueueLimit
    Time m_utilizationInterval;               //!< attribute CpuUtilizationInterval
    Ptr<RandomVariableStream> m_writeLatency; //!< attribute DiskWriteLatency
    Ptr<RandomVariableStream> m_fsyncLatency; //!< attribute DiskFsyncLatency
    Time m_writeMean;                         //!< attribute DiskWriteMean
    Time m_fsyncMean;                         //!< attribute DiskFsyncMean
    DiskSpread m_diskSpread;                  //!< attribute DiskSpread
    DataRate m_diskBandwidth;                 //!< attribute DiskBandwidth
    uint64_t m_diskCapacity;                  //!< attribute DiskCapacity
    uint32_t m_diskQueueLimit;                //!< attribute DiskQueueLimit
    double m_tornProbability;                 //!< attribute DiskTornProbability
    Time m_clockOffset;                       //!< attribute ClockOffset
    double m_clockDriftPpm;                   //!< attribute ClockDrift
    uint32_t m_timerLimit;                    //!< attribute TimerLimit

    State m_state{State::IDLE};
    uint32_t m_pauses{0};      //!< that act
    bool m_beginsLater{false}; //!< a life begins when the last pause ends
    ProcessSockets m_sockets;
    std::unique_ptr<ProcessMachine> m_machine; //!< see GetMachine
    std::vector<std::function<void()>> m_late; //!< see WhenUp
    EventId m_utilizationEvent;
    Time m_busyBefore; //!< core time spent until the interval of the utilization began
    TracedCallback<State, State> m_stateTrace;
    TracedCallback<Time, double> m_utilizationTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_APPLICATION_H */
