/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-history-lines.h"
#include "linearizability-checker.h"

#include "ns3/escaped-text.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t MOST_SHOWN = 8; //!< keys or states of a violation

std::string
Show(const std::string& bytes)
{
    return "\"" + EscapeBytes(bytes) + "\"";
}

std::string
Show(const KvValue& value)
{
    return value ? Show(*value) : "nothing";
}

std::string
ShowResult(const KvOperation& operation)
{
    const KvResult& result = operation.result;
    std::string text;
    if (operation.kind == KvKind::SCAN)
    {
        for (const KvRow& row : result.rows)
        {
            text += (text.empty() ? "" : ", ") + Show(row.key) + " = " + Show(row.value);
        }
        return " found " + (text.empty() ? "nothing" : text);
    }
    if (result.applied)
    {
        text += *result.applied ? " did" : " did not";
    }
    if (result.found)
    {
        text += (result.applied ? ", found " : " found ") + Show(*result.found);
    }
    return text;
}

std::string
ShowOperation(const KvOperation& operation)
{
    std::string text = "session " + std::to_string(operation.session) + ": " +
                       KvKindName(operation.kind) + " " + Show(operation.key);
    switch (operation.kind)
    {
    case KvKind::PUT:
        text += " = " + Show(operation.value);
        break;
    case KvKind::CAS:
        text += " from " + Show(operation.expected) + " to " + Show(operation.value);
        break;
    case KvKind::SCAN:
        text += operation.until.empty() ? " to the end" : " until " + Show(operation.until);
        text += " in shard " + std::to_string(operation.shard);
        break;
    case KvKind::GET:
    case KvKind::DELETE:
        break;
    }
    if (operation.outcome == KvOutcome::UNKNOWN)
    {
        return text + ", outcome unknown, from " + std::to_string(operation.beginNs) + " ns on";
    }
    return text + ShowResult(operation) + ", " + std::to_string(operation.beginNs) + " to " +
           std::to_string(operation.endNs) + " ns";
}

/// @return the first of some things, with how many more there are
template <typename T, typename F>
std::string
ShowSome(const std::vector<T>& things, const std::string& between, F show)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(things.size(), MOST_SHOWN); i++)
    {
        text += (i == 0 ? "" : between) + show(things[i]);
    }
    return things.size() <= MOST_SHOWN
               ? text
               : text + between + std::to_string(things.size() - MOST_SHOWN) + " more";
}

std::string
ShowHeld(const LinearizabilityViolation& violation)
{
    const bool single = violation.keys.size() == 1;
    return ShowSome(violation.held,
                    " or ",
                    [&](const std::vector<KvValue>& state)
                    {
                        const std::string values =
                            ShowSome(state, ", ", [](const KvValue& value) { return Show(value); });
                        return single ? values : "(" + values + ")";
                    });
}

std::string
ShowViolation(const KvHistory& history, const LinearizabilityViolation& violation)
{
    const auto& operations = history.GetOperations();
    const bool single = violation.keys.size() == 1;
    std::string text =
        (single ? "key " : "keys ") +
        ShowSome(violation.keys, ", ", [](const std::string& key) { return Show(key); }) +
        ": not linearizable\n";
    text += "  " + std::to_string(violation.ended) +
            " operations that ended before have an order; this one then has no place:\n    " +
            ShowOperation(operations[violation.operation]) + "\n";
    text += std::string("  before it, the ") + (single ? "key" : "keys") + " held " +
            ShowHeld(violation) + "\n";
    text +=
        "  these " + std::to_string(violation.core.size()) + " operations contradict each other:\n";
    for (const std::size_t index : violation.core)
    {
        text += "    " + ShowOperation(operations[index]) + "\n";
    }
    return text;
}

std::string
ShowVerdict(const LinearizabilityReport& report)
{
    switch (report.verdict)
    {
    case LinearizabilityVerdict::LINEARIZABLE:
        return "linearizable";
    case LinearizabilityVerdict::NOT_LINEARIZABLE:
        return "not linearizable: " + std::to_string(report.brokenGroups) + " of " +
               std::to_string(report.groups) + " groups of keys";
    case LinearizabilityVerdict::UNKNOWN:
        break;
    }
    if (report.dropped > 0 || report.refused > 0)
    {
        return "unknown: the history lacks " + std::to_string(report.dropped) +
               " operations at its bound and " + std::to_string(report.refused) +
               " ends that were refused";
    }
    return "unknown: a bound was reached for " + std::to_string(report.unknownGroups) + " of " +
           std::to_string(report.groups) + " groups of keys, first that of key " +
           Show(report.firstUnknown);
}

} // namespace

std::string
FormatLinearizabilityReport(const KvHistory& history, const LinearizabilityReport& report)
{
    std::string text = std::to_string(report.operations) + " operations on " +
                       std::to_string(report.keys) + " keys, " + std::to_string(report.groups) +
                       " groups of keys, " + std::to_string(report.states) + " states visited\n";
    for (const LinearizabilityViolation& violation : report.violations)
    {
        text += ShowViolation(history, violation);
    }
    return text + ShowVerdict(report) + "\n";
}

} // namespace sharding
} // namespace ns3
