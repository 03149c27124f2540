/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cipher-cost-attributes.h"

#include "ns3/double.h"
#include "ns3/object-base.h"

namespace ns3
{
namespace sharding
{

TypeId
CipherCostAttributes::AddTo(TypeId tid)
{
    const CipherCosts measured;
    return tid
        .AddAttribute("SealCostPerShard",
                      "With a key: CPU time to seal a shard, besides what its bytes cost.",
                      TimeValue(measured.seal.perShard),
                      MakeTimeAccessor(&CipherCostAttributes::m_sealPerShard),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("SealCostPerByte",
                      "With a key: CPU time per byte of a shard to seal it, nanoseconds.",
                      DoubleValue(measured.seal.perByteNs),
                      MakeDoubleAccessor(&CipherCostAttributes::m_sealPerByteNs),
                      MakeDoubleChecker<double>(0, 1e6))
        .AddAttribute("OpenCostPerShard",
                      "With a key: CPU time to open a shard, besides what its bytes cost.",
                      TimeValue(measured.open.perShard),
                      MakeTimeAccessor(&CipherCostAttributes::m_openPerShard),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("OpenCostPerByte",
                      "With a key: CPU time per byte of a shard to open it, nanoseconds.",
                      DoubleValue(measured.open.perByteNs),
                      MakeDoubleAccessor(&CipherCostAttributes::m_openPerByteNs),
                      MakeDoubleChecker<double>(0, 1e6))
        .AddAttribute("CipherCostFactor",
                      "With a key: how many times as long as that it takes; 0: no time at all.",
                      DoubleValue(measured.factor),
                      MakeDoubleAccessor(&CipherCostAttributes::m_cipherCostFactor),
                      MakeDoubleChecker<double>(0, 1e6));
}

CipherCosts
CipherCostAttributes::GetCipherCosts() const
{
    CipherCosts costs;
    costs.seal = {m_sealPerShard, m_sealPerByteNs};
    costs.open = {m_openPerShard, m_openPerByteNs};
    costs.factor = m_cipherCostFactor;
    return costs;
}

} // namespace sharding
} // namespace ns3
