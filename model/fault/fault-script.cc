/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-script.h"

#include "fault-targets.h"

#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr const char* GRAMMAR = "at TIME VERB TARGETS [key=value ...] [for DURATION]";
constexpr const char* TIME_FORM = "a number with a unit (h, min, s, ms, us, ns), such as 1.5s";

/// A word as messages show it; a target list can be very long.
std::string
Quote(const std::string& word)
{
    constexpr std::size_t LONGEST = 80;
    return "'" + (word.size() > LONGEST ? word.substr(0, LONGEST) + "..." : word) + "'";
}

/// The words of one line, taken one by one.
class Words
{
  public:
    explicit Words(const FaultLine& line) : m_place(line.place), m_stream(line.text)
    {
        Advance();
    }

    bool
    AtEnd() const
    {
        return m_next.empty();
    }

    const std::string&
    Peek() const
    {
        return m_next;
    }

    std::string
    Take(const std::string& expected)
    {
        if (AtEnd())
        {
            Fail("expected " + expected + (m_last.empty() ? "" : " after " + Quote(m_last)) +
                 "; a fault is: " + GRAMMAR);
        }
        m_last = m_next;
        Advance();
        return m_last;
    }

    [[noreturn]] void
    Fail(const std::string& message) const
    {
        throw InputError(m_place, message);
    }

  private:
    void
    Advance()
    {
        m_next.clear();
        m_stream >> m_next;
    }

    SourcePlace m_place;
    std::istringstream m_stream;
    std::string m_next; //!< "" at the end
    std::string m_last; //!< taken last
};

Time
TakeTime(Words& words, const std::string& what)
{
    const std::string text = words.Take(what);
    const auto time = ParseDuration(text);
    if (!time)
    {
        words.Fail(Quote(text) + " is not " + what + ": expected " + TIME_FORM);
    }
    return *time;
}

const FaultVerbRule&
TakeVerb(Words& words)
{
    std::vector<std::string> names;
    for (const auto& rule : GetFaultVerbs())
    {
        names.push_back(rule.name);
    }
    std::string all;
    for (const auto& name : names)
    {
        all += (all.empty() ? "" : ", ") + name;
    }
    const std::string word = words.Take("a fault (" + all + ")");
    const auto it = std::find(names.begin(), names.end(), word);
    if (it == names.end())
    {
        words.Fail("unknown fault " + Quote(word) + ValidNames(word, names));
    }
    return GetFaultVerbs()[it - names.begin()];
}

std::vector<std::string>
TakeTargets(Words& words, const FaultVerbRule& rule)
{
    const bool onLinks = rule.kind == FaultTargetKind::LINK;
    const std::string form = onLinks ? "links, written A:B (both ways) or A>B (one way)"
                                     : "processes, written as the name of their node";
    const std::string list = words.Take(onLinks ? "links (A:B or A>B)" : "names of processes");
    std::vector<std::string> targets;
    for (std::size_t start = 0; start <= list.size();)
    {
        const std::size_t comma = std::min(list.find(',', start), list.size());
        const std::string target = list.substr(start, comma - start);
        if (target.empty())
        {
            words.Fail("a target is missing in " + Quote(list) +
                       ": targets are separated by one comma and no blanks");
        }
        if (FaultTargets::KindOf(target) != rule.kind)
        {
            words.Fail("'" + rule.name + "' works on " + form + "; " + Quote(target) +
                       (onLinks ? " names no link" : " is a link"));
        }
        if (!FaultTargets::IsPattern(target))
        {
            words.Fail(Quote(target) + " cannot be a target: '" + rule.name + "' works on " + form);
        }
        targets.push_back(target);
        start = comma + 1;
    }
    return targets;
}

FaultParameter
TakeParameter(Words& words, const FaultVerbRule& rule)
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
TakeParameters(Words& words, const FaultVerbRule& rule)
{
    std::vector<FaultParameter> given;
    const auto find = [&given](const std::string& name)
    {
        return std::find_if(given.begin(),
                            given.end(),
                            [&name](const auto& parameter) { return parameter.name == name; });
    };
    while (words.Peek().find('=') != std::string::npos)
    {
        const FaultParameter parameter = TakeParameter(words, rule);
        if (find(parameter.name) != given.end())
        {
            words.Fail("parameter '" + parameter.name + "' is given twice");
        }
        given.push_back(parameter);
    }
    std::vector<FaultParameter> inOrder;
    for (const auto& parameter : rule.parameters)
    {
        const auto it = find(parameter.name);
        if (it == given.end())
        {
            words.Fail("'" + rule.name + "' needs " + parameter.name + "=, " + parameter.form);
        }
        inOrder.push_back(*it);
    }
    return inOrder;
}

std::optional<Time>
TakeDuration(Words& words, const FaultVerbRule& rule)
{
    if (words.AtEnd())
    {
        return std::nullopt;
    }
    const std::string word = words.Take("for");
    if (word != "for")
    {
        const std::string expected =
            rule.takesDuration ? "key=value or 'for DURATION'" : "the end of the line";
        words.Fail(Quote(word) + " is not " + expected + "; a fault is: " + GRAMMAR);
    }
    if (!rule.takesDuration)
    {
        words.Fail("'" + rule.name + "' happens at one instant and takes no 'for'");
    }
    const Time duration = TakeTime(words, "a duration");
    if (!duration.IsStrictlyPositive())
    {
        words.Fail("the duration must be longer than zero");
    }
    if (!words.AtEnd())
    {
        words.Fail(Quote(words.Peek()) +
                   " stands after the duration, which comes last; a fault is: " + GRAMMAR);
    }
    return duration;
}

FaultScript::Statement
ParseLine(const FaultLine& line)
{
    Words words(line);
    const std::string at = words.Take("'at'");
    if (at != "at")
    {
        words.Fail(Quote(at) + " is not 'at'; a fault is: " + GRAMMAR);
    }
    FaultScript::Statement statement;
    statement.place = line.place;
    statement.at = TakeTime(words, "a time");
    const FaultVerbRule& rule = TakeVerb(words);
    statement.verb = rule.verb;
    statement.targets = TakeTargets(words, rule);
    statement.parameters = TakeParameters(words, rule);
    statement.duration = TakeDuration(words, rule);
    return statement;
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
    for (const auto& line : lines)
    {
        script.m_statements.push_back(ParseLine(line));
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
