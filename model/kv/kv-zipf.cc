/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-zipf.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr double SMALL = 1e-8; //!< below, the first terms of a series are exact enough

/// @return log(1 + x) / x, also at 0
double
LogOverX(double x)
{
    return std::abs(x) > SMALL ? std::log1p(x) / x : 1 - x * (0.5 - x / 3);
}

/// @return (exp(x) - 1) / x, also at 0
double
ExpOverX(double x)
{
    return std::abs(x) > SMALL ? std::expm1(x) / x : 1 + x * (0.5 + x / 6);
}

} // namespace

KvZipf::KvZipf(uint64_t ranks, double exponent)
    : m_ranks(ranks), m_exponent(exponent), m_integralBegin(Integral(1.5) - 1),
      m_integralEnd(Integral(static_cast<double>(ranks) + 0.5)),
      m_shortcut(2 - IntegralInverse(Integral(2.5) - Weight(2)))
{
}

uint64_t
KvZipf::Draw(const std::function<double()>& draw) const
{
    for (;;)
    {
        const double area = m_integralEnd + draw() * (m_integralBegin - m_integralEnd);
        const double x = IntegralInverse(area);
        const double rank =
            std::min(std::max(std::floor(x + 0.5), 1.0), static_cast<double>(m_ranks));
        if (rank - x <= m_shortcut || area >= Integral(rank + 0.5) - Weight(rank))
        {
            return static_cast<uint64_t>(rank);
        }
    }
}

/// @return integral of Weight, but for a constant
double
KvZipf::Integral(double x) const
{
    const double log = std::log(x);
    return ExpOverX((1 - m_exponent) * log) * log;
}

double
KvZipf::IntegralInverse(double y) const
{
    // Rounding can lead below the least value that the integral has.
    const double t = std::max(y * (1 - m_exponent), -1.0);
    return std::exp(LogOverX(t) * y);
}

double
KvZipf::Weight(double x) const
{
    return std::exp(-m_exponent * std::log(x));
}

} // namespace sharding
} // namespace ns3
