/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-id-tag.h"
#include "ns3/shard-work.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t INSPECT = 1;
constexpr uint16_t TRANSFORM = 2;
constexpr uint16_t COUNT = 4;

Ptr<Packet>
ShardOf(const std::string& text, uint16_t flags)
{
    Ptr<Packet> packet = Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    ShardHeader header;
    header.totalShards = 1;
    header.payloadLength = static_cast<uint32_t>(text.size());
    header.packetLength = header.payloadLength;
    header.flags = flags;
    SealShard(packet, header);
    return packet;
}

/// Takes a shard apart, which must be sound.
std::string
TextOf(const Ptr<Packet>& shard, ShardHeader& header)
{
    Ptr<Packet> payload = shard->Copy();
    EXPECT_EQ(TakeShardHeader(payload, header, ShardLimits()), ShardParse::OK);
    std::string text(payload->GetSize(), '\0');
    payload->CopyData(reinterpret_cast<uint8_t*>(text.data()), text.size());
    return text;
}

ShardWork::Config
Node(uint8_t tasks)
{
    ShardWork::Config config;
    config.tasks = tasks;
    config.pattern = "evil";
    config.transformKey = 0x20;
    return config;
}

} // namespace

TEST(ShardWork, DoesWhatIsWantedAndNotDoneYet)
{
    const ShardWork work(Node(INSPECT | COUNT));
    EXPECT_EQ(work.FindTasks(*ShardOf("x", 0)), 0);
    EXPECT_EQ(work.FindTasks(*ShardOf("x", INSPECT | TRANSFORM)), INSPECT);
    EXPECT_EQ(work.FindTasks(*ShardOf("x", INSPECT | COUNT | INSPECT << 8)), COUNT);
    EXPECT_EQ(work.FindTasks(*Create<Packet>(200)), 0) << "no shard";
}

TEST(ShardWork, AnInspectionRaisesTheErrorCode)
{
    ShardWork work(Node(INSPECT));
    ShardHeader header;
    EXPECT_EQ(TextOf(work.Do(*ShardOf("good", INSPECT), INSPECT), header), "good");
    EXPECT_EQ(header.errorCode, 0);
    EXPECT_EQ(header.flags, INSPECT | INSPECT << 8);
    EXPECT_EQ(TextOf(work.Do(*ShardOf("an evil one", INSPECT), INSPECT), header), "an evil one");
    EXPECT_EQ(header.errorCode, static_cast<uint8_t>(ShardError::PATTERN_FOUND));
    EXPECT_EQ(work.GetCounters().found, 1U);
    EXPECT_EQ(work.GetCounters().shards[0], 2U);
    EXPECT_EQ(work.GetCounters().bytes[0], 15U);
}

TEST(ShardWork, ATransformationChangesEveryByteAndCanBeUndone)
{
    ShardWork work(Node(TRANSFORM));
    Ptr<Packet> shard = ShardOf("Hello", TRANSFORM);
    shard->AddPacketTag(FlowIdTag(9));
    const Ptr<Packet> changed = work.Do(*shard, TRANSFORM);
    ShardHeader header;
    EXPECT_EQ(TextOf(changed, header), "hELLO");
    FlowIdTag tag;
    EXPECT_TRUE(changed->PeekPacketTag(tag)) << "tags stay";
    EXPECT_EQ(work.FindTasks(*changed), 0) << "not twice";
    const Ptr<Packet> back = work.Undo(*changed);
    ASSERT_TRUE(back);
    EXPECT_EQ(TextOf(back, header), "Hello");
    EXPECT_FALSE(work.Undo(*shard)) << "it was not transformed";
    EXPECT_FALSE(work.Undo(*Create<Packet>(10)));
}

TEST(ShardWork, AnInspectionSeesWhatWasSent)
{
    ShardWork work(Node(INSPECT | TRANSFORM));
    ShardHeader header;
    TextOf(work.Do(*ShardOf("evil", INSPECT | TRANSFORM), INSPECT | TRANSFORM), header);
    EXPECT_EQ(header.errorCode, static_cast<uint8_t>(ShardError::PATTERN_FOUND));
}

TEST(ShardWork, SkippingSaysSo)
{
    const ShardWork work(Node(INSPECT));
    ShardHeader header;
    EXPECT_EQ(TextOf(work.Skip(*ShardOf("abc", INSPECT)), header), "abc");
    EXPECT_EQ(header.errorCode, static_cast<uint8_t>(ShardError::NOT_PROCESSED));
    EXPECT_EQ(header.flags, INSPECT) << "still to be done";
}

TEST(ShardWork, TaskNames)
{
    uint8_t tasks = 0;
    EXPECT_TRUE(ShardWork::ParseTasks("count, inspect", tasks));
    EXPECT_EQ(tasks, INSPECT | COUNT);
    EXPECT_TRUE(ShardWork::ParseTasks("", tasks));
    EXPECT_EQ(tasks, 0);
    EXPECT_FALSE(ShardWork::ParseTasks("inspect,compress", tasks));
}
