/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_PEER_CLOCK_H
#define RAFT_PEER_CLOCK_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What the responses of a node show of its clock. Of the last samples that with the shortest delay counts, as it
 * waited in queues least: the clock filter of NTP (RFC 5905, section 10).
 */
class RaftPeerClock
{
  public:
    static constexpr size_t SAMPLES = 8; //!< that are kept

    /// What one response shows, or the best one.
    struct Sample
    {
        int64_t offsetNs; //!< what the other clock is ahead if both ways take equally long
        int64_t delayNs;  //!< of one way
    };

    /// @param sample one more; replaces the oldest
    void Add(const Sample& sample);

    /// @return the best of those that are kept; nothing when there is none
    std::optional<Sample> Best() const;

  private:
    std::array<Sample, SAMPLES> m_samples{};
    size_t m_count{0}; //!< that were ever added
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_PEER_CLOCK_H */
