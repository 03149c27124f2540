/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "arrival-draw.h"

#include "ns3/assert.h"
#include "ns3/random-role.h"

namespace ns3
{
namespace sharding
{

ArrivalDraw::ArrivalDraw(const std::string& role)
    : m_role(role), m_stream(CreateForRole<UniformRandomVariable>(role))
{
}

double
ArrivalDraw::Get(uint64_t arrival)
{
    NS_ASSERT_MSG(arrival + 1 >= m_drawn, "packets arrive in order");
    for (; m_drawn <= arrival; m_drawn++)
    {
        m_current = m_stream->GetValue();
        m_first = m_drawn == 0 ? m_current : m_first;
    }
    return m_current;
}

void
ArrivalDraw::AddTo(DrawDigest& digest)
{
    if (m_drawn == 0)
    {
        Get(0); // whoever comes first will be given it once more
    }
    digest.Add(m_role, m_first);
}

} // namespace sharding
} // namespace ns3
