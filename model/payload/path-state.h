/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_STATE_H
#define PATH_STATE_H

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a sender knows about one path. What it does not know has the value of an ideal path.
 */
struct PathState
{
    double rateBps{1e9};          //!< bit/s at which the path takes bytes, positive
    double weight{1};             //!< share of the shards under weighted placement, not negative
    uint64_t backlogBytes{0};     //!< waiting in the sender's own queue
    uint64_t outstandingBytes{0}; //!< sent and not reported yet, the backlog included
    int64_t delayNs{0};           //!< from here to the reassembly point, without any queue
    int64_t queueingNs{0};        //!< spent in queues further on, smoothed
    int64_t rttNs{0};             //!< smoothed round trip; 0: not measured yet
    double loss{0};               //!< share of the shards that are lost, smoothed, in [0, 1]

    /// Takes bytes that are about to be sent. @param bytes how many
    void
    Add(uint32_t bytes)
    {
        backlogBytes += bytes;
        outstandingBytes += bytes;
    }

    /// @return how long the sender's own queue takes to leave, nanoseconds
    double
    GetBacklogNs() const
    {
        return static_cast<double>(backlogBytes) * 8e9 / rateBps;
    }

    /// @return how long all that is under way takes at the path's rate, nanoseconds
    double
    GetQueueNs() const
    {
        return static_cast<double>(std::max(backlogBytes, outstandingBytes)) * 8e9 / rateBps;
    }

    /// @return when the first bit of something sent now would be there, nanoseconds
    double
    GetStartNs() const
    {
        return static_cast<double>(delayNs + queueingNs) + GetBacklogNs();
    }
};

/**
 * @ingroup sharding-payload
 *
 * The paths of a sender: the state of each, and which of them can be used.
 */
class PathTable
{
  public:
    PathTable() = default;

    /// @param count how many paths there are, all of them usable and of default state
    explicit PathTable(uint32_t count);

    /**
     * Starts anew with paths of default state.
     *
     * @param usable indices of those that can be used, ascending; there are as many paths as the
     *        largest asks for
     */
    void Assign(const std::vector<uint32_t>& usable);

    /// Adds one path, usable. @param state what is known about it
    void Add(const PathState& state);

    /// @return how many paths there are
    uint32_t GetCount() const;

    /// @param path an index below GetCount() @return its state
    PathState& operator[](uint32_t path);

    /// @param path an index below GetCount() @return its state
    const PathState& operator[](uint32_t path) const;

    /**
     * @param path an index below GetCount()
     * @param usable whether shards may take it
     */
    void SetUsable(uint32_t path, bool usable);

    /// @param path an index below GetCount() @return whether shards may take it
    bool IsUsable(uint32_t path) const;

    /// @return indices of the usable paths, ascending
    const std::vector<uint32_t>& GetUsable() const;

  private:
    std::vector<PathState> m_states;
    std::vector<uint32_t> m_usable;
};

} // namespace sharding
} // namespace ns3

#endif /* PATH_STATE_H */
