/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOLM_H
#define HOLM_H

#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Corrects p-values for being many: comparing those returned with a level keeps the chance of even one false alarm in
 * the family below that level, whatever the dependence between the tests (Holm, Scandinavian Journal of Statistics 6,
 * 1979, pages 65-70).
 *
 * @param p the p-values of a family of tests
 * @return the adjusted ones in the same order, at most 1
 */
std::vector<double> HolmAdjust(const std::vector<double>& p);

} // namespace sharding
} // namespace ns3

#endif /* HOLM_H */
