/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "disk.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace sharding
{

Disk::Disk(const Config& config, Sampler writeLatency, Sampler fsyncLatency)
    : m_config(config), m_writeLatency(std::move(writeLatency)),
      m_fsyncLatency(std::move(fsyncLatency))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
Disk::Validate(const Config& config)
{
    if (!(config.bytesPerSecond >= 0 && config.bytesPerSecond <= 1e15))
    {
        return "bytesPerSecond must lie in [0, 1e15]";
    }
    if (config.queueLimit < 1)
    {
        return "queueLimit must be at least 1";
    }
    return "";
}

Disk::Result
Disk::Append(Time now, Record record)
{
    NS_ASSERT_MSG(record.sizeBytes > 0, "a record takes at least one byte");
    NS_ASSERT_MSG(record.bytes.size() <= record.sizeBytes,
                  "a record is at least as long as its content");
    const Time at = m_clock.ToDevice(now);
    Settle(at);
    if (m_fulls > 0 || record.sizeBytes > m_config.capacityBytes - m_usedBytes)
    {
        return Result::FULL;
    }
    if (m_log.size() - m_written >= m_config.queueLimit)
    {
        return Result::QUEUE_FULL;
    }
    Time duration = std::max(Time(0), m_writeLatency());
    if (m_config.bytesPerSecond > 0)
    {
        duration += NanoSeconds(std::llround(record.sizeBytes * 1e9 / m_config.bytesPerSecond));
    }
    m_torn.reset();
    const Time begin = std::max(at, m_writesEnd);
    m_writesEnd = begin + duration;
    AddBusy(begin, m_writesEnd);
    m_usedBytes += record.sizeBytes;
    m_log.push_back({std::move(record), begin, m_writesEnd});
    return Result::OK;
}

Disk::Result
Disk::Sync(Time now, uint64_t ticket)
{
    const Time at = m_clock.ToDevice(now);
    Settle(at);
    if (m_waiting.size() + m_running.size() >= m_config.queueLimit)
    {
        return Result::QUEUE_FULL;
    }
    m_waiting.push_back({ticket, std::max(at, m_writesEnd)});
    Plan();
    Settle(at);
    return Result::OK;
}

std::optional<Time>
Disk::GetNextSynced() const
{
    if (m_clock.IsHalted())
    {
        return std::nullopt;
    }
    if (!m_answered.empty())
    {
        return m_clock.ToGlobal(m_answered.front().at);
    }
    return m_fsync ? std::optional<Time>(m_clock.ToGlobal(m_fsync->end)) : std::nullopt;
}

std::optional<uint64_t>
Disk::PopSynced(Time now)
{
    Settle(m_clock.ToDevice(now));
    if (m_answered.empty())
    {
        return std::nullopt;
    }
    const uint64_t ticket = m_answered.front().ticket;
    m_answered.pop_front();
    return ticket;
}

uint64_t
Disk::RemoveOldest(Time now, uint64_t count)
{
    Settle(m_clock.ToDevice(now));
    count = std::min(count, m_durable);
    for (uint64_t i = 0; i < count; i++)
    {
        m_usedBytes -= m_log.front().record.sizeBytes;
        m_log.pop_front();
    }
    m_durable -= count;
    m_written -= count;
    m_covered -= std::min(count, m_covered);
    return count;
}

void
Disk::Crash(Time now, double tornFraction)
{
    NS_ASSERT_MSG(tornFraction >= 0 && tornFraction < 1, "a fraction below one");
    const Time at = m_clock.ToDevice(now);
    Settle(at);
    uint64_t begun = m_durable; // records whose writing had begun
    uint64_t bytes = 0;
    for (; begun < m_log.size() && m_log[begun].begin <= at; begun++)
    {
        bytes += m_log[begun].record.sizeBytes;
    }
    // Of n bytes, 0 to n survive, all equally likely when the fraction is uniform.
    const auto left = static_cast<uint64_t>(tornFraction * (static_cast<double>(bytes) + 1));
    uint64_t surviving = std::min(left, bytes);
    while (m_durable < begun && surviving >= m_log[m_durable].record.sizeBytes)
    {
        surviving -= m_log[m_durable].record.sizeBytes;
        m_durable++; // it reached the medium, though nobody will be told
    }
    if (m_durable < begun && surviving > 0)
    {
        Recovered torn{std::move(m_log[m_durable].record), static_cast<uint32_t>(surviving)};
        torn.record.bytes.resize(std::min<std::size_t>(torn.record.bytes.size(), surviving));
        m_torn = std::move(torn);
    }
    for (; m_log.size() > m_durable; m_log.pop_back())
    {
        m_usedBytes -= m_log.back().record.sizeBytes;
    }
    Forget();
    EndBusy(at);
    m_writesEnd = at;
    m_written = m_log.size();
}

void
Disk::Lose(Time now)
{
    const Time at = m_clock.ToDevice(now);
    Settle(at);
    EndBusy(at);
    Forget();
    m_log.clear();
    m_torn.reset();
    m_usedBytes = 0;
    m_durable = 0;
    m_written = 0;
    m_writesEnd = m_fsyncsEnd;
}

void
Disk::Wipe(Time now)
{
    Settle(m_clock.ToDevice(now));
    for (; m_written > 0; m_written--)
    {
        m_usedBytes -= m_log.front().record.sizeBytes;
        m_log.pop_front();
        m_covered -= m_covered > 0 ? 1 : 0;
    }
    m_durable = 0;
    m_torn.reset();
}

std::vector<Disk::Recovered>
Disk::Recover()
{
    std::vector<Recovered> found;
    found.reserve(m_log.size() + 1);
    for (const auto& entry : m_log)
    {
        found.push_back({entry.record, entry.record.sizeBytes});
    }
    if (m_torn)
    {
        found.push_back(std::move(*m_torn));
        m_torn.reset();
    }
    return found;
}

void
Disk::BeginStall(Time now)
{
    Settle(m_clock.ToDevice(now));
    m_clock.Halt(now);
}

bool
Disk::EndStall(Time now)
{
    return m_clock.Continue(now);
}

void
Disk::BeginFull()
{
    m_fulls++;
}

bool
Disk::EndFull()
{
    if (m_fulls == 0)
    {
        return false;
    }
    m_fulls--;
    return true;
}

uint64_t
Disk::GetUsedBytes() const
{
    return m_usedBytes;
}

uint64_t
Disk::GetDurableRecords(Time now)
{
    Settle(m_clock.ToDevice(now));
    return m_durable;
}

uint64_t
Disk::GetRecords() const
{
    return m_log.size();
}

void
Disk::ForEachRecord(const std::function<void(const Record&)>& visit) const
{
    for (const auto& entry : m_log)
    {
        visit(entry.record);
    }
}

Time
Disk::GetBusyTime(Time now) const
{
    return m_busy - std::max(Time(0), m_busyUntil - m_clock.ToDevice(now));
}

uint64_t
Disk::GetFsyncs() const
{
    return m_fsyncs;
}

void
Disk::Settle(Time at)
{
    while (m_fsync && (m_begun ? m_fsync->end : m_fsync->begin) <= at)
    {
        if (!m_begun)
        {
            m_begun = true;
            m_covered = CountWritten(m_fsync->begin);
            while (!m_waiting.empty() && m_waiting.front().ready <= m_fsync->begin)
            {
                m_running.push_back(m_waiting.front().ticket);
                m_waiting.pop_front();
            }
            continue;
        }
        m_fsyncs++;
        m_durable = m_covered;
        m_fsyncsEnd = m_fsync->end;
        for (uint64_t ticket : m_running)
        {
            m_answered.push_back({ticket, m_fsyncsEnd});
        }
        m_running.clear();
        m_fsync.reset();
        Plan();
    }
    CountWritten(at);
}

uint64_t
Disk::CountWritten(Time at)
{
    while (m_written < m_log.size() && m_log[m_written].end <= at)
    {
        m_written++;
    }
    return m_written;
}

void
Disk::Plan()
{
    if (m_fsync || m_waiting.empty())
    {
        return;
    }
    const Time begin = std::max(m_fsyncsEnd, m_waiting.front().ready);
    m_fsync = Fsync{begin, begin + std::max(Time(0), m_fsyncLatency())};
    m_begun = false;
    AddBusy(begin, m_fsync->end);
}

void
Disk::AddBusy(Time begin, Time end)
{
    m_busy += std::max(Time(0), end - std::max(begin, m_busyUntil));
    m_busyUntil = std::max(m_busyUntil, end);
}

void
Disk::EndBusy(Time at)
{
    m_busy -= std::max(Time(0), m_busyUntil - at);
    m_busyUntil = std::min(m_busyUntil, at);
}

void
Disk::Forget()
{
    m_waiting.clear();
    m_running.clear();
    m_answered.clear();
    m_fsync.reset();
    m_begun = false;
    m_covered = 0;
}

} // namespace sharding
} // namespace ns3
