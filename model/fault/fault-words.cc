/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-words.h"

#include "ns3/quantity.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr const char* TIME_FORM = "a number with a unit (h, min, s, ms, us, ns), such as 1.5s";

bool
IsBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

} // namespace

FaultWords::FaultWords(const FaultLine& line) : m_line(line)
{
    Advance();
}

bool
FaultWords::AtEnd() const
{
    return m_next.empty();
}

const std::string&
FaultWords::Peek() const
{
    return m_next;
}

std::string
FaultWords::Take(const std::string& expected)
{
    if (AtEnd())
    {
        Fail("expected " + expected + (m_last.empty() ? "" : " after " + Quote(m_last)) + "; " +
             GRAMMAR);
    }
    m_last = m_next;
    Advance();
    return m_last;
}

Time
FaultWords::TakeTime(const std::string& what)
{
    const std::string text = Take(what);
    const auto time = ParseDuration(text);
    if (!time)
    {
        Fail(Quote(text) + " is not " + what + ": expected " + TIME_FORM);
    }
    return *time;
}

Time
FaultWords::TakePositiveTime(const std::string& what)
{
    const Time time = TakeTime(what);
    if (!time.IsStrictlyPositive())
    {
        Fail("the" + what.substr(what.find(' ')) + " must be longer than zero");
    }
    return time;
}

void
FaultWords::Fail(const std::string& message) const
{
    throw InputError(m_line.place, message);
}

std::string
FaultWords::Quote(const std::string& word)
{
    constexpr std::size_t LONGEST = 80;
    return "'" + (word.size() > LONGEST ? word.substr(0, LONGEST) + "..." : word) + "'";
}

void
FaultWords::Advance()
{
    const std::string& text = m_line.text;
    while (m_position < text.size() && IsBlank(text[m_position]))
    {
        m_position++;
    }
    const std::size_t start = m_position;
    int depth = 0;
    while (m_position < text.size() && (depth > 0 || !IsBlank(text[m_position])))
    {
        depth += text[m_position] == '(' ? 1 : text[m_position] == ')' ? -1 : 0;
        m_position++;
    }
    m_next = text.substr(start, m_position - start);
    if (depth != 0)
    {
        Fail("parentheses do not match in " + Quote(m_next));
    }
}

} // namespace sharding
} // namespace ns3
