/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LATENCY_HISTOGRAM_H
#define LATENCY_HISTOGRAM_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * Quantiles of latencies in bounded memory and with a known error.
 *
 * Buckets are log-linear, as in HdrHistogram (https://hdrhistogram.org): 128 of equal width between
 * each two powers of two nanoseconds. So a quantile is exact below 256 ns and off by at most 1/256
 * of its value above, from 1 ns to the longest Time there is. The table has 7,296 counters (57 KiB)
 * whatever is put in; count, mean, least and greatest are exact.
 */
class LatencyHistogram
{
  public:
    /// Greatest relative error of a quantile against the same quantile of the sorted samples.
    static constexpr double RELATIVE_ERROR = 1.0 / 256;

    LatencyHistogram();

    /// @param latency a sample; a negative one, which no sound caller has, counts as zero
    void Add(Time latency);

    /// @param other samples that are added to these
    void Merge(const LatencyHistogram& other);

    /// @return number of samples
    uint64_t GetCount() const;

    /// @return the mean; nothing without samples
    std::optional<Time> GetMean() const;

    /// @return the smallest sample, exact; nothing without samples
    std::optional<Time> GetMin() const;

    /// @return the greatest sample, exact; nothing without samples
    std::optional<Time> GetMax() const;

    /**
     * The q-quantile: of n samples in order, number ceil(q n) counted from 1.
     *
     * @param q in (0, 1)
     * @return the quantile within RELATIVE_ERROR; nothing when q lies elsewhere or when there are
     *         fewer than 1 / (1 - q) samples (2 for the median, 1,000 for p99.9), of which such a
     *         quantile would just be the greatest
     */
    std::optional<Time> GetQuantile(double q) const;

  private:
    std::vector<uint64_t> m_buckets; //!< samples in each
    uint64_t m_count{0};             //!< samples in all
    int64_t m_min{0};                //!< ns, meaningful once m_count > 0
    int64_t m_max{0};                //!< ns, meaningful once m_count > 0
    double m_sum{0}; //!< ns; exact up to 2^53 ns, which is 104 days of latencies added up
};

} // namespace sharding
} // namespace ns3

#endif /* LATENCY_HISTOGRAM_H */
