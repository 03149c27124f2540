/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bound-link.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

/// What a fault that changes or holds packets does.
LinkDisturbance::Effect
EffectOf(const ScheduledFault& fault)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    const auto time = [&value](const char* name)
    { return NanoSeconds(static_cast<int64_t>(value(name))); };
    const auto count = [&value](const char* name) { return static_cast<uint32_t>(value(name)); };
    switch (fault.verb)
    {
    case FaultVerb::DELAY:
        return LinkDisturbance::Delay{time("add")};
    case FaultVerb::JITTER:
        return LinkDisturbance::Jitter{value("spread") == 1,
                                       time("max"),
                                       time("mean"),
                                       time("deviation"),
                                       value("reorder") == 1};
    case FaultVerb::REORDER:
        return LinkDisturbance::Reorder{value("rate"), count("distance"), time("hold"), time("by")};
    case FaultVerb::DUPLICATE:
        return LinkDisturbance::Duplicate{value("rate")};
    case FaultVerb::CORRUPT:
        return LinkDisturbance::Corrupt{value("rate"), count("bits")};
    case FaultVerb::RATE:
        return LinkDisturbance::Rate{value("limit"), count("queue")};
    default:
        NS_ABORT_MSG("no fault of links: " << GetFaultVerb(fault.verb).name);
    }
}

} // namespace

void
BoundLink::Bind(Ptr<FaultErrorModel> model)
{
    m_model = model;
}

void
BoundLink::Bind(Ptr<FaultShim> shim)
{
    m_model = shim->GetErrorModel();
    m_shim = shim;
}

void
BoundLink::Bind(const InterfaceHook& hook)
{
    m_interface = hook;
}

std::string
BoundLink::FindLack(FaultVerb verb) const
{
    if (verb == FaultVerb::INTERFACE_DOWN)
    {
        return m_interface ? "" : "interface hook";
    }
    if (WireVerbs().Has(verb))
    {
        return m_model ? "" : "error model";
    }
    return m_shim || !ShimVerbs().Has(verb) ? "" : "shim";
}

void
BoundLink::Begin(uint32_t id, const ScheduledFault& fault)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    m_acting.Begin(id, fault.verb);
    switch (fault.verb)
    {
    case FaultVerb::CUT:
    case FaultVerb::PARTITION:
        m_model->GetImpairment().BeginCut(id);
        break;
    case FaultVerb::LOSS:
        if (HasFaultParameter(fault.parameters, "rate"))
        {
            m_model->GetImpairment().BeginLoss(id, value("rate"));
        }
        else
        {
            // Salted by what the fault is, not by its number: other lines do not change it.
            const auto salt = static_cast<uint64_t>(fault.begin.GetNanoSeconds());
            m_model->GetImpairment().BeginBurst(
                id, {value("p"), value("r"), value("loss-good"), value("loss-bad"), salt});
        }
        break;
    case FaultVerb::INTERFACE_DOWN:
        m_downs++;
        if (m_downs == 1)
        {
            m_interface(true);
        }
        break;
    default:
        m_shim->GetDisturbance().Begin(id, EffectOf(fault));
        m_shim->Update();
        break;
    }
}

bool
BoundLink::End(uint32_t id)
{
    const auto it = std::find_if(
        m_acting.begin(), m_acting.end(), [id](const auto& entry) { return entry.first == id; });
    if (it == m_acting.end())
    {
        return false;
    }
    const FaultVerb verb = it->second;
    m_acting.End(id);
    if (verb == FaultVerb::INTERFACE_DOWN)
    {
        m_downs--;
        if (m_downs == 0)
        {
            m_interface(false);
        }
    }
    else if (WireVerbs().Has(verb))
    {
        m_model->GetImpairment().End(id);
    }
    else
    {
        m_shim->GetDisturbance().End(id);
        m_shim->Update();
    }
    return true;
}

std::vector<uint32_t>
BoundLink::EndAll()
{
    std::vector<uint32_t> ids;
    for (const auto& entry : m_acting)
    {
        ids.push_back(entry.first);
    }
    for (const uint32_t id : ids)
    {
        End(id);
    }
    return ids;
}

void
BoundLink::AddDraws(DrawDigest& digest) const
{
    if (m_model)
    {
        m_model->AddDraws(digest);
    }
    if (m_shim)
    {
        m_shim->AddDraws(digest);
    }
}

} // namespace sharding
} // namespace ns3
