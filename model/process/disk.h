/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_DISK_H
#define SHARDING_DISK_H

#include "halt-clock.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * A disk with one append-only log on it: what a write-ahead log, a vote or a snapshot is written
 * to.
 *
 * **Writes** go one after the other. Each takes its write latency plus its size over the bandwidth,
 * and is then in the cache of the disk: written, but not durable.
 *
 * **Fsyncs** make durable what is written when they begin. A request covers all records appended
 * before it, so it waits until they are written. One fsync runs at a time; requests that arrive
 * meanwhile share the next one (group commit). It begins as soon as the running one has ended and
 * the records of the first request that waits are written, and answers all requests whose records
 * are written by then.
 *
 * **A crash** at time t leaves the log in this state, and no other: all records covered by an fsync
 * that ended at or before t; behind them, of the bytes of the further records whose writing had
 * begun by t, a prefix; nothing else. The caller gives the length of the prefix as a fraction in
 * [0, 1). A record that lies in it whole has survived, though nobody was told; one that lies in it
 * in part is torn, and Recover() says so, as a checksum would.
 *
 * A **stall** stops all: what runs goes on where it was when the last stall ends. A **full** disk
 * refuses records.
 *
 * Pure: the caller passes the time in, and time never goes back.
 */
class Disk
{
  public:
    /// How long something takes; called once for each write and each fsync. Less than zero counts
    /// as zero.
    using Sampler = std::function<Time()>;

    /// What the disk can do.
    struct Config
    {
        double bytesPerSecond{0};           //!< bandwidth of writes, in [0, 1e15]; 0: unlimited
        uint64_t capacityBytes{1ULL << 40}; //!< of all records together
        uint32_t queueLimit{
            100000}; //!< records not written yet, and fsync requests not answered yet, each
    };

    /// What became of a request.
    enum class Result
    {
        OK,         //!< it was taken
        FULL,       //!< there is no room for the record, or the disk was filled up by a fault
        QUEUE_FULL, //!< too many wait
    };

    /// What is appended.
    struct Record
    {
        uint64_t id{0};        //!< the caller's
        uint32_t sizeBytes{0}; //!< on disk, with all that its format adds; at least 1
        std::vector<uint8_t>
            bytes; //!< content, at most sizeBytes; may be left out where only sizes matter
    };

    /// What is found after a crash.
    struct Recovered
    {
        Record record;              //!< with those of its bytes that survived
        uint32_t survivingBytes{0}; //!< of record.sizeBytes

        /// @return whether its end is missing
        bool
        IsTorn() const
        {
            return survivingBytes < record.sizeBytes;
        }
    };

    /**
     * @param config see Validate
     * @param writeLatency of one write, without what its size takes
     * @param fsyncLatency of one fsync
     */
    Disk(const Config& config, Sampler writeLatency, Sampler fsyncLatency);

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * Appends a record.
     *
     * @param now not before that of the last call
     * @param record what to append
     * @return OK, or why it was not taken; then the log is as it was
     */
    Result Append(Time now, Record record);

    /**
     * Requests that all records appended so far be made durable.
     *
     * @param now not before that of the last call
     * @param ticket what PopSynced is to return when they are
     * @return OK, or QUEUE_FULL; then nothing has changed
     */
    Result Sync(Time now, uint64_t ticket);

    /// @return when the next request not popped yet is answered if nothing changes; nothing when
    ///         there is none or during a stall
    std::optional<Time> GetNextSynced() const;

    /**
     * To be called until it returns nothing when the time of GetNextSynced has come.
     *
     * @param now not before that of the last call
     * @return the ticket of a request that is answered by now, in order of request
     */
    std::optional<uint64_t> PopSynced(Time now);

    /**
     * Removes the oldest records, for good and at once (a compacted log). Only durable ones can be.
     *
     * @param now not before that of the last call
     * @param count how many
     * @return how many were removed
     */
    uint64_t RemoveOldest(Time now, uint64_t count);

    /**
     * The machine loses power; see the class for what is left. Requests are forgotten, stalls and
     * the faults that fill the disk go on.
     *
     * @param now not before that of the last call
     * @param tornFraction how much of what had begun to be written but was not durable survives, in
     *        [0, 1)
     */
    void Crash(Time now, double tornFraction);

    /**
     * The disk is replaced by an empty one. Requests are forgotten.
     *
     * @param now not before that of the last call
     */
    void Lose(Time now);

    /**
     * All that is written is gone, and nobody is told: requests are answered as ever, and what is still being written
     * goes to the empty disk.
     *
     * @param now not before that of the last call
     */
    void Wipe(Time now);

    /**
     * Reads the log after a crash, and cuts off the torn record at its end, if there is one. Costs
     * no time.
     *
     * @return what was found, in order; only the last may be torn, all others are durable
     */
    std::vector<Recovered> Recover();

    /**
     * One more stall begins.
     *
     * @param now not before that of the last call
     */
    void BeginStall(Time now);

    /**
     * @param now not before that of the last call
     * @return false when none acts
     */
    bool EndStall(Time now);

    /// One more fault fills the disk: no record is taken until all of them have ended.
    void BeginFull();

    /// @return false when none acts
    bool EndFull();

    /// @return bytes of all records
    uint64_t GetUsedBytes() const;

    /**
     * @param now not before that of the last call
     * @return how many of the records in the log are durable
     */
    uint64_t GetDurableRecords(Time now);

    /// @return how many records are in the log
    uint64_t GetRecords() const;

    /// @param visit is called with each record in the log, oldest first, durable or not
    void ForEachRecord(const std::function<void(const Record&)>& visit) const;

    /**
     * @param now not before that of the last call
     * @return time for which a write or an fsync was under way so far; stalls are not counted
     */
    Time GetBusyTime(Time now) const;

    /// @return fsyncs that were carried out, each for one or more requests
    uint64_t GetFsyncs() const;

  private:
    /// A record and when it is written, in device time.
    struct Entry
    {
        Record record;
        Time begin;
        Time end;
    };

    /// A request to make records durable.
    struct Request
    {
        uint64_t ticket;
        Time ready; //!< its records are written, in device time
    };

    /// An fsync that was answered.
    struct Answer
    {
        uint64_t ticket;
        Time at; //!< device time
    };

    /// The fsync that runs or will run next, in device time.
    struct Fsync
    {
        Time begin;
        Time end;
    };

    /// Does all that is due by @p at, in device time.
    void Settle(Time at);

    /// @return how many records at the front of the log are written by @p at, in device time
    uint64_t CountWritten(Time at);

    /// Plans the next fsync, if requests wait.
    void Plan();

    /// Counts the time of an operation that begins when the disk is busy or now.
    void AddBusy(Time begin, Time end);

    /// From @p at on, in device time, nothing is under way any more.
    void EndBusy(Time at);

    /// Forgets all requests.
    void Forget();

    Config m_config;
    Sampler m_writeLatency;
    Sampler m_fsyncLatency;
    HaltClock m_clock;
    uint32_t m_fulls{0};             //!< faults that fill the disk
    std::deque<Entry> m_log;         //!< oldest first
    std::optional<Recovered> m_torn; //!< behind the log; the next record is written over it
    uint64_t m_durable{0};           //!< records at the front of m_log
    uint64_t m_covered{0}; //!< records at the front of m_log that the running fsync makes durable
    uint64_t m_written{0}; //!< records at the front of m_log that are written at the settled time
    uint64_t m_usedBytes{0};
    Time m_writesEnd;               //!< when all records are written, in device time
    std::deque<Request> m_waiting;  //!< for an fsync that has not begun
    std::deque<uint64_t> m_running; //!< tickets that the running fsync answers
    std::optional<Fsync> m_fsync;
    bool m_begun{false}; //!< m_fsync runs, and m_running is final
    Time m_fsyncsEnd;    //!< of the last fsync that ended, in device time
    std::deque<Answer> m_answered;
    uint64_t m_fsyncs{0};
    Time m_busyUntil; //!< when all that is under way has ended, in device time; no gap until then
    Time m_busy;      //!< time of all operations, also of what is still to come until m_busyUntil
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_DISK_H */
