/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-error-model.h"

#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"

#include <numeric>

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
    m_loss.emplace("loss/" + direction);
    m_burst.emplace("burst/" + direction);
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

void
FaultErrorModel::AddDraws(DrawDigest& digest)
{
    m_loss->AddTo(digest);
    m_burst->AddTo(digest);
}

uint64_t
FaultErrorModel::GetArrivals() const
{
    return m_arrivals;
}

uint64_t
FaultErrorModel::GetCount(LinkImpairment::Verdict verdict) const
{
    // What passes is not counted: it is all the rest.
    return verdict == LinkImpairment::Verdict::PASS
               ? m_arrivals - std::accumulate(m_counts.begin(), m_counts.end(), uint64_t{0})
               : m_counts[static_cast<std::size_t>(verdict)];
}

LinkImpairment::Verdict
FaultErrorModel::Judge(Ptr<const Packet> packet)
{
    const double number = m_impairment.NeedsNumber() ? m_loss->Get(m_arrivals) : 0;
    const double move = m_impairment.HasBursts() ? m_burst->Get(m_arrivals) : 0;
    const auto verdict = m_impairment.Judge(number, move);
    m_arrivals++;
    if (verdict != LinkImpairment::Verdict::PASS)
    {
        m_counts[static_cast<std::size_t>(verdict)]++;
        NS_LOG_INFO(m_direction << " drops packet " << packet->GetUid() << ": "
                                << LinkImpairment::GetReason(verdict));
        m_dropTrace(packet, LinkImpairment::GetReason(verdict));
    }
    return verdict;
}

bool
FaultErrorModel::DoCorrupt(Ptr<Packet> packet)
{
    if (m_impairment.IsIdle())
    {
        m_arrivals += IsEnabled() ? 1 : 0;
        return false;
    }
    return IsEnabled() && Judge(packet) != LinkImpairment::Verdict::PASS;
}

void
FaultErrorModel::DoReset()
{
    // Nothing: what acts is the schedule's to say, and counts cover the whole run.
}

} // namespace sharding
} // namespace ns3
