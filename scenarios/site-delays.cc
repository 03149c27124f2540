/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "site-delays.h"

#include "split-text.h"

#include "ns3/quantity.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

SiteDelays::SiteDelays(const std::string& text, uint32_t sites)
{
    for (const auto& part : text.empty() ? std::vector<std::string>() : SplitText(text, ','))
    {
        Take(part, sites);
        if (!m_error.empty())
        {
            return;
        }
    }
    for (uint32_t a = 1; a <= sites; a++)
    {
        for (uint32_t b = a + 1; b <= sites; b++)
        {
            if (m_delays.count({a, b}) == 0)
            {
                m_error = "site-delays says nothing of sites " + std::to_string(a) + "-" +
                          std::to_string(b);
                return;
            }
        }
    }
}

void
SiteDelays::Take(const std::string& part, uint32_t sites)
{
    const auto dash = part.find('-');
    const auto blank = part.find(' ');
    if (dash == std::string::npos || blank == std::string::npos || dash > blank)
    {
        m_error =
            "site-delays: read '" + part + "', valid is a pair and a duration such as '1-2 40ms'";
        return;
    }
    const auto a = ParseCount(part.substr(0, dash));
    const auto b = ParseCount(part.substr(dash + 1, blank - dash - 1));
    const auto delay = ParseDuration(part.substr(part.find_first_not_of(' ', blank)));
    if (!a || !b || *a == *b || *a < 1 || *b < 1 || *a > sites || *b > sites)
    {
        m_error = "site-delays: read '" + part + "', valid are two different sites from 1 to " +
                  std::to_string(sites);
        return;
    }
    if (!delay)
    {
        m_error =
            "site-delays: read '" + part + "', valid is a duration with its unit such as '40ms'";
        return;
    }
    const std::pair<uint32_t, uint32_t> key(std::min(*a, *b), std::max(*a, *b));
    if (!m_delays.emplace(key, *delay).second)
    {
        m_error = "site-delays: sites " + std::to_string(key.first) + "-" +
                  std::to_string(key.second) + " stand there twice";
    }
}

Time
SiteDelays::Between(uint32_t a, uint32_t b) const
{
    return m_delays.at({std::min(a, b), std::max(a, b)});
}

} // namespace sharding
} // namespace ns3
