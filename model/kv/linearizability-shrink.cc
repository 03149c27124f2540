/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-shrink.h"

#include "linearizability-search.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

using Step = LinearizabilityProblem::Step;
using Need = LinearizabilityProblem::Need;

/// Removes ever smaller runs of operations.
class Shrinker
{
  public:
    Shrinker(const std::vector<KvOperation>& operations,
             const LinearizabilityGroup& group,
             const LinearizabilityOptions& options)
        : m_operations(operations), m_group(group), m_options(options)
    {
    }

    std::vector<std::size_t>
    Shrink(std::size_t stuck)
    {
        // What begins later cannot help, since all that comes before that end must be placed by then.
        std::vector<LinearizabilityPart> parts;
        for (const LinearizabilityPart& part : m_group.parts)
        {
            if (m_operations[part.operation].beginNs <= m_operations[stuck].endNs)
            {
                parts.push_back(part);
            }
        }
        m_whole = Make(parts);
        for (const Step& step : m_whole.steps)
        {
            const auto part = std::lower_bound(parts.begin(),
                                               parts.end(),
                                               step.operation,
                                               [](const auto& one, uint32_t operation)
                                               { return one.operation < operation; });
            m_parts.push_back(*part);
            m_kept.push_back(m_kept.size());
        }
        for (bool again = IsStuck(m_kept); again;)
        {
            const std::size_t before = m_kept.size();
            RemoveAll(false);
            RemoveAll(true);
            again = m_kept.size() < before && m_events < m_options.maxShrinkEvents;
        }
        std::vector<std::size_t> core;
        for (const uint32_t index : m_kept)
        {
            core.push_back(m_parts[index].operation);
        }
        return core;
    }

  private:
    LinearizabilityProblem
    Make(const std::vector<LinearizabilityPart>& parts) const
    {
        return MakeLinearizabilityProblem(m_operations, parts, m_group.keys);
    }

    bool
    IsStuck(const std::vector<uint32_t>& kept)
    {
        std::vector<LinearizabilityPart> parts;
        for (const uint32_t index : kept)
        {
            parts.push_back(m_parts[index]);
        }
        const LinearizabilityProblem problem = Make(parts);
        m_events += problem.events.size();
        const auto outcome =
            LinearizabilitySearch(problem, m_options.maxStates, m_options.maxBytes).Run();
        m_events += outcome.states;
        return outcome.verdict == LinearizabilitySearch::Verdict::STUCK;
    }

    /// @param updates whether to remove updates, else what only reads
    void
    RemoveAll(bool updates)
    {
        for (std::size_t run = std::max<std::size_t>(1, m_kept.size() / 2); run > 0; run /= 2)
        {
            // From the end on, so that what is left over stands early.
            for (std::size_t end = m_kept.size(); end > 0;)
            {
                if (m_events >= m_options.maxShrinkEvents)
                {
                    return;
                }
                const std::size_t begin = end - std::min(run, end);
                std::vector<uint32_t> rest = Without(begin, end, updates);
                if (rest.size() < m_kept.size() && IsStuck(rest))
                {
                    m_kept = std::move(rest);
                }
                end = begin;
            }
        }
    }

    std::vector<uint32_t>
    Without(std::size_t begin, std::size_t end, bool updates) const
    {
        std::vector<uint32_t> rest;
        std::vector<uint32_t> taken;
        for (std::size_t i = 0; i < m_kept.size(); i++)
        {
            const bool take = i >= begin && i < end && m_whole.steps[m_kept[i]].updates == updates;
            (take ? taken : rest).push_back(m_kept[i]);
        }
        if (updates)
        {
            PutBackNeeded(taken, rest);
        }
        return rest;
    }

    /// An update whose value somebody needs must stay: without it there would be a violation of our making.
    void
    PutBackNeeded(const std::vector<uint32_t>& taken, std::vector<uint32_t>& rest) const
    {
        std::set<std::pair<uint32_t, uint32_t>> needed; // key and value
        std::set<uint32_t> needOther;                   // key
        for (const uint32_t index : m_kept)
        {
            const Step& step = m_whole.steps[index];
            if (step.need == Need::IS)
            {
                needed.insert({step.key, step.needed});
            }
            if (step.need == Need::IS_NOT)
            {
                needOther.insert(step.key);
            }
            for (uint32_t row = step.rowsBegin; row != step.rowsEnd; row++)
            {
                needed.insert(m_whole.rows[row]);
            }
        }
        for (const uint32_t index : taken)
        {
            const Step& step = m_whole.steps[index];
            if (needed.count({step.key, step.value}) != 0 || needOther.count(step.key) != 0)
            {
                rest.push_back(index);
            }
        }
        std::sort(rest.begin(), rest.end());
    }

    const std::vector<KvOperation>& m_operations;
    const LinearizabilityGroup& m_group;
    const LinearizabilityOptions& m_options;
    LinearizabilityProblem m_whole;           //!< all that may stay
    std::vector<LinearizabilityPart> m_parts; //!< of each step of it
    std::vector<uint32_t> m_kept;             //!< steps that stay
    uint64_t m_events{0};                     //!< looked at so far
};

} // namespace

std::vector<std::size_t>
ShrinkViolation(const std::vector<KvOperation>& operations,
                const LinearizabilityGroup& group,
                std::size_t stuck,
                const LinearizabilityOptions& options)
{
    return Shrinker(operations, group, options).Shrink(stuck);
}

} // namespace sharding
} // namespace ns3
