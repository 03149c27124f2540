/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef READABLE_UNIT_H
#define READABLE_UNIT_H

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * The unit in which people read a quantity: 42.1 ms instead of 0.0421 s.
 */
struct ReadableUnit
{
    std::string name; //!< "ms", "Mbit/s", "%", "" for a bare number
    double factor{1}; //!< a value in the base unit times this is a value in this unit

    /**
     * @param value in the base unit
     * @param decimals digits behind the point
     * @return the value in this unit; never "-0"
     */
    std::string Format(double value, int decimals) const;

    /**
     * @param largest largest magnitude that is shown together, in the base unit
     * @return digits behind the point that show it with at least three significant digits, at most 6
     */
    int Decimals(double largest) const;
};

/**
 * @ingroup sharding-analysis
 *
 * @param unit base unit: "s", "bit/s", "B" and "1" are scaled, others stay as they are
 * @param largest largest magnitude that is shown together
 * @return the unit in which it has one to three digits before the point, where there is one
 */
ReadableUnit ReadableUnitFor(const std::string& unit, double largest);

} // namespace sharding
} // namespace ns3

#endif /* READABLE_UNIT_H */
