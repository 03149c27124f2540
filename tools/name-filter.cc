/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "name-filter.h"

#include <fnmatch.h>

namespace ns3
{
namespace sharding
{

bool
MatchesFilter(const std::string& name, const std::string& filter)
{
    const bool isPattern = filter.find_first_of("*?[") != std::string::npos;
    return isPattern ? fnmatch(filter.c_str(), name.c_str(), 0) == 0
                     : name.find(filter) != std::string::npos;
}

} // namespace sharding
} // namespace ns3
