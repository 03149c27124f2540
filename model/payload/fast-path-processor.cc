/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fast-path-processor.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FastPathProcessor");
NS_OBJECT_ENSURE_REGISTERED(FastPathProcessor);

TypeId
FastPathProcessor::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::FastPathProcessor")
                            .SetParent<Application>()
                            .SetGroupName("Sharding")
                            .AddConstructor<FastPathProcessor>()
                            .AddAttribute("Cores",
                                          "CPU cores; each works on one frame at a time.",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&FastPathProcessor::m_cores),
                                          MakeUintegerChecker<uint32_t>(1, 1024))
                            .AddAttribute("CostPerPacket",
                                          "CPU time of a frame besides what its bytes cost.",
                                          TimeValue(MicroSeconds(2)),
                                          MakeTimeAccessor(&FastPathProcessor::m_perPacket),
                                          MakeTimeChecker(Time(0)))
                            .AddAttribute("CostPerByte",
                                          "CPU time per byte of a frame, nanoseconds.",
                                          DoubleValue(1.0),
                                          MakeDoubleAccessor(&FastPathProcessor::m_perByteNs),
                                          MakeDoubleChecker<double>(0, 1e6))
                            .AddAttribute("QueueLimit",
                                          "Frames that may wait for the CPU; 0: none may.",
                                          UintegerValue(1000),
                                          MakeUintegerAccessor(&FastPathProcessor::m_queueLimit),
                                          MakeUintegerChecker<uint32_t>(0, 1000000))
                            .AddTraceSource("Drop",
                                            "A frame was dropped, with the reason.",
                                            MakeTraceSourceAccessor(&FastPathProcessor::m_drop),
                                            "ns3::sharding::FastPathProcessor::DropTracedCallback");
    return tid;
}

FastPathProcessor::FastPathProcessor() : m_alarm([this] { Finish(); })
{
    NS_LOG_FUNCTION(this);
}

FastPathProcessor::~FastPathProcessor()
{
    NS_LOG_FUNCTION(this);
}

void
FastPathProcessor::AddRoute(Ptr<NetDevice> in, Ptr<NetDevice> out)
{
    NS_LOG_FUNCTION(this << in << out);
    m_routes.push_back({in, out});
}

void
FastPathProcessor::StartApplication()
{
    NS_LOG_FUNCTION(this);
    GetCpu();
    for (const auto& route : m_routes)
    {
        GetNode()->RegisterProtocolHandler(
            MakeCallback(&FastPathProcessor::Take, this), 0, route.in);
    }
}

void
FastPathProcessor::StopApplication()
{
    NS_LOG_FUNCTION(this);
    GetNode()->UnregisterProtocolHandler(MakeCallback(&FastPathProcessor::Take, this));
}

void
FastPathProcessor::Take(Ptr<NetDevice> device,
                        Ptr<const Packet> packet,
                        uint16_t protocol,
                        const Address& source,
                        const Address& dest,
                        NetDevice::PacketType type)
{
    NS_LOG_FUNCTION(this << device << packet << protocol << source << dest << type);
    m_counters.taken++;
    if (!m_up)
    {
        m_counters.crashDropped++;
        m_drop(packet, "crashed");
        return;
    }
    const auto slot = m_free.empty() ? static_cast<uint32_t>(m_held.size()) : m_free.back();
    const Time now = Simulator::Now();
    if (!m_cpu->Submit(now, m_cpu->GetServiceTime(packet->GetSize()), slot))
    {
        m_counters.queueDropped++;
        m_drop(packet, "cpu-queue-full");
        return;
    }
    Ptr<NetDevice> out;
    for (const auto& route : m_routes)
    {
        if (route.in == device)
        {
            out = route.out;
            break;
        }
    }
    if (m_free.empty())
    {
        m_held.emplace_back();
    }
    else
    {
        m_free.pop_back();
    }
    m_held[slot] = Held{packet->Copy(), out, protocol};
    m_alarm.Set(now, m_cpu->GetNextFinish());
}

void
FastPathProcessor::Finish()
{
    NS_LOG_FUNCTION(this);
    const Time now = Simulator::Now();
    while (const auto slot = m_cpu->PopFinished(now))
    {
        Held held;
        std::swap(held, m_held[*slot]);
        m_free.push_back(*slot);
        m_counters.forwarded++;
        held.out->Send(held.packet, held.out->GetBroadcast(), held.protocol);
    }
    m_alarm.Set(now, m_cpu->GetNextFinish());
}

Cpu&
FastPathProcessor::GetCpu()
{
    if (!m_cpu)
    {
        Cpu::Config config;
        config.cores = m_cores;
        config.perItem = m_perPacket;
        config.perByteNs = m_perByteNs;
        config.queueLimit = m_queueLimit;
        m_cpu = std::make_unique<Cpu>(config);
    }
    return *m_cpu;
}

void
FastPathProcessor::Crash()
{
    NS_LOG_FUNCTION(this);
    if (!m_up)
    {
        return;
    }
    m_up = false;
    m_alarm.Cancel();
    if (m_cpu)
    {
        m_cpu->Clear(Simulator::Now());
    }
    for (const auto& held : m_held)
    {
        if (held.packet)
        {
            m_counters.crashDropped++;
            m_drop(held.packet, "crashed");
        }
    }
    m_held.clear();
    m_free.clear();
}

void
FastPathProcessor::Restart()
{
    NS_LOG_FUNCTION(this);
    m_up = true;
}

bool
FastPathProcessor::IsUp() const
{
    return m_up;
}

bool
FastPathProcessor::AddCpuSlowDown(double factor)
{
    NS_LOG_FUNCTION(this << factor);
    const bool taken = GetCpu().AddSlowDown(Simulator::Now(), factor);
    m_alarm.Set(Simulator::Now(), m_cpu->GetNextFinish());
    return taken;
}

bool
FastPathProcessor::RemoveCpuSlowDown(double factor)
{
    NS_LOG_FUNCTION(this << factor);
    const bool removed = GetCpu().RemoveSlowDown(Simulator::Now(), factor);
    m_alarm.Set(Simulator::Now(), m_cpu->GetNextFinish());
    return removed;
}

const FastPathProcessor::Counters&
FastPathProcessor::GetCounters() const
{
    return m_counters;
}

uint64_t
FastPathProcessor::GetInside() const
{
    return m_held.size() - m_free.size();
}

Time
FastPathProcessor::GetBusyTime() const
{
    return m_cpu ? m_cpu->GetBusyTime(Simulator::Now()) : Time(0);
}

void
FastPathProcessor::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_routes.clear();
    m_held.clear();
    m_alarm.Cancel();
    m_cpu.reset();
    Application::DoDispose();
}

} // namespace sharding
} // namespace ns3
