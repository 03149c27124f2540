/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-shim.h"

#include "node-receive.h"
#include "packet-damage.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FaultShim");
NS_OBJECT_ENSURE_REGISTERED(FaultShim);

TypeId
FaultShim::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::FaultShim")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddConstructor<FaultShim>()
            .AddAttribute("MaxHeld",
                          "Packets that may be held at once, queue of a rate limit included.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&FaultShim::m_maxHeld),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Drop",
                            "A packet is lost because of a fault, after it came off the wire",
                            MakeTraceSourceAccessor(&FaultShim::m_dropTrace),
                            "ns3::sharding::FaultShim::DropTracedCallback")
            .AddTraceSource("Delay",
                            "A packet goes on later than it came",
                            MakeTraceSourceAccessor(&FaultShim::m_delayTrace),
                            "ns3::sharding::FaultShim::PacketTracedCallback")
            .AddTraceSource("Duplicate",
                            "A packet is doubled",
                            MakeTraceSourceAccessor(&FaultShim::m_duplicateTrace),
                            "ns3::sharding::FaultShim::PacketTracedCallback")
            .AddTraceSource("Corrupt",
                            "A packet is damaged",
                            MakeTraceSourceAccessor(&FaultShim::m_corruptTrace),
                            "ns3::sharding::FaultShim::PacketTracedCallback")
            .AddTraceSource("Reorder",
                            "A packet is chosen to be held back",
                            MakeTraceSourceAccessor(&FaultShim::m_reorderTrace),
                            "ns3::sharding::FaultShim::PacketTracedCallback");
    return tid;
}

FaultShim::FaultShim() = default;
FaultShim::~FaultShim() = default;

FaultShim::Streams::Streams(const std::string& direction)
    : jitter("jitter/" + direction), angle("jitter-angle/" + direction),
      reorder("reorder/" + direction), duplicate("duplicate/" + direction),
      corrupt("corrupt/" + direction), bits("corrupt-bits/" + direction)
{
}

Ptr<FaultShim>
FaultShim::Install(Ptr<NetDevice> device, const std::string& direction)
{
    return Install(device,
                   direction,
                   MakeNodeReceive(device->GetNode()),
                   MakeNodePromiscReceive(device->GetNode()));
}

Ptr<FaultShim>
FaultShim::Install(Ptr<NetDevice> device,
                   const std::string& direction,
                   NetDevice::ReceiveCallback receive,
                   NetDevice::PromiscReceiveCallback promiscReceive)
{
    Ptr<FaultShim> shim = CreateObject<FaultShim>();
    shim->m_device = PeekPointer(device);
    shim->m_receive = receive;
    shim->m_promiscReceive = promiscReceive;
    shim->m_streams.emplace(direction);
    shim->m_model = CreateObject<FaultErrorModel>();
    shim->m_model->SetDirection(direction);
    device->SetAttribute("ReceiveErrorModel", PointerValue(shim->m_model));
    // They live and die together, so the callbacks need no reference.
    device->AggregateObject(shim);
    return shim;
}

void
FaultShim::AddSender(const Address& sender, Ptr<FaultErrorModel> model)
{
    m_senders[sender] = model;
    Update();
}

Ptr<FaultErrorModel>
FaultShim::GetErrorModel() const
{
    return m_model;
}

LinkDisturbance&
FaultShim::GetDisturbance()
{
    return m_disturbance;
}

void
FaultShim::Update()
{
    m_idle = m_disturbance.IsIdle() && m_senders.empty();
    if (!m_idle && !m_engaged)
    {
        Engage();
    }
    RestSoon();
    if (!m_passage.IsQueueEmpty())
    {
        // In the node's name: whoever changes faults has none.
        Simulator::ScheduleWithContext(
            m_device->GetNode()->GetId(), Time(0), &FaultShim::ServeAnew, Ptr<FaultShim>(this));
    }
}

void
FaultShim::Engage()
{
    m_engaged = true;
    m_device->SetReceiveCallback(MakeCallback(&FaultShim::Receive, this));
    if (!m_promiscReceive.IsNull())
    {
        m_device->SetPromiscReceiveCallback(MakeCallback(&FaultShim::PromiscReceive, this));
    }
}

void
FaultShim::Rest()
{
    if (!m_engaged || !m_idle || m_counters.held > 0)
    {
        return;
    }
    m_engaged = false;
    m_last = nullptr;
    m_lastHeld.clear();
    m_device->SetReceiveCallback(m_receive);
    if (!m_promiscReceive.IsNull())
    {
        m_device->SetPromiscReceiveCallback(m_promiscReceive);
    }
}

const FaultShim::Counters&
FaultShim::GetCounters() const
{
    return m_counters;
}

void
FaultShim::AddDraws(DrawDigest& digest)
{
    for (ArrivalDraw* draw : {&m_streams->jitter,
                              &m_streams->angle,
                              &m_streams->reorder,
                              &m_streams->duplicate,
                              &m_streams->corrupt,
                              &m_streams->bits})
    {
        draw->AddTo(digest);
    }
}

bool
FaultShim::Receive(Ptr<NetDevice> /* device */,
                   Ptr<const Packet> packet,
                   uint16_t protocol,
                   const Address& from)
{
    Take(packet, {false, protocol, from, Address(), NetDevice::PACKET_HOST});
    return true;
}

bool
FaultShim::PromiscReceive(Ptr<NetDevice> /* device */,
                          Ptr<const Packet> packet,
                          uint16_t protocol,
                          const Address& from,
                          const Address& to,
                          NetDevice::PacketType type)
{
    Take(packet, {true, protocol, from, to, type});
    return true;
}

void
FaultShim::Take(Ptr<const Packet> packet, const Call& call)
{
    const bool partner = m_last == packet && m_lastPromiscuous != call.promiscuous;
    if (!partner)
    {
        Arrive(packet, call);
        m_last = packet;
        m_lastPromiscuous = call.promiscuous;
        return;
    }
    m_last = nullptr;
    const auto held = std::move(m_lastHeld);
    m_lastHeld.clear();
    for (const auto& copy : held)
    {
        if (!copy->gone)
        {
            copy->calls.push_back(call);
        }
        else if (!copy->lost)
        {
            HandUp(copy->packet, call);
        }
    }
}

void
FaultShim::Arrive(Ptr<const Packet> packet, const Call& call)
{
    m_lastHeld.clear();
    m_counters.arrived++;
    // The wire has counted this packet already.
    const uint64_t seen = m_model->GetArrivals();
    const uint64_t arrival = seen > 0 ? seen - 1 : 0;
    auto first = std::make_shared<Held>();
    first->packet = packet;
    first->arrived = Simulator::Now();
    first->calls.push_back(call);
    m_counters.held++;
    if (IsLostFromSender(first, call.from))
    {
        m_lastHeld.push_back(first);
        return;
    }
    first->numbers = DrawNumbers(arrival);
    const auto fate = m_disturbance.Judge(first->numbers);
    if (fate.flippedBits > 0 && packet->GetSize() > 0)
    {
        const auto bits = ChooseBits(
            m_streams->bits.Get(arrival), fate.flippedBits, uint64_t{8} * packet->GetSize());
        first->packet = FlipBits(packet, bits);
        m_counters.corrupted++;
        m_corruptTrace(first->packet);
    }
    m_lastHeld.push_back(first);
    if (fate.copies == 2)
    {
        auto second = std::make_shared<Held>(*first);
        second->packet = first->packet->Copy();
        m_lastHeld.push_back(second);
        m_counters.duplicated++;
        m_counters.held++;
        m_duplicateTrace(packet);
    }
    // Handing up can lead to anything, even to the end of this object's work: walk a copy.
    const auto copies = m_lastHeld;
    for (const auto& copy : copies)
    {
        SendOff(copy);
    }
}

bool
FaultShim::IsLostFromSender(const HeldPtr& held, const Address& from)
{
    const auto it = m_senders.find(from);
    if (it == m_senders.end())
    {
        return false;
    }
    using Verdict = LinkImpairment::Verdict;
    const Verdict verdict = it->second->Judge(held->packet);
    if (verdict != Verdict::PASS)
    {
        Lose(held,
             verdict == Verdict::CUT ? m_counters.senderCut : m_counters.senderLost,
             LinkImpairment::GetReason(verdict));
    }
    return verdict != Verdict::PASS;
}

LinkDisturbance::Numbers
FaultShim::DrawNumbers(uint64_t arrival)
{
    LinkDisturbance::Numbers numbers;
    if (m_disturbance.NeedsJitter())
    {
        numbers.jitter = m_streams->jitter.Get(arrival);
        numbers.angle = m_streams->angle.Get(arrival);
    }
    if (m_disturbance.NeedsReorder())
    {
        numbers.reorder = m_streams->reorder.Get(arrival);
    }
    if (m_disturbance.NeedsDuplicate())
    {
        numbers.duplicate = m_streams->duplicate.Get(arrival);
    }
    if (m_disturbance.NeedsCorrupt())
    {
        numbers.corrupt = m_streams->corrupt.Get(arrival);
    }
    return numbers;
}

void
FaultShim::SendOff(const HeldPtr& held)
{
    if (m_counters.held > m_maxHeld || !m_passage.Enter(held))
    {
        Lose(held, m_counters.queueFull, "fault-queue-full");
    }
}

void
FaultShim::ServeAnew()
{
    m_passage.Serve();
}

void
FaultShim::NoteHeldBack(const ShimPassage::PacketPtr& packet)
{
    m_counters.reordered++;
    m_reorderTrace(packet->packet);
}

void
FaultShim::GoOn(const ShimPassage::PacketPtr& packet)
{
    const HeldPtr held = std::static_pointer_cast<Held>(packet);
    if (m_model->GetImpairment().IsCut())
    {
        Lose(held, m_counters.cut, LinkImpairment::GetReason(LinkImpairment::Verdict::CUT));
        return;
    }
    held->gone = true;
    m_counters.held--;
    m_counters.delivered++;
    if (Simulator::Now() > held->arrived)
    {
        m_counters.delayed++;
        m_delayTrace(held->packet);
    }
    for (const auto& call : held->calls)
    {
        HandUp(held->packet, call);
    }
    RestSoon();
}

void
FaultShim::Lose(const HeldPtr& held, uint64_t& counter, const std::string& reason)
{
    held->gone = true;
    held->lost = true;
    m_counters.held--;
    counter++;
    NS_LOG_INFO("lost packet " << held->packet->GetUid() << ": " << reason);
    m_dropTrace(held->packet, reason);
    RestSoon();
}

void
FaultShim::RestSoon()
{
    if (m_idle && m_engaged && m_counters.held == 0)
    {
        // Not at once: the device may be in the middle of a call.
        Simulator::ScheduleNow(&FaultShim::Rest, Ptr<FaultShim>(this));
    }
}

void
FaultShim::HandUp(Ptr<const Packet> packet, const Call& call)
{
    Ptr<NetDevice> device(m_device);
    if (call.promiscuous)
    {
        m_promiscReceive(device, packet, call.protocol, call.from, call.to, call.type);
    }
    else
    {
        m_receive(device, packet, call.protocol, call.from);
    }
}

void
FaultShim::DoDispose()
{
    m_passage.Clear();
    m_lastHeld.clear();
    m_last = nullptr;
    m_senders.clear();
    m_model = nullptr;
    m_receive = NetDevice::ReceiveCallback();
    m_promiscReceive = NetDevice::PromiscReceiveCallback();
    Object::DoDispose();
}

} // namespace sharding
} // namespace ns3
