/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-target-word.h"

#include "fault-targets.h"

#include "ns3/quantity.h"

namespace ns3
{
namespace sharding
{
namespace
{

/// What messages say about the targets of a verb.
struct Expected
{
    const char* form;  //!< what they must be
    const char* words; //!< the same, short
};

Expected
ExpectedOf(const FaultVerbRule& rule)
{
    switch (rule.kind)
    {
    case FaultTargetKind::LINK:
        return rule.verb == FaultVerb::PARTITION
                   ? Expected{"nodes, in groups written a,b|c,d", "nodes (a,b|c,d)"}
                   : Expected{"links, written A:B (both ways) or A>B (one way)",
                              "links (A:B or A>B)"};
    case FaultTargetKind::PROCESS:
        return {"processes, written as the name of their node", "names of processes"};
    case FaultTargetKind::ANY:
        break;
    }
    return {"names of faults, links or processes", "names of faults, links or processes"};
}

[[noreturn]] void
FailAsTarget(const FaultWords& words, const std::string& text, const FaultVerbRule& rule)
{
    words.Fail(FaultWords::Quote(text) + " cannot be a target: '" + rule.name + "' works on " +
               ExpectedOf(rule).form);
}

void
CheckPattern(const FaultWords& words, const std::string& pattern, const FaultVerbRule& rule)
{
    const bool either = rule.kind == FaultTargetKind::ANY || rule.verb == FaultVerb::PARTITION;
    if (!either && FaultTargets::KindOf(pattern) != rule.kind)
    {
        words.Fail("'" + rule.name + "' works on " + ExpectedOf(rule).form + "; " +
                   FaultWords::Quote(pattern) +
                   (rule.kind == FaultTargetKind::LINK ? " names no link" : " is a link"));
    }
    if (!FaultTargets::IsPattern(pattern))
    {
        FailAsTarget(words, pattern, rule);
    }
}

/// A target that is written with parentheses.
FaultTargetWord
ParseCall(const FaultWords& words, const std::string& text, const FaultVerbRule& rule)
{
    FaultTargetWord word;
    word.text = text;
    const std::size_t open = text.find('(');
    word.selector = text.substr(0, open);
    word.pattern = text.substr(open + 1, text.size() - open - 2);
    if (!FaultTargets::IsName(word.selector) || text.back() != ')')
    {
        FailAsTarget(words, text, rule);
    }
    if (word.selector != "random")
    {
        word.form = FaultTargetWord::Form::SELECTOR;
        if (!FaultTargets::IsName(word.pattern))
        {
            words.Fail(FaultWords::Quote(text) + " names no argument: expected " + word.selector +
                       "(NAME)");
        }
        return word;
    }
    word.form = FaultTargetWord::Form::RANDOM;
    FaultWords inside({word.pattern, {}});
    const std::string count = inside.AtEnd() ? "" : inside.Take("a count");
    const std::string of = inside.AtEnd() ? "" : inside.Take("of");
    word.pattern = inside.AtEnd() ? "" : inside.Take("a pattern");
    const auto number = ParseCount(count);
    if (!number || *number < 1 || *number > UINT32_MAX || of != "of" || word.pattern.empty() ||
        !inside.AtEnd())
    {
        words.Fail(FaultWords::Quote(text) +
                   " is no random choice: expected random(K of PATTERN), such as random(2 of "
                   "fast-*)");
    }
    word.count = static_cast<uint32_t>(*number);
    // One form whatever blanks were typed: it is part of the name of the line's random stream.
    word.text = "random(" + count + " of " + word.pattern + ")";
    CheckPattern(words, word.pattern, rule);
    return word;
}

} // namespace

std::vector<FaultTargetWord>
TakeFaultTargets(FaultWords& words, const FaultVerbRule& rule)
{
    const std::string list = words.Take(ExpectedOf(rule).words);
    std::vector<FaultTargetWord> targets;
    uint32_t group = 0;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= list.size(); i++)
    {
        const char c = i < list.size() ? list[i] : ',';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth > 0 || (c != ',' && (c != '|' || rule.verb != FaultVerb::PARTITION)))
        {
            continue;
        }
        const std::string text = list.substr(start, i - start);
        if (text.empty())
        {
            words.Fail("a target is missing in " + FaultWords::Quote(list) +
                       ": targets are separated by one comma and no blanks");
        }
        FaultTargetWord word;
        if (text.find('(') != std::string::npos)
        {
            word = ParseCall(words, text, rule);
        }
        else
        {
            CheckPattern(words, text, rule);
            word.text = text;
            word.pattern = text;
        }
        word.group = group;
        group += c == '|' ? 1 : 0;
        targets.push_back(word);
        start = i + 1;
    }
    return targets;
}

} // namespace sharding
} // namespace ns3
