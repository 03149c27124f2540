/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ARRIVAL_DRAW_H
#define ARRIVAL_DRAW_H

#include "ns3/draw-digest.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * A random stream of which the n-th packet to arrive always gets the n-th number, whether or not
 * earlier packets needed theirs. Those are drawn only once a later one is: what no fault ever asks
 * for costs nothing.
 */
class ArrivalDraw
{
  public:
    /// @param role of the stream; see RoleStream
    explicit ArrivalDraw(const std::string& role);

    /**
     * @param arrival number of the packet, from 0; never smaller than that of an earlier call
     * @return its number, in [0, 1)
     */
    double Get(uint64_t arrival);

    /// @param digest gets the first number of the stream
    void AddTo(DrawDigest& digest);

  private:
    std::string m_role;
    Ptr<UniformRandomVariable> m_stream;
    uint64_t m_drawn{0}; //!< numbers taken from the stream
    double m_first{0};   //!< the first of them
    double m_current{0}; //!< the last of them
};

} // namespace sharding
} // namespace ns3

#endif /* ARRIVAL_DRAW_H */
