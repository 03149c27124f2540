/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr double LONGEST_SECONDS = 100.0 * 365 * 86400;

/// Largest unit first; nanoseconds each.
constexpr std::array<std::pair<const char*, int64_t>, 6> UNITS{{{"h", 3600000000000},
                                                                {"min", 60000000000},
                                                                {"s", 1000000000},
                                                                {"ms", 1000000},
                                                                {"us", 1000},
                                                                {"ns", 1}}};

/// Reads a number at the start of a text; returns what stands behind it, or nothing where no finite number stands.
std::optional<std::string>
ReadNumber(const std::string& text, double& value)
{
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || !std::isfinite(value))
    {
        return std::nullopt;
    }
    return std::string(rest, end);
}

} // namespace

std::optional<Time>
ParseDuration(const std::string& text)
{
    double value;
    const auto unit = ReadNumber(text, value);
    if (!unit || std::signbit(value))
    {
        return std::nullopt;
    }
    for (const auto& [name, nanoseconds] : UNITS)
    {
        if (*unit == name)
        {
            if (value * static_cast<double>(nanoseconds) > LONGEST_SECONDS * 1e9)
            {
                return std::nullopt;
            }
            return NanoSeconds(std::llround(value * static_cast<double>(nanoseconds)));
        }
    }
    return std::nullopt;
}

std::optional<double>
ParseFraction(const std::string& text)
{
    double value;
    const auto rest = ReadNumber(text, value);
    if (!rest || (!rest->empty() && *rest != "%"))
    {
        return std::nullopt;
    }
    const double fraction = rest->empty() ? value : value / 100;
    return fraction >= 0 && fraction <= 1 ? std::optional<double>(fraction) : std::nullopt;
}

std::optional<uint64_t>
ParseCount(const std::string& text)
{
    uint64_t value;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && rest == end ? std::optional<uint64_t>(value) : std::nullopt;
}

std::optional<double>
ParseNumber(const std::string& text)
{
    double value;
    const auto rest = ReadNumber(text, value);
    return rest && rest->empty() ? std::optional<double>(value) : std::nullopt;
}

std::string
FormatDuration(Time time)
{
    const int64_t value = time.GetNanoSeconds();
    if (value == 0)
    {
        return "0s";
    }
    // Above seconds the larger unit reads worse than it saves: "90s" is plainer than "1.5min".
    for (const auto& [name, nanoseconds] : UNITS)
    {
        if (nanoseconds <= 1000000000 && value % nanoseconds == 0)
        {
            return std::to_string(value / nanoseconds) + name;
        }
    }
    return std::to_string(value) + "ns";
}

} // namespace sharding
} // namespace ns3
