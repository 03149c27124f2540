/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "animation-recorder.h"

#include "animation-layout.h"

#include "ns3/channel-list.h"
#include "ns3/csma-net-device.h"
#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-header.h"
#include "ns3/mac48-address.h"
#include "ns3/node-list.h"
#include "ns3/pointer.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace sharding
{

namespace
{

const std::string MODEL = "ReceiveErrorModel";
constexpr size_t MAX_SENDING = 100000; //!< packets on simple channels whose sender is known
constexpr double NODE_SIZE = 3;

const AnimationXml::Color SOUND{40, 120, 180};
const AnimationXml::Color IMPAIRED{230, 150, 30};
const AnimationXml::Color DOWN{200, 30, 30};

/// @return the value of a field of an event
std::string
FieldOf(const RunEvent& event, const std::string& name)
{
    for (const auto& [field, value] : event.fields)
    {
        if (field == name)
        {
            return value;
        }
    }
    return "";
}

/// @return verbs as one text
std::string
Join(const std::multiset<std::string>& verbs)
{
    std::string text;
    for (const auto& verb : verbs)
    {
        text += (text.empty() ? "" : ", ") + verb;
    }
    return text;
}

} // namespace

/// Sees the packets that come to a device before its own error model does.
class AnimationRecorder::Watcher : public ErrorModel
{
  public:
    Watcher(AnimationRecorder& recorder, const Ptr<NetDevice>& device, const Ptr<ErrorModel>& model)
        : m_recorder(recorder), m_device(PeekPointer(device)), m_model(model)
    {
    }

  private:
    bool
    DoCorrupt(Ptr<Packet> packet) override
    {
        const Ptr<Packet> asItCame = packet->Copy();
        const bool lost = m_model && m_model->IsCorrupt(packet);
        m_recorder.NoteFrame(m_device, *asItCame, lost);
        return lost;
    }

    void
    DoReset() override
    {
        if (m_model)
        {
            m_model->Reset();
        }
    }

    AnimationRecorder& m_recorder;
    NetDevice* m_device; //!< it holds this object
    Ptr<ErrorModel> m_model;
};

AnimationRecorder::AnimationRecorder(std::ostream& out,
                                     const Names& names,
                                     Time from,
                                     uint64_t maxFrames)
    : m_xml(out), m_from(from), m_maxFrames(maxFrames)
{
    DrawNodes(names);
    DrawLinks();
    for (uint32_t id = 0; id < NodeList::GetNNodes(); id++)
    {
        const Ptr<Node> node = NodeList::GetNode(id);
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            Watch(node->GetDevice(i));
        }
    }
}

AnimationRecorder::~AnimationRecorder()
{
    m_xml.Close();
}

void
AnimationRecorder::DrawNodes(const Names& names)
{
    std::vector<std::string> nameOf(NodeList::GetNNodes());
    for (const auto& [name, node] : names)
    {
        nameOf[node->GetId()] = name;
    }
    std::vector<std::pair<std::size_t, std::size_t>> links;
    for (uint32_t i = 0; i < ChannelList::GetNChannels(); i++)
    {
        const Ptr<Channel> channel = ChannelList::GetChannel(i);
        for (std::size_t a = 0; a < channel->GetNDevices(); a++)
        {
            for (std::size_t b = a + 1; b < channel->GetNDevices(); b++)
            {
                links.emplace_back(channel->GetDevice(a)->GetNode()->GetId(),
                                   channel->GetDevice(b)->GetNode()->GetId());
            }
        }
    }
    const auto places = LayOutNodes(nameOf.size(), links);
    for (uint32_t id = 0; id < nameOf.size(); id++)
    {
        m_xml.Node(id, places[id].x, places[id].y);
    }
    for (uint32_t id = 0; id < nameOf.size(); id++)
    {
        const std::string name = nameOf[id].empty() ? "node-" + std::to_string(id) : nameOf[id];
        m_ids[name] = id;
        m_xml.NodeText(Time(0), id, name);
        m_xml.NodeSize(Time(0), id, NODE_SIZE);
        m_xml.NodeColor(Time(0), id, SOUND);
    }
}

void
AnimationRecorder::DrawLinks()
{
    for (uint32_t i = 0; i < ChannelList::GetNChannels(); i++)
    {
        const Ptr<Channel> channel = ChannelList::GetChannel(i);
        if (channel->GetNDevices() == 2)
        {
            m_xml.Link(channel->GetDevice(0)->GetNode()->GetId(),
                       channel->GetDevice(1)->GetNode()->GetId());
        }
    }
}

AnimationRecorder::Way
AnimationRecorder::WayFrom(const Ptr<NetDevice>& device)
{
    Way way{device, 0, 0, Time(0)};
    for (const auto& object : {Ptr<Object>(device->GetChannel()), Ptr<Object>(device)})
    {
        DataRateValue rate;
        TimeValue delay;
        if (object->GetAttributeFailSafe("DataRate", rate))
        {
            way.bitsPerSecond = static_cast<double>(rate.Get().GetBitRate());
        }
        if (object->GetAttributeFailSafe("Delay", delay))
        {
            way.delay = delay.Get();
        }
    }
    UintegerValue overhead;
    if (device->GetAttributeFailSafe("FrameOverhead", overhead))
    {
        way.overhead = static_cast<uint32_t>(overhead.Get());
    }
    return way;
}

void
AnimationRecorder::Watch(const Ptr<NetDevice>& device)
{
    const Ptr<Channel> channel = device->GetChannel();
    PointerValue model;
    // A device on top of others has the channel of one of these.
    bool isOnChannel = false;
    for (std::size_t i = 0; channel && i < channel->GetNDevices(); i++)
    {
        isOnChannel = isOnChannel || channel->GetDevice(i) == device;
    }
    if (!isOnChannel || !device->GetAttributeFailSafe(MODEL, model))
    {
        return;
    }
    m_ways[device] = WayFrom(device);
    device->SetAttribute(
        MODEL, PointerValue(CreateObject<Watcher>(*this, device, model.Get<ErrorModel>())));
    PointerValue queue;
    if (channel->GetNDevices() > 2 && !DynamicCast<CsmaNetDevice>(device) &&
        device->GetAttributeFailSafe("TxQueue", queue) && queue.Get<Queue<Packet>>())
    {
        queue.Get<Queue<Packet>>()->TraceConnectWithoutContext(
            "Dequeue", MakeBoundCallback(&AnimationRecorder::NoteSending, this, device));
    }
}

void
AnimationRecorder::NoteSending(AnimationRecorder* self,
                               Ptr<NetDevice> device,
                               Ptr<const Packet> packet)
{
    if (self->m_sending.size() >= MAX_SENDING)
    {
        self->m_sending.clear();
    }
    self->m_sending[packet->GetUid()] = device;
}

Ptr<NetDevice>
AnimationRecorder::FindSender(const Ptr<NetDevice>& to, const Packet& packet) const
{
    const Ptr<Channel> channel = to->GetChannel();
    if (channel->GetNDevices() == 2)
    {
        return channel->GetDevice(channel->GetDevice(0) == to ? 1 : 0);
    }
    if (!DynamicCast<CsmaNetDevice>(to))
    {
        const auto found = m_sending.find(packet.GetUid());
        return found == m_sending.end() || found->second == to ? nullptr : found->second;
    }
    EthernetHeader header(false);
    packet.PeekHeader(header);
    for (std::size_t i = 0; i < channel->GetNDevices(); i++)
    {
        const Ptr<NetDevice> other = channel->GetDevice(i);
        if (Mac48Address::ConvertFrom(other->GetAddress()) == header.GetSource())
        {
            return other;
        }
    }
    return nullptr;
}

void
AnimationRecorder::NoteFrame(const Ptr<NetDevice>& to, const Packet& packet, bool lost)
{
    if (Simulator::Now() < m_from)
    {
        return;
    }
    if (DynamicCast<CsmaNetDevice>(to))
    {
        EthernetHeader header(false);
        packet.PeekHeader(header);
        if (!header.GetDestination().IsGroup() &&
            header.GetDestination() != Mac48Address::ConvertFrom(to->GetAddress()))
        {
            return; // every station of a bus hears everything
        }
    }
    const Ptr<NetDevice> sender = FindSender(to, packet);
    const auto found = m_ways.find(sender);
    if (found == m_ways.end() || m_drawn >= m_maxFrames)
    {
        m_leftOut++;
        return;
    }
    m_drawn++;
    const Way& way = found->second;
    const uint32_t bytes = packet.GetSize() + way.overhead;
    const Time now = Simulator::Now();
    const Time sending = way.bitsPerSecond > 0 ? Seconds(bytes * 8 / way.bitsPerSecond) : Time(0);
    const Time lastSent = std::max(now - way.delay, Time(0));
    const Time firstSent = std::max(lastSent - sending, Time(0));
    m_xml.Packet({sender->GetNode()->GetId(),
                  firstSent,
                  lastSent,
                  to->GetNode()->GetId(),
                  std::max(now - sending, firstSent),
                  now,
                  std::to_string(packet.GetSize()) + " B" + (lost ? ", lost" : "")});
}

void
AnimationRecorder::NoteFault(const RunEvent& event)
{
    const std::string action = FieldOf(event, "action");
    if (action != "begin" && action != "end")
    {
        return; // it hit nobody, or is over at once
    }
    const std::string verb = FieldOf(event, "verb");
    std::istringstream targets(FieldOf(event, "targets"));
    for (std::string target; std::getline(targets, target, ',');)
    {
        auto& acting = m_acting[target];
        if (action == "begin")
        {
            acting.insert(verb);
        }
        else if (const auto at = acting.find(verb); at != acting.end())
        {
            acting.erase(at);
        }
        target.find('>') == std::string::npos ? ShowNode(target) : ShowLink(target);
    }
}

void
AnimationRecorder::ShowNode(const std::string& name)
{
    const auto id = m_ids.find(name);
    if (id == m_ids.end())
    {
        return;
    }
    const auto& acting = m_acting[name];
    const Time now = Simulator::Now();
    m_xml.NodeText(now, id->second, acting.empty() ? name : name + ": " + Join(acting));
    m_xml.NodeColor(now,
                    id->second,
                    acting.empty()              ? SOUND
                    : acting.count("crash") > 0 ? DOWN
                                                : IMPAIRED);
}

void
AnimationRecorder::ShowLink(const std::string& direction)
{
    const auto arrow = direction.find('>');
    const std::string a = direction.substr(0, arrow);
    const std::string b = direction.substr(arrow + 1);
    const auto from = m_ids.find(a);
    const auto to = m_ids.find(b);
    if (from == m_ids.end() || to == m_ids.end())
    {
        // One side is a bus: what it hits is the station.
        const auto station = from == m_ids.end() ? to : from;
        if (station != m_ids.end())
        {
            const auto& acting = m_acting[direction];
            m_xml.NodeText(Simulator::Now(),
                           station->second,
                           acting.empty() ? station->first : station->first + ": " + Join(acting));
        }
        return;
    }
    std::multiset<std::string> verbs = m_acting[direction];
    for (const auto& verb : m_acting[b + ">" + a])
    {
        if (verbs.count(verb) == 0)
        {
            verbs.insert(verb);
        }
    }
    m_xml.LinkText(Simulator::Now(), from->second, to->second, Join(verbs));
}

uint64_t
AnimationRecorder::GetDrawn() const
{
    return m_drawn;
}

uint64_t
AnimationRecorder::GetLeftOut() const
{
    return m_leftOut;
}

} // namespace sharding
} // namespace ns3
