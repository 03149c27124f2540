/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_VERB_H
#define FAULT_VERB_H

#include "fault-parameter.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What a fault acts on.
 */
enum class FaultTargetKind
{
    LINK,    //!< directions of links: "a>b"
    PROCESS, //!< programs, by the name of their node
    ANY      //!< either, or the names of faults: only what heals
};

/**
 * @ingroup sharding-fault
 *
 * What a fault does.
 */
enum class FaultVerb
{
    CUT,
    INTERFACE_DOWN,
    LOSS,
    DELAY,
    JITTER,
    REORDER,
    DUPLICATE,
    CORRUPT,
    RATE,
    PARTITION,
    CRASH,
    RESTART,
    PAUSE,
    CPU_SLOW,
    DISK_STALL,
    DISK_FULL,
    DISK_LOSE,
    CLOCK_STEP,
    CLOCK_DRIFT,
    HEAL
};

/**
 * @ingroup sharding-fault
 *
 * A set of verbs: what a target can be hit by.
 */
class FaultVerbSet
{
  public:
    /// The empty set.
    FaultVerbSet() = default;

    /// @param verbs its members
    FaultVerbSet(std::initializer_list<FaultVerb> verbs)
    {
        for (const FaultVerb verb : verbs)
        {
            Add(verb);
        }
    }

    /// @param verb a further member
    void
    Add(FaultVerb verb)
    {
        m_bits |= uint32_t{1} << static_cast<uint32_t>(verb);
    }

    /// @param other whose members are to be members of this
    void
    Add(const FaultVerbSet& other)
    {
        m_bits |= other.m_bits;
    }

    /// @return whether a verb is a member
    bool
    Has(FaultVerb verb) const
    {
        return (m_bits >> static_cast<uint32_t>(verb)) & 1;
    }

  private:
    uint32_t m_bits{0};
};

/// @return what an error model alone can do to a direction: cut, loss, partition
FaultVerbSet WireVerbs();

/// @return WireVerbs() and what needs a FaultShim: delay, jitter, reorder, duplicate, corrupt, rate
FaultVerbSet ShimVerbs();

/**
 * @ingroup sharding-fault
 *
 * The grammar of one verb. Everything that is written, read or listed about verbs comes from here.
 */
struct FaultVerbRule
{
    FaultVerb verb;       //!< what it does
    std::string name;     //!< as scripts spell it
    std::string done;     //!< what becomes of a target, for messages: "'a' cannot be paused"
    FaultTargetKind kind; //!< what it acts on
    bool takesDuration;   //!< whether "for DURATION" may follow; else it happens at one instant
    std::vector<FaultParameterRule> parameters; //!< in the order in which they are printed
    std::string help;                           //!< one sentence: what it does and what it loses
    /// Rules between parameters: what is wrong with those given, or ""; null: no such rules.
    std::string (*check)(const std::vector<FaultParameter>&);
};

/// @return the rules of all verbs, in the order of the enumeration
const std::vector<FaultVerbRule>& GetFaultVerbs();

/**
 * @param verb a verb
 * @return its rule
 */
const FaultVerbRule& GetFaultVerb(FaultVerb verb);

/**
 * @param verb a verb
 * @param given what a fault was given
 * @param name of one of the verb's parameters
 * @return its value: the given one, else its fallback, else 0
 */
double GetFaultParameter(FaultVerb verb,
                         const std::vector<FaultParameter>& given,
                         const std::string& name);

/**
 * @param given what a fault was given
 * @param name of a parameter
 * @return whether it is among them
 */
bool HasFaultParameter(const std::vector<FaultParameter>& given, const std::string& name);

} // namespace sharding
} // namespace ns3

#endif /* FAULT_VERB_H */
