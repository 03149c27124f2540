/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_CHECKER_H
#define LINEARIZABILITY_CHECKER_H

#include "kv-history.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a check may cost, and what it does with scans. Counts, no clock: the same history gives the same verdict.
struct LinearizabilityOptions
{
    uint64_t maxStates{10000000};    //!< most states visited for each group of keys
    uint64_t maxBytes{256ULL << 20}; //!< most memory of states at a time, in bytes

    /// true: the keys that a scan covers are checked together, so that it must have read all of them at one instant.
    /// false: a scan counts as a read of each of these keys by itself; one that mixes two instants may pass.
    bool jointScans{true};

    uint64_t maxShrinkEvents{
        2000000}; //!< most begins and ends looked at to shrink one violation; zero: it stays as is
    uint32_t maxViolations{
        10}; //!< of this many keys the violation is reported, the others are counted
};

/// What a check says.
enum class LinearizabilityVerdict
{
    LINEARIZABLE,     //!< there is an order
    NOT_LINEARIZABLE, //!< there is none, which is shown
    UNKNOWN           //!< a bound was reached, or the history lacks operations; counts as a failure
};

/**
 * @ingroup sharding-kv
 *
 * Why operations on some keys have no order.
 */
struct LinearizabilityViolation
{
    std::vector<std::string> keys; //!< the key, or those that scans tie together
    std::size_t operation{0};      //!< index in the history: the first to end that has no place
    std::size_t ended{0};          //!< how many on these keys ended before it; they have an order
    std::vector<std::vector<KvValue>> held; //!< what the keys could hold just before it ended
    std::vector<std::size_t> core; //!< few operations, by index, that have no order by themselves
};

/**
 * @ingroup sharding-kv
 *
 * What a check found.
 */
struct LinearizabilityReport
{
    LinearizabilityVerdict verdict{LinearizabilityVerdict::LINEARIZABLE}; //!< of the whole history
    std::size_t operations{0};                                            //!< in the history
    std::size_t keys{0};                                                  //!< that operations name
    std::size_t groups{0};        //!< of keys that were checked by themselves
    std::size_t brokenGroups{0};  //!< of these, not linearizable
    std::size_t unknownGroups{0}; //!< of these, a bound was reached
    std::string firstUnknown;     //!< a key of the first such group
    uint64_t dropped{0};          //!< operations that the history left out; it is not checked then
    uint64_t refused{0};          //!< ends that the history refused; it is not checked then
    uint64_t states{0};           //!< visited, of all groups
    uint64_t peakBytes{0};        //!< most memory of states at a time, in bytes
    std::vector<LinearizabilityViolation> violations; //!< in the order of keys
};

/**
 * @ingroup sharding-kv
 *
 * Whether there is an order of all operations, each between its begin and its end, in which each read returns what was
 * written last (Herlihy and Wing, "Linearizability", 1990). Each key is checked by itself: a history is linearizable
 * exactly when that of each object is (theorem 1 there).
 *
 * An UNKNOWN operation may be placed anywhere behind its begin, or not at all; a FAILED one is not placed.
 *
 * @param history what was asked and answered
 * @param options bounds
 * @return what was found; the same each time
 */
LinearizabilityReport
CheckLinearizability(const KvHistory& history, const LinearizabilityOptions& options = {});

/**
 * @ingroup sharding-kv
 *
 * @param history what was checked
 * @param report what was found
 * @return the report as lines to read, each with its end
 */
std::string
FormatLinearizabilityReport(const KvHistory& history, const LinearizabilityReport& report);

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_CHECKER_H */
