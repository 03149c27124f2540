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
      m_bin(config.bin.GetNanoSeconds())
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
    NS_ASSERT_MSG(m_successes.empty() || success >= m_successes.back(), "time runs back");
    m_successes.push_back(success);
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
    const TimeWindowSet windows(faults);
    Result result;
    Numbers inside;
    Numbers outside;
    MeasureGaps(windows, result, inside, outside);
    MeasureLevel(windows, result, inside, outside);
    MeasureRecovery(windows, faults, result, inside, outside);
    const Shares shares = Share(windows, m_start, m_end);
    if (shares.inside > 0)
    {
        result.inFault = inside;
    }
    if (shares.outside > 0)
    {
        result.outsideFault = outside;
    }
    return result;
}

DowntimeMeter::Shares
DowntimeMeter::Share(const TimeWindowSet& windows, int64_t start, int64_t end)
{
    Shares shares;
    for (const auto& piece : windows.Split(start, end))
    {
        (piece.inside ? shares.inside : shares.outside) += piece.length;
    }
    return shares;
}

void
DowntimeMeter::MeasureGaps(const TimeWindowSet& windows,
                           Numbers& whole,
                           Numbers& inside,
                           Numbers& outside) const
{
    const int64_t threshold = m_config.gapThreshold.GetNanoSeconds();
    int64_t longest = 0;
    Shares longestOf;
    Shares sums;
    const auto add = [&](int64_t start, int64_t end)
    {
        const int64_t gap = end - start;
        longest = std::max(longest, gap);
        // Most gaps are short, and change nothing.
        if (gap <= threshold && gap <= std::min(longestOf.inside, longestOf.outside))
        {
            return;
        }
        for (const auto& piece : windows.Split(start, end))
        {
            int64_t& record = piece.inside ? longestOf.inside : longestOf.outside;
            record = std::max(record, piece.length);
            (piece.inside ? sums.inside : sums.outside) += gap > threshold ? piece.length : 0;
        }
    };
    int64_t last = m_start;
    for (const int64_t success : m_successes)
    {
        add(last, success);
        last = success;
    }
    add(last, m_end);
    whole.longestGap = NanoSeconds(longest);
    whole.gaps = NanoSeconds(sums.inside + sums.outside);
    inside.longestGap = NanoSeconds(longestOf.inside);
    inside.gaps = NanoSeconds(sums.inside);
    outside.longestGap = NanoSeconds(longestOf.outside);
    outside.gaps = NanoSeconds(sums.outside);
}

void
DowntimeMeter::MeasureLevel(const TimeWindowSet& windows,
                            Numbers& whole,
                            Numbers& inside,
                            Numbers& outside) const
{
    Shares sums;
    for (std::size_t i = 0; i < m_bins.size(); i++)
    {
        if (IsDown(m_bins[i]))
        {
            const int64_t binStart = m_start + static_cast<int64_t>(i) * m_bin;
            const Shares shares = Share(windows, binStart, std::min(binStart + m_bin, m_end));
            sums.inside += shares.inside;
            sums.outside += shares.outside;
        }
    }
    whole.belowLevel = NanoSeconds(sums.inside + sums.outside);
    inside.belowLevel = NanoSeconds(sums.inside);
    outside.belowLevel = NanoSeconds(sums.outside);
}

void
DowntimeMeter::MeasureRecovery(const TimeWindowSet& windows,
                               const std::vector<TimeWindow>& faults,
                               Result& result,
                               Numbers& inside,
                               Numbers& outside) const
{
    const bool endsInFault = windows.Contains(m_end - 1);
    Shares sums;
    Shares longestOf;
    int64_t longest = 0;
    for (const auto& window : faults)
    {
        const int64_t fault = window.start.GetNanoSeconds();
        if (fault < m_start || fault >= m_end)
        {
            continue;
        }
        const auto recovered = FindRecovery(fault);
        const int64_t until = recovered.value_or(m_end);
        const Shares shares = Share(windows, fault, until);
        result.recovery.push_back({window.start,
                                   NanoSeconds(until - fault),
                                   NanoSeconds(shares.inside),
                                   recovered.has_value()});
        result.unrecovered += recovered ? 0 : 1;
        sums.inside += shares.inside;
        sums.outside += shares.outside;
        longest = std::max(longest, until - fault);
        longestOf.inside = std::max(longestOf.inside, shares.inside);
        longestOf.outside = std::max(longestOf.outside, shares.outside);
    }
    (endsInFault ? inside : outside).unrecovered = result.unrecovered;
    const auto count = static_cast<int64_t>(result.recovery.size());
    if (count > 0)
    {
        result.recoveryMean = NanoSeconds((sums.inside + sums.outside) / count);
        result.recoveryMax = NanoSeconds(longest);
        inside.recoveryMean = NanoSeconds(sums.inside / count);
        inside.recoveryMax = NanoSeconds(longestOf.inside);
        outside.recoveryMean = NanoSeconds(sums.outside / count);
        outside.recoveryMax = NanoSeconds(longestOf.outside);
    }
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
