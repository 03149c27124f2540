/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-keys.h"

#include "ns3/kv-client-core.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;

/// A client of two shards on nodes 1, 2 and 3, and all that it wants. Every back-off waits three quarters of its span.
class KvClientCoreTest : public testing::Test, public KvClientListener
{
  protected:
    void
    SetUp() override
    {
        config.client = 9;
        config.replicas = {{1, 2, 3}, {2, 3, 1}};
        config.tryTimeoutNs = 100 * MS;
        config.callTimeoutNs = 1000 * MS;
        config.backOffMinNs = 10 * MS;
        config.backOffMaxNs = 35 * MS;
        Begin();
    }

    void
    Begin()
    {
        ASSERT_EQ(KvClientCore::Config::Validate(config), "");
        core = std::make_unique<KvClientCore>(config, *this);
    }

    bool
    OnSend(RaftNodeId node, const KvRequest& request) override
    {
        sent.emplace_back(node, request);
        return isReachable;
    }

    void
    OnEnd(const KvCall& call, const KvEnd& end) override
    {
        (void)call;
        ends.push_back(end);
    }

    double
    DrawJitter() override
    {
        return 0.5;
    }

    uint64_t
    Call(KvVerb verb, RaftShardId shard = 0)
    {
        KvCall call;
        call.verb = verb;
        call.key = verb == KvVerb::SCAN ? "" : keys[shard];
        call.shard = shard;
        call.value = verb == KvVerb::PUT ? "x" : "";
        call.limit = verb == KvVerb::SCAN ? 5 : 0;
        return core->Submit(nowNs, call);
    }

    /// The last request is answered.
    void
    Reply(KvStatus status, RaftNodeId leader = RAFT_NOBODY, uint64_t session = 0)
    {
        ReplyTo(sent.size() - 1, status, leader, session);
    }

    void
    ReplyTo(size_t which, KvStatus status, RaftNodeId leader = RAFT_NOBODY, uint64_t session = 0)
    {
        const auto [node, request] = sent.at(which);
        KvReply reply;
        reply.status = status;
        reply.shard = request.shard;
        reply.tag = request.tag;
        reply.leader = leader;
        reply.session = session;
        core->Receive(nowNs, node, reply);
    }

    /// Opens a session at shard 0 by a first write, which ends.
    void
    OpenSession(uint64_t number)
    {
        Call(KvVerb::PUT);
        Reply(KvStatus::OPENED, RAFT_NOBODY, number);
        Reply(KvStatus::OK);
        ASSERT_EQ(ends.size(), 1U);
        ends.clear();
        sent.clear();
    }

    void
    AdvanceTo(int64_t ms)
    {
        nowNs = ms * MS;
        core->Tick(nowNs);
    }

    void
    ExpectSent(RaftNodeId node, KvVerb verb, uint64_t session = 0, uint64_t sequence = 0) const
    {
        ASSERT_FALSE(sent.empty());
        EXPECT_EQ(sent.back().first, node);
        EXPECT_EQ(sent.back().second.verb, verb);
        EXPECT_EQ(sent.back().second.session, session);
        EXPECT_EQ(sent.back().second.sequence, sequence);
    }

    uint64_t
    Retries(KvRetry reason) const
    {
        return core->Counters().retries[static_cast<size_t>(reason)];
    }

    KvClientCore::Config config;
    std::unique_ptr<KvClientCore> core;
    const std::array<std::string, 2> keys = KeysOfTwoShards();
    bool isReachable{true};
    int64_t nowNs{0};
    std::vector<std::pair<RaftNodeId, KvRequest>> sent;
    std::vector<KvEnd> ends;
};

} // namespace

TEST_F(KvClientCoreTest, AWriteOpensASessionFirstAndTheNextOneUsesIt)
{
    EXPECT_EQ(Call(KvVerb::PUT), 1U);
    ExpectSent(1, KvVerb::OPEN);
    EXPECT_EQ(sent.back().second.client, 9U);
    Reply(KvStatus::OPENED, RAFT_NOBODY, 7);
    ExpectSent(1, KvVerb::PUT, 7, 1);
    Reply(KvStatus::OK);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].outcome, KvOutcome::OK);
    EXPECT_EQ(ends[0].tries, 2U);
    EXPECT_EQ(Call(KvVerb::PUT), 2U);
    ExpectSent(1, KvVerb::PUT, 7, 2);
    EXPECT_EQ(core->Counters().sessionsOpened, 1U);
}

TEST_F(KvClientCoreTest, EachShardHasASessionOfItsOwn)
{
    OpenSession(7);
    Call(KvVerb::PUT, 1);
    ExpectSent(2, KvVerb::OPEN);
    EXPECT_EQ(sent.back().second.shard, 1U);
}

TEST_F(KvClientCoreTest, WhoIsNamedAsLeaderIsAskedAtOnceAndRemembered)
{
    Call(KvVerb::GET);
    ExpectSent(1, KvVerb::GET);
    Reply(KvStatus::NOT_LEADER, 3);
    ExpectSent(3, KvVerb::GET);
    Reply(KvStatus::VALUE);
    Call(KvVerb::GET);
    ExpectSent(3, KvVerb::GET);
    Call(KvVerb::GET, 1);
    ExpectSent(2, KvVerb::GET);
    EXPECT_EQ(core->Counters().redirects, 1U);
}

TEST_F(KvClientCoreTest, WhoIsSentRoundInACircleWaits)
{
    Call(KvVerb::GET);
    for (const RaftNodeId leader : {2U, 1U, 2U, 1U})
    {
        Reply(KvStatus::NOT_LEADER, leader);
    }
    EXPECT_EQ(sent.size(), 4U) << "three replicas: three redirects in a row";
    EXPECT_EQ(Retries(KvRetry::NO_LEADER), 1U);
    EXPECT_EQ(core->NextDeadlineNs(), 7500000) << "0.75 x 10 ms";
}

TEST_F(KvClientCoreTest, BackOffsDoubleUpToTheLongest)
{
    Call(KvVerb::GET);
    // 10, 20, 35 and 35 ms, of which three quarters.
    for (const int64_t restsNs : {7500000, 15000000, 26250000, 26250000})
    {
        const RaftNodeId asked = sent.back().first;
        Reply(KvStatus::NOT_LEADER);
        EXPECT_EQ(core->NextDeadlineNs(), nowNs + restsNs);
        nowNs += restsNs - 1;
        core->Tick(nowNs);
        EXPECT_EQ(sent.back().first, asked);
        core->Tick(++nowNs);
        ExpectSent(asked % 3 + 1, KvVerb::GET);
    }
}

TEST_F(KvClientCoreTest, ASilentNodeIsGivenUpAndTheWriteRepeatedUnderItsNumber)
{
    OpenSession(7);
    Call(KvVerb::PUT);
    ExpectSent(1, KvVerb::PUT, 7, 2);
    AdvanceTo(99);
    EXPECT_EQ(sent.size(), 1U);
    AdvanceTo(100);
    ExpectSent(2, KvVerb::PUT, 7, 2);
    AdvanceTo(200);
    ExpectSent(3, KvVerb::PUT, 7, 2);
    ReplyTo(0, KvStatus::OK);
    ASSERT_EQ(ends.size(), 1U) << "the answer to an earlier try is as good";
    EXPECT_EQ(ends[0].outcome, KvOutcome::OK);
    EXPECT_EQ(Retries(KvRetry::TIMEOUT), 2U);
    Call(KvVerb::PUT);
    ExpectSent(1, KvVerb::PUT, 7, 3);
}

TEST_F(KvClientCoreTest, AtTheEndOfItsTimeAReadHasFailedAndAWriteIsUnknown)
{
    OpenSession(7);
    Call(KvVerb::PUT);
    Call(KvVerb::GET);
    for (int64_t ms = 100; ms < 1000; ms += 100)
    {
        AdvanceTo(ms);
    }
    EXPECT_TRUE(ends.empty());
    AdvanceTo(1000);
    ASSERT_EQ(ends.size(), 2U);
    EXPECT_EQ(ends[0].outcome, KvOutcome::UNKNOWN);
    EXPECT_EQ(ends[1].outcome, KvOutcome::FAILED);
    EXPECT_EQ(ends[0].tries, 10U);
    EXPECT_EQ(ends[0].endedNs, 1000 * MS);
    EXPECT_EQ(core->NextDeadlineNs(), KvClientCore::NEVER);
}

TEST_F(KvClientCoreTest, AWriteThatNeverLeftHasFailed)
{
    OpenSession(7);
    isReachable = false;
    Call(KvVerb::PUT);
    while (ends.empty())
    {
        ASSERT_NE(core->NextDeadlineNs(), KvClientCore::NEVER);
        nowNs = core->NextDeadlineNs();
        core->Tick(nowNs);
    }
    EXPECT_EQ(ends[0].outcome, KvOutcome::FAILED);
    EXPECT_EQ(ends[0].endedNs, 1000 * MS);
}

TEST_F(KvClientCoreTest, ALostConnectionMakesAWriteUncertainAndAnUnsentMessageDoesNot)
{
    config.maxTries = 2;
    for (const bool isUnsent : {true, false})
    {
        ends.clear();
        sent.clear();
        Begin();
        OpenSession(7);
        Call(KvVerb::PUT);
        if (isUnsent)
        {
            core->NoteUnsent(nowNs, sent.back().second.tag);
        }
        else
        {
            core->NoteUnreachable(nowNs, 1);
        }
        EXPECT_EQ(Retries(KvRetry::UNREACHABLE), 1U);
        nowNs = core->NextDeadlineNs();
        core->Tick(nowNs);
        ExpectSent(2, KvVerb::PUT, 7, 2);
        Reply(KvStatus::NOT_LEADER);
        ASSERT_EQ(ends.size(), 1U) << "two tries";
        EXPECT_EQ(ends[0].outcome, isUnsent ? KvOutcome::FAILED : KvOutcome::UNKNOWN);
    }
}

TEST_F(KvClientCoreTest, AnEndedSessionIsReplacedUnlessTheWriteMayHaveTakenEffect)
{
    OpenSession(7);
    Call(KvVerb::PUT);
    Reply(KvStatus::SESSION_EXPIRED);
    ExpectSent(1, KvVerb::OPEN);
    Reply(KvStatus::OPENED, RAFT_NOBODY, 20);
    ExpectSent(1, KvVerb::PUT, 20, 1);
    AdvanceTo(100);
    ExpectSent(2, KvVerb::PUT, 20, 1);
    Reply(KvStatus::SESSION_EXPIRED);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].outcome, KvOutcome::UNKNOWN);
    EXPECT_EQ(core->Counters().sessionsExpired, 2U);
}

TEST_F(KvClientCoreTest, ASessionCarriesOneWriteAtATimeAndReadsDoNotWait)
{
    OpenSession(7);
    Call(KvVerb::PUT);
    Call(KvVerb::PUT);
    EXPECT_EQ(sent.size(), 1U);
    Call(KvVerb::GET);
    EXPECT_EQ(sent.size(), 2U);
    ReplyTo(0, KvStatus::OK);
    ExpectSent(1, KvVerb::PUT, 7, 3);
    // It began when it was called: what waits for a session is part of its time.
    Call(KvVerb::PUT);
    AdvanceTo(1000);
    EXPECT_EQ(ends.back().outcome, KvOutcome::FAILED) << "it was never sent";
    EXPECT_EQ(core->Open(), 0U);
}

TEST_F(KvClientCoreTest, ARetryMayHaveTakenEffectAndGoesToWhomItNames)
{
    config.maxTries = 2;
    Begin();
    OpenSession(7);
    Call(KvVerb::PUT);
    Reply(KvStatus::RETRY, 3);
    AdvanceTo(8);
    ExpectSent(3, KvVerb::PUT, 7, 2);
    Reply(KvStatus::TOO_LARGE);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].outcome, KvOutcome::UNKNOWN);
    EXPECT_EQ(Retries(KvRetry::LOST), 1U);
}

TEST_F(KvClientCoreTest, ScansGoToTheirShardAndWhatIsTooMuchIsRefused)
{
    config.maxOpen = 2;
    Begin();
    EXPECT_EQ(Call(KvVerb::SCAN, 0), 1U);
    ExpectSent(1, KvVerb::SCAN);
    EXPECT_EQ(Call(KvVerb::SCAN, 1), 2U);
    ExpectSent(2, KvVerb::SCAN);
    EXPECT_EQ(sent.back().second.shard, 1U);
    EXPECT_EQ(sent.back().second.limit, 5U);
    EXPECT_EQ(Call(KvVerb::SCAN, 0), 0U);
    EXPECT_EQ(core->Counters().refused, 1U);
    Reply(KvStatus::SCANNED);
    EXPECT_EQ(ends.back().shard, 1U);
    EXPECT_EQ(core->Open(), 1U);
}

TEST_F(KvClientCoreTest, AFullShardHasNotTakenTheWrite)
{
    OpenSession(7);
    Call(KvVerb::PUT);
    Reply(KvStatus::FULL);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].outcome, KvOutcome::FAILED);
}
