/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-search.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SLOTS_A_WORD = 16;
constexpr uint32_t LOWER_BITS = 0x55555555; //!< the lower bit of each slot

/// More states than this are not compared each with each: that would cost more than it saves.
constexpr std::size_t MOST_COMPARED = 256;

} // namespace

LinearizabilitySearch::LinearizabilitySearch(const LinearizabilityProblem& problem,
                                             uint64_t maxStates,
                                             uint64_t maxBytes)
    : m_problem(problem), m_maxStates(maxStates), m_maxBytes(maxBytes),
      m_width(problem.keyCount + (problem.slotCount + SLOTS_A_WORD - 1) / SLOTS_A_WORD),
      m_states(m_width), m_next(m_width), m_middle(m_width),
      m_readSlots(m_width - problem.keyCount), m_scratch(m_width), m_kept(m_width)
{
}

LinearizabilitySearch::Status
LinearizabilitySearch::Get(const uint32_t* state, const Step& step) const
{
    const uint32_t word = state[m_problem.keyCount + step.slot / SLOTS_A_WORD];
    return static_cast<Status>(word >> (step.slot % SLOTS_A_WORD * 2) & 3);
}

void
LinearizabilitySearch::Set(uint32_t* state, const Step& step, Status status) const
{
    uint32_t& word = state[m_problem.keyCount + step.slot / SLOTS_A_WORD];
    const uint32_t shift = step.slot % SLOTS_A_WORD * 2;
    word = (word & ~(3U << shift)) | static_cast<uint32_t>(status) << shift;
}

bool
LinearizabilitySearch::Holds(const uint32_t* state, const Step& step) const
{
    if (!step.IsScan())
    {
        return step.Matches(state[step.key]);
    }
    return std::all_of(m_problem.rows.begin() + step.rowsBegin,
                       m_problem.rows.begin() + step.rowsEnd,
                       [state](const auto& row) { return state[row.first] == row.second; });
}

LinearizabilitySearch::Outcome
LinearizabilitySearch::Run()
{
    Outcome outcome;
    m_states.Insert(m_scratch.data()); // all keys are absent, nothing is open
    for (const Problem::Event& event : m_problem.events)
    {
        if (!event.ends)
        {
            Begin(event.step);
            continue;
        }
        End(event.step);
        m_peak = std::max(m_peak, m_states.Bytes() + m_next.Bytes() + m_middle.Bytes());
        if (IsBeyond())
        {
            outcome.verdict = Verdict::BOUND;
            break;
        }
        if (m_next.Size() == 0)
        {
            outcome.verdict = Verdict::STUCK;
            outcome.step = event.step;
            for (std::size_t i = 0; i < m_states.Size(); i++)
            {
                outcome.held.emplace_back(m_states.At(i), m_states.At(i) + m_problem.keyCount);
            }
            std::sort(outcome.held.begin(), outcome.held.end());
            outcome.held.erase(std::unique(outcome.held.begin(), outcome.held.end()),
                               outcome.held.end());
            break;
        }
        outcome.ended += m_problem.steps[event.step].optional ? 0 : 1;
        LeaveOutWorse();
        std::swap(m_states, m_next);
    }
    outcome.states = m_visited;
    outcome.bytes = m_peak;
    return outcome;
}

void
LinearizabilitySearch::Begin(uint32_t index)
{
    const Step& step = m_problem.steps[index];
    m_open.push_back(index);
    const uint32_t bit = 1U << (step.slot % SLOTS_A_WORD * 2);
    uint32_t& readers = m_readSlots[step.slot / SLOTS_A_WORD];
    readers = step.updates ? readers & ~bit : readers | bit;
    for (std::size_t i = 0; i < m_states.Size(); i++)
    {
        uint32_t* state = m_states.At(i);
        Status status = step.optional ? FREE : WAITING;
        if (!step.updates && Holds(state, step))
        {
            // A read changes nothing, so it can be placed as soon as it fits.
            status = PLACED;
        }
        else if (step.IsBlind() && state[step.key] == step.value)
        {
            // So does a write of what is there, but it can still be of use later.
            status = FREE;
        }
        Set(state, step, status);
    }
}

void
LinearizabilitySearch::End(uint32_t index)
{
    const Step& step = m_problem.steps[index];
    m_next.Clear();
    m_middle.Clear();
    for (std::size_t i = 0; i < m_states.Size(); i++)
    {
        const Status status = Get(m_states.At(i), step);
        if (status != WAITING)
        {
            Keep(m_states.At(i), step);
        }
        if (status != PLACED && !step.optional)
        {
            std::copy_n(m_states.At(i), m_width, m_scratch.begin());
            m_middle.Insert(m_scratch.data());
        }
    }
    for (std::size_t i = 0; i < m_middle.Size() && !IsBeyond(); i++)
    {
        Expand(i, step);
    }
    m_open.erase(std::find(m_open.begin(), m_open.end(), index));
}

/// Goes on from a state in which the step that ends is not placed: places it, or what must come before it.
void
LinearizabilitySearch::Expand(std::size_t index, const Step& ending)
{
    for (std::size_t place = 0; place < m_open.size(); place++)
    {
        const Step& step = m_problem.steps[m_open[place]];
        const uint32_t* state = m_middle.At(index);
        const bool isEnding = &step == &ending;
        if (!step.updates || Get(state, step) == PLACED || !step.Matches(state[step.key]) ||
            (!isEnding && step.IsBlind() && !IsWanted(state, step)) || HasTwin(state, place))
        {
            continue;
        }
        std::copy_n(state, m_width, m_scratch.begin());
        Place(m_scratch.data(), step);
        const Status status = Get(m_scratch.data(), ending);
        if (status != WAITING)
        {
            Keep(m_scratch.data(), ending);
        }
        if (status != PLACED)
        {
            m_visited += m_middle.Insert(m_scratch.data()) ? 1 : 0;
        }
    }
}

/// Places an update, and with it all that can then be placed at no cost.
void
LinearizabilitySearch::Place(uint32_t* state, const Step& update) const
{
    Set(state, update, PLACED);
    state[update.key] = update.value;
    for (const uint32_t open : m_open)
    {
        const Step& step = m_problem.steps[open];
        if (&step == &update || Get(state, step) != WAITING)
        {
            continue;
        }
        if (!step.updates)
        {
            if (Holds(state, step))
            {
                Set(state, step, PLACED);
            }
        }
        else if (step.key == update.key && step.IsBlind() &&
                 (update.Matches(step.value) || step.value == update.value))
        {
            // It fits just before the update, which hides it, or just behind, where it changes nothing.
            Set(state, step, FREE);
        }
    }
}

/// @return whether a blind write can be of use just now: an open operation needs it before
bool
LinearizabilitySearch::IsWanted(const uint32_t* state, const Step& update) const
{
    return std::any_of(m_open.begin(),
                       m_open.end(),
                       [&](uint32_t open) { return Helps(state, update, m_problem.steps[open]); });
}

bool
LinearizabilitySearch::Helps(const uint32_t* state, const Step& update, const Step& open) const
{
    if (&open == &update || Get(state, open) == PLACED)
    {
        return false;
    }
    if (!open.IsScan())
    {
        return open.key == update.key && open.need != Problem::Need::NONE &&
               open.Matches(update.value) &&
               (!open.Matches(state[open.key]) || (open.updates && HidesMore(state, update, open)));
    }
    return std::any_of(m_problem.rows.begin() + open.rowsBegin,
                       m_problem.rows.begin() + open.rowsEnd,
                       [&](const auto& row)
                       {
                           return row.first == update.key && row.second == update.value &&
                                  state[row.first] != row.second;
                       });
}

/// @return whether a blind write before an update hides a write that the update alone cannot hide
bool
LinearizabilitySearch::HidesMore(const uint32_t* state,
                                 const Step& update,
                                 const Step& before) const
{
    return std::any_of(m_open.begin(),
                       m_open.end(),
                       [&](uint32_t open)
                       {
                           const Step& step = m_problem.steps[open];
                           return &step != &update && step.key == update.key && step.IsBlind() &&
                                  Get(state, step) == WAITING && !before.Matches(step.value);
                       });
}

/// @return whether another unknown update that does the same is open, not placed, and has the earlier turn
bool
LinearizabilitySearch::HasTwin(const uint32_t* state, std::size_t place) const
{
    const Step& step = m_problem.steps[m_open[place]];
    return step.optional &&
           std::any_of(m_open.begin(),
                       m_open.begin() + place,
                       [&](uint32_t open)
                       {
                           const Step& other = m_problem.steps[open];
                           return other.optional && other.key == step.key &&
                                  other.value == step.value && other.need == step.need &&
                                  other.needed == step.needed && Get(state, other) == FREE;
                       });
}

/// Enters a state in which the step that ends is placed.
void
LinearizabilitySearch::Keep(const uint32_t* state, const Step& ending)
{
    std::copy_n(state, m_width, m_kept.begin());
    Set(m_kept.data(), ending, WAITING); // its slot is for another one now
    m_visited += m_next.Insert(m_kept.data()) ? 1 : 0;
}

/// @return whether whatever can follow the other state can follow this one
bool
LinearizabilitySearch::IsAsGood(const uint32_t* one, const uint32_t* other) const
{
    if (!std::equal(one, one + m_problem.keyCount, other))
    {
        return false;
    }
    for (uint32_t word = m_problem.keyCount; word < m_width; word++)
    {
        const uint32_t differ = one[word] ^ other[word];
        const uint32_t slots = (differ | differ >> 1) & LOWER_BITS;
        const uint32_t isFree = one[word] >> 1;
        const uint32_t readPlaced = one[word] & m_readSlots[word - m_problem.keyCount];
        if ((slots & ~isFree & ~readPlaced) != 0)
        {
            return false;
        }
    }
    return true;
}

void
LinearizabilitySearch::LeaveOutWorse()
{
    const std::size_t size = m_next.Size();
    if (size < 2 || size > MOST_COMPARED)
    {
        return;
    }
    std::vector<bool> worse(size);
    for (std::size_t i = 0; i < size; i++)
    {
        for (std::size_t j = 0; j < size && !worse[i]; j++)
        {
            worse[i] = i != j && !worse[j] && IsAsGood(m_next.At(j), m_next.At(i));
        }
    }
    m_middle.Clear();
    for (std::size_t i = 0; i < size; i++)
    {
        if (!worse[i])
        {
            m_middle.Insert(m_next.At(i));
        }
    }
    std::swap(m_middle, m_next);
}

bool
LinearizabilitySearch::IsBeyond() const
{
    return m_visited > m_maxStates ||
           m_states.Bytes() + m_next.Bytes() + m_middle.Bytes() > m_maxBytes;
}

} // namespace sharding
} // namespace ns3
