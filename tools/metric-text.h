/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef METRIC_TEXT_H
#define METRIC_TEXT_H

#include "ns3/run-record.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * @param metric a metric
 * @return its value with a scaled unit: "1.25 Mbit/s", "340 us"; "-" where it has none
 */
std::string FormatMetric(const Metric& metric);

/**
 * @ingroup sharding-tools
 *
 * @param metrics what a run measured
 * @param out gets one line for each: name, value, what it means
 */
void PrintMetrics(const std::vector<Metric>& metrics, std::ostream& out);

} // namespace sharding
} // namespace ns3

#endif /* METRIC_TEXT_H */
