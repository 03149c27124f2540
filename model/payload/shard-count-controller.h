/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_COUNT_CONTROLLER_H
#define SHARD_COUNT_CONTROLLER_H

#include "path-state.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Chooses how many shards a packet is split into, from what is known about the paths.
 *
 * More shards work in parallel, as long as there are idle paths for them; each further shard costs
 * a header and some work, and is one more that can be lost. The demand is the least of
 * - the paths that are idle: those whose queues take at most backlogLimit,
 * - ln(1 - maxPacketLoss) / ln(1 - p), so that without redundancy not more packets are lost than
 *   that when each shard is lost with the probability p that the paths show,
 * - with a latencyTarget, n times latency over target, n being the present count and latency half
 *   the mean round trip: more shards when it is above the target, fewer when it is below.
 *
 * Each call is a sample. After each interval the means of its samples enter exponential averages;
 * when the demand is at least half a shard plus the hysteresis away from the count, the count moves
 * to it at once, rounded towards where it was, so that what noise has moved does not come back. As
 * total work hardly depends on the count, the first two bounds do not feed back; the third one
 * converges without overshoot where latency is a + b / n with a below the target, because the
 * demand then is a contraction with the positive slope a / target. After each move its average
 * starts anew: what was measured with another count says nothing.
 *
 * Reaction: k intervals after a step of height h, the count is within
 * 1/2 + hysteresis + h (1 - smoothing)^k of the new demand.
 *
 * Pure: time comes in, and never goes back.
 */
class ShardCountController
{
  public:
    /// The bounds and the pace.
    struct Config
    {
        uint32_t initial{4};            //!< until the first interval is over
        uint32_t least{1};              //!< never fewer, at least 1
        uint32_t most{16};              //!< never more
        int64_t intervalNs{10000000};   //!< between two decisions, at least 1
        double smoothing{0.25};         //!< weight of the last interval, in (0, 1]
        double hysteresis{1};           //!< shards, not negative
        double maxPacketLoss{0.05};     //!< in (0, 1]; 1: losses do not count
        int64_t backlogLimitNs{100000}; //!< see above, not negative
        int64_t latencyTargetNs{0};     //!< 0: none
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit ShardCountController(const Config& config);

    /**
     * Takes one sample, to be called for each packet.
     *
     * @param nowNs the time
     * @param paths the state of all paths; where none is usable there is no sample
     * @return into how many shards to split
     */
    uint32_t Update(int64_t nowNs, const PathTable& paths);

    /// @return how often the count has moved
    uint64_t GetChanges() const;

  private:
    /// Mean of the samples of an interval, averaged over intervals.
    struct Average
    {
        double sum{0};
        double value{0};
        bool known{false};

        void Close(double samples, double smoothing);
    };

    /// @return how many shards to use, not rounded, within the bounds
    double GetDemand() const;

    const Config m_config;
    uint32_t m_count;
    bool m_started{false};
    int64_t m_endNs{0}; //!< of the interval
    double m_samples{0};
    Average m_idle;    //!< paths
    Average m_loss;    //!< share
    Average m_latency; //!< ns
    uint64_t m_changes{0};
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_COUNT_CONTROLLER_H */
