/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "goodput-meter.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

/// Bit rate, or nothing over no time.
std::optional<double>
RateBps(uint64_t bytes, Time over)
{
    if (!over.IsStrictlyPositive())
    {
        return std::nullopt;
    }
    return 8.0 * static_cast<double>(bytes) / over.GetSeconds();
}

} // namespace

std::string
GoodputMeter::Validate(Time interval, Time end)
{
    if (!interval.IsStrictlyPositive())
    {
        return "the series interval must be longer than zero";
    }
    if (end.GetNanoSeconds() / interval.GetNanoSeconds() >= MAX_ROWS)
    {
        return "the series interval must be longer: the series would have more than " +
               std::to_string(MAX_ROWS) + " rows";
    }
    return "";
}

GoodputMeter::GoodputMeter(Time interval, Time warmUp, Time end, const TimeWindowSet& faults)
    : m_interval(interval.GetNanoSeconds()), m_warmUp(warmUp), m_end(end), m_faults(faults)
{
    NS_ASSERT_MSG(Validate(interval, end).empty(), Validate(interval, end));
    NS_ASSERT_MSG(warmUp < end, "the warm-up ends at or after the end");
    m_rows.resize(std::max<int64_t>(1, (end.GetNanoSeconds() + m_interval - 1) / m_interval));
}

GoodputMeter::Row&
GoodputMeter::At(Time now)
{
    const auto row = static_cast<std::size_t>(now.GetNanoSeconds() / m_interval);
    return m_rows[std::min(row, m_rows.size() - 1)];
}

void
GoodputMeter::AddOffered(Time now, uint64_t bytes)
{
    Row& row = At(now);
    row.offered++;
    row.offeredBytes += bytes;
}

void
GoodputMeter::AddDelivered(Time now, uint64_t bytes)
{
    Row& row = At(now);
    row.delivered++;
    row.deliveredBytes += bytes;
    if (now >= m_warmUp)
    {
        (m_faults.Contains(now.GetNanoSeconds()) ? m_inFault : m_outsideFault) += bytes;
    }
}

void
GoodputMeter::AddLost(Time offered)
{
    At(offered).lost++;
}

double
GoodputMeter::GetGoodput() const
{
    return *RateBps(m_inFault + m_outsideFault, m_end - m_warmUp);
}

std::optional<double>
GoodputMeter::GetGoodputInFault() const
{
    return RateBps(m_inFault, m_faults.LengthWithin(m_warmUp, m_end));
}

std::optional<double>
GoodputMeter::GetGoodputOutsideFault() const
{
    return RateBps(m_outsideFault, m_end - m_warmUp - m_faults.LengthWithin(m_warmUp, m_end));
}

SeriesTable
GoodputMeter::GetSeries() const
{
    SeriesTable table;
    table.columns = {{"time", "s", "Start of the interval."},
                     {"offered-bytes", "B", "Payload offered in the interval."},
                     {"delivered-bytes", "B", "Payload that came in time in the interval."},
                     {"offered", "messages", "Messages offered in the interval."},
                     {"delivered", "messages", "Messages that came in time in the interval."},
                     {"lost", "messages", "Messages offered in the interval that were lost."}};
    table.rows.reserve(m_rows.size());
    for (std::size_t i = 0; i < m_rows.size(); i++)
    {
        const Row& row = m_rows[i];
        table.rows.push_back({NanoSeconds(static_cast<int64_t>(i) * m_interval).GetSeconds(),
                              static_cast<double>(row.offeredBytes),
                              static_cast<double>(row.deliveredBytes),
                              static_cast<double>(row.offered),
                              static_cast<double>(row.delivered),
                              static_cast<double>(row.lost)});
    }
    return table;
}

} // namespace sharding
} // namespace ns3
