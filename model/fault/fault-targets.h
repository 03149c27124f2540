/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_TARGETS_H
#define FAULT_TARGETS_H

#include "fault-verb.h"

#include <cstdint>
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
     * @param a name of one end: not empty, none of the characters " ,:>*?()=", see IsName
     * @param b name of the other end
     */
    void AddLink(const std::string& a, const std::string& b);

    /**
     * Adds one direction, for links that have only one or media whose receivers are hit one by one
     * ("bus>fast-1").
     *
     * @param from name of the sending end
     * @param to name of the receiving end
     */
    void AddDirection(const std::string& from, const std::string& to);

    /// @param name of a process
    void AddProcess(const std::string& name);

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
        std::unordered_map<std::string, uint32_t> index; //!< by name
    };

    /**
     * @param table where to add
     * @param name to add
     * @return false when it is there already
     */
    static bool Add(Table& table, const std::string& name);

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
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_TARGETS_H */
