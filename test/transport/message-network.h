/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_NETWORK_H
#define MESSAGE_NETWORK_H

#include "test/support/schedule-call.h"

#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/transport-process.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

constexpr uint16_t MESSAGE_PORT = 4000;

/// A process that listens, and writes down what happens to it.
class Talker : public TransportProcess
{
  public:
    std::vector<std::string> received; //!< since it began
    std::vector<std::string> ever;     //!< in all of its lives
    std::vector<Time> times;           //!< of each in ever
    std::map<std::string, int> fates;
    std::string ends; //!< reasons, each with a space behind it
    bool listens{true};
    bool crashesOnMessage{false};
    bool closesOnMessage{false};
    MessageConnection* last{nullptr}; //!< that opened last

    /// @return handlers that write down
    ProtocolHandler
    Handler()
    {
        ProtocolHandler handler;
        handler.onOpen = [this](MessageConnection& connection) { last = &connection; };
        handler.onMessage = [this](MessageConnection& connection, const InboundMessage& message)
        {
            const std::string text(message.bytes.data, message.bytes.data + message.bytes.size);
            received.push_back(text);
            ever.push_back(text);
            times.push_back(Simulator::Now());
            if (crashesOnMessage)
            {
                crashesOnMessage = false;
                Crash();
            }
            else if (closesOnMessage)
            {
                connection.Close();
            }
        };
        handler.onClose = [this](MessageConnection&, CloseReason reason)
        { ends += CloseReasonName(reason) + " "; };
        return handler;
    }

    /// Sends a text. @return whether it was taken
    bool
    Say(uint64_t peer, const std::string& text, uint8_t priority = 4)
    {
        SendOptions options;
        options.priority = priority;
        const std::vector<uint8_t> bytes(text.begin(), text.end());
        const auto result = GetEndpoint()->Send(peer, ByteSpan(bytes), options);
        error = result.IsOk() ? "" : SendErrorName(result.Error());
        return result.IsOk();
    }

    std::string error; //!< of the last Say

  protected:
    void
    DoStart() override
    {
        TransportProcess::DoStart();
        if (listens)
        {
            EXPECT_TRUE(
                GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), MESSAGE_PORT)));
        }
    }

    void
    DoForget() override
    {
        TransportProcess::DoForget();
        received.clear();
    }
};

/// Talkers 1, 2, ... on machines in a row: each is linked to the next, 1 ms apart.
class MessageNetworkTest : public testing::Test
{
  protected:
    void
    Build(uint32_t count, const std::string& rate = "100Mbps")
    {
        nodes.Create(count);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        for (uint32_t i = 0; i + 1 < count; i++)
        {
            const auto devices = link.Install(nodes.Get(i), nodes.Get(i + 1));
            const auto interfaces = addresses.Assign(devices);
            addresses.NewNetwork();
            for (uint32_t end = 0; end < 2; end++)
            {
                auto model = CreateObject<RateErrorModel>();
                model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                model->SetRate(0);
                devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(model));
                wires.push_back(model);
                address[{i + 1 + end, i + 2 - end}] =
                    InetSocketAddress(interfaces.GetAddress(end), MESSAGE_PORT);
            }
        }
        for (uint32_t i = 0; i < count; i++)
        {
            Ptr<Talker> talker = CreateObject<Talker>();
            talker->SetStartTime(MilliSeconds(10));
            Ptr<MessageEndpoint> endpoint = CreateObject<MessageEndpoint>();
            endpoint->Serve("talk", talker->Handler());
            endpoint->SetFateCallback([talker = PeekPointer(talker)](uint64_t, SendFate fate)
                                      { talker->fates[SendFateName(fate)]++; });
            talker->SetEndpoint(endpoint, i + 1);
            nodes.Get(i)->AddApplication(talker);
            talkers.push_back(talker);
        }
        for (const auto& [ends, at] : address)
        {
            talkers[ends.second - 1]->GetEndpoint()->AddPeer(ends.first, at);
        }
    }

    void
    TearDown() override
    {
        for (const auto& talker : talkers)
        {
            CheckLedger(talker->GetEndpoint()->GetTotals());
        }
        talkers.clear();
        nodes = NodeContainer();
        Simulator::Destroy();
    }

    static void
    CheckLedger(const MessageEndpoint::Totals& totals)
    {
        uint64_t fates = totals.waiting;
        for (const uint64_t fate : totals.sent.fates)
        {
            fates += fate;
        }
        EXPECT_EQ(totals.sent.accepted, fates);
    }

    /// @return the talker of an id
    Talker&
    At(uint32_t id)
    {
        return *talkers[id - 1];
    }

    /// Sets an attribute of all endpoints.
    void
    Set(const std::string& name, const AttributeValue& value)
    {
        for (const auto& talker : talkers)
        {
            talker->GetEndpoint()->SetAttribute(name, value);
        }
    }

    /// Cuts all wires, or mends them.
    void
    Cut(bool cut)
    {
        for (const auto& wire : wires)
        {
            wire->SetRate(cut ? 1 : 0);
        }
    }

    static void
    AtMs(int64_t ms, const std::function<void()>& action)
    {
        ScheduleCall(MilliSeconds(ms), action);
    }

    static void
    RunUntil(int64_t ms)
    {
        Simulator::Stop(MilliSeconds(ms) - Simulator::Now());
        Simulator::Run();
    }

    NodeContainer nodes;
    std::vector<Ptr<Talker>> talkers;
    std::vector<Ptr<RateErrorModel>> wires;
    std::map<std::pair<uint32_t, uint32_t>, Address>
        address; //!< of the first, as seen by the second
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_NETWORK_H */
