/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-resolver.h"

#include "fault-partition.h"

#include "ns3/nearest-name.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

using Form = FaultTargetWord::Form;

void
SortUnique(std::vector<uint32_t>& indices)
{
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
}

} // namespace

FaultResolver::FaultResolver(const FaultScript::Statement& statement,
                             const FaultTargets& targets,
                             const std::function<bool(const std::string&)>& isName)
    : m_statement(statement), m_targets(targets)
{
    const FaultVerb verb = statement.verb;
    const auto& words = statement.targets;
    m_fixed.kind = GetFaultVerb(verb).kind;
    if (verb == FaultVerb::PARTITION && GetFaultParameter(verb, statement.parameters, "shape") !=
                                            static_cast<double>(PartitionShape::LINKS))
    {
        AddPartition();
        return;
    }
    if (verb == FaultVerb::HEAL)
    {
        const auto names = std::count_if(
            words.begin(), words.end(), [&isName](const auto& word) { return isName(word.text); });
        if (names == static_cast<std::ptrdiff_t>(words.size()))
        {
            for (const auto& word : words)
            {
                m_fixed.faults.push_back(word.text);
            }
            return;
        }
        m_fixed.kind = words[0].form == Form::SELECTOR ? FaultTargetKind::PROCESS
                                                       : FaultTargets::KindOf(words[0].pattern);
    }
    for (const auto& word : words)
    {
        Add(word);
    }
    SortUnique(m_fixed.targets);
}

bool
FaultResolver::IsRandom() const
{
    return !m_choices.empty();
}

ResolvedTargets
FaultResolver::Resolve(const FaultDraws& draw) const
{
    ResolvedTargets resolved = m_fixed;
    for (const auto& choice : m_choices)
    {
        // The first steps of a Fisher-Yates shuffle.
        auto left = choice.from;
        for (uint32_t i = 0; i < choice.count; i++)
        {
            const auto pick =
                i + static_cast<std::size_t>(draw() * static_cast<double>(left.size() - i));
            std::swap(left[i], left[pick]);
            resolved.targets.push_back(left[i]);
        }
    }
    SortUnique(resolved.targets);
    return resolved;
}

void
FaultResolver::Add(const FaultTargetWord& word)
{
    if (word.form == Form::SELECTOR)
    {
        AddSelector(word);
        return;
    }
    auto found = Match(word);
    if (word.form == Form::PATTERN)
    {
        m_fixed.targets.insert(m_fixed.targets.end(), found.begin(), found.end());
        return;
    }
    if (word.count > found.size())
    {
        Fail("'" + word.text + "' wants " + std::to_string(word.count) + " of " +
             std::to_string(found.size()));
    }
    m_choices.push_back({std::move(found), word.count});
}

void
FaultResolver::AddSelector(const FaultTargetWord& word)
{
    const auto* selector = m_targets.FindSelector(word.selector);
    if (!selector)
    {
        auto names = m_targets.GetSelectorNames();
        names.push_back("random");
        Fail("unknown selector '" + word.selector + "'" + ValidNames(word.selector, names));
    }
    if (m_fixed.kind != FaultTargetKind::PROCESS)
    {
        Fail("'" + word.text + "' is a process; '" + GetFaultVerb(m_statement.verb).name +
             "' works on links");
    }
    const auto& arguments = selector->arguments;
    if (std::find(arguments.begin(), arguments.end(), word.pattern) == arguments.end())
    {
        Fail("'" + word.selector + "' knows no '" + word.pattern + "'" +
             ValidNames(word.pattern, arguments));
    }
    for (const uint32_t candidate : selector->candidates)
    {
        CheckCan(candidate, word.text);
    }
    m_fixed.selectors.push_back(word);
}

std::vector<uint32_t>
FaultResolver::Match(const FaultTargetWord& word) const
{
    const bool link = m_fixed.kind == FaultTargetKind::LINK;
    if (FaultTargets::KindOf(word.pattern) != m_fixed.kind)
    {
        Fail("'" + word.pattern + "' is " + (link ? "no link" : "a link") +
             ": a line heals names of faults, links or processes, of one kind only");
    }
    auto found = m_targets.Match(word.pattern);
    if (found.empty())
    {
        Fail(std::string("no ") + (link ? "link" : "process") + " matches '" + word.pattern + "'" +
             ValidNames(word.pattern, m_targets.GetChoices(word.pattern)));
    }
    for (const uint32_t index : found)
    {
        CheckCan(index, word.pattern);
    }
    return found;
}

void
FaultResolver::AddPartition()
{
    std::vector<std::vector<std::string>> groups;
    for (const auto& word : m_statement.targets)
    {
        if (word.form != Form::PATTERN)
        {
            Fail("'" + word.text + "' cannot stand in a partition: its nodes go by name");
        }
        const auto found = m_targets.MatchEnds(word.pattern);
        if (found.empty())
        {
            Fail("no node of a link matches '" + word.pattern + "'" +
                 ValidNames(word.pattern, m_targets.MatchEnds("*")));
        }
        groups.resize(word.group + 1);
        auto& group = groups.back();
        group.insert(group.end(), found.begin(), found.end());
    }
    const auto shape = static_cast<PartitionShape>(
        static_cast<int>(GetFaultParameter(FaultVerb::PARTITION, m_statement.parameters, "shape")));
    std::string wrong;
    m_fixed.targets = PartitionDirections(groups, shape, m_targets, wrong);
    if (!wrong.empty())
    {
        Fail(wrong);
    }
    for (const uint32_t index : m_fixed.targets)
    {
        CheckCan(index, m_targets.GetNames(FaultTargetKind::LINK)[index]);
    }
}

void
FaultResolver::CheckCan(uint32_t index, const std::string& word) const
{
    const std::string& name = m_targets.GetNames(m_fixed.kind)[index];
    if (!m_targets.Can(m_fixed.kind, index, m_statement.verb))
    {
        Fail("'" + name + "' cannot be " + GetFaultVerb(m_statement.verb).done +
             (name == word ? "" : "; '" + word + "' stands for it") + ValidVerbs(index));
    }
}

std::string
FaultResolver::ValidVerbs(uint32_t index) const
{
    std::string all;
    for (const auto& rule : GetFaultVerbs())
    {
        if (rule.verb != FaultVerb::HEAL && m_targets.Can(m_fixed.kind, index, rule.verb))
        {
            all += (all.empty() ? "; possible: " : ", ") + rule.name;
        }
    }
    return all;
}

void
FaultResolver::Fail(const std::string& message) const
{
    throw InputError(m_statement.place, message);
}

} // namespace sharding
} // namespace ns3
