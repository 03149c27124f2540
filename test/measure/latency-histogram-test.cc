/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/latency-histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// The quantile by definition: number ceil(q n) of the sorted samples.
int64_t
SortedQuantile(std::vector<int64_t> samples, double q)
{
    std::sort(samples.begin(), samples.end());
    const auto rank = static_cast<std::size_t>(std::ceil(q * samples.size() - 1e-6));
    return samples[rank - 1];
}

void
ExpectAllQuantilesNear(const std::vector<int64_t>& samples)
{
    LatencyHistogram histogram;
    for (const int64_t sample : samples)
    {
        histogram.Add(NanoSeconds(sample));
    }
    for (const double q : {0.01, 0.25, 0.5, 0.9, 0.99, 0.999})
    {
        const auto exact = static_cast<double>(SortedQuantile(samples, q));
        const auto ours = histogram.GetQuantile(q);
        ASSERT_TRUE(ours.has_value()) << q;
        EXPECT_LE(std::abs(ours->GetNanoSeconds() - exact),
                  exact * LatencyHistogram::RELATIVE_ERROR)
            << "quantile " << q << " of " << samples.size() << " samples is " << exact;
    }
}

} // namespace

TEST(LatencyHistogram, AgreesWithSortingWithinItsErrorAtEveryScale)
{
    std::mt19937_64 random(1);
    for (const double scaleNs : {1.0, 50.0, 300.0, 1e4, 1e6, 1e9, 1e13})
    {
        std::exponential_distribution<double> exponential(1 / scaleNs);
        std::lognormal_distribution<double> heavyTail(std::log(scaleNs), 2);
        std::vector<int64_t> one;
        std::vector<int64_t> other;
        for (int i = 0; i < 5000; i++)
        {
            one.push_back(std::llround(exponential(random)));
            other.push_back(std::llround(heavyTail(random)));
        }
        ExpectAllQuantilesNear(one);
        ExpectAllQuantilesNear(other);
    }
}

TEST(LatencyHistogram, StaysWithinItsErrorOnBothSidesOfEveryPowerOfTwo)
{
    for (int bit = 0; bit < 63; bit++)
    {
        const int64_t power = int64_t{1} << bit;
        for (const int64_t value : {power - 1, power, power + 1, power + power / 3})
        {
            // Neighbours far away on both sides keep least and greatest from correcting the bucket.
            LatencyHistogram histogram;
            histogram.Add(NanoSeconds(0));
            histogram.Add(NanoSeconds(value));
            histogram.Add(NanoSeconds(INT64_MAX));
            const int64_t median = histogram.GetQuantile(0.5)->GetNanoSeconds();
            EXPECT_LE(std::abs(static_cast<double>(median - value)), value / 256.0) << value;
        }
    }
}

TEST(LatencyHistogram, IsExactBelow256Nanoseconds)
{
    LatencyHistogram histogram;
    for (int64_t ns = 1; ns <= 255; ns++)
    {
        histogram.Add(NanoSeconds(ns));
    }
    EXPECT_EQ(histogram.GetQuantile(0.5), NanoSeconds(128));
    EXPECT_EQ(histogram.GetQuantile(0.9), NanoSeconds(230)); // number 229.5, so 230
}

TEST(LatencyHistogram, RefusesAQuantileOfTooFewSamples)
{
    LatencyHistogram histogram;
    EXPECT_FALSE(histogram.GetQuantile(0.5).has_value());
    const auto grow = [&histogram](uint64_t count)
    {
        while (histogram.GetCount() < count)
        {
            histogram.Add(MilliSeconds(1));
        }
    };
    for (const auto& [q, enough] :
         std::vector<std::pair<double, uint64_t>>{{0.5, 2}, {0.9, 10}, {0.99, 100}, {0.999, 1000}})
    {
        grow(enough - 1);
        EXPECT_FALSE(histogram.GetQuantile(q).has_value()) << q << " of " << enough - 1;
        grow(enough);
        EXPECT_TRUE(histogram.GetQuantile(q).has_value()) << q << " of " << enough;
    }
}

TEST(LatencyHistogram, RefusesWhatIsNoQuantile)
{
    LatencyHistogram histogram;
    for (int i = 0; i < 10; i++)
    {
        histogram.Add(Seconds(1));
    }
    for (const double q : {-0.5, 0.0, 1.0, 1.5, std::nan("")})
    {
        EXPECT_FALSE(histogram.GetQuantile(q).has_value()) << q;
    }
}

TEST(LatencyHistogram, KnowsCountMeanLeastAndGreatestExactly)
{
    LatencyHistogram histogram;
    EXPECT_FALSE(histogram.GetMean().has_value());
    EXPECT_FALSE(histogram.GetMin().has_value());
    EXPECT_FALSE(histogram.GetMax().has_value());
    histogram.Add(NanoSeconds(1000003));
    histogram.Add(NanoSeconds(3000001));
    histogram.Add(NanoSeconds(5000002));
    EXPECT_EQ(histogram.GetCount(), 3u);
    EXPECT_EQ(histogram.GetMean(), NanoSeconds(3000002));
    EXPECT_EQ(histogram.GetMin(), NanoSeconds(1000003));
    EXPECT_EQ(histogram.GetMax(), NanoSeconds(5000002));
}

TEST(LatencyHistogram, MergesIntoWhatOneHistogramOfAllWouldBe)
{
    std::mt19937_64 random(2);
    LatencyHistogram all;
    LatencyHistogram parts[2];
    for (int i = 0; i < 4000; i++)
    {
        const Time latency = NanoSeconds(random() % 1000000);
        all.Add(latency);
        parts[i % 3 == 0].Add(latency);
    }
    LatencyHistogram merged;
    merged.Merge(parts[0]);
    merged.Merge(parts[1]);
    merged.Merge(LatencyHistogram());
    EXPECT_EQ(merged.GetCount(), all.GetCount());
    EXPECT_EQ(merged.GetMean(), all.GetMean());
    EXPECT_EQ(merged.GetMin(), all.GetMin());
    EXPECT_EQ(merged.GetMax(), all.GetMax());
    for (const double q : {0.5, 0.9, 0.99, 0.999})
    {
        EXPECT_EQ(merged.GetQuantile(q), all.GetQuantile(q)) << q;
    }
}
