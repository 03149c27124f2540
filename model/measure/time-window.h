/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TIME_WINDOW_H
#define TIME_WINDOW_H

#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * A stretch of simulated time, such as that during which a fault acts: its start belongs to it, its
 * end does not.
 */
struct TimeWindow
{
    Time start; //!< first instant inside
    Time end;   //!< first instant outside; a window that does not end after its start is empty
};

/**
 * @ingroup sharding-measure
 *
 * The union of time windows, for asking of many instants whether they lie inside.
 */
class TimeWindowSet
{
  public:
    /// @param windows in any order; they may overlap or be empty
    explicit TimeWindowSet(const std::vector<TimeWindow>& windows = {});

    /**
     * @param nanoseconds an instant
     * @return whether a window holds it
     */
    bool Contains(int64_t nanoseconds) const;

    /**
     * @param start where counting starts
     * @param end where it ends
     * @return how much of [start, end) lies inside
     */
    Time LengthWithin(Time start, Time end) const;

    /// A stretch of time that lies wholly inside or wholly outside.
    struct Piece
    {
        int64_t length; //!< ns, > 0
        bool inside;    //!< whether windows hold it
    };

    /**
     * @param start first instant, in nanoseconds
     * @param end first instant after it, in nanoseconds
     * @return [start, end) in pieces, each as long as can be, in order of time
     */
    std::vector<Piece> Split(int64_t start, int64_t end) const;

    /// @return the union as disjoint windows in order of time, none empty, no two touching
    std::vector<TimeWindow> GetWindows() const;

  private:
    /// Nanoseconds, because a table of plain numbers is searched several times faster than one of
    /// Time.
    struct Span
    {
        int64_t start; //!< inside
        int64_t end;   //!< outside
    };

    /**
     * @param nanoseconds an instant
     * @return the first span that starts after it
     */
    std::vector<Span>::const_iterator After(int64_t nanoseconds) const;

    std::vector<Span> m_spans; //!< disjoint, in order of time
};

} // namespace sharding
} // namespace ns3

#endif /* TIME_WINDOW_H */
