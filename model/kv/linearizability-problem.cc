/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-problem.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace ns3
{
namespace sharding
{
namespace
{

using Problem = LinearizabilityProblem;
using Need = Problem::Need;
using Step = Problem::Step;

/// So many times it is looked for longer use of unknown swaps; then they are of use for ever.
constexpr int MOST_ROUNDS = 16;

/// When an event happens: the time, and which of the events of that time come first.
using Instant = std::tuple<int64_t, int, int>;

enum Phase
{
    ENDS_EARLIER_BEGUN, //!< operations end that began before
    BEGINS,             //!< operations begin
    ENDS_JUST_BEGUN     //!< operations end that began at the same time
};

Instant
BeginOf(const KvOperation& operation)
{
    return {operation.beginNs, BEGINS, 0};
}

Instant
EndOf(const KvOperation& operation)
{
    return {operation.endNs,
            operation.beginNs < operation.endNs ? ENDS_EARLIER_BEGUN : ENDS_JUST_BEGUN,
            0};
}

/// Turns operations into steps and puts their events in order.
class ProblemMaker
{
  public:
    ProblemMaker(const std::vector<KvOperation>& operations,
                 const std::vector<std::string_view>& keys)
        : m_operations(operations), m_keys(keys)
    {
        m_problem.values.emplace_back();
        m_problem.keyCount = keys.size();
    }

    Problem
    Make(const std::vector<LinearizabilityPart>& parts)
    {
        for (const LinearizabilityPart& part : parts)
        {
            AddStep(part);
        }
        CollectWants();
        PlaceEvents();
        GiveSlots();
        return std::move(m_problem);
    }

  private:
    uint32_t
    Number(const KvValue& value)
    {
        return value ? Number(*value) : 0;
    }

    uint32_t
    Number(const std::string& value)
    {
        const auto [place, isNew] = m_numbers.try_emplace(value, m_problem.values.size());
        if (isNew)
        {
            m_problem.values.push_back(value);
        }
        return place->second;
    }

    void
    AddStep(const LinearizabilityPart& part)
    {
        const KvOperation& operation = m_operations[part.operation];
        if (operation.outcome == KvOutcome::FAILED)
        {
            return;
        }
        Step step;
        step.operation = part.operation;
        step.key = part.key;
        step.optional = operation.outcome == KvOutcome::UNKNOWN;
        step.rowsBegin = step.rowsEnd = m_problem.rows.size();
        Translate(operation, part, step);
        // What needs nothing and changes nothing has no place to find; a read without an answer says nothing.
        if (step.updates || (!step.optional && (step.need != Need::NONE || step.IsScan())))
        {
            m_problem.steps.push_back(step);
        }
    }

    void
    Translate(const KvOperation& operation, const LinearizabilityPart& part, Step& step)
    {
        const KvResult& result = operation.result;
        switch (operation.kind)
        {
        case KvKind::GET:
            if (!step.optional)
            {
                step.need = Need::IS;
                step.needed = Number(*result.found);
            }
            break;
        case KvKind::PUT:
            step.updates = true;
            step.value = Number(operation.value);
            break;
        case KvKind::DELETE:
            step.updates = step.optional || result.applied.value_or(true);
            if (!step.optional && result.applied)
            {
                step.need = *result.applied ? Need::IS_NOT : Need::IS;
            }
            break;
        case KvKind::CAS:
            TranslateCas(operation, step);
            break;
        case KvKind::SCAN:
            if (!step.optional)
            {
                TranslateScan(result, part, step);
            }
            break;
        }
    }

    void
    TranslateCas(const KvOperation& operation, Step& step)
    {
        step.need = Need::IS;
        step.needed = Number(operation.expected);
        if (step.optional || *operation.result.applied)
        {
            step.value = Number(operation.value);
            step.updates = step.value != step.needed;
        }
        else if (operation.result.found)
        {
            step.needed = Number(*operation.result.found);
        }
        else
        {
            step.need = Need::IS_NOT;
        }
    }

    void
    TranslateScan(const KvResult& result, const LinearizabilityPart& part, Step& step)
    {
        for (const uint32_t key : part.keys)
        {
            const auto row = std::lower_bound(result.rows.begin(),
                                              result.rows.end(),
                                              m_keys[key],
                                              [](const KvRow& candidate, std::string_view name)
                                              { return candidate.key < name; });
            const bool there = row != result.rows.end() && row->key == m_keys[key];
            m_problem.rows.emplace_back(key, there ? Number(row->value) : 0);
        }
        step.rowsEnd = m_problem.rows.size();
        if (part.keys.size() == 1)
        {
            // Over one key a scan is a read.
            step.need = Need::IS;
            step.key = m_problem.rows.back().first;
            step.needed = m_problem.rows.back().second;
            m_problem.rows.pop_back();
            step.rowsEnd = step.rowsBegin;
        }
    }

    /// Notes until when a value of a key can matter to somebody who needs it.
    void
    CollectWants()
    {
        for (const Step& step : m_problem.steps)
        {
            if (!step.optional)
            {
                WantAll(step, EndOf(m_operations[step.operation]));
            }
        }
        // An unknown swap wants something only as long as what it leaves is wanted, perhaps by another one.
        const Instant never{KV_OPEN_END, ENDS_JUST_BEGUN, 0};
        bool grows = true;
        for (int round = 0; round <= MOST_ROUNDS && grows; round++)
        {
            grows = false;
            for (const Step& step : m_problem.steps)
            {
                const auto until = step.optional ? WantedUntil(step) : std::nullopt;
                if (until && step.need != Need::NONE)
                {
                    grows = WantAll(step, round == MOST_ROUNDS ? never : *until) || grows;
                }
            }
        }
    }

    /// @return whether something is wanted for longer than before
    bool
    WantAll(const Step& step, Instant until)
    {
        bool longer = false;
        if (step.need == Need::IS)
        {
            longer = Want({step.key, step.needed}, until);
        }
        if (step.need == Need::IS_NOT)
        {
            const auto [place, isNew] = m_wantsOther.try_emplace(step.key, until);
            longer = isNew || place->second < until;
            place->second = std::max(place->second, until);
        }
        for (uint32_t row = step.rowsBegin; row != step.rowsEnd; row++)
        {
            longer = Want(m_problem.rows[row], until) || longer;
        }
        return longer;
    }

    bool
    Want(std::pair<uint32_t, uint32_t> what, Instant until)
    {
        const auto [place, isNew] =
            m_wants.try_emplace(static_cast<uint64_t>(what.first) << 32 | what.second, until);
        const bool longer = isNew || place->second < until;
        place->second = std::max(place->second, until);
        return longer;
    }

    /// @return until when what an update leaves can matter; nothing: never
    std::optional<Instant>
    WantedUntil(const Step& step) const
    {
        std::optional<Instant> until;
        const auto same = m_wants.find(static_cast<uint64_t>(step.key) << 32 | step.value);
        if (same != m_wants.end())
        {
            until = same->second;
        }
        const auto other = m_wantsOther.find(step.key);
        if (other != m_wantsOther.end())
        {
            until = until ? std::max(*until, other->second) : other->second;
        }
        return until;
    }

    void
    PlaceEvents()
    {
        std::vector<Step> kept;
        std::vector<std::pair<Instant, Problem::Event>> events;
        events.reserve(2 * m_problem.steps.size());
        for (const Step& step : m_problem.steps)
        {
            const KvOperation& operation = m_operations[step.operation];
            Instant begin = BeginOf(operation);
            Instant end = EndOf(operation);
            if (step.optional)
            {
                const auto until = WantedUntil(step);
                if (!until || *until < begin)
                {
                    continue;
                }
                end = *until;
                std::get<2>(end) = 1; // behind the end of the last that wants it
            }
            events.push_back({begin, {static_cast<uint32_t>(kept.size()), false}});
            events.push_back({end, {static_cast<uint32_t>(kept.size()), true}});
            kept.push_back(step);
        }
        std::stable_sort(events.begin(),
                         events.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        m_problem.steps = std::move(kept);
        m_problem.events.reserve(events.size());
        for (const auto& [instant, event] : events)
        {
            m_problem.events.push_back(event);
        }
    }

    void
    GiveSlots()
    {
        std::vector<uint32_t> unused;
        for (const Problem::Event& event : m_problem.events)
        {
            Step& step = m_problem.steps[event.step];
            if (event.ends)
            {
                unused.push_back(step.slot);
            }
            else if (unused.empty())
            {
                step.slot = m_problem.slotCount++;
            }
            else
            {
                step.slot = unused.back();
                unused.pop_back();
            }
        }
    }

    const std::vector<KvOperation>& m_operations;
    const std::vector<std::string_view>& m_keys;
    Problem m_problem;
    std::unordered_map<std::string_view, uint32_t> m_numbers; //!< of values
    std::unordered_map<uint64_t, Instant> m_wants;            //!< by key and value
    std::map<uint32_t, Instant> m_wantsOther; //!< by key: who needs it to be another
};

} // namespace

LinearizabilityProblem
MakeLinearizabilityProblem(const std::vector<KvOperation>& operations,
                           const std::vector<LinearizabilityPart>& parts,
                           const std::vector<std::string_view>& keys)
{
    return ProblemMaker(operations, keys).Make(parts);
}

} // namespace sharding
} // namespace ns3
