/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-process.h"

#include "ns3/node.h"
#include "ns3/string.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(TransportProcess);

TypeId
TransportProcess::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::TransportProcess")
                            .SetParent<ProcessApplication>()
                            .SetGroupName("Sharding");
    return tid;
}

TransportProcess::TransportProcess()
{
    TraceConnectWithoutContext("State", MakeCallback(&TransportProcess::NoteState, this));
}

TransportProcess::~TransportProcess() = default;

void
TransportProcess::SetEndpoint(Ptr<MessageEndpoint> endpoint, uint64_t self)
{
    m_endpoint = endpoint;
    m_self = self;
}

Ptr<MessageEndpoint>
TransportProcess::GetEndpoint() const
{
    return m_endpoint;
}

uint64_t
TransportProcess::GetSelf() const
{
    return m_self;
}

TransportHost
TransportProcess::MakeTransportHost()
{
    TransportHost host;
    StringValue name;
    GetAttribute("ProcessName", name);
    host.role = name.Get().empty() ? "node-" + std::to_string(GetNode()->GetId()) : name.Get();
    host.createSocket = [this](TypeId factory) { return CreateSocket(factory); };
    host.now = [this] { return GetMonotonicTime(); };
    host.isUp = [this] { return IsUp(); };
    host.schedule = [this](Time delay, std::function<void()> action)
    { return ScheduleLocal(delay, std::move(action)); };
    host.cancel = [this](const LocalTimers::Id& timer) { return CancelLocal(timer); };
    return host;
}

void
TransportProcess::DoStart()
{
    if (m_endpoint)
    {
        m_endpoint->Start(MakeTransportHost(), m_self);
    }
}

void
TransportProcess::DoForget()
{
    if (m_endpoint)
    {
        m_endpoint->Forget();
    }
}

void
TransportProcess::DoStop()
{
    if (m_endpoint)
    {
        m_endpoint->Stop();
    }
}

void
TransportProcess::DoDispose()
{
    if (m_endpoint)
    {
        m_endpoint->Dispose();
        m_endpoint = nullptr;
    }
    ProcessApplication::DoDispose();
}

void
TransportProcess::NoteState(State before, State after)
{
    if (before == State::PAUSED && after == State::RUNNING && m_endpoint)
    {
        m_endpoint->Resume();
    }
}

} // namespace sharding
} // namespace ns3
