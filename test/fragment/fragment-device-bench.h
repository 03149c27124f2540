/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_DEVICE_BENCH_H
#define FRAGMENT_DEVICE_BENCH_H

#include "adapter-bench.h"

#include "ns3/channel.h"
#include "ns3/fragment-helper.h"
#include "ns3/fragment-net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

inline const Mac48Address ANNA("00:00:00:00:00:0a");
inline const Mac48Address BERT("00:00:00:00:00:0b");
inline const Mac48Address CARL("00:00:00:00:00:0c");
constexpr uint16_t PLAIN = 0x0800;
constexpr uint16_t FRAGMENTS = 0x88B6;

/// A device with nothing behind it: it keeps what it is to send, and receives what the test wants.
class OpenEndedDevice : public BasicNetDevice
{
  public:
    struct Frame
    {
        Ptr<Packet> packet;
        Address source;
        Address dest;
        uint16_t protocol;
    };

    std::vector<Frame> sent;
    size_t room{SIZE_MAX}; //!< frames that are taken
    bool isUp{true};

    void
    Arrive(const Ptr<Packet>& packet,
           uint16_t protocol,
           const Address& source,
           PacketType type = PACKET_HOST)
    {
        DeliverUp(packet,
                  protocol,
                  source,
                  type == PACKET_OTHERHOST ? Address(CARL) : GetAddress(),
                  type);
    }

    void
    SetUp(bool up)
    {
        isUp = up;
        NotifyLinkChange();
    }

    bool
    Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol) override
    {
        return SendFrom(packet, GetAddress(), dest, protocol);
    }

    bool
    SendFrom(Ptr<Packet> packet,
             const Address& source,
             const Address& dest,
             uint16_t protocol) override
    {
        if (sent.size() >= room)
        {
            return false;
        }
        sent.push_back({packet, source, dest, protocol});
        return true;
    }

    bool
    SupportsSendFrom() const override
    {
        return true;
    }

    bool
    NeedsArp() const override
    {
        return true;
    }

    Ptr<Channel>
    GetChannel() const override
    {
        return nullptr;
    }

    bool
    IsLinkUp() const override
    {
        return isUp;
    }
};

/// Attributes of a device and their values.
using Settings = std::map<std::string, std::string>;

/// A fragment device over an open-ended one, and all that it reports.
class DeviceBench
{
  public:
    explicit DeviceBench(const Settings& attributes = {})
    {
        lower->SetMtu(500);
        lower->SetAddress(ANNA);
        node->AddDevice(lower);
        FragmentHelper helper;
        for (const auto& [name, value] : attributes)
        {
            helper.SetDeviceAttribute(name, StringValue(value));
        }
        device = DynamicCast<FragmentNetDevice>(helper.Install(NetDeviceContainer(lower)).Get(0));
        EXPECT_EQ(device->Validate(), "");
        node->RegisterProtocolHandler(MakeCallback(&DeviceBench::Receive, this), 0, device);
        device->TraceConnectWithoutContext("Drop", MakeCallback(&DeviceBench::NoteDrop, this));
        device->TraceConnectWithoutContext("FragmentRefused",
                                           MakeCallback(&DeviceBench::NoteDrop, this));
        device->TraceConnectWithoutContext("MessageLost",
                                           MakeCallback(&DeviceBench::NoteLost, this));
        device->TraceConnectWithoutContext("Split", MakeCallback(&DeviceBench::NoteSplit, this));
    }

    ~DeviceBench()
    {
        Simulator::Destroy();
    }

    bool
    Send(const TestBytes& bytes, uint16_t protocol = PLAIN)
    {
        return device->Send(
            Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())), BERT, protocol);
    }

    /// Gives what was sent to another device, as if its sender was this.
    void
    PassOn(DeviceBench& other, const Address& source)
    {
        for (const auto& frame : lower->sent)
        {
            other.lower->Arrive(frame.packet->Copy(), frame.protocol, source);
        }
        lower->sent.clear();
    }

    Ptr<Node> node{CreateObject<Node>()};
    Ptr<OpenEndedDevice> lower{CreateObject<OpenEndedDevice>()};
    Ptr<FragmentNetDevice> device;
    std::vector<TestBytes> received;
    std::vector<uint16_t> protocols;
    std::string drops;  //!< reasons, in order
    std::string losses; //!< the same, of messages
    std::string splits; //!< "id/fragments", in order

  private:
    void
    Receive(Ptr<NetDevice>,
            Ptr<const Packet> packet,
            uint16_t protocol,
            const Address&,
            const Address&,
            NetDevice::PacketType)
    {
        TestBytes bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        received.push_back(bytes);
        protocols.push_back(protocol);
    }

    void
    NoteDrop(Ptr<const Packet>, const std::string& reason)
    {
        drops += reason + " ";
    }

    void
    NoteLost(const LostMessage& lost)
    {
        losses += FragmentOutcomeName(lost.reason) + " ";
    }

    void
    NoteSplit(Ptr<const Packet>, std::optional<MessageId> id, uint32_t fragments)
    {
        splits += (id ? std::to_string(id->Value()) : "-") + "/" + std::to_string(fragments) + " ";
    }
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_DEVICE_BENCH_H */
