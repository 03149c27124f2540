/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_PROBLEM_H
#define LINEARIZABILITY_PROBLEM_H

#include "kv-history.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * Operations on some keys as the search sees them: what each needs of the state and what it makes of it.
 *
 * Values are numbers, 0 for an absent key. Operations that can play no part are left out: those that failed, reads
 * without an answer, and unknown updates that nobody can have seen.
 */
struct LinearizabilityProblem
{
    /// What an operation needs of a key to be placed.
    enum class Need : uint8_t
    {
        NONE,  //!< nothing: it can be placed at any state
        IS,    //!< the key holds the value
        IS_NOT //!< the key holds another value or, for value 0, any value
    };

    /// One operation.
    struct Step
    {
        uint32_t operation{0}; //!< its index in the history
        uint32_t key{0};       //!< which of the keys; meaningless for a scan
        uint32_t needed{0};    //!< the value of the need
        uint32_t value{0};     //!< the value that it leaves; meaningful when it updates
        uint32_t slot{0};      //!< which of the places of open operations it takes
        Need need{Need::NONE}; //!< what it needs of the key
        bool updates{false};   //!< it writes
        bool optional{false};  //!< it may never take effect
        uint32_t rowsBegin{0}; //!< scan: its first entry in rows
        uint32_t rowsEnd{0};   //!< scan: behind its last entry; the same as rowsBegin for all else

        /// @param held value of the step's key @return whether the need is met
        bool
        Matches(uint32_t held) const
        {
            return need == Need::NONE || (need == Need::IS) == (held == needed);
        }

        /// @return whether it reads several keys
        bool
        IsScan() const
        {
            return rowsBegin != rowsEnd;
        }

        /// @return whether it writes whatever was there
        bool
        IsBlind() const
        {
            return updates && need == Need::NONE;
        }
    };

    /// The begin or the end of a step.
    struct Event
    {
        uint32_t step; //!< which
        bool ends;     //!< it ends; an optional step: it can play no part any more
    };

    std::vector<std::string_view> values;            //!< the values by number; values[0] is ""
    std::vector<Step> steps;                         //!< in the order of the history
    std::vector<std::pair<uint32_t, uint32_t>> rows; //!< key and value that scans need
    std::vector<Event> events;                       //!< in the order of time
    uint32_t keyCount{0};                            //!< how many keys
    uint32_t slotCount{0};                           //!< how many steps are open at a time, at most
};

/// One operation of a problem, and which of its keys it is about.
struct LinearizabilityPart
{
    uint32_t operation{0};      //!< index in the history
    uint32_t key{0};            //!< number of its key in the problem; meaningless for a scan
    std::vector<uint32_t> keys; //!< scan: the numbers of the keys that lie in its range
};

/**
 * @ingroup sharding-kv
 *
 * @param operations a history, which must live as long as the problem
 * @param parts what the problem is made of, in the order of the history
 * @param keys the keys of the problem by number
 * @return the problem
 */
LinearizabilityProblem MakeLinearizabilityProblem(const std::vector<KvOperation>& operations,
                                                  const std::vector<LinearizabilityPart>& parts,
                                                  const std::vector<std::string_view>& keys);

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_PROBLEM_H */
