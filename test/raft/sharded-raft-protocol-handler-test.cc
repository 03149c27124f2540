/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include "ns3/sharded-raft-protocol-handler.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;
using Handler = ShardedRaftProtocolHandler;
using Verdict = Handler::Verdict;
using Type = RaftMessageType;

constexpr int64_t START_NS = 1000000000;

/// Node 2, with groups 0, 1 and 2 of nodes 1 to 3.
class Node
{
  public:
    explicit Node(const Handler::Config& config = {2})
        : host(HostConfig(), output), handler(config, host)
    {
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        for (RaftShardId shard = 0; shard < 3; shard++)
        {
            host.AddShard(START_NS, shard, RaftOptions(), start, shard);
        }
        host.Collect(START_NS);
    }

    /// A frame of node 1 comes.
    Verdict
    Receive(const Bytes& frame, bool isLegacy = false, RaftNodeId peer = 1)
    {
        answer.clear();
        const Bytes exact(frame); // ends where its memory ends
        const Verdict verdict = handler.Receive(START_NS, peer, isLegacy, exact, answer);
        output.Persist(host, START_NS);
        return verdict;
    }

    /// @return frames that are counted
    uint64_t
    Counted() const
    {
        const Handler::Counters& c = handler.GetCounters();
        return c.requests + c.responses + c.beats + c.unknownShards + c.refusals +
               c.strayResponses + c.tooLong + c.strangers + c.wrongProtocol + Malformed();
    }

    uint64_t
    Malformed() const
    {
        const auto& malformed = handler.GetCounters().malformed;
        return std::accumulate(malformed.begin(), malformed.end(), uint64_t{0});
    }

    uint64_t
    Malformed(RaftWireError error) const
    {
        return handler.GetCounters().malformed[static_cast<size_t>(error)];
    }

    /// Roles and terms of all groups in one line.
    std::string
    Groups() const
    {
        std::string line;
        for (RaftShardId shard = 0; shard < 3; shard++)
        {
            const RaftCore& core = *host.Find(shard);
            line += RaftRoleName(core.Role()) + " " + std::to_string(core.Term()) + " of " +
                    std::to_string(core.Leader()) + "; ";
        }
        return line;
    }

    RaftHostRecorder output;
    RaftHost host;
    Handler handler;
    Bytes answer;

  private:
    static RaftHost::Config
    HostConfig()
    {
        RaftHost::Config config;
        config.self = 2;
        return config;
    }
};

RaftMessage
Append()
{
    const uint8_t content[] = {7, 8, 9};
    RaftMessage append = RaftMessageOf(Type::APPEND);
    append.sentNs = START_NS - 5;
    append.entries.resize(2);
    append.entries[0].term = 3;
    append.entries[1].term = 3;
    append.entries[1].payload = RaftPayload::Create(content, 3);
    append.entries[1].sizeBytes = 3;
    return append;
}

Bytes
BeatsFrame(RaftNodeId from = 1, RaftNodeId to = 2)
{
    RaftBeats beats;
    beats.from = from;
    beats.to = to;
    beats.epoch = 1;
    for (RaftShardId shard = 0; shard < 2; shard++)
    {
        beats.beats.push_back(RaftBeat::Of(shard, RaftMessageOf(Type::HEARTBEAT)));
    }
    Bytes frame;
    Handler::Write(beats, frame);
    return frame;
}

Bytes
UnknownShardFrame(RaftShardId shard, bool isLegacy = false)
{
    ShardedRaftRpcResponse response;
    response.shard = shard;
    response.isUnknownShard = true;
    Bytes frame;
    RaftFrame::Begin(RaftFrameKind::RESPONSE, frame);
    response.Encode(frame);
    if (isLegacy)
    {
        RaftFrame::ToLegacy(frame);
    }
    return frame;
}

/// A frame and the connection that it belongs to.
struct Sample
{
    Bytes frame;
    bool isLegacy;
};

/// One of each kind of frame and type of message, all good.
std::vector<Sample>
OneOfEach()
{
    std::vector<Sample> samples;
    for (const bool isLegacy : {false, true})
    {
        for (uint8_t type = 0; type <= static_cast<uint8_t>(Type::READ_INDEX_REPLY); type++)
        {
            RaftMessage message = type == static_cast<uint8_t>(Type::APPEND)
                                      ? Append()
                                      : RaftMessageOf(static_cast<Type>(type));
            const RaftShardId shard = isLegacy ? 0 : 1;
            samples.push_back({RaftFrame::IsResponse(message.type)
                                   ? RaftResponseFrame(shard, {5, 6}, message, isLegacy)
                                   : RaftRequestFrame(shard, message, isLegacy),
                               isLegacy});
        }
        samples.push_back({UnknownShardFrame(0, isLegacy), isLegacy});
    }
    samples.push_back({BeatsFrame(), false});
    return samples;
}

} // namespace

TEST(ShardedRaftProtocolHandler, TakesEachKindOfFrame)
{
    Node node;
    for (const Sample& sample : OneOfEach())
    {
        const Verdict expected = sample.frame == UnknownShardFrame(0, sample.isLegacy)
                                     ? Verdict::REFUSED
                                     : Verdict::TAKEN;
        EXPECT_EQ(node.Receive(sample.frame, sample.isLegacy), expected);
    }
    const Handler::Counters& counters = node.handler.GetCounters();
    EXPECT_EQ(counters.requests, 2 * 7U);
    EXPECT_EQ(counters.responses, 2 * 6U);
    EXPECT_EQ(counters.beats, 1U);
    EXPECT_EQ(counters.refusals, 2U);
    EXPECT_EQ(node.Counted(), OneOfEach().size());
}

TEST(ShardedRaftProtocolHandler, FindsTheGroupOfARequest)
{
    Node node;
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, Append())), Verdict::TAKEN);
    EXPECT_EQ(node.Groups(), "follower 0 of 0; follower 3 of 1; follower 0 of 0; ");
    EXPECT_EQ(node.host.Find(1)->Log().LastIndex(), 2U);
    EXPECT_EQ(node.Receive(BeatsFrame()), Verdict::TAKEN);
    EXPECT_EQ(node.Groups(), "follower 3 of 1; follower 3 of 1; follower 0 of 0; ");
}

TEST(ShardedRaftProtocolHandler, DropsEveryCutFrame)
{
    Node node;
    const std::string before = node.Groups();
    uint64_t cuts = 0;
    for (const Sample& sample : OneOfEach())
    {
        for (size_t size = 0; size < sample.frame.size(); size++)
        {
            const Bytes cut(sample.frame.begin(),
                            sample.frame.begin() + static_cast<ptrdiff_t>(size));
            EXPECT_EQ(node.Receive(cut, sample.isLegacy), Verdict::DROPPED) << size;
            cuts++;
        }
    }
    EXPECT_EQ(node.Malformed(RaftWireError::TRUNCATED) +
                  node.Malformed(RaftWireError::SHORT_PREFIX),
              cuts);
    EXPECT_EQ(node.Counted(), cuts);
    EXPECT_EQ(node.host.Counters().messagesReceived, 0U);
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, DropsEveryFrameWithATail)
{
    Node node;
    const std::string before = node.Groups();
    for (const Sample& sample : OneOfEach())
    {
        Bytes longer = sample.frame;
        longer.push_back(0);
        EXPECT_EQ(node.Receive(longer, sample.isLegacy), Verdict::DROPPED);
    }
    EXPECT_EQ(node.Malformed(RaftWireError::TRAILING_BYTES), OneOfEach().size());
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, CountsEveryFrameWithAFlippedBitOnce)
{
    uint64_t dropped = 0;
    for (const Sample& sample : OneOfEach())
    {
        for (size_t bit = 0; bit < 8 * sample.frame.size(); bit++)
        {
            Node node;
            Bytes flipped = sample.frame;
            flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
            const Verdict verdict = node.Receive(flipped, sample.isLegacy);
            ASSERT_EQ(node.Counted(), 1U) << "bit " << bit;
            ASSERT_EQ(node.answer.empty(), verdict != Verdict::ANSWER) << "bit " << bit;
            if (verdict != Verdict::TAKEN)
            {
                ASSERT_EQ(node.Groups(), Node().Groups()) << "bit " << bit;
                ASSERT_EQ(node.output.roles, 0U) << "bit " << bit;
                dropped++;
            }
        }
    }
    EXPECT_GT(dropped, 0U);
}

TEST(ShardedRaftProtocolHandler, AnswersARequestForAGroupThatIsNotHere)
{
    Node node;
    node.Receive(BeatsFrame()); // groups 0 and 1 are in term 3
    const std::string before = node.Groups();
    const uint64_t roles = node.output.roles;
    RaftMessage high = RaftMessageOf(Type::VOTE);
    high.term = 1000;
    uint64_t asked = 0;
    for (const RaftShardId shard : {3U, 258U, 1U << 16U, 1U << 20U, RAFT_NODE_PREFIX})
    {
        EXPECT_EQ(node.Receive(RaftRequestFrame(shard, high)), Verdict::ANSWER) << shard;
        EXPECT_EQ(node.handler.GetCounters().unknownShards, ++asked);
        const auto opened = RaftFrame::Open(node.answer);
        ASSERT_TRUE(opened.IsOk());
        EXPECT_EQ(opened.Value().kind, RaftFrameKind::RESPONSE);
        const ByteSpan body = opened.Value().body;
        EXPECT_EQ(ShardedRaftRpcResponse::Decode(shard, body.data, body.size).Error(),
                  RaftWireError::UNKNOWN_SHARD);
    }
    EXPECT_EQ(node.Groups(), before);
    EXPECT_EQ(node.output.roles, roles);
    EXPECT_EQ(node.handler.GetCounters().requests, 0U);
}

TEST(ShardedRaftProtocolHandler, SaysWhenItAnsweredThatAGroupIsNotHere)
{
    Node node;
    ASSERT_EQ(node.Receive(RaftRequestFrame(9, RaftMessageOf(Type::VOTE))), Verdict::ANSWER);
    ShardedRaftRpcResponse expected;
    expected.shard = 9;
    expected.isUnknownShard = true;
    expected.timestamps = {START_NS, START_NS};
    Bytes frame;
    RaftFrame::Begin(RaftFrameKind::RESPONSE, frame);
    expected.Encode(frame);
    EXPECT_EQ(node.answer, frame);
}

/// A candidate does not say when it asked.
TEST(ShardedRaftProtocolHandler, ARequestWithoutATimeDoesNotHideTheOneBefore)
{
    Node node;
    ASSERT_EQ(node.Receive(RaftRequestFrame(1, Append())), Verdict::TAKEN);
    ASSERT_EQ(node.Receive(RaftRequestFrame(1, RaftMessageOf(Type::VOTE))), Verdict::TAKEN);
    RaftMessage reply = RaftMessageOf(Type::APPEND_REPLY);
    reply.from = 2;
    reply.to = 1;
    reply.sentNs = Append().sentNs;
    Bytes frame;
    node.handler.Write(START_NS + 7, 1, reply, false, frame);
    EXPECT_EQ(frame, RaftResponseFrame(1, {START_NS, START_NS + 7}, reply));
}

TEST(ShardedRaftProtocolHandler, TellsThatTheOtherNodeHasNoSuchGroup)
{
    Node node;
    const std::string before = node.Groups();
    EXPECT_EQ(node.Receive(UnknownShardFrame(1)), Verdict::REFUSED);
    EXPECT_EQ(node.handler.GetCounters().refusals, 1U);
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, CountsAResponseForAGroupThatIsNotHere)
{
    Node node;
    const Bytes frame = RaftResponseFrame(3, {5, 6}, RaftMessageOf(Type::VOTE_REPLY));
    EXPECT_EQ(node.Receive(frame), Verdict::DROPPED);
    EXPECT_EQ(node.handler.GetCounters().strayResponses, 1U);
}

TEST(ShardedRaftProtocolHandler, DropsWhatClaimsAnotherSender)
{
    Node node;
    const std::string before = node.Groups();
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, Append()), false, 3), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(RaftResponseFrame(1, {5, 6}, RaftMessageOf(Type::VOTE_REPLY)), false, 3),
              Verdict::DROPPED);
    EXPECT_EQ(node.Receive(BeatsFrame(), false, 3), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(RaftRequestFrame(0, Append(), true), true, 3), Verdict::DROPPED);
    EXPECT_EQ(node.handler.GetCounters().strangers, 4U);
    EXPECT_EQ(node.Counted(), 4U);
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, DropsWhatIsForAnotherNode)
{
    Node node;
    const std::string before = node.Groups();
    RaftMessage append = Append();
    append.to = 3;
    RaftMessage reply = RaftMessageOf(Type::VOTE_REPLY);
    reply.to = 3;
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, append)), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(RaftRequestFrame(9, append)), Verdict::DROPPED); // and not answered
    EXPECT_EQ(node.Receive(RaftResponseFrame(1, {5, 6}, reply)), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(BeatsFrame(1, 3)), Verdict::DROPPED);
    EXPECT_EQ(node.handler.GetCounters().strangers, 4U);
    EXPECT_EQ(node.Counted(), 4U);
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, DropsAResponseAmongRequestsAndTheOtherWayRound)
{
    Node node;
    const std::string before = node.Groups();
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, RaftMessageOf(Type::VOTE_REPLY))), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(RaftResponseFrame(1, {5, 6}, Append())), Verdict::DROPPED);
    EXPECT_EQ(node.handler.GetCounters().strangers, 2U);
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, LegacyFramesReachGroupZeroOnly)
{
    Node node;
    EXPECT_EQ(node.Receive(RaftRequestFrame(0, Append(), true), true), Verdict::TAKEN);
    EXPECT_EQ(node.Groups(), "follower 3 of 1; follower 0 of 0; follower 0 of 0; ");
}

TEST(ShardedRaftProtocolHandler, EachProtocolKeepsToItsConnections)
{
    Node node;
    const std::string before = node.Groups();
    for (const Sample& sample : OneOfEach())
    {
        EXPECT_EQ(node.Receive(sample.frame, !sample.isLegacy), Verdict::DROPPED);
    }
    EXPECT_EQ(node.handler.GetCounters().wrongProtocol, OneOfEach().size());
    EXPECT_EQ(node.Groups(), before);
}

TEST(ShardedRaftProtocolHandler, AnswersALegacyRequestWithoutAGroupInTheSameProtocol)
{
    RaftHostRecorder output;
    RaftHost::Config config;
    config.self = 2;
    RaftHost host(config, output);
    Handler handler({2}, host);
    Bytes answer;
    EXPECT_EQ(handler.Receive(START_NS, 1, true, RaftRequestFrame(0, Append(), true), answer),
              Verdict::ANSWER);
    const auto opened = RaftFrame::Open(answer);
    ASSERT_TRUE(opened.IsOk());
    EXPECT_EQ(opened.Value().kind, RaftFrameKind::LEGACY_RESPONSE);
    Bytes body;
    RaftFrame::AddPrefix(opened.Value().body, body);
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(0, body.data(), body.size()).Error(),
              RaftWireError::UNKNOWN_SHARD);
}

TEST(ShardedRaftProtocolHandler, DropsFramesThatAreTooLong)
{
    const Bytes frame = RaftRequestFrame(1, Append());
    Handler::Config config{2};
    config.maxFrameBytes = static_cast<uint32_t>(frame.size());
    Node exact(config);
    EXPECT_EQ(exact.Receive(frame), Verdict::TAKEN);
    config.maxFrameBytes--;
    Node shorter(config);
    EXPECT_EQ(shorter.Receive(frame), Verdict::DROPPED);
    EXPECT_EQ(shorter.handler.GetCounters().tooLong, 1U);
    EXPECT_EQ(shorter.Counted(), 1U);
}

TEST(ShardedRaftProtocolHandler, DropsTooManyEntriesAndTooManyBeats)
{
    Handler::Config config{2};
    config.maxEntries = 1;
    config.maxBeats = 1;
    Node node(config);
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, Append())), Verdict::DROPPED);
    EXPECT_EQ(node.Receive(BeatsFrame()), Verdict::DROPPED);
    EXPECT_EQ(node.Malformed(RaftWireError::TOO_MANY_ENTRIES), 2U);
}

TEST(ShardedRaftProtocolHandler, AQuestionForRestDoesNotComeOverTheLegacyProtocol)
{
    RaftMessage question = RaftMessageOf(Type::HEARTBEAT);
    Node node;
    node.Receive(RaftRequestFrame(0, question, true), true); // the term is on the disk then
    node.Receive(RaftRequestFrame(1, question));
    question.rest = true;
    EXPECT_EQ(node.Receive(RaftRequestFrame(0, question, true), true), Verdict::TAKEN);
    EXPECT_FALSE(node.host.Find(0)->IsResting());
    EXPECT_EQ(node.host.Find(0)->Counters().restsRefused, 0U);
    EXPECT_EQ(node.Receive(RaftRequestFrame(1, question)), Verdict::TAKEN);
    EXPECT_TRUE(node.host.Find(1)->IsResting());
}

TEST(ShardedRaftProtocolHandler, NothingOfRestGoesOverTheLegacyProtocol)
{
    const Node node;
    for (const Type type : {Type::HEARTBEAT, Type::HEARTBEAT_REPLY})
    {
        const RaftMessage plain = RaftMessageOf(type);
        RaftMessage rest = plain;
        rest.rest = true;
        rest.reject = rest.wantsReply = type == Type::HEARTBEAT_REPLY;
        Bytes frame;
        node.handler.Write(0, 0, rest, true, frame);
        EXPECT_EQ(frame,
                  type == Type::HEARTBEAT ? RaftRequestFrame(0, plain, true)
                                          : RaftResponseFrame(0, {0, 0}, plain, true));
        node.handler.Write(0, 0, rest, false, frame);
        EXPECT_EQ(frame,
                  type == Type::HEARTBEAT ? RaftRequestFrame(0, rest)
                                          : RaftResponseFrame(0, {0, 0}, rest));
    }
}

/// A leader that asks whether its group can rest: an answer over the legacy protocol ends that.
TEST(ShardedRaftProtocolHandler, AnAnswerOverTheLegacyProtocolRefusesRest)
{
    for (const bool isLegacy : {false, true})
    {
        Node node;
        EXPECT_EQ(node.host.Campaign(START_NS, 0), RaftError::NONE);
        node.output.Persist(node.host, START_NS);
        for (const Type type : {Type::PRE_VOTE_REPLY, Type::VOTE_REPLY})
        {
            RaftMessage vote = RaftMessageOf(type);
            vote.term = 1;
            node.Receive(RaftResponseFrame(0, {}, vote));
        }
        ASSERT_EQ(node.host.Find(0)->Role(), RaftRole::LEADER);
        RaftMessage stored = RaftMessageOf(Type::APPEND_REPLY);
        stored.term = 1;
        stored.index = 1;
        for (const RaftNodeId from : {1, 3})
        {
            stored.from = from;
            stored.sentNs = START_NS;
            node.Receive(RaftResponseFrame(0, {}, stored), false, from);
        }
        ASSERT_EQ(node.host.Find(0)->Commit(), 1U);
        // Heartbeats every 50 ms, each answered by both: by node 1 over one protocol or the other.
        uint64_t questions = 0;
        for (int64_t nowNs = START_NS; nowNs < START_NS + 3000000000; nowNs += 50000000)
        {
            node.output.beats.clear();
            node.host.Tick(nowNs);
            node.host.Collect(nowNs);
            for (const RaftBeats& beats : node.output.beats)
            {
                std::vector<RaftBeat> all = beats.beatsOfSet; // one time for all of it
                for (RaftBeat& beat : all)
                {
                    beat.sentNs = beats.set.sentNs;
                }
                all.insert(all.end(), beats.beats.begin(), beats.beats.end());
                for (const RaftBeat& beat : all)
                {
                    questions += beat.rest ? 1 : 0;
                    RaftMessage answer;
                    beat.Fill(beats.to, 2, answer);
                    answer.type = Type::HEARTBEAT_REPLY;
                    answer.commit = 0;
                    const bool isOld = isLegacy && beats.to == 1;
                    answer.rest = beat.rest && !isOld;
                    Bytes reply;
                    node.handler.Receive(
                        nowNs, beats.to, isOld, RaftResponseFrame(0, {}, answer, isOld), reply);
                }
            }
            node.host.Collect(nowNs);
        }
        EXPECT_EQ(node.host.Find(0)->IsResting(), !isLegacy);
        EXPECT_EQ(questions == 0, isLegacy);
        EXPECT_EQ(node.host.Find(0)->Role(), RaftRole::LEADER);
    }
}
