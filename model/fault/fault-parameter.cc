/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-parameter.h"

#include "ns3/nstime.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ns3
{
namespace sharding
{

const std::vector<std::string>&
GetPartitionShapes()
{
    static const std::vector<std::string> shapes{
        "groups", "one-way", "majority-ring", "bridge", "hub", "isolate", "links"};
    return shapes;
}

namespace fault_values
{
namespace
{

std::optional<double>
NumberWithin(const std::string& text, double lowest, double highest)
{
    const auto number = ParseNumber(text);
    return number && *number >= lowest && *number <= highest ? number : std::nullopt;
}

std::optional<double>
CountUpTo(const std::string& text, uint64_t highest)
{
    const auto count = ParseCount(text);
    return count && *count >= 1 && *count <= highest
               ? std::optional<double>(static_cast<double>(*count))
               : std::nullopt;
}

std::optional<double>
NumberOf(const std::string& text, const std::vector<std::string>& words)
{
    const auto it = std::find(words.begin(), words.end(), text);
    return it == words.end() ? std::nullopt : std::optional<double>(it - words.begin());
}

} // namespace

std::optional<double>
DurationOrZero(const std::string& text)
{
    const auto time = ParseDuration(text);
    return time && *time <= Hours(1)
               ? std::optional<double>(static_cast<double>(time->GetNanoSeconds()))
               : std::nullopt;
}

std::optional<double>
Duration(const std::string& text)
{
    const auto nanoseconds = DurationOrZero(text);
    return nanoseconds && *nanoseconds > 0 ? nanoseconds : std::nullopt;
}

std::optional<double>
Step(const std::string& text)
{
    const bool back = !text.empty() && text[0] == '-';
    const bool sign = back || (!text.empty() && text[0] == '+');
    const auto nanoseconds = Duration(text.substr(sign ? 1 : 0));
    return nanoseconds && back ? std::optional<double>(-*nanoseconds) : nanoseconds;
}

std::optional<double>
PositiveFraction(const std::string& text)
{
    const auto fraction = ParseFraction(text);
    return fraction && *fraction > 0 ? fraction : std::nullopt;
}

std::optional<double>
Rate(const std::string& text)
{
    constexpr double LOWEST = 1;
    constexpr double HIGHEST = 1e12;
    static const std::array<std::pair<const char*, double>, 4> units{
        {{"Gbps", 1e9}, {"Mbps", 1e6}, {"kbps", 1e3}, {"bps", 1}}};
    for (const auto& [name, bitsPerSecond] : units)
    {
        const std::string unit(name);
        if (text.size() > unit.size() &&
            text.compare(text.size() - unit.size(), unit.size(), unit) == 0)
        {
            return NumberWithin(text.substr(0, text.size() - unit.size()),
                                LOWEST / bitsPerSecond,
                                HIGHEST / bitsPerSecond)
                       ? std::optional<double>(
                             *ParseNumber(text.substr(0, text.size() - unit.size())) *
                             bitsPerSecond)
                       : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<double>
SmallCount(const std::string& text)
{
    return CountUpTo(text, 1000);
}

std::optional<double>
QueueLength(const std::string& text)
{
    return CountUpTo(text, 1000000);
}

std::optional<double>
Factor(const std::string& text)
{
    return NumberWithin(text, 1, 1e6);
}

std::optional<double>
Drift(const std::string& text)
{
    const auto number = NumberWithin(text, -500000, 500000);
    return number && *number != 0 ? number : std::nullopt;
}

std::optional<double>
YesNo(const std::string& text)
{
    return NumberOf(text, {"no", "yes"});
}

std::optional<double>
KeptLost(const std::string& text)
{
    return NumberOf(text, {"kept", "lost"});
}

std::optional<double>
Spread(const std::string& text)
{
    return NumberOf(text, {"uniform", "normal"});
}

std::optional<double>
Shape(const std::string& text)
{
    return NumberOf(text, GetPartitionShapes());
}

} // namespace fault_values
} // namespace sharding
} // namespace ns3
