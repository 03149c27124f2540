/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Two processes that talk in messages: a large one and a small urgent one over the same TCP connection. The client
// offers two protocols; the server picks the one it prefers.
//
// In the output you should see:
//
//     both speak echo-2
//     server got 12 bytes of client 7 after 6 ms
//     server got 1000000 bytes of client 7 after 831 ms
//     client got 2 bytes

#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/transport-process.h"

#include <iostream>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t PORT = 4000;
constexpr uint64_t SERVER = 1;
constexpr uint64_t CLIENT = 7;

class EchoServer : public TransportProcess
{
    void
    DoStart() override
    {
        TransportProcess::DoStart();
        GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    }
};

class EchoClient : public TransportProcess
{
    void
    DoStart() override
    {
        TransportProcess::DoStart();
        SendOptions bulk;
        bulk.priority = 7;
        GetEndpoint()->Send(SERVER, std::vector<uint8_t>(1000000), bulk);
        SendOptions urgent;
        urgent.priority = 0;
        GetEndpoint()->Send(SERVER, std::vector<uint8_t>(12), urgent);
    }
};

Ptr<MessageEndpoint>
MakeEndpoint(const std::vector<std::string>& protocols, const ProtocolHandler& handler)
{
    Ptr<MessageEndpoint> endpoint = CreateObject<MessageEndpoint>();
    for (const auto& protocol : protocols)
    {
        endpoint->Serve(protocol, handler);
    }
    return endpoint;
}

} // namespace

int
main()
{
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("1ms"));
    const Ipv4Address address =
        Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(link.Install(nodes)).GetAddress(0);

    ProtocolHandler serving;
    serving.onOpen = [](MessageConnection& connection)
    { std::cout << "both speak " << connection.Core().GetProtocol() << '\n'; };
    serving.onMessage = [](MessageConnection& connection, const InboundMessage& message)
    {
        std::cout << "server got " << message.bytes.size << " bytes of client "
                  << connection.Core().GetPeer() << " after " << Simulator::Now().GetMilliSeconds()
                  << " ms\n";
        if (message.bytes.size > 12)
        {
            connection.Send(std::vector<uint8_t>{'o', 'k'});
        }
    };
    Ptr<EchoServer> server = CreateObject<EchoServer>();
    server->SetEndpoint(MakeEndpoint({"echo-2", "echo-1"}, serving), SERVER);
    nodes.Get(0)->AddApplication(server);

    ProtocolHandler asking;
    asking.onMessage = [](MessageConnection&, const InboundMessage& message)
    { std::cout << "client got " << message.bytes.size << " bytes\n"; };
    Ptr<EchoClient> client = CreateObject<EchoClient>();
    client->SetEndpoint(MakeEndpoint({"echo-1", "echo-2"}, asking), CLIENT);
    client->GetEndpoint()->AddPeer(SERVER, InetSocketAddress(address, PORT));
    nodes.Get(1)->AddApplication(client);

    Simulator::Stop(Seconds(2));
    Simulator::Run();
    server->Dispose();
    client->Dispose();
    Simulator::Destroy();
    return 0;
}
