/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SCRIPT_H
#define FAULT_SCRIPT_H

#include "fault-verb.h"

#include "ns3/input-error.h"
#include "ns3/nstime.h"

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
 * One line of a fault script as it was read.
 */
struct FaultLine
{
    std::string text;  //!< without comment
    SourcePlace place; //!< where it stands
};

/**
 * @ingroup sharding-fault
 *
 * A value that a fault was given.
 */
struct FaultParameter
{
    std::string name; //!< as in FaultParameterRule
    std::string text; //!< as written: "5%"
    double value{0};  //!< as parsed: 0.05
};

/**
 * @ingroup sharding-fault
 *
 * A fault script, read and checked line by line: `at TIME VERB TARGETS [key=value ...] [for
 * DURATION]`.
 *
 * TARGETS are names or patterns (see FaultTargets) with commas and no blanks between them. What a
 * line alone cannot tell (whether targets exist, what is crashed when) is checked by FaultSchedule.
 */
class FaultScript
{
  public:
    /// Most lines.
    static constexpr std::size_t MAX_LINES = 100000;

    /// One line, understood.
    struct Statement
    {
        SourcePlace place;                      //!< where it stands
        Time at;                                //!< when it acts
        FaultVerb verb{};                       //!< what it does
        std::vector<std::string> targets;       //!< patterns, as written
        std::vector<FaultParameter> parameters; //!< in the order of the verb's rule
        std::optional<Time> duration;           //!< > 0; nothing: for good
    };

    /**
     * @param lines the script
     * @return the script, understood
     * @throws InputError on the first line that is malformed or past MAX_LINES
     */
    static FaultScript Parse(const std::vector<FaultLine>& lines);

    /// @return the statements, in order
    const std::vector<Statement>& GetStatements() const;

  private:
    std::vector<Statement> m_statements; //!< in order
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_SCRIPT_H */
