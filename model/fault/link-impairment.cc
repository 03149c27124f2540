/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-impairment.h"

#include "salted-number.h"

#include "ns3/assert.h"

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
    m_cuts.Begin(fault, true);
    Combine();
}

void
LinkImpairment::BeginLoss(uint32_t fault, double rate)
{
    NS_ASSERT_MSG(rate >= 0 && rate <= 1, "a loss rate lies in [0, 1], not at " << rate);
    m_losses.Begin(fault, rate);
    Combine();
}

void
LinkImpairment::BeginBurst(uint32_t fault, const Burst& burst)
{
    m_chains.Begin(fault, {burst});
    Combine();
}

void
LinkImpairment::End(uint32_t fault)
{
    m_cuts.End(fault);
    m_chains.End(fault);
    m_losses.End(fault);
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
    m_idle = m_cuts.IsEmpty() && m_chains.IsEmpty() && m_losses.IsEmpty();
}

LinkImpairment::Verdict
LinkImpairment::Judge(double uniform, double move)
{
    // Chains move under a cut too: what they do to a packet depends on no other fault.
    const double lossRate =
        m_chains.IsEmpty() ? m_lossRate : 1 - (1 - m_lossRate) * MoveChains(move);
    if (IsCut())
    {
        return Verdict::CUT;
    }
    return uniform < lossRate ? Verdict::LOSS : Verdict::PASS;
}

double
LinkImpairment::MoveChains(double move)
{
    double survival = 1;
    for (auto& entry : m_chains)
    {
        Chain& chain = entry.second;
        const double number = SaltNumber(move, chain.burst.salt);
        chain.bad = chain.bad ? number >= chain.burst.r : number < chain.burst.p;
        survival *= 1 - (chain.bad ? chain.burst.lossBad : chain.burst.lossGood);
    }
    return survival;
}

bool
LinkImpairment::NeedsNumber() const
{
    return m_lossRate > 0 || HasBursts();
}

bool
LinkImpairment::HasBursts() const
{
    return !m_chains.IsEmpty();
}

bool
LinkImpairment::IsCut() const
{
    return !m_cuts.IsEmpty();
}

double
LinkImpairment::GetLossRate() const
{
    return m_lossRate;
}

} // namespace sharding
} // namespace ns3
