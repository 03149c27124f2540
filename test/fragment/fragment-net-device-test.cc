/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-device-bench.h"
#include "test/support/test-folder.h"

#include "ns3/fragment-envelope.h"
#include "ns3/pcap-file.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::vector<std::string> STRATEGIES{"canonical", "total-length", "mysql", "websocket"};

} // namespace

TEST(FragmentNetDevice, WhatFitsTheLowerDeviceGoesPastTheAdapter)
{
    DeviceBench a;
    DeviceBench b;
    EXPECT_TRUE(a.Send(Pattern(500)));
    ASSERT_EQ(a.lower->sent.size(), 1U);
    EXPECT_EQ(a.lower->sent[0].protocol, PLAIN);
    EXPECT_EQ(a.lower->sent[0].packet->GetSize(), 500U) << "not a byte more";
    a.PassOn(b, ANNA);
    EXPECT_EQ(b.received, std::vector<TestBytes>{Pattern(500)});
    EXPECT_EQ(a.device->GetCounters().sentPlain, 1U);
    EXPECT_EQ(b.device->GetCounters().receivedPlain, 1U);
    EXPECT_EQ(a.splits, "");
}

TEST(FragmentNetDevice, LongerPacketsComeBackWholeWithEveryStrategy)
{
    for (const auto& strategy : STRATEGIES)
    {
        DeviceBench a(Settings{{"Strategy", strategy}});
        DeviceBench b(Settings{{"Strategy", strategy}});
        for (const size_t size : {501U, 9000U, 65535U})
        {
            EXPECT_TRUE(a.Send(Pattern(size), 0x86DD));
            for (const auto& frame : a.lower->sent)
            {
                EXPECT_EQ(frame.protocol, FRAGMENTS);
                EXPECT_LE(frame.packet->GetSize(), 500U);
                EXPECT_EQ(frame.dest, Address(BERT));
            }
            a.PassOn(b, ANNA);
        }
        EXPECT_EQ(b.received, (std::vector<TestBytes>{Pattern(501), Pattern(9000), Pattern(65535)}))
            << strategy;
        EXPECT_EQ(b.protocols, (std::vector<uint16_t>{0x86DD, 0x86DD, 0x86DD}));
        EXPECT_EQ(a.device->GetCounters().sentSplit, 3U);
        EXPECT_EQ(b.device->GetCounters().delivered, 3U);
        EXPECT_EQ(b.drops, "");
    }
}

TEST(FragmentNetDevice, VirtualPayloadStaysVirtual)
{
    DeviceBench a;
    DeviceBench b;
    EXPECT_TRUE(a.device->Send(Create<Packet>(60000), BERT, PLAIN));
    uint32_t serialized = 0;
    for (const auto& frame : a.lower->sent)
    {
        serialized += frame.packet->GetSerializedSize();
    }
    EXPECT_LT(serialized, 15000U) << "headers only: 125 fragments, 60 kB of zeros nowhere";
    a.PassOn(b, ANNA);
    EXPECT_EQ(b.received, std::vector<TestBytes>{TestBytes(60000)});
}

TEST(FragmentNetDevice, WithWrapAllEverythingHasOneEtherType)
{
    for (const auto& strategy : STRATEGIES)
    {
        const Settings wrap{
            {"WrapAll", "true"}, {"FragmentProtocol", "2048"}, {"Strategy", strategy}};
        DeviceBench a(wrap);
        DeviceBench b(wrap);
        a.Send(Pattern(20), 0x0806);
        a.Send(Pattern(2000), 0x86DD);
        for (const auto& frame : a.lower->sent)
        {
            EXPECT_EQ(frame.protocol, 0x0800);
        }
        a.PassOn(b, ANNA);
        EXPECT_EQ(b.received, (std::vector<TestBytes>{Pattern(20), Pattern(2000)})) << strategy;
        EXPECT_EQ(b.protocols, (std::vector<uint16_t>{0x0806, 0x86DD}));
        EXPECT_EQ(a.device->GetCounters().sentWhole, 1U);
    }
}

TEST(FragmentNetDevice, APacketOfTheFragmentsEtherTypeIsNotTakenForAFragment)
{
    DeviceBench a;
    DeviceBench b;
    a.Send(Pattern(30), FRAGMENTS);
    a.PassOn(b, ANNA);
    EXPECT_EQ(b.received, std::vector<TestBytes>{Pattern(30)});
    EXPECT_EQ(b.protocols, std::vector<uint16_t>{FRAGMENTS});
}

TEST(FragmentNetDevice, PaddingOfTheMediumIsCutOff)
{
    for (const auto& strategy : STRATEGIES)
    {
        DeviceBench a(Settings{{"Strategy", strategy}});
        DeviceBench b(Settings{{"Strategy", strategy}});
        // A last fragment of a few bytes, which Ethernet fills up to 46.
        a.Send(Pattern(500 - FragmentEnvelope::SIZE + 1));
        for (const auto& frame : a.lower->sent)
        {
            const uint32_t size = frame.packet->GetSize();
            frame.packet->AddPaddingAtEnd(size < 46 ? 46 - size : 0);
        }
        a.PassOn(b, ANNA);
        EXPECT_EQ(b.received.size(), 1U) << strategy;
    }
    DeviceBench a;
    DeviceBench b(Settings{{"PaddedTo", "0"}});
    a.Send(Pattern(500));
    a.Send(Pattern(501));
    a.lower->sent.back().packet->AddPaddingAtEnd(5);
    a.PassOn(b, ANNA);
    EXPECT_EQ(b.drops, "bad-length ") << "where nothing is padded, what is too long is refused";
}

TEST(FragmentNetDevice, TwoSendersMayUseTheSameMessageId)
{
    for (const auto& strategy : STRATEGIES)
    {
        DeviceBench a(Settings{{"Strategy", strategy}});
        DeviceBench b(Settings{{"Strategy", strategy}});
        DeviceBench sink(Settings{{"Strategy", strategy}});
        a.Send(Pattern(1300, 1));
        b.Send(Pattern(1300, 2));
        ASSERT_EQ(a.lower->sent.size(), b.lower->sent.size());
        for (size_t i = 0; i < a.lower->sent.size(); i++)
        {
            sink.lower->Arrive(a.lower->sent[i].packet, FRAGMENTS, ANNA);
            sink.lower->Arrive(b.lower->sent[i].packet, FRAGMENTS, BERT);
        }
        EXPECT_EQ(sink.received, (std::vector<TestBytes>{Pattern(1300, 1), Pattern(1300, 2)}))
            << strategy;
        if (strategy == "canonical" || strategy == "total-length")
        {
            EXPECT_EQ(a.splits, "1/3 ");
            EXPECT_EQ(b.splits, "1/3 ") << "the same id";
        }
    }
}

TEST(FragmentNetDevice, LongAddressesAreToldApart)
{
    DeviceBench a;
    DeviceBench b;
    DeviceBench sink;
    a.Send(Pattern(1300, 1));
    b.Send(Pattern(1300, 2));
    uint8_t bytes[Address::MAX_SIZE] = {};
    const Address first(250, bytes, Address::MAX_SIZE);
    bytes[3] = 1;
    const Address second(250, bytes, Address::MAX_SIZE);
    for (size_t i = 0; i < a.lower->sent.size(); i++)
    {
        sink.lower->Arrive(a.lower->sent[i].packet, FRAGMENTS, first);
        sink.lower->Arrive(b.lower->sent[i].packet, FRAGMENTS, second);
    }
    EXPECT_EQ(sink.received, (std::vector<TestBytes>{Pattern(1300, 1), Pattern(1300, 2)}));
}

TEST(FragmentNetDevice, SendFromKeepsTheSource)
{
    DeviceBench a;
    EXPECT_TRUE(a.device->SupportsSendFrom());
    a.device->SendFrom(Create<Packet>(100), CARL, BERT, PLAIN);
    a.device->SendFrom(Create<Packet>(1000), CARL, BERT, PLAIN);
    ASSERT_EQ(a.lower->sent.size(), 4U);
    for (const auto& frame : a.lower->sent)
    {
        EXPECT_EQ(frame.source, Address(CARL));
        EXPECT_EQ(frame.dest, Address(BERT));
    }
}

TEST(FragmentNetDevice, IsWhatItsLowerDeviceIs)
{
    DeviceBench bench;
    EXPECT_EQ(bench.device->GetAddress(), Address(ANNA));
    bench.device->SetAddress(CARL);
    EXPECT_EQ(bench.lower->GetAddress(), Address(CARL));
    EXPECT_TRUE(bench.device->NeedsArp());
    EXPECT_EQ(bench.device->IsPointToPoint(), bench.lower->IsPointToPoint());
    EXPECT_EQ(bench.device->GetBroadcast(), bench.lower->GetBroadcast());
    EXPECT_EQ(bench.device->GetMulticast(Ipv4Address("224.0.0.9")),
              bench.lower->GetMulticast(Ipv4Address("224.0.0.9")));
    EXPECT_EQ(bench.device->GetMulticast(Ipv6Address("ff02::1")),
              bench.lower->GetMulticast(Ipv6Address("ff02::1")));
    EXPECT_EQ(bench.device->GetMtu(), 65535) << "but larger";
}

namespace
{

/// Counts calls.
struct CallCount
{
    int calls{0};

    void
    Note()
    {
        calls++;
    }
};

/// Promiscuous receptions by type.
struct PromiscuousNotes
{
    std::map<NetDevice::PacketType, int> types;

    void
    Note(Ptr<NetDevice>,
         Ptr<const Packet>,
         uint16_t,
         const Address&,
         const Address&,
         NetDevice::PacketType type)
    {
        types[type]++;
    }
};

} // namespace

TEST(FragmentNetDevice, LinkChangesOfTheLowerDeviceGoUp)
{
    DeviceBench bench;
    CallCount count;
    bench.device->AddLinkChangeCallback(MakeCallback(&CallCount::Note, &count));
    bench.lower->SetUp(false);
    EXPECT_EQ(count.calls, 1);
    EXPECT_FALSE(bench.device->IsLinkUp());
    bench.lower->SetUp(true);
    EXPECT_EQ(count.calls, 2);
    EXPECT_TRUE(bench.device->IsLinkUp());
}

TEST(FragmentNetDevice, FramesForOtherHostsAreTakenOnlyForPromiscuousReceivers)
{
    DeviceBench a;
    DeviceBench b;
    a.Send(Pattern(1000));
    for (const auto& frame : a.lower->sent)
    {
        b.lower->Arrive(frame.packet->Copy(), FRAGMENTS, ANNA, NetDevice::PACKET_OTHERHOST);
    }
    EXPECT_EQ(b.device->GetReassembly().Counters().pushed, 0U) << "no memory is spent on them";

    PromiscuousNotes notes;
    b.node->RegisterProtocolHandler(
        MakeCallback(&PromiscuousNotes::Note, &notes), 0, b.device, true);
    for (const auto& frame : a.lower->sent)
    {
        b.lower->Arrive(frame.packet->Copy(), FRAGMENTS, ANNA, NetDevice::PACKET_OTHERHOST);
    }
    b.lower->Arrive(Create<Packet>(10), PLAIN, ANNA, NetDevice::PACKET_BROADCAST);
    EXPECT_EQ(notes.types[NetDevice::PACKET_OTHERHOST], 1);
    EXPECT_EQ(notes.types[NetDevice::PACKET_BROADCAST], 1);
    EXPECT_EQ(b.received.size(), 1U) << "the node itself gets only what is for it";
}

TEST(FragmentNetDevice, CapturesWholePackets)
{
    TestFolder folder;
    {
        DeviceBench a;
        DeviceBench b;
        FragmentHelper helper;
        helper.EnablePcap(folder.Path("b.pcap"), b.device, false, true);
        a.Send(Pattern(3000));
        a.PassOn(b, ANNA);
    }
    PcapFile file;
    file.Open(folder.Path("b.pcap"), std::ios::in);
    TestBytes frame(4000);
    uint32_t second;
    uint32_t micros;
    uint32_t included;
    uint32_t original;
    uint32_t read;
    file.Read(frame.data(), 4000, second, micros, included, original, read);
    ASSERT_EQ(read, 3014U) << "an Ethernet header and the packet";
    EXPECT_EQ(TestBytes(frame.begin() + 6, frame.begin() + 14),
              (TestBytes{0, 0, 0, 0, 0, 0x0a, 0x08, 0x00}));
    EXPECT_EQ(TestBytes(frame.begin() + 14, frame.begin() + 3014), Pattern(3000));
}

TEST(FragmentNetDevice, RefusesAttributesThatDoNotGoTogether)
{
    Ptr<FragmentNetDevice> device = CreateObject<FragmentNetDevice>();
    EXPECT_EQ(device->Validate(), "");
    device->SetAttribute("FragmentSize", UintegerValue(17));
    EXPECT_EQ(device->Validate(),
              "FragmentSize and the lower device's MTU must be above the strategy's header of 17 "
              "bytes");
    device->SetAttribute("FragmentSize", UintegerValue(18));
    EXPECT_EQ(device->Validate(), "");
    device->SetAttribute("MaxBytes", UintegerValue(100000));
    EXPECT_EQ(device->Validate(), "maxBytes must be at least twice maxMessageSize plus 4096");
}

TEST(FragmentEnvelope, HasTheseBytes)
{
    const TestBytes payload = ToBytes("123456789");
    Ptr<Packet> packet = Create<Packet>(payload.data(), 9);
    FragmentEnvelope::Seal(packet, 0x86dd);
    TestBytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    // 0x2a632718 is the CRC32C of 01 00 86 dd and "123456789", computed bit by bit elsewhere.
    EXPECT_EQ(TestBytes(bytes.begin(), bytes.begin() + 8),
              (TestBytes{1, 0, 0x86, 0xdd, 0x2a, 0x63, 0x27, 0x18}));
    uint16_t protocol = 0;
    EXPECT_TRUE(FragmentEnvelope::Open(packet, protocol));
    EXPECT_EQ(protocol, 0x86dd);
    EXPECT_EQ(packet->GetSize(), 9U);
}

TEST(FragmentEnvelope, EveryChangedBitAndEveryPrefixIsRefused)
{
    Ptr<Packet> sealed = Create<Packet>(40);
    FragmentEnvelope::Seal(sealed, 0x0800);
    TestBytes bytes(sealed->GetSize());
    sealed->CopyData(bytes.data(), sealed->GetSize());
    uint16_t protocol = 0;
    for (size_t bit = 0; bit < 8 * bytes.size(); bit++)
    {
        TestBytes changed = bytes;
        changed[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
        EXPECT_FALSE(FragmentEnvelope::Open(Create<Packet>(changed.data(), 48), protocol)) << bit;
    }
    for (uint32_t size = 0; size < bytes.size(); size++)
    {
        EXPECT_FALSE(FragmentEnvelope::Open(Create<Packet>(bytes.data(), size), protocol)) << size;
    }
}
