/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-error-model.h"

#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FaultErrorModel");
NS_OBJECT_ENSURE_REGISTERED(FaultErrorModel);

TypeId
FaultErrorModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::FaultErrorModel")
            .SetParent<ErrorModel>()
            .SetGroupName("Sharding")
            .AddConstructor<FaultErrorModel>()
            .AddAttribute(
                "Direction",
                "Name of the direction, such as \"a>b\"; selects the random stream",
                StringValue(""),
                MakeStringAccessor(&FaultErrorModel::SetDirection, &FaultErrorModel::GetDirection),
                MakeStringChecker())
            .AddTraceSource("Drop",
                            "A packet is dropped because of a fault",
                            MakeTraceSourceAccessor(&FaultErrorModel::m_dropTrace),
                            "ns3::sharding::FaultErrorModel::DropTracedCallback");
    return tid;
}

FaultErrorModel::FaultErrorModel() = default;

void
FaultErrorModel::SetDirection(const std::string& direction)
{
    m_direction = direction;
    m_draw = CreateForRole<UniformRandomVariable>("loss/" + direction);
}

std::string
FaultErrorModel::GetDirection() const
{
    return m_direction;
}

LinkImpairment&
FaultErrorModel::GetImpairment()
{
    return m_impairment;
}

uint64_t
FaultErrorModel::GetArrivals() const
{
    return m_arrivals;
}

uint64_t
FaultErrorModel::GetCount(LinkImpairment::Verdict verdict) const
{
    return m_counts[static_cast<std::size_t>(verdict)];
}

double
FaultErrorModel::DrawForThisArrival()
{
    for (; m_drawn < m_arrivals; m_drawn++)
    {
        m_draw->GetValue();
    }
    m_drawn++;
    return m_draw->GetValue();
}

bool
FaultErrorModel::DoCorrupt(Ptr<Packet> packet)
{
    if (!IsEnabled())
    {
        return false;
    }
    const bool needsNumber = m_impairment.GetLossRate() > 0;
    const auto verdict = m_impairment.Judge(needsNumber ? DrawForThisArrival() : 0);
    m_arrivals++;
    m_counts[static_cast<std::size_t>(verdict)]++;
    if (verdict == LinkImpairment::Verdict::PASS)
    {
        return false;
    }
    NS_LOG_INFO(m_direction << " drops packet " << packet->GetUid() << ": "
                            << LinkImpairment::GetReason(verdict));
    m_dropTrace(packet, LinkImpairment::GetReason(verdict));
    return true;
}

void
FaultErrorModel::DoReset()
{
    // Nothing: what acts is the schedule's to say, and counts cover the whole run.
}

} // namespace sharding
} // namespace ns3
