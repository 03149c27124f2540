/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "attribute-type.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/integer.h"
#include "ns3/nearest-name.h"
#include "ns3/nstime.h"
#include "ns3/quantity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

/// ns-3 qualifies some type names and leaves others bare.
std::string
TypeName(const AttributeChecker& checker)
{
    const std::string name = checker.GetValueTypeName();
    const std::string prefix = "ns3::";
    return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

std::vector<std::string>
SplitNames(const std::string& text)
{
    std::vector<std::string> names;
    std::istringstream in(text);
    for (std::string name; std::getline(in, name, '|');)
    {
        names.push_back(name);
    }
    return names;
}

std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
    {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/// Units of data rates, largest decimal one first; bits per second each.
constexpr std::array<std::pair<const char*, double>, 4> RATE_UNITS{
    {{"Gbps", 1e9}, {"Mbps", 1e6}, {"kbps", 1e3}, {"bps", 1}}};

std::optional<DataRate>
ReadRate(const std::string& text)
{
    const auto unitAt = text.find_first_not_of("0123456789.");
    const auto number = ParseNumber(text.substr(0, unitAt));
    if (unitAt == std::string::npos || !number)
    {
        return std::nullopt;
    }
    for (const auto& [unit, bitsPerSecond] : RATE_UNITS)
    {
        const double rate = std::round(*number * bitsPerSecond);
        if (text.substr(unitAt) == unit && rate < 0x1p63)
        {
            return DataRate(static_cast<uint64_t>(rate));
        }
    }
    return std::nullopt;
}

std::string
FormatRate(const std::string& serialized)
{
    const auto rate = ReadRate(serialized);
    for (const auto& [unit, bitsPerSecond] : RATE_UNITS)
    {
        const auto divisor = static_cast<uint64_t>(bitsPerSecond);
        if (rate && rate->GetBitRate() >= divisor && rate->GetBitRate() % divisor == 0)
        {
            return std::to_string(rate->GetBitRate() / divisor) + unit;
        }
    }
    return serialized;
}

/// Reads a time as ns-3 writes it: "+1e+10ns".
std::optional<Time>
ReadSerializedTime(const std::string& text)
{
    return ParseDuration(text.empty() || text.front() != '+' ? text : text.substr(1));
}

/// Numbers from here on are no limit that anyone set, but the end of a type.
bool
IsTypeLimit(double value)
{
    const double size = std::abs(value);
    return size > 1e300 || size >= static_cast<double>(std::numeric_limits<int64_t>::max());
}

/// "in [1, 4096]", ">= 0", or "" without limits.
std::string
DescribeRange(const std::string& low, const std::string& high, const std::string& lowest)
{
    const auto lowNumber = ParseNumber(low);
    const auto highNumber = ParseNumber(high);
    const bool hasLow = lowNumber && !IsTypeLimit(*lowNumber);
    const bool hasHigh = highNumber && !IsTypeLimit(*highNumber);
    if (hasLow && hasHigh)
    {
        return " in [" + low + ", " + high + "]";
    }
    if (hasHigh)
    {
        return " <= " + high;
    }
    const std::string from = hasLow ? low : lowest;
    return from.empty() ? "" : " >= " + from;
}

} // namespace

bool
AttributeType::IsReadable(const AttributeChecker& checker)
{
    const std::string name = TypeName(checker);
    for (const char* readable : {"TimeValue",
                                 "UintegerValue",
                                 "IntegerValue",
                                 "DoubleValue",
                                 "BooleanValue",
                                 "EnumValue",
                                 "StringValue",
                                 "DataRateValue"})
    {
        if (name == readable)
        {
            return true;
        }
    }
    // EnumValue became a template in ns-3.41.
    return name.compare(0, 10, "EnumValue<") == 0;
}

AttributeType::AttributeType(const AttributeChecker& checker) : m_checker(checker)
{
    NS_ASSERT_MSG(IsReadable(checker), TypeName(checker));
    const std::string name = TypeName(checker);
    const std::string information =
        checker.HasUnderlyingTypeInformation() ? checker.GetUnderlyingTypeInformation() : "";
    // "uint32_t 1:4096"
    const auto space = information.find(' ');
    const auto colon = information.find(':', space == std::string::npos ? 0 : space);
    if (space != std::string::npos && colon != std::string::npos)
    {
        m_low = information.substr(space + 1, colon - space - 1);
        m_high = information.substr(colon + 1);
    }
    if (name == "TimeValue")
    {
        m_kind = Kind::DURATION;
    }
    else if (name == "UintegerValue")
    {
        m_kind = Kind::COUNT;
    }
    else if (name == "IntegerValue")
    {
        m_kind = Kind::INTEGER;
    }
    else if (name == "DoubleValue")
    {
        m_kind = m_low == "0" && m_high == "1" ? Kind::FRACTION : Kind::NUMBER;
    }
    else if (name == "BooleanValue")
    {
        m_kind = Kind::BOOLEAN;
    }
    else if (name == "StringValue")
    {
        m_kind = Kind::TEXT;
    }
    else if (name == "DataRateValue")
    {
        m_kind = Kind::RATE;
    }
    else
    {
        m_kind = Kind::CHOICE;
        m_names = SplitNames(information);
    }
}

Ptr<AttributeValue>
AttributeType::ReadUnchecked(const std::string& text) const
{
    switch (m_kind)
    {
    case Kind::DURATION:
    {
        const auto time = ParseDuration(text);
        return time ? Create<TimeValue>(*time) : nullptr;
    }
    case Kind::COUNT:
    {
        const auto count = ParseCount(text);
        return count ? Create<UintegerValue>(*count) : nullptr;
    }
    case Kind::INTEGER:
    {
        int64_t integer;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, integer);
        return error == std::errc() && rest == end ? Create<IntegerValue>(integer) : nullptr;
    }
    case Kind::NUMBER:
    {
        const auto number = ParseNumber(text);
        return number ? Create<DoubleValue>(*number) : nullptr;
    }
    case Kind::FRACTION:
    {
        const auto fraction = ParseFraction(text);
        return fraction ? Create<DoubleValue>(*fraction) : nullptr;
    }
    case Kind::BOOLEAN:
        return text == "true" || text == "false" ? Create<BooleanValue>(text == "true") : nullptr;
    case Kind::RATE:
    {
        const auto rate = ReadRate(text);
        return rate ? Create<DataRateValue>(*rate) : nullptr;
    }
    case Kind::TEXT:
        return Create<StringValue>(text);
    case Kind::CHOICE:
        // ns-3 ends the program on a name that it does not know.
        for (const auto& name : m_names)
        {
            if (name == text)
            {
                return m_checker.CreateValidValue(StringValue(text));
            }
        }
    }
    return nullptr;
}

Ptr<AttributeValue>
AttributeType::Read(const std::string& text) const
{
    const Ptr<AttributeValue> value = ReadUnchecked(text);
    return value && m_checker.Check(*value) ? value : nullptr;
}

std::string
AttributeType::Describe() const
{
    switch (m_kind)
    {
    case Kind::DURATION:
    {
        const auto low = ReadSerializedTime(m_low);
        const auto high = ReadSerializedTime(m_high);
        const std::string what = "a duration with a unit (h, min, s, ms, us, ns)";
        // An end that ParseDuration refuses is past 100 years: the end of the type.
        if (low && high)
        {
            return what + " in [" + FormatDuration(*low) + ", " + FormatDuration(*high) + "]";
        }
        return what + (high ? " <= " + FormatDuration(*high)
                            : " >= " + FormatDuration(low.value_or(Time())));
    }
    case Kind::COUNT:
        return "a whole number" + DescribeRange(m_low, m_high, "0");
    case Kind::INTEGER:
        return "a whole number" + DescribeRange(m_low, m_high, "");
    case Kind::NUMBER:
        return "a number" + DescribeRange(m_low, m_high, "");
    case Kind::FRACTION:
        return "a number in [0, 1] or a percentage";
    case Kind::BOOLEAN:
        return "true or false";
    case Kind::RATE:
        return "a data rate with a unit (Gbps, Mbps, kbps, bps)";
    case Kind::TEXT:
        return "a text";
    case Kind::CHOICE:
        return "one of " + Join(m_names);
    }
    return "";
}

const std::vector<std::string>&
AttributeType::GetNames() const
{
    return m_names;
}

std::string
AttributeType::Hint(const std::string& text) const
{
    if (m_kind == Kind::CHOICE || m_kind == Kind::BOOLEAN)
    {
        const auto names =
            m_kind == Kind::CHOICE ? m_names : std::vector<std::string>{"true", "false"};
        const std::string nearest = NearestName(text, names);
        return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
    }
    const bool needsUnit = m_kind == Kind::DURATION || m_kind == Kind::RATE;
    const auto number = needsUnit ? ParseNumber(text) : std::nullopt;
    if (number && *number >= 0)
    {
        return "; did you mean '" + text + (m_kind == Kind::DURATION ? "s" : "Mbps") + "'?";
    }
    return "";
}

std::string
AttributeType::Format(const std::string& serialized) const
{
    if (m_kind == Kind::DURATION)
    {
        const auto time = ReadSerializedTime(serialized);
        return time ? FormatDuration(*time) : serialized;
    }
    return m_kind == Kind::RATE ? FormatRate(serialized) : serialized;
}

} // namespace sharding
} // namespace ns3
