/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-checker.h"

#include "linearizability-groups.h"
#include "linearizability-search.h"
#include "linearizability-shrink.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

LinearizabilityViolation
Explain(const std::vector<KvOperation>& operations,
        const LinearizabilityGroup& group,
        const LinearizabilityProblem& problem,
        const LinearizabilitySearch::Outcome& outcome,
        const LinearizabilityOptions& options)
{
    LinearizabilityViolation violation;
    violation.keys.assign(group.keys.begin(), group.keys.end());
    violation.operation = problem.steps[outcome.step].operation;
    violation.ended = outcome.ended;
    for (const auto& state : outcome.held)
    {
        auto& held = violation.held.emplace_back();
        for (const uint32_t value : state)
        {
            held.push_back(value == 0 ? KvValue() : KvValue(problem.values[value]));
        }
    }
    violation.core = ShrinkViolation(operations, group, violation.operation, options);
    return violation;
}

} // namespace

LinearizabilityReport
CheckLinearizability(const KvHistory& history, const LinearizabilityOptions& options)
{
    const auto& operations = history.GetOperations();
    LinearizabilityReport report;
    report.operations = operations.size();
    report.dropped = history.GetDropped();
    report.refused = history.GetRefused();
    const auto groups = SplitHistory(operations, options.jointScans);
    report.groups = groups.size();
    for (const LinearizabilityGroup& group : groups)
    {
        report.keys += group.keys.size();
    }
    if (report.dropped > 0 || report.refused > 0)
    {
        report.verdict = LinearizabilityVerdict::UNKNOWN;
        return report;
    }
    for (const LinearizabilityGroup& group : groups)
    {
        const LinearizabilityProblem problem =
            MakeLinearizabilityProblem(operations, group.parts, group.keys);
        const auto outcome =
            LinearizabilitySearch(problem, options.maxStates, options.maxBytes).Run();
        report.states += outcome.states;
        report.peakBytes = std::max(report.peakBytes, outcome.bytes);
        if (outcome.verdict == LinearizabilitySearch::Verdict::BOUND)
        {
            report.firstUnknown =
                report.unknownGroups == 0 ? group.keys.front() : report.firstUnknown;
            report.unknownGroups++;
        }
        if (outcome.verdict == LinearizabilitySearch::Verdict::STUCK)
        {
            report.brokenGroups++;
            if (report.violations.size() < options.maxViolations)
            {
                report.violations.push_back(Explain(operations, group, problem, outcome, options));
            }
        }
    }
    if (report.brokenGroups > 0)
    {
        report.verdict = LinearizabilityVerdict::NOT_LINEARIZABLE;
    }
    else if (report.unknownGroups > 0)
    {
        report.verdict = LinearizabilityVerdict::UNKNOWN;
    }
    return report;
}

} // namespace sharding
} // namespace ns3
