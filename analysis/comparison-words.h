/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_WORDS_H
#define COMPARISON_WORDS_H

#include "compare.h"
#include "readable-unit.h"

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * The numbers of a comparison table as people read them: one unit and one number of decimals for all rows of a metric.
 */
class ComparisonWords
{
  public:
    /**
     * @param table all rows of a metric
     * @param plusMinus the sign between a mean and its half-width
     */
    ComparisonWords(const Comparison::Table& table, const std::string& plusMinus);

    /// @return the unit of all numbers; "" where they have none
    const std::string& GetUnit() const;

    /// @return "goodput in Mbit/s, higher is better"
    std::string Title() const;

    /**
     * @{
     * @param row a row of the table
     * @return that part of it; "-" for what is not defined, "" for what a baseline has not
     */
    std::string Mean(const Comparison::Row& row) const;       // "412.0 +- 3.1"
    std::string Difference(const Comparison::Row& row) const; // "+12.0 [9.1, 14.9]"
    static std::string P(const Comparison::Row& row);         // "0.013", "<0.001"
    static std::string EffectSize(const Comparison::Row& row);
    static std::string
    N(const Comparison::Row& row); // runs of a baseline, pairs, "10+9" of independent samples
    static std::string Verdict(const Comparison::Row& row);
    /** @} */

  private:
    /**
     * @param value in the base unit
     * @return it as the table shows it
     */
    std::string Number(double value) const;

    const Comparison::Table& m_table; //!< all rows
    std::string m_plusMinus;          //!< see the constructor
    ReadableUnit m_unit;              //!< of all numbers
    int m_decimals;                   //!< of all numbers
};

/**
 * @ingroup sharding-analysis
 *
 * @param comparison a comparison of at least one metric
 * @return one sentence for each cell that is no pair with its baseline because it drew other things, at most five, then what
 *         that means; empty when all are pairs
 */
std::vector<std::string> PairingNotes(const Comparison& comparison);

/**
 * @ingroup sharding-analysis
 *
 * @param comparison a comparison
 * @return its yardstick in words: "policy = none"
 */
std::string BaselineText(const Comparison& comparison);

} // namespace sharding
} // namespace ns3

#endif /* COMPARISON_WORDS_H */
