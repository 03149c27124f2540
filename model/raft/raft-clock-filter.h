/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CLOCK_FILTER_H
#define RAFT_CLOCK_FILTER_H

#include "sharded-raft-rpc.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * How far a peer's clock is ahead, and how long one way to it takes: of the last SAMPLES answers, the one that took the least
 * time, as in the clock filter of NTP (RFC 5905, section 10). What waits in queues adds to the delay, and seldom to both
 * ways alike; the fastest answer has waited the least.
 */
class RaftClockFilter
{
  public:
    static constexpr size_t SAMPLES = 8; //!< as in RFC 5905

    /**
     * @param askedNs the request left, on the own clock
     * @param timestamps the peer's
     * @param answeredNs the answer came, on the own clock
     * @return false: the times contradict each other; the sample was not taken
     */
    bool Add(int64_t askedNs, const RaftRpcTimestamps& timestamps, int64_t answeredNs);

    /// @return whether there is an estimate
    bool
    HasEstimate() const
    {
        return m_count > 0;
    }

    /// @return what the peer's clock is ahead of the own one, ns; 0 without an estimate
    int64_t OffsetNs() const;

    /// @return one way, ns; 0 without an estimate
    int64_t OneWayDelayNs() const;

  private:
    struct Sample
    {
        int64_t offsetNs;
        int64_t delayNs;
    };

    const Sample& Best() const;

    std::array<Sample, SAMPLES> m_samples{}; //!< a ring
    uint64_t m_count{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CLOCK_FILTER_H */
