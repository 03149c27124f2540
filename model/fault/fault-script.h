/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SCRIPT_H
#define FAULT_SCRIPT_H

#include "fault-target-word.h"
#include "fault-timing.h"
#include "fault-verb.h"
#include "fault-words.h"

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
 * A fault script, read and checked line by line: `WHEN VERB TARGETS [key=value ...] [for DURATION]
 * [as NAME]`.
 *
 * WHEN is told by FaultTiming, TARGETS by FaultTargetWord. What a line alone cannot tell (whether
 * targets exist, what is crashed when) is checked by FaultSchedule.
 */
class FaultScript
{
  public:
    /// Most lines: as many as a schedule has faults, so that any schedule can be fed back.
    static constexpr std::size_t MAX_LINES = 1000000;

    /// One line, understood.
    struct Statement
    {
        SourcePlace place;                      //!< where it stands
        FaultTiming when;                       //!< when it acts
        FaultVerb verb{};                       //!< what it does
        std::vector<FaultTargetWord> targets;   //!< as written, at least one
        std::vector<FaultParameter> parameters; //!< those given, in the order of the verb's rule
        std::optional<Time> duration;           //!< > 0; nothing: for good
        std::string name;                       //!< given by 'as'; "": none
        /// Unique in the script and the same wherever the line stands: its name, else its words.
        std::string role;
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
