/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/crc32c.h"
#include "ns3/flow-id-tag.h"
#include "ns3/ipv4-header.h"
#include "ns3/packet-bytes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Notes the runs: "r12 z100 r3".
class RunNotes : public PacketByteVisitor
{
  public:
    std::vector<uint8_t> content;
    std::string story;
    uint64_t realBytes{0};

    void
    Bytes(const uint8_t* bytes, uint32_t size) override
    {
        content.insert(content.end(), bytes, bytes + size);
        story += " r" + std::to_string(size);
        realBytes += size;
    }

    void
    Zeros(uint32_t count) override
    {
        content.insert(content.end(), count, 0);
        story += " z" + std::to_string(count);
    }
};

/// Real bytes, virtual zeros, real bytes.
Ptr<Packet>
Mixed(uint32_t head, uint32_t zeros, uint32_t tail)
{
    std::vector<uint8_t> bytes(std::max(head, tail) + 1);
    for (size_t i = 0; i < bytes.size(); i++)
    {
        bytes[i] = static_cast<uint8_t>(i * 7 + 1);
    }
    Ptr<Packet> packet = Create<Packet>(bytes.data(), head);
    Ptr<Packet> rest = Create<Packet>(bytes.data(), tail);
    return JoinPackets({packet, Create<Packet>(zeros), rest});
}

std::vector<uint8_t>
Content(const Packet& packet)
{
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

std::string
Story(const Packet& packet)
{
    RunNotes notes;
    VisitPacketBytes(packet, 0, notes);
    return notes.story;
}

void
JoinWithPrinting()
{
    // Runs in a process of its own: printing cannot be switched off again.
    Packet::EnablePrinting();
    Ipv4Header ip;
    ip.SetPayloadSize(1000);
    Ptr<Packet> packet = Create<Packet>(1000);
    packet->AddHeader(ip);
    const auto bytes = Content(*packet);
    Ptr<Packet> whole = JoinPackets({packet->CreateFragment(0, 10),
                                     packet->CreateFragment(10, 500),
                                     packet->CreateFragment(510, 510)});
    Ipv4Header taken;
    const bool same = Content(*whole) == bytes && whole->ToString() == packet->ToString();
    const bool removed = whole->RemoveHeader(taken) == 20 && taken.GetPayloadSize() == 1000;
    std::exit(same && removed ? 0 : 1);
}

} // namespace

TEST(PacketBytes, RealBytesAreOneRun)
{
    const std::vector<uint8_t> bytes{1, 2, 3, 4, 5};
    RunNotes notes;
    VisitPacketBytes(*Create<Packet>(bytes.data(), 5), 0, notes);
    EXPECT_EQ(notes.story, " r5");
    EXPECT_EQ(notes.content, bytes);
}

TEST(PacketBytes, VirtualBytesAreANumber)
{
    EXPECT_EQ(Story(*Create<Packet>()), "");
    EXPECT_EQ(Story(*Create<Packet>(1)), " z1");
    EXPECT_EQ(Story(*Create<Packet>(65536)), " z65536");
    EXPECT_EQ(Story(*Create<Packet>(65537)), " z65537")
        << "from here on ns-3's compressed form is read";
    EXPECT_EQ(Story(*Mixed(10, 3000, 20)), " r10 z3000 r20");
    EXPECT_EQ(Story(*Mixed(10, 300000, 20)), " r10 z300000 r20");
    EXPECT_EQ(Story(*Mixed(13, 300000, 0)), " r13 z300000");
}

TEST(JoinPackets, PutsContentInARow)
{
    EXPECT_EQ(Content(*Mixed(3, 5, 2)), (std::vector<uint8_t>{1, 8, 15, 0, 0, 0, 0, 0, 1, 8}));
    EXPECT_EQ(Content(*JoinPackets({Create<Packet>(2)})), (std::vector<uint8_t>{0, 0}));
}

TEST(PacketBytes, SkipLeavesOutTheStart)
{
    for (const uint32_t zeros : {3000U, 300000U})
    {
        const Ptr<Packet> packet = Mixed(10, zeros, 20);
        const auto all = Content(*packet);
        for (const uint32_t skip : {0U,
                                    1U,
                                    9U,
                                    10U,
                                    11U,
                                    1500U,
                                    zeros + 9,
                                    zeros + 10,
                                    zeros + 29,
                                    zeros + 30,
                                    zeros + 31})
        {
            RunNotes notes;
            VisitPacketBytes(*packet, skip, notes);
            const auto from = all.begin() + std::min<ptrdiff_t>(skip, all.size());
            EXPECT_EQ(notes.content, std::vector<uint8_t>(from, all.end())) << skip;
        }
    }
}

TEST(PacketBytes, AGigabyteOfVirtualBytesTouchesNone)
{
    const uint32_t size = 1U << 30;
    const Ptr<Packet> packet = Create<Packet>(size);
    packet->AddByteTag(FlowIdTag(1));
    packet->AddPacketTag(FlowIdTag(2));
    EXPECT_EQ(Story(*packet), " z1073741824");
    EXPECT_EQ(sharding::Crc32c(0, *packet), Crc32cZeros(0, size));
    Ipv4Header ip;
    packet->AddHeader(ip);
    class Count : public PacketByteVisitor
    {
      public:
        uint64_t real{0};
        uint64_t zeros{0};

        void
        Bytes(const uint8_t*, uint32_t count) override
        {
            real += count;
        }

        void
        Zeros(uint32_t count) override
        {
            zeros += count;
        }
    } count;

    VisitPacketBytes(*packet, 0, count);
    EXPECT_EQ(count.real, 20U);
    EXPECT_EQ(count.zeros, size);
}

TEST(PacketBytes, TheCrcOfAnyMixIsThatOfItsContent)
{
    std::mt19937 random(2);
    for (int round = 0; round < 300; round++)
    {
        const uint32_t scale = round % 3 == 0 ? 200000 : 3000;
        Ptr<Packet> packet = Mixed(random() % 100, random() % scale, random() % 100);
        packet->RemoveAtStart(random() % (packet->GetSize() + 1));
        packet->RemoveAtEnd(random() % (packet->GetSize() + 1));
        const auto content = Content(*packet);
        const uint32_t skip = random() % 60;
        const size_t from = std::min<size_t>(skip, content.size());
        EXPECT_EQ(sharding::Crc32c(5, *packet, skip),
                  sharding::Crc32c(5, content.data() + from, content.size() - from));
    }
}

TEST(JoinPackets, AnyCutGivesTheSamePacketAgain)
{
    std::mt19937 random(3);
    for (int round = 0; round < 500; round++)
    {
        const uint32_t scale = round % 10 == 0 ? 300000 : 3000;
        const Ptr<Packet> original = Mixed(random() % 500, random() % scale, random() % 500);
        const std::string story = Story(*original);
        std::vector<Ptr<Packet>> parts;
        uint32_t at = 0;
        do
        {
            const uint32_t left = original->GetSize() - at;
            const uint32_t length = std::min<uint32_t>(left, 1 + random() % (scale / 3));
            parts.push_back(original->CreateFragment(at, length));
            at += length;
        } while (at < original->GetSize());
        const auto content = Content(*original);
        const Ptr<Packet> whole = JoinPackets(parts);
        EXPECT_EQ(Content(*whole), content);
        EXPECT_EQ(Story(*whole), story) << "virtual stays virtual";
        EXPECT_EQ(Content(*original), content) << "the packet that was cut stays as it was";
    }
}

TEST(JoinPackets, ASecondVirtualAreaBecomesReal)
{
    const Ptr<Packet> whole = JoinPackets({Mixed(2, 100, 3), Mixed(4, 200, 5), Create<Packet>(50)});
    std::vector<uint8_t> expected = Content(*Mixed(2, 100, 3));
    const auto second = Content(*Mixed(4, 200, 5));
    expected.insert(expected.end(), second.begin(), second.end());
    expected.insert(expected.end(), 50, 0);
    EXPECT_EQ(Content(*whole), expected);
}

TEST(JoinPackets, TagsAndUidAreThoseOfTheFirst)
{
    for (const bool real : {true, false})
    {
        const std::vector<uint8_t> bytes(1000, 7);
        Ptr<Packet> original = real ? Create<Packet>(bytes.data(), 1000) : Create<Packet>(1000);
        original->AddPacketTag(FlowIdTag(11));
        original->AddByteTag(FlowIdTag(22), 100, 200);
        const uint64_t uid = original->GetUid();
        const Ptr<Packet> whole =
            JoinPackets({original->CreateFragment(0, 300), original->CreateFragment(300, 700)});
        FlowIdTag packetTag;
        ASSERT_TRUE(whole->PeekPacketTag(packetTag));
        EXPECT_EQ(packetTag.GetFlowId(), 11U);
        auto byteTags = whole->GetByteTagIterator();
        ASSERT_TRUE(byteTags.HasNext());
        const auto item = byteTags.Next();
        EXPECT_EQ(item.GetStart(), 100U);
        EXPECT_EQ(item.GetEnd(), 200U);
        EXPECT_FALSE(byteTags.HasNext()) << "once";
        EXPECT_EQ(whole->GetUid(), uid);
    }
}

TEST(JoinPacketsDeathTest, KeepsTheRecordOfHeadersWhilePrintingIsOn)
{
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(JoinWithPrinting(), testing::ExitedWithCode(0), "");
}
