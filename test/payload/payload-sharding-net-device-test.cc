/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/test-folder.h"

#include "ns3/boolean.h"
#include "ns3/direct-link-helper.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/error-model.h"
#include "ns3/message-tag.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/payload-sharding-net-device.h"
#include "ns3/pointer.h"
#include "ns3/shard-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t IPV4 = 0x0800;

/// A sender and a receiver, four links between them, one more for exceptions.
class PayloadShardingNetDeviceTest : public testing::Test
{
  protected:
    /// Builds it; to be called once attributes of `sharding` are set.
    void
    Build(bool withException = true)
    {
        DirectLinkHelper links;
        Ptr<Node> a = CreateObject<Node>();
        Ptr<Node> b = CreateObject<Node>();
        NetDeviceContainer senderPaths;
        NetDeviceContainer receiverPaths;
        for (int i = 0; i < 4; i++)
        {
            const auto ends = links.Install(a, b);
            paths.push_back(ends);
            senderPaths.Add(ends.Get(0));
            receiverPaths.Add(ends.Get(1));
        }
        const auto exceptionEnds = links.Install(a, b);
        exceptionLink = exceptionEnds.Get(0);
        sender = sharding.Install(a, senderPaths, withException ? exceptionEnds.Get(0) : nullptr);
        receiver = sharding.Install(b, receiverPaths, exceptionEnds.Get(1));
        receiver->SetReceiveCallback(
            MakeCallback(&PayloadShardingNetDeviceTest::NoteArrival, this));
        sender->TraceConnectWithoutContext(
            "Exception", MakeCallback(&PayloadShardingNetDeviceTest::NoteException, this));
        receiver->TraceConnectWithoutContext(
            "PacketLost", MakeCallback(&PayloadShardingNetDeviceTest::NoteLost, this));
        receiver->TraceConnectWithoutContext(
            "ShardRefused", MakeCallback(&PayloadShardingNetDeviceTest::NoteRefused, this));
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    static Ptr<Packet>
    Text(const std::string& text)
    {
        return Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    }

    bool
    Send(Ptr<Packet> packet, uint16_t protocol = IPV4)
    {
        return sender->Send(packet, sender->GetBroadcast(), protocol);
    }

    bool
    NoteArrival(Ptr<NetDevice> device, Ptr<const Packet> packet, uint16_t protocol, const Address&)
    {
        EXPECT_EQ(device, receiver);
        std::string bytes(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
        arrivals.emplace_back(protocol, bytes);
        last = packet->Copy();
        return true;
    }

    void
    NoteException(Ptr<const Packet>, const std::string& reason, bool sent)
    {
        exceptions.push_back(reason + (sent ? "" : " dropped"));
    }

    void
    NoteLost(const LostPacket& packet)
    {
        lost.emplace_back(Simulator::Now(), packet.receivedShards);
    }

    void
    NoteRefused(Ptr<const Packet>, const std::string& reason)
    {
        refused[reason]++;
    }

    PayloadShardingHelper sharding;
    std::vector<NetDeviceContainer> paths; //!< sender's end, receiver's end
    Ptr<NetDevice> exceptionLink;
    Ptr<PayloadShardingNetDevice> sender;
    Ptr<PayloadShardingNetDevice> receiver;
    std::vector<std::pair<uint16_t, std::string>> arrivals; //!< protocol and content
    Ptr<Packet> last;
    std::vector<std::string> exceptions;
    std::vector<std::pair<Time, uint32_t>> lost; //!< when, and how many shards had come
    std::map<std::string, int> refused;
};

using Arrivals = std::vector<std::pair<uint16_t, std::string>>;

} // namespace

TEST_F(PayloadShardingNetDeviceTest, AnUpperLayerSeesOneLink)
{
    sharding.SetDeviceAttribute("Placement", StringValue("round-robin"));
    Build();
    std::string text(1000, '\0');
    std::iota(text.begin(), text.end(), '\0');
    auto packet = Text(text);
    packet->AddPacketTag(MessageTag(77, 0));
    EXPECT_TRUE(Send(packet, 0x86DD));
    EXPECT_EQ(packet->GetSize(), 1000U) << "the sender's packet stays as it is";
    Simulator::Run();
    EXPECT_EQ(arrivals, (Arrivals{{0x86DD, text}}));
    MessageTag tag;
    EXPECT_TRUE(last->PeekPacketTag(tag)) << "tags travel with the packet";
    EXPECT_EQ(tag.GetId(), 77U);
    for (const auto& ends : paths)
    {
        const auto& counters = DynamicCast<DirectLinkNetDevice>(ends.Get(1))->GetCounters();
        EXPECT_EQ(counters.received, 1U) << "four shards, one over each path";
    }
    EXPECT_EQ(receiver->GetReassembler().CheckLedger(), "");
}

TEST_F(PayloadShardingNetDeviceTest, VirtualBytesStayVirtual)
{
    Build();
    Send(Create<Packet>(60000));
    Simulator::Run();
    ASSERT_TRUE(last);
    EXPECT_EQ(last->GetSize(), 60000U);
    EXPECT_LT(last->GetSerializedSize(), 10000U) << "the zeros were never written out";
}

TEST_F(PayloadShardingNetDeviceTest, WhatCannotBeShardedTakesTheExceptionPathWhole)
{
    sharding.SetDeviceAttribute("ShardSize", UintegerValue(10));
    sharding.SetDeviceAttribute("MaxShards", UintegerValue(4));
    Build();
    EXPECT_TRUE(Send(Text(std::string(41, 'x'))));
    EXPECT_TRUE(Send(Text(std::string(40, 'y'))));
    Simulator::Run();
    EXPECT_EQ(exceptions, std::vector<std::string>{"too-many-shards"});
    EXPECT_EQ(arrivals, (Arrivals{{IPV4, std::string(41, 'x')}, {IPV4, std::string(40, 'y')}}));
    EXPECT_EQ(DynamicCast<DirectLinkNetDevice>(exceptionLink)->GetCounters().sent, 1U);
}

TEST_F(PayloadShardingNetDeviceTest, AStageCanBeSwitchedOff)
{
    Build();
    sender->SetAttribute("Enabled", BooleanValue(false));
    EXPECT_TRUE(Send(Text("whole")));
    sender->SetAttribute("Enabled", BooleanValue(true));
    EXPECT_TRUE(Send(Text("in pieces")));
    Simulator::Run();
    EXPECT_EQ(exceptions, std::vector<std::string>{"disabled"});
    EXPECT_EQ(arrivals.size(), 2U);
    const auto& counters = sender->GetCounters();
    EXPECT_EQ(counters.packets, 2U);
    EXPECT_EQ(counters.unsharded, 1U);
    EXPECT_EQ(counters.sharded, 1U);
}

TEST_F(PayloadShardingNetDeviceTest, WithoutAnExceptionPathExceptionsAreDropped)
{
    Build(false);
    EXPECT_FALSE(Send(Create<Packet>(0)));
    Simulator::Run();
    EXPECT_EQ(exceptions, std::vector<std::string>{"empty-payload dropped"});
    EXPECT_EQ(sender->GetCounters().exceptionsDropped, 1U);
    EXPECT_TRUE(arrivals.empty());
}

TEST_F(PayloadShardingNetDeviceTest, ALostShardCostsThePacketAfterTheTimeoutFromItsFirstShard)
{
    sharding.SetDeviceAttribute("Placement", StringValue("round-robin"));
    sharding.SetDeviceAttribute("ReassemblyTimeout", StringValue("5ms"));
    Build();
    Ptr<ReceiveListErrorModel> first = CreateObject<ReceiveListErrorModel>();
    first->SetList({0});
    paths[2].Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(first));
    Send(Text(std::string(400, 'z')));
    Simulator::Run();
    EXPECT_TRUE(arrivals.empty());
    // 100 B + 64 B of header + 18 B of Ethernet take 1.456 us at 1 Gbit/s, the wire 10 us, the timeout 5 ms.
    EXPECT_EQ(lost, (std::vector<std::pair<Time, uint32_t>>{{NanoSeconds(5011456), 3}}));
}

TEST_F(PayloadShardingNetDeviceTest, ForeignBytesUnderTheShardProtocolAreRefused)
{
    Build();
    const auto& path = paths[0].Get(0);
    path->Send(Text("no header here"), path->GetBroadcast(), 0x88B5);
    path->Send(Create<Packet>(ShardHeader::SIZE + 10), path->GetBroadcast(), 0x88B5);
    Simulator::Run();
    EXPECT_EQ(refused, (std::map<std::string, int>{{"too-short", 1}, {"bad-version", 1}}));
    EXPECT_TRUE(arrivals.empty());
    EXPECT_EQ(receiver->GetReassembler().CheckLedger(), "");
}

TEST_F(PayloadShardingNetDeviceTest, ADamagedHeaderThatReadsAsARequestIsRefused)
{
    Build();
    Send(Text("one"));
    Simulator::Run();
    ASSERT_EQ(arrivals.size(), 1U); // from here on frames come by the short way
    std::vector<uint8_t> damaged(ShardHeader::SIZE + 100, 0);
    damaged[0] = 130; // a version of 2 with its highest bit flipped
    const Ptr<NetDevice> link = paths[0].Get(0);
    link->Send(Create<Packet>(damaged.data(), damaged.size()), link->GetBroadcast(), 0x88b5);
    Send(Text("two"));
    Simulator::Run();
    EXPECT_EQ(receiver->GetCounters().requestsRefused, 1U);
    EXPECT_TRUE(refused.empty()) << "it was no shard";
    ASSERT_EQ(arrivals.size(), 2U);
    EXPECT_EQ(arrivals[1].second, "two");
    EXPECT_EQ(receiver->GetReassembler().CheckLedger(), "");
}

namespace
{

void
Keep(std::vector<Ptr<const Packet>>* kept, Ptr<const Packet> packet)
{
    kept->push_back(packet);
}

} // namespace

TEST_F(PayloadShardingNetDeviceTest, WhoWatchesALinkKeepsWhatHeSees)
{
    sharding.SetDeviceAttribute("ShardSize", UintegerValue(10));
    Build();
    std::vector<Ptr<const Packet>> sent;
    std::vector<Ptr<const Packet>> received;
    for (const auto& path : paths)
    {
        path.Get(0)->TraceConnectWithoutContext("MacTx", MakeBoundCallback(&Keep, &sent));
        path.Get(1)->TraceConnectWithoutContext("MacRx", MakeBoundCallback(&Keep, &received));
    }
    for (int i = 0; i < 2; i++) // the second comes by the short way
    {
        Send(Text("0123456789abcdefghij"));
        Simulator::Run();
    }
    ASSERT_EQ(arrivals.size(), 2U);
    ASSERT_EQ(sent.size(), 4U);
    ASSERT_EQ(received.size(), 4U);
    for (size_t i = 0; i < 4; i++)
    {
        EXPECT_EQ(sent[i]->GetSize(), ShardHeader::SIZE + 10);
        EXPECT_EQ(received[i]->GetSize(), ShardHeader::SIZE + 10) << "with its header";
    }
}

TEST_F(PayloadShardingNetDeviceTest, AFrameGoesPastAReceiverThatTookTheNodesPlace)
{
    Build();
    Send(Text("one"));
    Simulator::Run();
    uint32_t seen = 0;
    const auto take =
        [](uint32_t* count, Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&)
    {
        ++*count;
        return true;
    };
    using Take = bool (*)(uint32_t*, Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&);
    for (const auto& path : paths)
    {
        path.Get(1)->SetReceiveCallback(MakeBoundCallback(static_cast<Take>(take), &seen));
    }
    Send(Text("two"));
    Simulator::Run();
    EXPECT_GT(seen, 0U);
    EXPECT_EQ(arrivals.size(), 1U) << "as a shim does that holds frames back";
}

TEST_F(PayloadShardingNetDeviceTest, PcapShowsEthernetFrames)
{
    TestFolder folder;
    Build();
    DirectLinkHelper helper;
    const std::string name = folder.Path("path.pcap");
    helper.EnablePcap(name, exceptionLink, false, true);
    sender->SetAttribute("Enabled", BooleanValue(false));
    Send(Text("hello"), 0x88B6);
    Simulator::Run();
    Simulator::Destroy();
    exceptionLink = nullptr;
    sender = nullptr; // the last owner of the device closes the file
    std::ifstream in(name, std::ios::binary);
    const std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    ASSERT_EQ(file.size(), 24U + 16 + 14 + 5);
    EXPECT_EQ(file[20], 1) << "link type Ethernet";
    EXPECT_EQ(file.substr(24 + 16 + 12), "\x88\xb6hello");
}
