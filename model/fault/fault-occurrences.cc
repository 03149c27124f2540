/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-occurrences.h"

#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

namespace ns3
{
namespace sharding
{
namespace
{

/// The lines that share a name.
struct Named
{
    std::vector<std::size_t> lines;   //!< that have it
    std::vector<std::size_t> waiting; //!< that happen after it
    std::size_t open{0};              //!< lines whose times are not known yet
};

/// Lists the times of lines in an order in which each comes after those that it waits for.
class Planner
{
  public:
    Planner(const FaultScript& script, Time end, std::size_t limit, const FaultSampler& sampler)
        : m_statements(script.GetStatements()), m_end(end), m_limit(limit), m_sampler(sampler),
          m_plans(m_statements.size())
    {
        for (std::size_t line = 0; line < m_statements.size(); line++)
        {
            if (!m_statements[line].name.empty())
            {
                Named& named = m_named[m_statements[line].name];
                named.lines.push_back(line);
                named.open++;
            }
        }
    }

    std::vector<FaultOccurrences>
    Plan()
    {
        for (std::size_t line = 0; line < m_statements.size(); line++)
        {
            const FaultTiming& when = m_statements[line].when;
            if (when.kind == FaultTiming::Kind::AFTER)
            {
                FindNamed(line).waiting.push_back(line);
                m_unplanned++;
            }
            else
            {
                m_ready.push_back(line);
            }
        }
        for (; !m_ready.empty(); m_ready.pop_front())
        {
            PlanLine(m_ready.front());
        }
        if (m_unplanned > 0)
        {
            FailWaiting();
        }
        return std::move(m_plans);
    }

  private:
    Named&
    FindNamed(std::size_t line)
    {
        const std::string& name = m_statements[line].when.name;
        const auto it = m_named.find(name);
        if (it == m_named.end())
        {
            std::vector<std::string> names;
            for (const auto& named : m_named)
            {
                names.push_back(named.first);
            }
            throw InputError(m_statements[line].place,
                             "no fault is called " + FaultWords::Quote(name) +
                                 (names.empty() ? ": a line names itself by 'as NAME' at its end"
                                                : ValidNames(name, names)));
        }
        return it->second;
    }

    void
    PlanLine(std::size_t line)
    {
        const auto& statement = m_statements[line];
        if (statement.when.kind == FaultTiming::Kind::AFTER)
        {
            m_unplanned--;
            PlanAfter(line);
        }
        else
        {
            const FaultDraws draw = statement.when.IsRandom()
                                        ? m_sampler("faults/" + statement.role + "/times")
                                        : FaultDraws();
            m_plans[line] = {
                statement.when.ListTimes(statement.place, m_end, m_limit - m_total, draw),
                statement.when.IsRandom()};
        }
        m_total += m_plans[line].times.size();
        if (!statement.name.empty())
        {
            Named& named = m_named[statement.name];
            if (--named.open == 0)
            {
                m_ready.insert(m_ready.end(), named.waiting.begin(), named.waiting.end());
            }
        }
    }

    void
    PlanAfter(std::size_t line)
    {
        const auto& statement = m_statements[line];
        FaultOccurrences& plan = m_plans[line];
        std::optional<Time> never; // a time that the end of the run takes away
        for (const std::size_t before : FindNamed(line).lines)
        {
            plan.random |= m_plans[before].random;
            for (const Time& time : m_plans[before].times)
            {
                const Time at = time + statement.when.spacing;
                if (at < m_end)
                {
                    plan.times.push_back(at);
                }
                else
                {
                    never = at;
                }
            }
        }
        if (plan.times.empty() && never && !plan.random)
        {
            throw InputError(statement.place,
                             "the fault at " + FormatDuration(*never) +
                                 " never happens: the run ends at " + FormatDuration(m_end));
        }
        if (plan.times.size() > m_limit - m_total)
        {
            throw InputError(statement.place,
                             "the script comes to more than " + std::to_string(m_limit) +
                                 " faults");
        }
        std::sort(plan.times.begin(), plan.times.end());
    }

    [[noreturn]] void
    FailWaiting() const
    {
        std::size_t line = 0;
        while (m_statements[line].when.kind != FaultTiming::Kind::AFTER ||
               m_named.at(m_statements[line].when.name).open == 0)
        {
            line++;
        }
        throw InputError(m_statements[line].place,
                         "the fault waits for itself: '" + m_statements[line].when.name +
                             "' happens after what happens after it");
    }

    const std::vector<FaultScript::Statement>& m_statements;
    Time m_end;
    std::size_t m_limit;
    const FaultSampler& m_sampler;
    std::vector<FaultOccurrences> m_plans; //!< by line
    std::map<std::string, Named> m_named;
    std::deque<std::size_t> m_ready; //!< lines that wait for nothing that is not known
    std::size_t m_unplanned{0};      //!< lines that wait
    std::size_t m_total{0};          //!< times so far
};

} // namespace

std::vector<FaultOccurrences>
ListOccurrences(const FaultScript& script, Time end, std::size_t limit, const FaultSampler& sampler)
{
    return Planner(script, end, limit, sampler).Plan();
}

} // namespace sharding
} // namespace ns3
