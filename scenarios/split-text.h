/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPLIT_TEXT_H
#define SPLIT_TEXT_H

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * @param text any text
 * @return the text without white space at its ends
 */
std::string Trim(const std::string& text);

/**
 * @ingroup sharding-scenarios
 *
 * @param text any text
 * @param separator what stands between the parts
 * @return the parts, trimmed; at least one, which may be empty
 */
std::vector<std::string> SplitText(const std::string& text, char separator);

} // namespace sharding
} // namespace ns3

#endif /* SPLIT_TEXT_H */
