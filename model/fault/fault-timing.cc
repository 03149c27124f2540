/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-timing.h"

#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{
namespace
{

/// Takes "from A" and "until B", both optional, in this order.
void
TakeSpan(FaultWords& words, FaultTiming& timing)
{
    if (words.Peek() == "from")
    {
        words.Take("from");
        timing.start = words.TakeTime("a time");
    }
    if (words.Peek() == "until")
    {
        words.Take("until");
        timing.until = words.TakeTime("a time");
        if (*timing.until <= timing.start)
        {
            words.Fail("nothing lies between " + FormatDuration(timing.start) + " and " +
                       FormatDuration(*timing.until));
        }
    }
}

void
TakePoisson(FaultWords& words, FaultTiming& timing)
{
    const std::string word = words.Take("mean=DURATION");
    const auto mean =
        word.compare(0, 5, "mean=") == 0 ? ParseDuration(word.substr(5)) : std::nullopt;
    if (!mean || !mean->IsStrictlyPositive())
    {
        words.Fail(FaultWords::Quote(word) +
                   " is not the mean gap: expected mean= and a duration above zero, such as "
                   "mean=2s");
    }
    timing.spacing = *mean;
    TakeSpan(words, timing);
}

void
TakeUniform(FaultWords& words, FaultTiming& timing)
{
    const std::string count = words.Take("how many times");
    const auto number = ParseCount(count);
    if (!number || *number < 1 || *number > FaultTiming::MAX_COUNT)
    {
        words.Fail(FaultWords::Quote(count) + " is not how many times: expected a count in [1, " +
                   std::to_string(FaultTiming::MAX_COUNT) + "]");
    }
    timing.count = static_cast<uint32_t>(*number);
    if (words.Take("'in A..B'") != "in")
    {
        words.Fail("expected 'in A..B' after 'uniform " + count + "', such as 'in 2s..8s'");
    }
    const std::string span = words.Take("A..B");
    const std::size_t dots = span.find("..");
    const auto from = ParseDuration(span.substr(0, dots));
    const auto until =
        dots == std::string::npos ? std::nullopt : ParseDuration(span.substr(dots + 2));
    if (!from || !until || *until <= *from)
    {
        words.Fail(FaultWords::Quote(span) +
                   " is not a span of time: expected A..B with A before B, such as 2s..8s");
    }
    timing.start = *from;
    timing.until = until;
}

void
TakeAfter(FaultWords& words, FaultTiming& timing)
{
    timing.name = words.Take("the name of a fault");
    const std::string next = words.Peek();
    if (!next.empty() && (next[0] == '+' || next[0] == '-' || (next[0] >= '0' && next[0] <= '9')))
    {
        words.Take("a duration");
        const auto time = ParseDuration(next.substr(next[0] == '+' ? 1 : 0));
        if (!time)
        {
            words.Fail(FaultWords::Quote(next) +
                       " is not how long after: expected a duration such as 500ms");
        }
        timing.spacing = *time;
    }
}

} // namespace

bool
FaultTiming::IsRandom() const
{
    return kind == Kind::POISSON || kind == Kind::UNIFORM;
}

FaultTiming
FaultTiming::Parse(FaultWords& words)
{
    const std::string form = words.Take("'at'");
    std::vector<std::string> forms;
    for (const auto& rule : GetFaultTimings())
    {
        forms.push_back(rule.name);
    }
    const auto it = std::find(forms.begin(), forms.end(), form);
    if (it == forms.end())
    {
        words.Fail(FaultWords::Quote(form) + " is no time" + ValidNames(form, forms) + "; " +
                   FaultWords::GRAMMAR);
    }
    FaultTiming timing;
    timing.kind = static_cast<Kind>(it - forms.begin());
    switch (timing.kind)
    {
    case Kind::AT:
        timing.start = words.TakeTime("a time");
        break;
    case Kind::EVERY:
        timing.spacing = words.TakePositiveTime("a period");
        timing.start = timing.spacing;
        TakeSpan(words, timing);
        break;
    case Kind::POISSON:
        TakePoisson(words, timing);
        break;
    case Kind::UNIFORM:
        TakeUniform(words, timing);
        break;
    case Kind::AFTER:
        TakeAfter(words, timing);
        break;
    }
    return timing;
}

std::vector<Time>
FaultTiming::ListTimes(const SourcePlace& place,
                       Time end,
                       std::size_t limit,
                       const std::function<double()>& draw) const
{
    if (start >= end)
    {
        throw InputError(place,
                         "the fault at " + FormatDuration(start) +
                             " never happens: the run ends at " + FormatDuration(end));
    }
    if (until && *until > end)
    {
        throw InputError(place,
                         "the faults until " + FormatDuration(*until) +
                             " cannot all happen: the run ends at " + FormatDuration(end));
    }
    const int64_t last = until.value_or(end).GetNanoSeconds();
    std::vector<Time> times;
    const auto add = [&](int64_t nanoseconds)
    {
        if (times.size() == limit)
        {
            throw InputError(place,
                             "the script comes to more than " + std::to_string(limit) +
                                 " faults that this line may add to");
        }
        times.push_back(NanoSeconds(nanoseconds));
    };
    switch (kind)
    {
    case Kind::AT:
    case Kind::AFTER:
        add(start.GetNanoSeconds());
        break;
    case Kind::EVERY:
        for (int64_t at = start.GetNanoSeconds(); at < last; at += spacing.GetNanoSeconds())
        {
            add(at);
        }
        break;
    case Kind::POISSON:
    {
        const auto mean = static_cast<double>(spacing.GetNanoSeconds());
        double at = static_cast<double>(start.GetNanoSeconds());
        for (;;)
        {
            at -= mean * std::log1p(-draw());
            const auto rounded = std::llround(at);
            if (rounded >= last)
            {
                break;
            }
            add(rounded);
        }
        break;
    }
    case Kind::UNIFORM:
        for (uint32_t i = 0; i < count; i++)
        {
            const auto span = static_cast<double>(last - start.GetNanoSeconds());
            add(start.GetNanoSeconds() + static_cast<int64_t>(draw() * span));
        }
        std::sort(times.begin(), times.end());
        break;
    }
    return times;
}

const std::vector<FaultTimingRule>&
GetFaultTimings()
{
    static const std::vector<FaultTimingRule> rules{
        {"at", "at T", "once, at T from the start of the run"},
        {"every",
         "every P [from A] [until B]",
         "at A (P where it is not given), then each P, before B (the end of the run)"},
        {"poisson",
         "poisson mean=D [from A] [until B]",
         "with exponential gaps of mean D, from A (the start) until B (the end)"},
        {"uniform", "uniform K in A..B", "K times, each uniform between A and B"},
        {"after", "after NAME [D]", "D after each beginning of the faults called NAME"}};
    return rules;
}

} // namespace sharding
} // namespace ns3
