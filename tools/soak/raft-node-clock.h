/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NODE_CLOCK_H
#define RAFT_NODE_CLOCK_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * The rate of a node's clock, which may change but never so that time goes back.
 */
class RaftNodeClock
{
  public:
    /// @return local time at this global time, ns
    int64_t Local(int64_t globalNs) const;

    /// @return the first global time at which the local time is at least this
    int64_t Global(int64_t localNs) const;

    /**
     * @param globalNs from now on
     * @param ppm it runs so much too fast
     */
    void SetRate(int64_t globalNs, int64_t ppm);

  private:
    int64_t m_anchorGlobalNs{0};
    int64_t m_anchorLocalNs{1000000000};
    int64_t m_ppm{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NODE_CLOCK_H */
