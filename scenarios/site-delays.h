/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SITE_DELAYS_H
#define SITE_DELAYS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * How far apart the sites of a wide area network are, as a scenario file says it: "1-2 40ms, 1-3 75ms, 2-3 110ms", both ways
 * alike.
 */
class SiteDelays
{
  public:
    /**
     * @param text the delays of one way; each pair of sites once; empty for a single site
     * @param sites how many there are, numbered from 1
     */
    SiteDelays(const std::string& text, uint32_t sites);

    /// @return why the text cannot be used, in one sentence; "" when it can
    const std::string&
    Error() const
    {
        return m_error;
    }

    /**
     * @param a a site
     * @param b another site
     * @return the delay of one way between them; Error() must be empty
     */
    Time Between(uint32_t a, uint32_t b) const;

  private:
    /// Takes one part of the text, such as "1-2 40ms".
    void Take(const std::string& part, uint32_t sites);

    std::map<std::pair<uint32_t, uint32_t>, Time> m_delays; //!< by sites, the smaller first
    std::string m_error;
};

} // namespace sharding
} // namespace ns3

#endif /* SITE_DELAYS_H */
