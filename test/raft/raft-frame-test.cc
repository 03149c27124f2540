/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include "ns3/sharded-raft-protocol-handler.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

RaftMessage
Vote()
{
    RaftMessage vote = RaftMessageOf(RaftMessageType::VOTE);
    vote.index = 4;
    vote.logTerm = 2;
    vote.force = true;
    return vote;
}

RaftMessage
VoteReply()
{
    RaftMessage reply = RaftMessageOf(RaftMessageType::VOTE_REPLY);
    reply.reject = true;
    return reply;
}

/// What a handler of node 1 writes.
Bytes
Written(RaftShardId shard, const RaftMessage& message, bool isLegacy)
{
    RaftHostRecorder output;
    RaftHost::Config config;
    config.self = 1;
    RaftHost host(config, output);
    const ShardedRaftProtocolHandler handler({1}, host);
    Bytes frame{9, 9, 9}; // what was there goes
    handler.Write(0x0102, shard, message, isLegacy, frame);
    return frame;
}

} // namespace

TEST(RaftFrame, RequestHasTheseBytes)
{
    const Bytes expected{1, 1,                                            // version, request
                         0, 0, 1, 2,                                      // shard
                         1, 2, 2,                                         // version, vote, forced
                         0, 0, 0, 1, 0, 0, 0, 2,                          // from, to
                         0, 0, 0, 0, 0, 0, 0, 3,                          // term
                         0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2}; // last entry
    EXPECT_EQ(Written(258, Vote(), false), expected);
}

TEST(RaftFrame, LegacyRequestHasTheSameWithoutTheShard)
{
    const Bytes expected{1, 4,                                            // version, legacy request
                         1, 2, 2,                                         // version, vote, forced
                         0, 0, 0, 1, 0, 0, 0, 2,                          // from, to
                         0, 0, 0, 0, 0, 0, 0, 3,                          // term
                         0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2}; // last entry
    EXPECT_EQ(Written(0, Vote(), true), expected);
}

TEST(RaftFrame, ResponseHasTheseBytes)
{
    const Bytes expected{1, 2,                    // version, response
                         0, 0, 1, 2,              // shard
                         0, 0, 0, 0, 0, 0, 0, 0,  // the request's time is not known
                         0, 0, 0, 0, 0, 0, 1, 2,  // sent
                         0,                       // answered
                         1, 3, 1,                 // version, answer to a vote, no
                         0, 0, 0, 1, 0, 0, 0, 2,  // from, to
                         0, 0, 0, 0, 0, 0, 0, 3}; // term
    EXPECT_EQ(Written(258, VoteReply(), false), expected);
}

TEST(RaftFrame, LegacyResponseHasTheSameWithoutTheShard)
{
    const Bytes expected{1, 5,                    // version, legacy response
                         0, 0, 0, 0, 0, 0, 0, 0,  // the request's time is not known
                         0, 0, 0, 0, 0, 0, 1, 2,  // sent
                         0,                       // answered
                         1, 3, 1,                 // version, answer to a vote, no
                         0, 0, 0, 1, 0, 0, 0, 2,  // from, to
                         0, 0, 0, 0, 0, 0, 0, 3}; // term
    EXPECT_EQ(Written(0, VoteReply(), true), expected);
}

TEST(RaftFrame, BeatsHaveTheseBytes)
{
    RaftBeats beats;
    beats.from = 1;
    beats.to = 2;
    beats.epoch = 5;
    beats.knownEpoch = 6;
    RaftBeat beat;
    beat.shard = 7;
    beat.term = 3;
    beats.beats = {beat};
    Bytes frame;
    ShardedRaftProtocolHandler::Write(beats, frame);
    const Bytes expected{1,   3,                           // version, beats
                         255, 255, 255, 255, 2,            // of a node, version
                         0,   0,   0,   1,   0,  0, 0, 2,  // from, to
                         0,   0,   0,   0,   0,  0, 0, 5,  // epoch
                         0,   0,   0,   0,   0,  0, 0, 6,  // known epoch
                         0,   0,   0,   0,   0,  0, 0, 0,  // holds nothing
                         0,                                // no parts
                         0,   0,   0,   1,                 // beats
                         0,   0,   0,   7,   16,           // shard, flags: term
                         0,   0,   0,   0,   0,  0, 0, 3}; // term
    EXPECT_EQ(frame, expected);
}

TEST(RaftFrame, OpensToItsParts)
{
    for (uint8_t kind = 1; kind <= 5; kind++)
    {
        const Bytes bytes{1, kind, 7, 8};
        const auto opened = RaftFrame::Open(bytes);
        ASSERT_TRUE(opened.IsOk());
        EXPECT_EQ(static_cast<uint8_t>(opened.Value().kind), kind);
        EXPECT_EQ(opened.Value().body.data, bytes.data() + 2);
        EXPECT_EQ(opened.Value().body.size, 2U);
    }
    EXPECT_EQ(RaftFrame::Open(Bytes{1, 1}).Value().body.size, 0U);
}

TEST(RaftFrame, RefusesWhatIsNone)
{
    EXPECT_EQ(RaftFrame::Open(ByteSpan()).Error(), RaftWireError::TRUNCATED);
    EXPECT_EQ(RaftFrame::Open(Bytes{1}).Error(), RaftWireError::TRUNCATED);
    for (unsigned version = 0; version < 256; version++)
    {
        const Bytes bytes{static_cast<uint8_t>(version), 1};
        EXPECT_EQ(RaftFrame::Open(bytes).IsOk(), version == 1) << version;
    }
    EXPECT_EQ(RaftFrame::Open(Bytes{2, 1}).Error(), RaftWireError::UNKNOWN_VERSION);
    EXPECT_EQ(RaftFrame::Open(Bytes{2, 9}).Error(), RaftWireError::UNKNOWN_VERSION);
    for (unsigned kind = 0; kind < 256; kind++)
    {
        const Bytes bytes{1, static_cast<uint8_t>(kind)};
        EXPECT_EQ(RaftFrame::Open(bytes).IsOk(), kind >= 1 && kind <= 5) << kind;
    }
    EXPECT_EQ(RaftFrame::Open(Bytes{1, 0}).Error(), RaftWireError::UNKNOWN_TYPE);
    EXPECT_EQ(RaftFrame::Open(Bytes{1, 6}).Error(), RaftWireError::UNKNOWN_TYPE);
}

TEST(RaftFrame, PrefixOfShardZeroGoesAndComesBack)
{
    const Bytes sharded = RaftRequestFrame(0, Vote());
    Bytes legacy = sharded;
    RaftFrame::ToLegacy(legacy);
    EXPECT_EQ(legacy.size(), sharded.size() - SHARD_PREFIX_SIZE);
    Bytes body{9};
    RaftFrame::AddPrefix(RaftFrame::Open(legacy).Value().body, body);
    EXPECT_EQ(body, Bytes(sharded.begin() + RaftFrame::HEAD_BYTES, sharded.end()));
    RaftFrame::AddPrefix(ByteSpan(), body);
    EXPECT_EQ(body, (Bytes{0, 0, 0, 0}));
}

TEST(RaftFrame, KnowsWhichMessagesAnswer)
{
    using Type = RaftMessageType;
    for (const Type type : {Type::PRE_VOTE,
                            Type::VOTE,
                            Type::APPEND,
                            Type::HEARTBEAT,
                            Type::SNAPSHOT,
                            Type::TIMEOUT_NOW,
                            Type::READ_INDEX})
    {
        EXPECT_FALSE(RaftFrame::IsResponse(type)) << RaftMessageTypeName(type);
    }
    for (const Type type : {Type::PRE_VOTE_REPLY,
                            Type::VOTE_REPLY,
                            Type::APPEND_REPLY,
                            Type::HEARTBEAT_REPLY,
                            Type::SNAPSHOT_REPLY,
                            Type::READ_INDEX_REPLY})
    {
        EXPECT_TRUE(RaftFrame::IsResponse(type)) << RaftMessageTypeName(type);
    }
}
