/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "validation.h"

#include "analysis/summary.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t MIN_SEEDS = 20;
constexpr double CONFIDENCE = 0.99;
constexpr double EXACT_TOLERANCE = 0.01;

/// Rows are registered before main, in no order.
std::vector<ValidationRow>&
Registry()
{
    static std::vector<ValidationRow> rows;
    return rows;
}

std::string
Number(double value)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.5g", value);
    return text;
}

} // namespace

ValidationOutcome
ValidationOutcome::Exact(double value)
{
    const double tolerance = EXACT_TOLERANCE * std::abs(value);
    return {value, value - tolerance, value + tolerance};
}

ValidationOutcome
ValidationOutcome::FromSamples(const std::vector<double>& samples)
{
    NS_ASSERT_MSG(samples.size() >= MIN_SEEDS, samples.size());
    const Summary summary = Summarize(samples, CONFIDENCE);
    const double mean = summary.mean.value_or(std::nan(""));
    const double halfWidth = summary.halfWidth.value_or(std::nan(""));
    return {mean, mean - halfWidth, mean + halfWidth};
}

bool
Holds(const ValidationRow& row, const ValidationOutcome& outcome)
{
    const bool inside = outcome.low <= row.expected && row.expected <= outcome.high;
    const double halfWidth = (outcome.high - outcome.low) / 2;
    return inside && halfWidth <= row.precision * std::abs(row.expected);
}

RegisterValidation::RegisterValidation(std::vector<ValidationRow> rows)
{
    Registry().insert(Registry().end(), rows.begin(), rows.end());
}

std::vector<ValidationRow>
ListValidations()
{
    std::vector<ValidationRow> rows = Registry();
    std::sort(rows.begin(),
              rows.end(),
              [](const ValidationRow& a, const ValidationRow& b) { return a.name < b.name; });
    return rows;
}

int
Validate(const std::vector<ValidationRow>& rows, std::ostream& out)
{
    int failed = 0;
    for (const auto& row : rows)
    {
        const ValidationOutcome outcome = row.compute();
        const bool holds = Holds(row, outcome);
        failed += holds ? 0 : 1;
        out << row.name << " | " << row.reference << ": " << Number(row.expected) << " ("
            << row.source << ") | ours " << Number(outcome.value) << " | [" << Number(outcome.low)
            << ", " << Number(outcome.high) << "] | " << (holds ? "holds" : "fails") << std::endl;
    }
    return failed;
}

} // namespace sharding
} // namespace ns3
