/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SKIP_RULE_H
#define SKIP_RULE_H

#include "scenarios/scenario-file.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// The values of one combination, by key.
using CellValues = std::vector<std::pair<std::string, std::string>>;

/// All keys that vary, each with all its values.
using AxisValues = std::vector<std::pair<std::string, std::vector<std::string>>>;

/**
 * @ingroup sharding-tools
 *
 * "sharding.policy=none" or "sharding.shard-count!=1".
 */
struct SkipCondition
{
    std::string key;   //!< a key that varies
    bool equal;        //!< whether the value must be this one, or any other
    std::string value; //!< one of the key's values
};

/// Conditions that a combination must all meet to be left out.
using SkipRule = std::vector<SkipCondition>;

/**
 * @ingroup sharding-tools
 *
 * @param setting where the text comes from, for messages
 * @param text conditions
 * @param separator what joins them
 * @param valid the keys and values that they may name
 * @return the conditions, at least one
 * @throws InputError when the text has no such form or names what does not vary
 */
SkipRule ReadConditions(const Setting& setting,
                        const std::string& text,
                        char separator,
                        const AxisValues& valid);

/**
 * @ingroup sharding-tools
 *
 * @param setting the key `skip`: rules joined with ';', each of conditions joined with '&'
 * @param valid the keys and values that they may name
 * @return the rules
 * @throws InputError as ReadConditions
 */
std::vector<SkipRule> ReadSkipRules(const Setting& setting, const AxisValues& valid);

/**
 * @ingroup sharding-tools
 *
 * @param rule conditions
 * @param cell a combination that has all their keys
 * @return whether it meets them all
 */
bool AllHold(const SkipRule& rule, const CellValues& cell);

} // namespace sharding
} // namespace ns3

#endif /* SKIP_RULE_H */
