/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUANTITY_H
#define QUANTITY_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * Reads a duration. ns-3 reads "5" as seconds and "-1s" as the past; here a unit is a must and time does not run back.
 *
 * @param text a number and a unit without white space: h, min, s, ms, us or ns
 * @return the duration, rounded to a nanosecond; nothing when the text is anything else, negative, not finite or
 *         longer than 100 years
 */
std::optional<Time> ParseDuration(const std::string& text);

/**
 * @ingroup sharding-base
 *
 * @param text a number in [0, 1], or a percentage such as "5%"
 * @return the fraction, or nothing
 */
std::optional<double> ParseFraction(const std::string& text);

/**
 * @ingroup sharding-base
 *
 * @param text a whole number in decimal digits, no sign
 * @return the number, or nothing when it is anything else or above 2^64 - 1
 */
std::optional<uint64_t> ParseCount(const std::string& text);

/**
 * @ingroup sharding-base
 *
 * @param text a finite number in decimal or scientific notation, nothing behind it
 * @return the number, or nothing
 */
std::optional<double> ParseNumber(const std::string& text);

/**
 * @ingroup sharding-base
 *
 * @param time not negative
 * @return the shortest text with a unit that ParseDuration reads back exactly, such as "1500ms"
 */
std::string FormatDuration(Time time);

} // namespace sharding
} // namespace ns3

#endif /* QUANTITY_H */
