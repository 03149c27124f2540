/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "downtime-meter.h"

#include "ns3/assert.h"
#include "ns3/quantity.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::string
DowntimeMeter::Validate(const Config& config, Time normalSpacing, Time length)
{
    if (!config.gapThreshold.IsStrictlyPositive())
    {
        return "the gap threshold must be longer than zero";
    }
    if (config.gapThreshold <= normalSpacing)
    {
        return "the gap threshold (" + FormatDuration(config.gapThreshold) +
               ") must exceed the normal spacing of successes (" + FormatDuration(normalSpacing) +
               ")";
    }
    if (!(config.serviceLevel > 0 && config.serviceLevel <= 1))
    {
        return "the service level must lie in (0, 1]";
    }
    if (!config.bin.IsStrictlyPositive())
    {
        return "the bin must be longer than zero";
    }
    if (config.sustain.IsStrictlyNegative())
    {
        return "the sustain time must not be negative";
    }
    if (!length.IsStrictlyPositive())
    {
        return "nothing is left to measure between the warm-up and the end";
    }
    if (length.GetNanoSeconds() / config.bin.GetNanoSeconds() >= MAX_BINS)
    {
        return "the bin must be longer: the run would have more than " + std::to_string(MAX_BINS) +
               " bins";
    }
    return "";
}

DowntimeMeter::DowntimeMeter(const Config& config, Time start, Time end)
    : m_config(config), m_start(start.GetNanoSeconds()), m_end(end.GetNanoSeconds()),
      m_bin(config.bin.GetNanoSeconds()), m_lastSuccess(m_start)
{
    NS_ASSERT_MSG(Validate(config, Time(), end - start).empty(),
                  Validate(config, Time(), end - start));
    m_bins.resize((m_end - m_start + m_bin - 1) / m_bin);
}

void
DowntimeMeter::AddSuccess(Time now)
{
    const int64_t success = now.GetNanoSeconds();
    if (success < m_start || success > m_end)
    {
        return;
    }
    NS_ASSERT_MSG(success >= m_lastSuccess, "time runs back");
    AddGap(m_longestGap, m_gaps, success);
    m_lastSuccess = success;
}

void
DowntimeMeter::AddGap(int64_t& longest, int64_t& sum, int64_t end) const
{
    const int64_t gap = end - m_lastSuccess;
    longest = std::max(longest, gap);
    sum += gap > m_config.gapThreshold.GetNanoSeconds() ? gap : 0;
}

void
DowntimeMeter::AddOutcome(Time offered, uint64_t bytes, bool delivered)
{
    const int64_t instant = offered.GetNanoSeconds();
    if (instant < m_start || instant >= m_end)
    {
        return;
    }
    Bin& bin = m_bins[(instant - m_start) / m_bin];
    bin.offered += bytes;
    bin.delivered += delivered ? bytes : 0;
}

bool
DowntimeMeter::IsDown(const Bin& bin) const
{
    return static_cast<double>(bin.delivered) <
           m_config.serviceLevel * static_cast<double>(bin.offered);
}

DowntimeMeter::Result
DowntimeMeter::GetResult(const std::vector<TimeWindow>& faults) const
{
    Result result;
    int64_t longestGap = m_longestGap;
    int64_t gaps = m_gaps;
    AddGap(longestGap, gaps, m_end);
    result.longestGap = NanoSeconds(longestGap);
    result.gaps = NanoSeconds(gaps);

    int64_t belowLevel = 0;
    for (std::size_t i = 0; i < m_bins.size(); i++)
    {
        const int64_t binStart = m_start + static_cast<int64_t>(i) * m_bin;
        belowLevel += IsDown(m_bins[i]) ? std::min(m_bin, m_end - binStart) : 0;
    }
    result.belowLevel = NanoSeconds(belowLevel);

    int64_t sum = 0;
    int64_t longest = 0;
    for (const auto& window : faults)
    {
        const int64_t fault = window.start.GetNanoSeconds();
        if (fault < m_start || fault >= m_end)
        {
            continue;
        }
        const auto recovered = FindRecovery(fault);
        const int64_t duration = recovered.value_or(m_end) - fault;
        result.recovery.push_back({window.start, NanoSeconds(duration), recovered.has_value()});
        result.unrecovered += recovered ? 0 : 1;
        sum += duration;
        longest = std::max(longest, duration);
    }
    if (!result.recovery.empty())
    {
        result.recoveryMean = NanoSeconds(sum / static_cast<int64_t>(result.recovery.size()));
        result.recoveryMax = NanoSeconds(longest);
    }
    return result;
}

std::optional<int64_t>
DowntimeMeter::FindRecovery(int64_t fault) const
{
    const int64_t sustain = m_config.sustain.GetNanoSeconds();
    int64_t candidate = fault; // the level holds in every bin from here on that was looked at
    bool proven =
        true; // the fault's own start needs no proof: it is whole until a bin says otherwise
    for (std::size_t i = (fault - m_start) / m_bin; i < m_bins.size(); i++)
    {
        const int64_t binStart = m_start + static_cast<int64_t>(i) * m_bin;
        const int64_t binEnd = std::min(binStart + m_bin, m_end);
        if (IsDown(m_bins[i]))
        {
            proven = false;
            continue;
        }
        if (!proven && m_bins[i].offered > 0)
        {
            proven = true;
            candidate = binStart;
        }
        if (proven && binEnd - candidate >= sustain)
        {
            return candidate;
        }
    }
    return std::nullopt;
}

} // namespace sharding
} // namespace ns3
