/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INSTRUCTION_COUNT_H
#define INSTRUCTION_COUNT_H

#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * Runs a row of this program once more under callgrind, whose count no other program disturbs.
 *
 * @param row a regular expression that names it
 * @param function a pattern of callgrind's: only what it and its callees take counts; "": all
 * @return the instructions of all repetitions; nothing where there is no valgrind
 */
std::optional<double> InstructionsOf(const std::string& row, const std::string& function = "");

} // namespace sharding
} // namespace ns3

#endif /* INSTRUCTION_COUNT_H */
