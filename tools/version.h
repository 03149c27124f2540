/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDSIM_VERSION_H
#define SHARDSIM_VERSION_H

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Version of the suite. It is part of every run's identity: it grows whenever the same input may
 * give other results.
 */
constexpr const char* MODEL_VERSION = "0.1.0";

/// @return the version of ns-3 that this program was built with: "3.37"; "unknown" where ns-3 does
///         not tell
std::string GetNs3Version();

/// @return 16 hex digits that differ between two builds: a hash of this program and of our library
std::string GetBinaryHash();

} // namespace sharding
} // namespace ns3

#endif /* SHARDSIM_VERSION_H */
