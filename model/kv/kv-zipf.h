/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_ZIPF_H
#define KV_ZIPF_H

#include <cstdint>
#include <functional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * Ranks from 1 to n of which rank k has a probability in proportion to k^-exponent (Zipf's law), exactly, in constant time
 * and without a table.
 *
 * Source: Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM
 * TOMACS 6(3), 1996, in the form that holds for exponents below 1 and at 1 too. Of the draws, 0.9 and more are taken
 * at the first try.
 */
class KvZipf
{
  public:
    static constexpr double MAX_EXPONENT = 20; //!< above, there is no point

    /**
     * @param ranks how many, at least 1
     * @param exponent in [0, MAX_EXPONENT]; 0: all ranks are equally likely
     */
    KvZipf(uint64_t ranks, double exponent);

    /**
     * @param draw gives numbers from [0, 1), uniformly
     * @return a rank in [1, ranks]
     */
    uint64_t Draw(const std::function<double()>& draw) const;

  private:
    double Integral(double x) const;
    double IntegralInverse(double y) const;
    double Weight(double x) const;

    const uint64_t m_ranks;
    const double m_exponent;
    const double m_integralBegin; //!< of the hat, at the left end
    const double m_integralEnd;   //!< at the right end
    const double m_shortcut;      //!< so close to a rank, no check is needed
};

} // namespace sharding
} // namespace ns3

#endif /* KV_ZIPF_H */
