/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-targets.h"

#include "ns3/assert.h"

#include <algorithm>
#include <set>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr const char* SEPARATORS = ":>";
constexpr const char* WILDCARDS = "*?";

/**
 * Matches with one step back to the last '*', which is enough: an earlier '*' can never do better
 * than a later one.
 */
bool
Matches(const std::string& pattern, const std::string& name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string::npos;
    std::size_t retry = 0;
    while (n < name.size())
    {
        if (p < pattern.size() && pattern[p] == '*')
        {
            star = p++;
            retry = n;
        }
        else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]))
        {
            p++;
            n++;
        }
        else if (star != std::string::npos)
        {
            p = star + 1;
            n = ++retry;
        }
        else
        {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string::npos;
}

} // namespace

void
FaultTargets::AddLink(const std::string& a, const std::string& b, const FaultVerbSet& verbs)
{
    AddDirection(a, b, verbs);
    AddDirection(b, a, verbs);
}

void
FaultTargets::AddDirection(const std::string& from,
                           const std::string& to,
                           const FaultVerbSet& verbs)
{
    NS_ASSERT_MSG(IsName(from) && IsName(to), "no name for a link: " << from << ", " << to);
    if (Add(m_directions, from + ">" + to, verbs))
    {
        m_ends.emplace_back(from, to);
    }
}

void
FaultTargets::AddProcess(const std::string& name, const FaultVerbSet& verbs)
{
    NS_ASSERT_MSG(IsName(name), "no name for a process: " << name);
    Add(m_processes, name, verbs);
}

void
FaultTargets::AddSelector(const std::string& name,
                          const std::vector<std::string>& arguments,
                          const std::vector<std::string>& candidates)
{
    NS_ASSERT_MSG(IsName(name) && name != "random", "no name for a selector: " << name);
    Selector selector;
    selector.arguments = arguments;
    for (const auto& candidate : candidates)
    {
        NS_ASSERT_MSG(m_processes.index.count(candidate) == 1, "no such process: " << candidate);
        selector.candidates.push_back(m_processes.index.at(candidate));
    }
    m_selectors[name] = selector;
}

const FaultTargets::Selector*
FaultTargets::FindSelector(const std::string& name) const
{
    const auto it = m_selectors.find(name);
    return it == m_selectors.end() ? nullptr : &it->second;
}

std::vector<std::string>
FaultTargets::GetSelectorNames() const
{
    std::vector<std::string> names;
    for (const auto& selector : m_selectors)
    {
        names.push_back(selector.first);
    }
    return names;
}

bool
FaultTargets::Can(FaultTargetKind kind, uint32_t index, FaultVerb verb) const
{
    const Table& table = kind == FaultTargetKind::LINK ? m_directions : m_processes;
    return verb == FaultVerb::HEAL || table.verbs[index].Has(verb);
}

std::vector<std::string>
FaultTargets::MatchEnds(const std::string& pattern) const
{
    std::set<std::string> found;
    for (const auto& [from, to] : m_ends)
    {
        for (const auto* name : {&from, &to})
        {
            if (Matches(pattern, *name))
            {
                found.insert(*name);
            }
        }
    }
    return {found.begin(), found.end()};
}

const std::vector<std::pair<std::string, std::string>>&
FaultTargets::GetEnds() const
{
    return m_ends;
}

bool
FaultTargets::Add(Table& table, const std::string& name, const FaultVerbSet& verbs)
{
    const auto [it, added] = table.index.emplace(name, static_cast<uint32_t>(table.names.size()));
    if (!added)
    {
        table.verbs[it->second].Add(verbs);
        return false;
    }
    table.names.push_back(name);
    table.verbs.push_back(verbs);
    return true;
}

bool
FaultTargets::IsName(const std::string& name)
{
    return !name.empty() && name.find_first_of(" \t,:>|*?()=#") == std::string::npos;
}

bool
FaultTargets::IsPattern(const std::string& text)
{
    // A pattern is a name once its wildcards stand for a letter.
    std::string name = text;
    for (char& c : name)
    {
        c = c == '*' || c == '?' ? 'x' : c;
    }
    const std::size_t separator = name.find_first_of(SEPARATORS);
    return separator == std::string::npos
               ? IsName(name)
               : IsName(name.substr(0, separator)) && IsName(name.substr(separator + 1));
}

FaultTargetKind
FaultTargets::KindOf(const std::string& pattern)
{
    return pattern.find_first_of(SEPARATORS) == std::string::npos ? FaultTargetKind::PROCESS
                                                                  : FaultTargetKind::LINK;
}

const std::vector<std::string>&
FaultTargets::GetNames(FaultTargetKind kind) const
{
    return kind == FaultTargetKind::LINK ? m_directions.names : m_processes.names;
}

std::vector<uint32_t>
FaultTargets::Match(const std::string& pattern) const
{
    const std::size_t separator = pattern.find_first_of(SEPARATORS);
    const bool wild = pattern.find_first_of(WILDCARDS) != std::string::npos;
    if (separator == std::string::npos)
    {
        return wild ? MatchProcesses(pattern) : Find(m_processes, pattern);
    }
    const std::string from = pattern.substr(0, separator);
    const std::string to = pattern.substr(separator + 1);
    const bool bothWays = pattern[separator] == ':';
    if (wild)
    {
        return MatchDirections(from, to, bothWays);
    }
    std::vector<uint32_t> found = Find(m_directions, from + ">" + to);
    if (bothWays && from != to)
    {
        const auto back = Find(m_directions, to + ">" + from);
        found.insert(found.end(), back.begin(), back.end());
        std::sort(found.begin(), found.end());
    }
    return found;
}

std::vector<uint32_t>
FaultTargets::Find(const Table& table, const std::string& name)
{
    const auto it = table.index.find(name);
    return it == table.index.end() ? std::vector<uint32_t>() : std::vector<uint32_t>{it->second};
}

std::vector<uint32_t>
FaultTargets::MatchProcesses(const std::string& pattern) const
{
    std::vector<uint32_t> found;
    for (uint32_t i = 0; i < m_processes.names.size(); i++)
    {
        if (Matches(pattern, m_processes.names[i]))
        {
            found.push_back(i);
        }
    }
    return found;
}

std::vector<uint32_t>
FaultTargets::MatchDirections(const std::string& from, const std::string& to, bool bothWays) const
{
    std::vector<uint32_t> found;
    for (uint32_t i = 0; i < m_ends.size(); i++)
    {
        const auto& [sender, receiver] = m_ends[i];
        if ((Matches(from, sender) && Matches(to, receiver)) ||
            (bothWays && Matches(from, receiver) && Matches(to, sender)))
        {
            found.push_back(i);
        }
    }
    return found;
}

std::vector<std::string>
FaultTargets::GetChoices(const std::string& pattern) const
{
    if (pattern.find(':') == std::string::npos)
    {
        return GetNames(KindOf(pattern));
    }
    std::vector<std::string> links;
    for (const auto& [from, to] : m_ends)
    {
        // A link that was added as such stands here twice: once is enough.
        const auto back = m_directions.index.find(to + ">" + from);
        const auto here = m_directions.index.find(from + ">" + to);
        if (back == m_directions.index.end() || here->second <= back->second)
        {
            links.push_back(from + ":" + to);
        }
    }
    return links;
}

} // namespace sharding
} // namespace ns3
