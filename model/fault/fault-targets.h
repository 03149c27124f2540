/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_TARGETS_H
#define FAULT_TARGETS_H

#include "fault-verb.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * The names of all that a fault script can hit in a scenario.
 *
 * A link is one or two directions "a>b"; a process goes by the name of its node. A pattern is a
 * name in which '*' stands for any text and '?' for any one character: "fast-*" for processes;
 * "a>fast-*" for directions; "a:fast-*" for the directions both from and to. Only names are kept
 * here: FaultInjector knows what they stand for.
 */
class FaultTargets
{
  public:
    /**
     * Adds both directions of a link.
     *
     * @param a name of one end: not empty, none of the characters " ,:>|*?()=", see IsName
     * @param b name of the other end
     * @param verbs what each direction can be hit by
     */
    void
    AddLink(const std::string& a, const std::string& b, const FaultVerbSet& verbs = WireVerbs());

    /**
     * Adds one direction, for links that have only one or media whose receivers are hit one by one
     * ("bus>fast-1").
     *
     * @param from name of the sending end
     * @param to name of the receiving end
     * @param verbs what it can be hit by
     */
    void AddDirection(const std::string& from,
                      const std::string& to,
                      const FaultVerbSet& verbs = WireVerbs());

    /**
     * @param name of a process
     * @param verbs what it can be hit by
     */
    void AddProcess(const std::string& name,
                    const FaultVerbSet& verbs = {FaultVerb::CRASH, FaultVerb::RESTART});

    /**
     * Adds a way to tell a process that only the run can know, such as leader(shard-1). See
     * FaultInjector::BindSelector.
     *
     * @param name of the selector, not "random"
     * @param arguments those that it takes
     * @param candidates names of all processes that it may come to
     */
    void AddSelector(const std::string& name,
                     const std::vector<std::string>& arguments,
                     const std::vector<std::string>& candidates);

    /// A way to tell a process; see AddSelector.
    struct Selector
    {
        std::vector<std::string> arguments; //!< those that it takes
        std::vector<uint32_t> candidates;   //!< indices into GetNames(PROCESS)
    };

    /**
     * @param name of a selector
     * @return the selector, or null
     */
    const Selector* FindSelector(const std::string& name) const;

    /// @return the names of all selectors
    std::vector<std::string> GetSelectorNames() const;

    /**
     * @param kind LINK or PROCESS
     * @param index into GetNames(kind)
     * @param verb a verb
     * @return whether it can be hit by it
     */
    bool Can(FaultTargetKind kind, uint32_t index, FaultVerb verb) const;

    /**
     * @param pattern of nodes' names
     * @return the names of the ends of directions that it matches, sorted, each once
     */
    std::vector<std::string> MatchEnds(const std::string& pattern) const;

    /// @return sending and receiving end of each direction, in the order of GetNames(LINK)
    const std::vector<std::pair<std::string, std::string>>& GetEnds() const;

    /**
     * @param name a possible name of an end or a process
     * @return whether it can be written in a script and cannot be taken for a pattern or two names
     */
    static bool IsName(const std::string& name);

    /**
     * @param text what stands where a script names a target
     * @return whether it has the form of a name or pattern of a link or process
     */
    static bool IsPattern(const std::string& text);

    /**
     * @param pattern a name or pattern
     * @return LINK when it is written as "A:B" or "A>B", else PROCESS
     */
    static FaultTargetKind KindOf(const std::string& pattern);

    /**
     * @param kind of target
     * @return the names of all of this kind in the order in which they were added; directions as
     *         "a>b"
     */
    const std::vector<std::string>& GetNames(FaultTargetKind kind) const;

    /**
     * @param pattern a name or pattern
     * @return indices into GetNames(KindOf(pattern)) of what it matches, ascending; empty when it
     *         matches nothing
     */
    std::vector<uint32_t> Match(const std::string& pattern) const;

    /**
     * @param pattern what was read
     * @return the targets that could stand in its place, in its spelling: links "a:b" for a pattern
     *         with ':', else as GetNames
     */
    std::vector<std::string> GetChoices(const std::string& pattern) const;

  private:
    /// Names of one kind and where they stand.
    struct Table
    {
        std::vector<std::string> names;                  //!< in order of addition
        std::vector<FaultVerbSet> verbs;                 //!< what each can be hit by
        std::unordered_map<std::string, uint32_t> index; //!< by name
    };

    /**
     * @param table where to add
     * @param name to add
     * @param verbs what it can be hit by, besides what it can be already
     * @return false when it is there already
     */
    static bool Add(Table& table, const std::string& name, const FaultVerbSet& verbs);

    /**
     * @param table where to look
     * @param name without wildcards
     * @return its index, or nothing
     */
    static std::vector<uint32_t> Find(const Table& table, const std::string& name);

    /**
     * @param pattern with wildcards
     * @return indices of the processes that it matches
     */
    std::vector<uint32_t> MatchProcesses(const std::string& pattern) const;

    /**
     * @param from pattern of the sending end
     * @param to pattern of the receiving end
     * @param bothWays whether the ends may be swapped
     * @return indices of the directions that they match
     */
    std::vector<uint32_t>
    MatchDirections(const std::string& from, const std::string& to, bool bothWays) const;

    Table m_directions;                                      //!< "a>b"
    Table m_processes;                                       //!< "a"
    std::vector<std::pair<std::string, std::string>> m_ends; //!< of each direction
    std::map<std::string, Selector> m_selectors;             //!< by name
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_TARGETS_H */
