/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_VERB_H
#define FAULT_VERB_H

#include <optional>
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
    LINK,   //!< directions of links: "a>b"
    PROCESS //!< programs, by the name of their node
};

/**
 * @ingroup sharding-fault
 *
 * What a fault does.
 */
enum class FaultVerb
{
    CUT,
    LOSS,
    CRASH,
    RESTART
};

/**
 * @ingroup sharding-fault
 *
 * A key=value that a verb takes. All that a verb takes must be given.
 */
struct FaultParameterRule
{
    std::string name; //!< "rate"
    std::string
        form; //!< what its value must be, for messages: "a fraction in [0, 1] or a percentage"
    std::optional<double> (*parse)(
        const std::string&); //!< reads the value; nothing when it has another form
};

/**
 * @ingroup sharding-fault
 *
 * The grammar of one verb. Everything that is written, read or listed about verbs comes from here.
 */
struct FaultVerbRule
{
    FaultVerb verb;                             //!< what it does
    std::string name;                           //!< as scripts spell it
    FaultTargetKind kind;                       //!< what it acts on
    bool takesDuration;                         //!< whether "for DURATION" may follow
    std::vector<FaultParameterRule> parameters; //!< in the order in which they are printed
    std::string help;                           //!< one sentence: what it does and what it loses
};

/// @return the rules of all verbs, in the order of the enumeration
const std::vector<FaultVerbRule>& GetFaultVerbs();

/**
 * @param verb a verb
 * @return its rule
 */
const FaultVerbRule& GetFaultVerb(FaultVerb verb);

} // namespace sharding
} // namespace ns3

#endif /* FAULT_VERB_H */
