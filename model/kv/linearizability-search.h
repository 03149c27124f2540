/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_SEARCH_H
#define LINEARIZABILITY_SEARCH_H

#include "linearizability-problem.h"
#include "linearizability-states.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * Looks for an order of the operations of a problem: just-in-time linearization (Lowe, "Testing for linearizability",
 * 2017, section 4) with a set of states instead of one that is taken back.
 *
 * It walks through the begins and ends in order of time and holds all states in which the store can be: the value of
 * each key, and which of the open operations have been placed. An operation is placed at its end, with those before it
 * that it or another open operation needs, or earlier where that costs nothing. A blind write that nobody needs is not
 * placed at all: once another update was placed that can hide it, it is free, that is, it may count as placed just
 * before that update or still be placed later. So concurrent writes do not multiply states unless somebody read them.
 * A state that another one can do everything for is left out. When no state is left, the operation that ends has no
 * place.
 */
class LinearizabilitySearch
{
  public:
    /// How it ended.
    enum class Verdict
    {
        PLACED, //!< there is an order
        STUCK,  //!< there is none
        BOUND   //!< a limit was reached
    };

    /// What was found.
    struct Outcome
    {
        Verdict verdict{Verdict::PLACED};        //!< how it ended
        uint64_t states{0};                      //!< states visited
        uint64_t bytes{0};                       //!< most memory that states took
        uint32_t step{0};                        //!< STUCK: the step that has no place
        uint32_t ended{0};                       //!< STUCK: steps that ended before it
        std::vector<std::vector<uint32_t>> held; //!< STUCK: values of the keys just before its end
    };

    /**
     * @param problem what is to be ordered; it must outlive the search
     * @param maxStates most states to visit
     * @param maxBytes most memory of states
     */
    LinearizabilitySearch(const LinearizabilityProblem& problem,
                          uint64_t maxStates,
                          uint64_t maxBytes);

    /// @return what was found
    Outcome Run();

  private:
    using Problem = LinearizabilityProblem;
    using Step = LinearizabilityProblem::Step;

    /// What a state says of an open step; two bits.
    enum Status : uint32_t
    {
        WAITING = 0, //!< it must still be placed
        PLACED = 1,  //!< it was
        FREE = 2     //!< it may be placed or not
    };

    Status Get(const uint32_t* state, const Step& step) const;
    void Set(uint32_t* state, const Step& step, Status status) const;
    bool Holds(const uint32_t* state, const Step& step) const;
    void Begin(uint32_t step);
    void End(uint32_t step);
    void Expand(std::size_t index, const Step& ending);
    void Place(uint32_t* state, const Step& update) const;
    bool IsWanted(const uint32_t* state, const Step& update) const;
    bool Helps(const uint32_t* state, const Step& update, const Step& open) const;
    bool HidesMore(const uint32_t* state, const Step& update, const Step& before) const;
    bool HasTwin(const uint32_t* state, std::size_t place) const;
    void Keep(const uint32_t* state, const Step& ending);
    void LeaveOutWorse();
    bool IsAsGood(const uint32_t* one, const uint32_t* other) const;
    bool IsBeyond() const;

    const Problem& m_problem;       //!< see the constructor
    uint64_t m_maxStates;           //!< see the constructor
    uint64_t m_maxBytes;            //!< see the constructor
    uint32_t m_width;               //!< words of a state
    LinearizabilityStates m_states; //!< before the event
    LinearizabilityStates m_next;   //!< behind it
    LinearizabilityStates m_middle; //!< on the way to the place of the operation that ends
    std::vector<uint32_t> m_open;   //!< steps that are open
    std::vector<uint32_t>
        m_readSlots;                 //!< for each slot the lower bit: an open step there only reads
    std::vector<uint32_t> m_scratch; //!< a state
    std::vector<uint32_t> m_kept;    //!< a state
    uint64_t m_visited{0};           //!< states visited
    uint64_t m_peak{0};              //!< most memory
};

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_SEARCH_H */
