/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-script.h"

#include "fault-targets.h"

#include "ns3/nearest-name.h"

#include <algorithm>
#include <unordered_map>

namespace ns3
{
namespace sharding
{
namespace
{

std::string
Quote(const std::string& word)
{
    return FaultWords::Quote(word);
}

const FaultVerbRule&
TakeVerb(FaultWords& words)
{
    std::vector<std::string> names;
    std::string all;
    for (const auto& rule : GetFaultVerbs())
    {
        names.push_back(rule.name);
        all += (all.empty() ? "" : ", ") + rule.name;
    }
    const std::string word = words.Take("a fault (" + all + ")");
    const auto it = std::find(names.begin(), names.end(), word);
    if (it == names.end())
    {
        words.Fail("unknown fault " + Quote(word) + ValidNames(word, names));
    }
    return GetFaultVerbs()[it - names.begin()];
}

FaultParameter
TakeParameter(FaultWords& words, const FaultVerbRule& rule)
{
    const std::string word = words.Take("key=value");
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (rule.parameters.empty())
    {
        words.Fail("'" + rule.name + "' takes no parameter, read " + Quote(word));
    }
    std::vector<std::string> names;
    for (const auto& parameter : rule.parameters)
    {
        names.push_back(parameter.name);
    }
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end())
    {
        words.Fail("unknown parameter " + Quote(name) + " of '" + rule.name + "'" +
                   ValidNames(name, names));
    }
    const auto& parameter = rule.parameters[it - names.begin()];
    const std::string text = word.substr(equals + 1);
    const auto value = parameter.parse(text);
    if (!value)
    {
        words.Fail(Quote(text) + " is not a value of '" + name + "': expected " + parameter.form);
    }
    return {name, text, *value};
}

std::vector<FaultParameter>
TakeParameters(FaultWords& words, const FaultVerbRule& rule)
{
    std::vector<FaultParameter> given;
    while (words.Peek().find('=') != std::string::npos)
    {
        const FaultParameter parameter = TakeParameter(words, rule);
        if (HasFaultParameter(given, parameter.name))
        {
            words.Fail("parameter '" + parameter.name + "' is given twice");
        }
        given.push_back(parameter);
    }
    std::vector<FaultParameter> inOrder;
    for (const auto& parameter : rule.parameters)
    {
        const auto it =
            std::find_if(given.begin(),
                         given.end(),
                         [&parameter](const auto& one) { return one.name == parameter.name; });
        if (it != given.end())
        {
            inOrder.push_back(*it);
        }
        else if (parameter.fallback.empty() && !parameter.optional)
        {
            words.Fail("'" + rule.name + "' needs " + parameter.name + "=, " + parameter.form);
        }
    }
    const std::string wrong = rule.check ? rule.check(inOrder) : "";
    if (!wrong.empty())
    {
        words.Fail(wrong);
    }
    return inOrder;
}

std::optional<Time>
TakeDuration(FaultWords& words, const FaultVerbRule& rule)
{
    if (words.Peek() != "for")
    {
        return std::nullopt;
    }
    words.Take("for");
    if (!rule.takesDuration)
    {
        words.Fail("'" + rule.name + "' happens at one instant and takes no 'for'");
    }
    return words.TakePositiveTime("a duration");
}

std::string
TakeName(FaultWords& words)
{
    if (words.Peek() != "as")
    {
        return "";
    }
    words.Take("as");
    const std::string name = words.Take("a name");
    if (!FaultTargets::IsName(name))
    {
        words.Fail(Quote(name) + " cannot be the name of a fault: it holds none of the characters "
                                 "blank , : > | * ? ( ) = #");
    }
    return name;
}

void
CheckEnd(const FaultWords& words, const FaultScript::Statement& statement)
{
    if (words.AtEnd())
    {
        return;
    }
    const bool takesDuration = GetFaultVerb(statement.verb).takesDuration;
    const std::string tail = std::string("; ") + FaultWords::GRAMMAR;
    if (!statement.name.empty())
    {
        words.Fail(Quote(words.Peek()) + " stands after the name, which comes last" + tail);
    }
    if (statement.duration)
    {
        words.Fail(Quote(words.Peek()) + " stands after the duration and is not 'as NAME'" + tail);
    }
    words.Fail(Quote(words.Peek()) + " is not " +
               (takesDuration ? "key=value, 'for DURATION' or 'as NAME'" : "'as NAME'") + tail);
}

FaultScript::Statement
ParseLine(const FaultLine& line)
{
    FaultWords words(line);
    FaultScript::Statement statement;
    statement.place = line.place;
    statement.when = FaultTiming::Parse(words);
    const FaultVerbRule& rule = TakeVerb(words);
    statement.verb = rule.verb;
    statement.targets = TakeFaultTargets(words, rule);
    statement.parameters = TakeParameters(words, rule);
    statement.duration = TakeDuration(words, rule);
    statement.name = TakeName(words);
    CheckEnd(words, statement);
    return statement;
}

/// The line with single blanks.
std::string
JoinWords(const FaultLine& line)
{
    FaultWords words(line);
    std::string text;
    while (!words.AtEnd())
    {
        text += (text.empty() ? "" : " ") + words.Take("a word");
    }
    return text;
}

} // namespace

FaultScript
FaultScript::Parse(const std::vector<FaultLine>& lines)
{
    if (lines.size() > MAX_LINES)
    {
        throw InputError(lines[MAX_LINES].place,
                         "a fault script has at most " + std::to_string(MAX_LINES) + " lines");
    }
    FaultScript script;
    script.m_statements.reserve(lines.size());
    std::unordered_map<std::string, uint32_t> uses;
    for (const auto& line : lines)
    {
        Statement statement = ParseLine(line);
        statement.role = statement.name.empty() ? JoinWords(line) : statement.name;
        const uint32_t use = ++uses[statement.role];
        statement.role += use == 1 ? "" : "#" + std::to_string(use);
        script.m_statements.push_back(std::move(statement));
    }
    return script;
}

const std::vector<FaultScript::Statement>&
FaultScript::GetStatements() const
{
    return m_statements;
}

} // namespace sharding
} // namespace ns3
