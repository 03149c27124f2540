/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_TARGET_WORD_H
#define FAULT_TARGET_WORD_H

#include "fault-verb.h"
#include "fault-words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * One of the targets that a line names.
 */
struct FaultTargetWord
{
    /// How the target is told.
    enum class Form
    {
        PATTERN, //!< a name, or what '*' and '?' make of one
        RANDOM,  //!< random(K of PATTERN): K of them, drawn when the script is expanded
        SELECTOR //!< NAME(ARGUMENT): whoever that is at the moment at which the fault acts
    };

    Form form{Form::PATTERN}; //!< how the target is told
    std::string text;         //!< as written
    std::string pattern;      //!< the pattern, or the argument of a selector
    std::string selector;     //!< name of the selector
    uint32_t count{1};        //!< K
    uint32_t group{0};        //!< which group of a partition, from 0
};

/**
 * @ingroup sharding-fault
 *
 * Takes the targets of a line: separated by commas, and by '|' between the groups of a partition.
 *
 * @param words the line, after the verb
 * @param rule the verb's
 * @return the targets
 * @throws InputError when they are malformed or none that the verb works on
 */
std::vector<FaultTargetWord> TakeFaultTargets(FaultWords& words, const FaultVerbRule& rule);

} // namespace sharding
} // namespace ns3

#endif /* FAULT_TARGET_WORD_H */
