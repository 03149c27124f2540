/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "time-window.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace sharding
{

TimeWindowSet::TimeWindowSet(const std::vector<TimeWindow>& windows)
{
    std::vector<Span> spans;
    for (const auto& window : windows)
    {
        if (window.start < window.end)
        {
            spans.push_back({window.start.GetNanoSeconds(), window.end.GetNanoSeconds()});
        }
    }
    std::sort(
        spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
    for (const auto& span : spans)
    {
        if (!m_spans.empty() && span.start <= m_spans.back().end)
        {
            m_spans.back().end = std::max(m_spans.back().end, span.end);
        }
        else
        {
            m_spans.push_back(span);
        }
    }
}

std::vector<TimeWindowSet::Span>::const_iterator
TimeWindowSet::After(int64_t nanoseconds) const
{
    return std::upper_bound(m_spans.begin(),
                            m_spans.end(),
                            nanoseconds,
                            [](int64_t instant, const Span& span) { return instant < span.start; });
}

bool
TimeWindowSet::Contains(int64_t nanoseconds) const
{
    const auto next = After(nanoseconds);
    return next != m_spans.begin() && nanoseconds < std::prev(next)->end;
}

Time
TimeWindowSet::LengthWithin(Time start, Time end) const
{
    const int64_t from = start.GetNanoSeconds();
    const int64_t to = end.GetNanoSeconds();
    int64_t length = 0;
    for (const auto& span : m_spans)
    {
        length += std::max<int64_t>(0, std::min(span.end, to) - std::max(span.start, from));
    }
    return NanoSeconds(length);
}

std::vector<TimeWindowSet::Piece>
TimeWindowSet::Split(int64_t start, int64_t end) const
{
    std::vector<Piece> pieces;
    const auto add = [&pieces](int64_t length, bool inside)
    {
        if (length > 0)
        {
            pieces.push_back({length, inside});
        }
    };
    auto span = After(start);
    if (span != m_spans.begin())
    {
        --span;
    }
    for (; span != m_spans.end() && span->start < end; ++span)
    {
        add(span->start - start, false);
        start = std::max(start, span->start);
        add(std::min(span->end, end) - start, true);
        start = std::max(start, span->end);
    }
    add(end - start, false);
    return pieces;
}

std::vector<TimeWindow>
TimeWindowSet::GetWindows() const
{
    std::vector<TimeWindow> windows;
    for (const auto& span : m_spans)
    {
        windows.push_back({NanoSeconds(span.start), NanoSeconds(span.end)});
    }
    return windows;
}

} // namespace sharding
} // namespace ns3
