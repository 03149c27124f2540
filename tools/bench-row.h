/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What a row of `shardsim bench` is held to.
 */
struct BenchGoal
{
    std::string name; //!< name of the row
    std::string unit; //!< unit of the limit, that of the row
    double limit;     //!< the row's value must not pass it
    bool atMost;      //!< the value must not be above, else not below
};

/// @return all goals that issues and the manual state
const std::vector<BenchGoal>& GetBenchGoals();

/**
 * @ingroup sharding-tools
 *
 * One number of a benchmark.
 */
struct BenchRow
{
    std::string name; //!< "payload/split-reassemble-64k-in-64"
    double value;     //!< in the unit
    std::string unit; //!< "ns/shard"
};

/// How a row stands to its goal.
enum class BenchVerdict
{
    NO_GOAL, //!< it has none
    MET,     //!< it keeps to it
    SHORT    //!< it does not, or it has another unit than its goal, or no value
};

/**
 * @ingroup sharding-tools
 *
 * @param row a row
 * @param goals all goals
 * @return how the row stands to the goal of its name
 */
BenchVerdict JudgeRow(const BenchRow& row, const std::vector<BenchGoal>& goals);

/**
 * @ingroup sharding-tools
 *
 * @param row a row
 * @param goals all goals
 * @return one line without an end: name, value, unit, goal and verdict, "-" where there is no goal
 */
std::string FormatRow(const BenchRow& row, const std::vector<BenchGoal>& goals);

} // namespace sharding
} // namespace ns3

#endif /* BENCH_ROW_H */
