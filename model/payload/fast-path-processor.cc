/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fast-path-processor.h"

#include "cipher-queue.h"
#include "payload-sharding-net-device.h"
#include "reassembly-choice.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/escaped-text.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <bitset>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FastPathProcessor");
NS_OBJECT_ENSURE_REGISTERED(FastPathProcessor);

TypeId
FastPathProcessor::GetTypeId()
{
    static TypeId tid = CipherCostAttributes::AddTo(
        TypeId("ns3::sharding::FastPathProcessor")
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
            .AddAttribute("Processors",
                          "What this node does with shards whose processing flags ask for it: "
                          "inspect (1), transform (2), count (4), joined with commas. Shards that "
                          "ask for none of them bypass the CPU. Empty: it works on every frame.",
                          StringValue(""),
                          MakeStringAccessor(&FastPathProcessor::m_processors),
                          MakeStringChecker())
            .AddAttribute("InspectPattern",
                          "Bytes that inspect looks for; escapes as in C. A shard that holds them "
                          "gets the error code 1.",
                          StringValue(""),
                          MakeStringAccessor(&FastPathProcessor::m_pattern),
                          MakeStringChecker())
            .AddAttribute("TransformKey",
                          "Byte that transform combines with each byte by exclusive or; the "
                          "receiving sharding stage needs the same.",
                          UintegerValue(0x5a),
                          MakeUintegerAccessor(&FastPathProcessor::m_transformKey),
                          MakeUintegerChecker<uint8_t>(1, 255))
            .AddAttribute("Overload",
                          "A shard that finds the CPU queue full: drop, or pass (on as it is, "
                          "with the error code 2). Needs Processors.",
                          EnumDefault(Overload::DROP),
                          EnumAccessor(&FastPathProcessor::m_overload),
                          EnumNames(Overload::DROP, "drop", Overload::PASS, "pass"))
            .AddAttribute("KeyFile",
                          "File with 64 hexadecimal digits: the key of the sharding stages, with "
                          "which shards are opened and sealed again; empty or none: no key. Needs "
                          "Processors.",
                          StringValue(""),
                          MakeStringAccessor(&FastPathProcessor::m_keyFile),
                          MakeStringChecker())
            .AddAttribute("ShardProtocol",
                          "EtherType of shards.",
                          UintegerValue(0x88B5),
                          MakeUintegerAccessor(&FastPathProcessor::m_shardProtocol),
                          MakeUintegerChecker<uint16_t>(1536))
            .AddAttribute("BypassProtocol",
                          "EtherType of frames that bypass the CPU: the probes of sharding stages.",
                          UintegerValue(0x88B7),
                          MakeUintegerAccessor(&FastPathProcessor::m_bypassProtocol),
                          MakeUintegerChecker<uint16_t>(1536))
            .AddTraceSource("Drop",
                            "A frame was dropped, with the reason.",
                            MakeTraceSourceAccessor(&FastPathProcessor::m_drop),
                            "ns3::sharding::FastPathProcessor::DropTracedCallback"));
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
FastPathProcessor::AddPoint(uint32_t point, Ptr<NetDevice> out)
{
    NS_LOG_FUNCTION(this << point << out);
    m_points[point] = out;
}

void
FastPathProcessor::SetStage(Ptr<PayloadShardingNetDevice> stage)
{
    NS_LOG_FUNCTION(this << stage);
    m_stage = stage;
}

void
FastPathProcessor::AddReturn(Ptr<NetDevice> in, Ptr<NetDevice> out)
{
    NS_LOG_FUNCTION(this << in << out);
    m_returns.push_back({in, out});
}

std::string
FastPathProcessor::Validate() const
{
    uint8_t tasks = 0;
    if (!ShardWork::ParseTasks(m_processors, tasks))
    {
        return "Processors must be inspect, transform or count, joined with commas";
    }
    if (!Unescape(m_pattern))
    {
        return "InspectPattern holds an unknown escape; \\n, \\r, \\t, \\0, \\\\ and \\xHH are "
               "known";
    }
    if (m_overload == Overload::PASS && tasks == 0)
    {
        return "Overload = pass needs Processors";
    }
    if (!ShardKey::IsNamed(m_keyFile))
    {
        return "";
    }
    if (tasks == 0)
    {
        return "KeyFile needs Processors";
    }
    const auto key = ShardKey::FromFile(m_keyFile);
    return key.IsOk() ? "" : "KeyFile: " + key.Error();
}

ShardWork::Config
FastPathProcessor::GetWorkConfig() const
{
    ShardWork::Config config;
    ShardWork::ParseTasks(m_processors, config.tasks);
    config.pattern = Unescape(m_pattern).value_or("");
    config.transformKey = m_transformKey;
    config.limits.maxShards = UINT16_MAX;
    config.limits.maxPacketLength = UINT16_MAX;
    if (ShardKey::IsNamed(m_keyFile))
    {
        const auto key = ShardKey::FromFile(m_keyFile);
        NS_ABORT_MSG_UNLESS(key.IsOk(), "Validate was not called: " << key.Error());
        config.cipher = std::make_shared<const ShardCipher>(key.Value());
    }
    return config;
}

void
FastPathProcessor::StartApplication()
{
    NS_LOG_FUNCTION(this);
    GetCpu();
    if (const auto config = GetWorkConfig(); config.tasks != 0)
    {
        m_work = std::make_unique<ShardWork>(config);
    }
    for (const auto& route : m_returns)
    {
        GetNode()->RegisterProtocolHandler(
            MakeCallback(&FastPathProcessor::TakeBack, this), 0, route.in);
    }
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
    GetNode()->UnregisterProtocolHandler(MakeCallback(&FastPathProcessor::TakeBack, this));
}

Ptr<NetDevice>
FastPathProcessor::FindOut(const std::vector<Route>& routes, const Ptr<NetDevice>& in)
{
    for (const auto& route : routes)
    {
        if (route.in == in)
        {
            return route.out;
        }
    }
    return nullptr;
}

Ptr<NetDevice>
FastPathProcessor::FindWay(const Ptr<NetDevice>& in, const Packet& packet, uint16_t protocol) const
{
    const Ptr<NetDevice> out = FindOut(m_routes, in);
    if (out || protocol != m_shardProtocol)
    {
        return out;
    }
    const auto point = PeekReassemblyPoint(packet);
    const auto found = point ? m_points.find(*point) : m_points.end();
    return found == m_points.end() ? nullptr : found->second;
}

void
FastPathProcessor::Count(uint64_t Counters::*what, uint16_t protocol)
{
    (m_counters.*what)++;
    (m_whole.*what) += protocol != m_shardProtocol && protocol != m_bypassProtocol;
}

void
FastPathProcessor::Lose(uint64_t Counters::*what,
                        const Ptr<const Packet>& packet,
                        uint16_t protocol,
                        const std::string& reason)
{
    Count(what, protocol);
    m_drop(packet, reason);
}

void
FastPathProcessor::Forward(const Ptr<Packet>& packet, const Held& frame)
{
    Count(&Counters::forwarded, frame.protocol);
    if (frame.out == m_stage)
    {
        m_stage->TakeForwarded(frame.in, packet, frame.protocol, frame.in->GetAddress());
        return;
    }
    frame.out->Send(packet, frame.out->GetBroadcast(), frame.protocol);
}

void
FastPathProcessor::TakeBack(Ptr<NetDevice> device,
                            Ptr<const Packet> packet,
                            uint16_t protocol,
                            const Address& source,
                            const Address& dest,
                            NetDevice::PacketType type)
{
    NS_LOG_FUNCTION(this << device << packet << protocol << source << dest << type);
    if (!m_up)
    {
        m_counters.returnDropped++;
        m_drop(packet, "crashed");
        return;
    }
    m_counters.returned++;
    const Ptr<NetDevice> out = FindOut(m_returns, device);
    out->Send(packet->Copy(), out->GetBroadcast(), protocol);
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
    Count(&Counters::taken, protocol);
    if (!m_up)
    {
        Lose(&Counters::crashDropped, packet, protocol, "crashed");
        return;
    }
    Held frame{packet->Copy(), device, FindWay(device, *packet, protocol), protocol, 0};
    if (!frame.out)
    {
        Lose(&Counters::routeDropped, packet, protocol, "no-route");
        return;
    }
    const Demand demand = GetDemand(*packet, protocol);
    frame.tasks = demand.tasks;
    const bool isSelective = m_work && protocol == m_shardProtocol;
    if (protocol == m_bypassProtocol ||
        (isSelective && demand.tasks == 0 && demand.cipher.IsZero()))
    {
        Count(&Counters::bypassed, protocol);
        Forward(frame.packet, frame);
        return;
    }
    const auto slot = m_free.empty() ? static_cast<uint32_t>(m_held.size()) : m_free.back();
    const Time now = Simulator::Now();
    if (!m_cpu->Submit(now, demand.service, slot))
    {
        Refuse(frame);
        return;
    }
    m_cipherTime += demand.cipher;
    if (m_free.empty())
    {
        m_held.emplace_back();
    }
    else
    {
        m_free.pop_back();
    }
    std::swap(m_held[slot], frame);
    // On one core a frame behind others changes nothing about which is next.
    if (m_cores > 1 || GetInside() == 1)
    {
        m_alarm.Set(now, m_cpu->GetNextFinish());
    }
}

FastPathProcessor::Demand
FastPathProcessor::GetDemand(const Packet& packet, uint16_t protocol) const
{
    Demand demand;
    const uint32_t bytes = packet.GetSize();
    if (!m_work || protocol != m_shardProtocol)
    {
        demand.service = m_cpu->GetServiceTime(bytes);
        return demand;
    }
    demand.tasks = m_work->FindTasks(packet);
    if (m_work->HasKey())
    {
        const CipherCosts costs = GetCipherCosts();
        demand.cipher = costs.OfOpening(SealedBytes(packet));
        demand.cipher += demand.tasks ? costs.OfSealing(SealedBytes(packet)) : Time(0);
    }
    const auto times = static_cast<int64_t>(std::bitset<8>(demand.tasks).count());
    demand.service = m_cpu->GetServiceTime(bytes) * times + demand.cipher;
    return demand;
}

void
FastPathProcessor::Refuse(const Held& frame)
{
    if (m_work && frame.protocol == m_shardProtocol && m_overload == Overload::PASS)
    {
        Count(&Counters::bypassed, frame.protocol);
        Count(&Counters::skipped, frame.protocol);
        // Who has no time to work on a shard has none to open and seal it, either.
        Forward(m_work->HasKey() ? frame.packet : m_work->Skip(*frame.packet), frame);
        return;
    }
    Lose(&Counters::queueDropped, frame.packet, frame.protocol, "cpu-queue-full");
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
        Forward(held.tasks ? m_work->Do(*held.packet, held.tasks) : held.packet, held);
    }
    if (GetInside() > 0)
    {
        m_alarm.Set(now, m_cpu->GetNextFinish());
    }
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
            Lose(&Counters::crashDropped, held.packet, held.protocol, "crashed");
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

const ShardWork*
FastPathProcessor::GetWork() const
{
    return m_work.get();
}

const FastPathProcessor::Counters&
FastPathProcessor::GetCounters() const
{
    return m_counters;
}

const FastPathProcessor::Counters&
FastPathProcessor::GetWholeCounters() const
{
    return m_whole;
}

uint64_t
FastPathProcessor::GetWholeInside() const
{
    return m_whole.taken - m_whole.forwarded - m_whole.routeDropped - m_whole.queueDropped -
           m_whole.crashDropped;
}

uint64_t
FastPathProcessor::GetInside() const
{
    return m_held.size() - m_free.size();
}

Time
FastPathProcessor::GetCipherTime() const
{
    return m_cipherTime;
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
    m_returns.clear();
    m_points.clear();
    m_stage = nullptr;
    m_held.clear();
    m_alarm.Cancel();
    m_cpu.reset();
    Application::DoDispose();
}

} // namespace sharding
} // namespace ns3
