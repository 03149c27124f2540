/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "skip-rule.h"

#include "scenarios/split-text.h"

#include "ns3/nearest-name.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

SkipCondition
ReadCondition(const Setting& setting, const std::string& text, const AxisValues& valid)
{
    const std::string lead = "[" + setting.section + "] " + setting.key + ": ";
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
    {
        throw InputError(setting.place,
                         lead + "read '" + text + "'; a condition has the form section.key=value" +
                             (setting.key == "skip" ? " or section.key!=value" : ""));
    }
    const bool equal = text[equals - 1] != '!';
    const std::string key = Trim(text.substr(0, equals - (equal ? 0 : 1)));
    const std::string value = Trim(text.substr(equals + 1));
    std::vector<std::string> keys;
    for (const auto& [name, values] : valid)
    {
        keys.push_back(name);
        if (name != key)
        {
            continue;
        }
        if (std::find(values.begin(), values.end(), value) == values.end())
        {
            throw InputError(setting.place,
                             lead + "'" + value + "' is none of the values of " + key +
                                 ValidNames(value, values));
        }
        return {key, equal, value};
    }
    throw InputError(setting.place, lead + "'" + key + "' does not vary" + ValidNames(key, keys));
}

} // namespace

SkipRule
ReadConditions(const Setting& setting,
               const std::string& text,
               char separator,
               const AxisValues& valid)
{
    SkipRule rule;
    for (const auto& part : SplitText(text, separator))
    {
        rule.push_back(ReadCondition(setting, part, valid));
    }
    return rule;
}

std::vector<SkipRule>
ReadSkipRules(const Setting& setting, const AxisValues& valid)
{
    std::vector<SkipRule> rules;
    for (const auto& clause : SplitText(setting.value, ';'))
    {
        rules.push_back(ReadConditions(setting, clause, '&', valid));
    }
    return rules;
}

bool
AllHold(const SkipRule& rule, const CellValues& cell)
{
    return std::all_of(rule.begin(),
                       rule.end(),
                       [&](const SkipCondition& condition)
                       {
                           return std::any_of(cell.begin(),
                                              cell.end(),
                                              [&](const auto& keyAndValue)
                                              {
                                                  return keyAndValue.first == condition.key &&
                                                         (keyAndValue.second == condition.value) ==
                                                             condition.equal;
                                              });
                       });
}

} // namespace sharding
} // namespace ns3
