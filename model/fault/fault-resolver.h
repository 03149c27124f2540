/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_RESOLVER_H
#define FAULT_RESOLVER_H

#include "fault-sampler.h"
#include "fault-script.h"
#include "fault-targets.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the targets of one line come to.
 */
struct ResolvedTargets
{
    FaultTargetKind kind{};                 //!< LINK or PROCESS
    std::vector<uint32_t> targets;          //!< indices into GetNames(kind), ascending, each once
    std::vector<FaultTargetWord> selectors; //!< what only the run can tell
    std::vector<std::string> faults;        //!< names of faults, where the line heals such
};

/**
 * @ingroup sharding-fault
 *
 * Finds the targets of one line of a script, which has one set of them per occurrence: random
 * choices are drawn anew each time, all else is found once.
 */
class FaultResolver
{
  public:
    /**
     * @param statement the line; must outlive the resolver
     * @param targets what there is to hit; likewise
     * @param isName whether a text is the name of a fault, given by 'as'
     * @throws InputError when something matches nothing or cannot be hit by the verb
     */
    FaultResolver(const FaultScript::Statement& statement,
                  const FaultTargets& targets,
                  const std::function<bool(const std::string&)>& isName);

    /// @return whether each occurrence draws
    bool IsRandom() const;

    /**
     * @param draw gives numbers; called only when IsRandom
     * @return the targets of the next occurrence
     */
    ResolvedTargets Resolve(const FaultDraws& draw) const;

  private:
    /// A random choice.
    struct Choice
    {
        std::vector<uint32_t> from; //!< indices
        uint32_t count;             //!< how many of them
    };

    /// Finds what one word stands for.
    void Add(const FaultTargetWord& word);

    /// Finds what a selector may come to, and checks it.
    void AddSelector(const FaultTargetWord& word);

    /// @return what a pattern matches, checked
    std::vector<uint32_t> Match(const FaultTargetWord& word) const;

    /// Finds what a partition cuts.
    void AddPartition();

    /// @param index of a target that must be able to be hit by the verb
    void CheckCan(uint32_t index, const std::string& word) const;

    /// @return the tail of a message: what can be done to a target
    std::string ValidVerbs(uint32_t index) const;

    /// @param message what is wrong with the line
    [[noreturn]] void Fail(const std::string& message) const;

    const FaultScript::Statement& m_statement;
    const FaultTargets& m_targets;
    ResolvedTargets m_fixed;
    std::vector<Choice> m_choices;
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_RESOLVER_H */
