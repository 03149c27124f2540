/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NAME_FILTER_H
#define NAME_FILTER_H

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * @param name a row's name: "payload/hash-fullest-path"
 * @param filter a part of names, or, with '*', '?' or '[', a pattern for whole names; "" matches
 *        all
 * @return whether the filter lets the name through
 */
bool MatchesFilter(const std::string& name, const std::string& filter);

} // namespace sharding
} // namespace ns3

#endif /* NAME_FILTER_H */
