/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-impairment.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

const std::string&
LinkImpairment::GetReason(Verdict verdict)
{
    static const std::array<std::string, VERDICTS> reasons{"", "cut", "fault-loss"};
    return reasons[static_cast<std::size_t>(verdict)];
}

void
LinkImpairment::BeginCut(uint32_t fault)
{
    m_cuts.push_back(fault);
}

void
LinkImpairment::BeginLoss(uint32_t fault, double rate)
{
    NS_ASSERT_MSG(rate >= 0 && rate <= 1, "a loss rate lies in [0, 1], not at " << rate);
    const std::pair<uint32_t, double> loss(fault, rate);
    m_losses.insert(std::lower_bound(m_losses.begin(), m_losses.end(), loss), loss);
    Combine();
}

void
LinkImpairment::End(uint32_t fault)
{
    m_cuts.erase(std::remove(m_cuts.begin(), m_cuts.end(), fault), m_cuts.end());
    m_losses.erase(std::remove_if(m_losses.begin(),
                                  m_losses.end(),
                                  [fault](const auto& loss) { return loss.first == fault; }),
                   m_losses.end());
    Combine();
}

void
LinkImpairment::Combine()
{
    // By id, because a product of floating-point numbers depends on their order in its last bit.
    double survival = 1;
    for (const auto& [fault, rate] : m_losses)
    {
        survival *= 1 - rate;
    }
    m_lossRate = 1 - survival;
}

LinkImpairment::Verdict
LinkImpairment::Judge(double uniform) const
{
    if (IsCut())
    {
        return Verdict::CUT;
    }
    return uniform < m_lossRate ? Verdict::LOSS : Verdict::PASS;
}

bool
LinkImpairment::IsCut() const
{
    return !m_cuts.empty();
}

double
LinkImpairment::GetLossRate() const
{
    return m_lossRate;
}

} // namespace sharding
} // namespace ns3
