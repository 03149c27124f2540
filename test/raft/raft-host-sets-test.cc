/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"
#include "raft-host-mesh.h"

#include "ns3/raft-host.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// Sets of heartbeats that stay the same: what is sent, who is believed, and what is forgotten.

namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t SECOND = 1000 * MS;
constexpr uint64_t EPOCH = 7;       // of the host
constexpr uint64_t OTHER_EPOCH = 3; // of the node it talks to

/// One host that is told everything by hand, and whose disk takes no time.
class RaftHostSets : public testing::Test
{
  protected:
    /// @param self its id; it has groups 0 and 1 with nodes 1, 2 and 3
    void
    Start(RaftNodeId self, int64_t answerWithinNs = 0)
    {
        RaftHost::Config config;
        config.self = self;
        config.epoch = EPOCH;
        config.quiesce = false;
        config.tickNs = MS;
        config.answerWithinNs = answerWithinNs;
        m_host = std::make_unique<RaftHost>(config, m_recorder);
        RaftOptions options;
        options.preVote = false;
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        for (const RaftShardId shard : {0, 1})
        {
            ASSERT_TRUE(m_host->AddShard(m_nowNs, shard, options, start, 1));
        }
        Settle();
    }

    /// It leads both groups in term 1; node 2 has all that is in the logs, node 3 says nothing.
    void
    Lead()
    {
        Start(1);
        for (const RaftShardId shard : {0, 1})
        {
            ASSERT_EQ(m_host->Campaign(m_nowNs, shard), RaftError::NONE);
            Settle();
            Reply(shard, RaftMessageType::VOTE_REPLY);
            Reply(shard, RaftMessageType::APPEND_REPLY);
            ASSERT_EQ(Core(shard).Role(), RaftRole::LEADER);
            ASSERT_EQ(Core(shard).Commit(), 1U);
        }
        m_beats.clear();
    }

    /// Node 2 answers in term 1.
    void
    Reply(RaftShardId shard, RaftMessageType type)
    {
        RaftMessage message;
        message.type = type;
        message.from = 2;
        message.to = 1;
        message.term = 1;
        message.index = type == RaftMessageType::APPEND_REPLY ? 1 : 0;
        m_host->Receive(m_nowNs, shard, message);
        Settle();
    }

    /// @return from node 1 to 2, or the other way
    RaftBeats
    From(RaftNodeId node) const
    {
        RaftBeats beats;
        beats.from = node;
        beats.to = 3 - node;
        beats.epoch = OTHER_EPOCH;
        beats.knownEpoch = EPOCH;
        return beats;
    }

    /// @return a set of node 1 with the heartbeats of both groups
    RaftBeats
    Set(uint64_t number, int64_t sentNs, bool isRepeated, uint64_t term = 1) const
    {
        RaftBeats beats = From(1);
        beats.set = {number, sentNs};
        beats.isRepeated = isRepeated;
        for (const RaftShardId shard : {0, 1})
        {
            RaftBeat beat;
            beat.shard = shard;
            beat.term = term;
            beats.beatsOfSet.push_back(beat);
        }
        if (isRepeated)
        {
            beats.beatsOfSet.clear();
        }
        return beats;
    }

    /// @return what it sends then to a node
    RaftBeats
    Give(const RaftBeats& beats)
    {
        m_beats.clear();
        m_host->ReceiveBeats(m_nowNs, beats);
        Settle();
        return m_beats.empty() ? RaftBeats() : m_beats.back();
    }

    /// Time passes. @return what it sent last to node 2 meanwhile
    RaftBeats
    Pass(int64_t forNs)
    {
        m_beats.clear();
        for (const int64_t endNs = m_nowNs + forNs; m_nowNs < endNs;)
        {
            m_nowNs += MS;
            m_host->Tick(m_nowNs);
            Settle();
        }
        for (auto at = m_beats.rbegin(); at != m_beats.rend(); ++at)
        {
            if (at->to == 2)
            {
                return *at;
            }
        }
        return {};
    }

    const RaftCore&
    Core(RaftShardId shard) const
    {
        return *m_host->Find(shard);
    }

    /// @return what a leader knows of node 2
    const RaftProgress&
    Member(RaftShardId shard) const
    {
        return Core(shard).Members()[1];
    }

    void
    Settle()
    {
        m_recorder.Persist(*m_host, m_nowNs);
    }

    int64_t m_nowNs{SECOND};
    std::unique_ptr<RaftHost> m_host;
    RaftHostRecorder m_recorder;
    std::vector<RaftBeats>& m_beats{m_recorder.beats}; //!< that it sent
};

} // namespace

TEST_F(RaftHostSets, ANewSetIsKeptAndAnsweredBeatByBeat)
{
    Start(2);
    RaftBeats sent = Give(Set(4, 100, false));
    EXPECT_EQ(sent.holds, 4U);
    EXPECT_EQ(sent.answers.number, 0U);
    ASSERT_EQ(sent.beats.size(), 2U);
    EXPECT_EQ(Core(1).Leader(), 1U);
    sent = Give(Set(4, 200, false));
    ASSERT_EQ(sent.beats.size(), 2U);
    for (const RaftShardId shard : {0, 1})
    {
        EXPECT_EQ(sent.beats[shard].shard, shard);
        EXPECT_TRUE(sent.beats[shard].isReply);
        EXPECT_EQ(sent.beats[shard].term, 1U);
        EXPECT_EQ(sent.beats[shard].sentNs, 200);
    }
}

TEST_F(RaftHostSets, ARepeatedSetIsHeardByEveryGroupAndAnsweredByItsNumber)
{
    Start(2);
    Give(Set(4, 100, false));
    // Longer than any election timeout, with nothing but the number.
    for (int i = 0; i < 20; i++)
    {
        m_nowNs += 50 * MS;
        m_host->Tick(m_nowNs);
        const RaftBeats sent = Give(Set(4, m_nowNs - 1, true));
        EXPECT_EQ(sent.answers.number, 4U);
        EXPECT_EQ(sent.answers.sentNs, m_nowNs - 1);
        EXPECT_TRUE(sent.beats.empty());
    }
    for (const RaftShardId shard : {0, 1})
    {
        EXPECT_EQ(Core(shard).Term(), 1U);
        EXPECT_EQ(Core(shard).Leader(), 1U);
    }
    EXPECT_EQ(m_host->Counters().quietBeats, 40U);
}

TEST_F(RaftHostSets, AnotherNumberIsNotHeardAndTheSenderIsToldWhatIsHeld)
{
    Start(2);
    Give(Set(4, 100, false));
    const uint64_t before = m_host->Counters().beatsReceived;
    for (const uint64_t number : {3, 5})
    {
        const RaftBeats sent = Give(Set(number, 300, true));
        EXPECT_EQ(sent.holds, 4U);
        EXPECT_EQ(sent.answers.number, 0U);
        EXPECT_TRUE(sent.beats.empty());
    }
    EXPECT_EQ(m_host->Counters().beatsReceived, before);
    EXPECT_EQ(m_host->Counters().setsUnknown, 2U);
}

TEST_F(RaftHostSets, ALateSetDoesNotReplaceANewerOne)
{
    Start(2);
    Give(Set(4, 100, false));
    RaftBeats late = Set(3, 50, false);
    late.beatsOfSet.pop_back();
    RaftBeats sent = Give(late);
    EXPECT_EQ(sent.holds, 4U);
    EXPECT_EQ(sent.beats.size(), 1U) << "it is as good as any late heartbeat";
    sent = Give(Set(4, 200, true));
    EXPECT_EQ(sent.answers.number, 4U);
    EXPECT_EQ(m_host->Counters().quietBeats, 3U);
}

TEST_F(RaftHostSets, WhoDoesNotFollowIsNotAnsweredFor)
{
    Start(2);
    Give(Set(4, 100, false));
    RaftBeat newer;
    newer.shard = 1;
    newer.term = 2;
    RaftBeats other = From(1);
    other.from = 3;
    other.beats = {newer};
    Give(other); // group 1 has another leader
    for (int i = 0; i < 2; i++)
    {
        const RaftBeats sent = Give(Set(4, 200, true));
        EXPECT_EQ(sent.answers.number, 0U);
        ASSERT_GE(sent.beats.size(), 1U);
        EXPECT_EQ(sent.beats[0].shard, 0U);
        EXPECT_EQ(sent.beats[0].sentNs, 200);
        for (const RaftBeat& beat : sent.beats)
        {
            EXPECT_TRUE(beat.shard == 0 || beat.term == 2) << "an old leader hears of the new one";
        }
    }
    EXPECT_EQ(Core(1).Leader(), 3U);
    EXPECT_EQ(m_host->Counters().setsRefused, 2U);

    m_host->RemoveShard(0);
    RaftBeats sent = Give(Set(4, 300, true));
    EXPECT_EQ(sent.answers.number, 0U);
}

TEST_F(RaftHostSets, AnotherLifeOfTheSenderHasSentNothingYet)
{
    Start(2);
    Give(Set(4, 100, false));
    RaftBeats reborn = Set(4, 200, true);
    reborn.epoch++;
    RaftBeats sent = Give(reborn);
    EXPECT_EQ(sent.holds, 0U);
    EXPECT_EQ(sent.answers.number, 0U);
    EXPECT_EQ(m_host->Counters().setsUnknown, 1U);
    RaftBeats first = Set(1, 300, false, 2);
    first.epoch++;
    sent = Give(first);
    EXPECT_EQ(sent.holds, 1U) << "numbers begin anew";
}

TEST_F(RaftHostSets, TheAnswerWaitsForTheNextMessageButNotForLong)
{
    Start(2, 50 * MS);
    Pass(MS);
    const int64_t firstNs = m_nowNs;
    Give(Set(4, 100, false));
    Give(Set(4, m_nowNs, true));
    EXPECT_TRUE(m_beats.empty());
    m_nowNs += 20 * MS;
    const int64_t latestNs = m_nowNs;
    Give(Set(4, latestNs, true));
    EXPECT_TRUE(m_beats.empty());
    EXPECT_EQ(m_host->NextDeadlineNs(), firstNs + 50 * MS);
    Pass(29 * MS);
    EXPECT_TRUE(m_beats.empty());
    Pass(MS);
    ASSERT_EQ(m_beats.size(), 1U);
    EXPECT_EQ(m_beats[0].to, 1U);
    EXPECT_EQ(m_beats[0].answers.number, 4U);
    EXPECT_EQ(m_beats[0].answers.sentNs, latestNs);
    Pass(49 * MS);
    EXPECT_TRUE(m_beats.empty()) << "once";

    Give(Set(4, m_nowNs, true));
    RaftBeats more = From(1);
    more.beats = {Set(4, 0, false).beatsOfSet[0]};
    const RaftBeats sent = Give(more); // is answered at once
    EXPECT_EQ(sent.beats.size(), 1U);
    EXPECT_EQ(sent.answers.number, 4U);
}

TEST_F(RaftHostSets, ALeaderRepeatsWhatIsHeldUntilItChanges)
{
    Lead();
    RaftBeats sent = Pass(50 * MS);
    EXPECT_EQ(sent.set.number, 1U);
    EXPECT_EQ(sent.set.sentNs, m_nowNs);
    EXPECT_FALSE(sent.isRepeated);
    ASSERT_EQ(sent.beatsOfSet.size(), 2U);
    EXPECT_EQ(sent.beatsOfSet[0].commit, 1U);
    EXPECT_EQ(sent.beatsOfSet[0].sentNs, 0);
    EXPECT_TRUE(sent.beats.empty());
    sent = Pass(50 * MS);
    EXPECT_EQ(sent.set.number, 1U);
    EXPECT_FALSE(sent.isRepeated) << "nobody has said that he has it";
    RaftBeats held = From(2);
    held.holds = 1;
    Give(held);
    sent = Pass(50 * MS);
    EXPECT_EQ(sent.set.number, 1U);
    EXPECT_EQ(sent.set.sentNs, m_nowNs);
    EXPECT_TRUE(sent.isRepeated);
    EXPECT_TRUE(sent.beatsOfSet.empty());

    ASSERT_TRUE(m_host->Propose(m_nowNs, 0, nullptr).IsOk());
    Settle();
    RaftMessage acked;
    acked.type = RaftMessageType::APPEND_REPLY;
    acked.from = 2;
    acked.to = 1;
    acked.term = 1;
    acked.index = 2;
    m_host->Receive(m_nowNs, 0, acked);
    Settle();
    sent = Pass(50 * MS);
    EXPECT_EQ(sent.set.number, 2U) << "a commit index has changed";
    EXPECT_FALSE(sent.isRepeated);
    EXPECT_EQ(sent.beatsOfSet.size(), 2U);
}

TEST_F(RaftHostSets, ANewConnectionOrALateWordMakesItSayEverythingAgain)
{
    Lead();
    Pass(50 * MS);
    RaftBeats held = From(2);
    held.holds = 1;
    Give(held);
    m_host->NoteConnected(2);
    m_host->NoteConnected(99);
    EXPECT_FALSE(Pass(50 * MS).isRepeated);
    Give(held);
    EXPECT_TRUE(Pass(50 * MS).isRepeated);
    held.knownEpoch = EPOCH - 1; // of what another life of this host has sent
    held.holds = 0;
    Give(held);
    EXPECT_TRUE(Pass(50 * MS).isRepeated);
    held.knownEpoch = EPOCH;
    Give(held);
    EXPECT_FALSE(Pass(50 * MS).isRepeated);
    held.holds = 1;
    Give(held);
    held = From(2);
    held.epoch++;
    Give(held);
    EXPECT_FALSE(Pass(50 * MS).isRepeated) << "the other node has restarted";
}

TEST_F(RaftHostSets, AnAnswerCountsForTheSetOfTodayAndThisLifeOnly)
{
    Lead();
    const int64_t sentNs = Pass(50 * MS).set.sentNs;
    const int64_t heardNs = Member(0).heardNs;
    RaftBeats answer = From(2);
    answer.answers = {2, sentNs};
    Give(answer);
    answer.answers = {1, sentNs};
    answer.knownEpoch = EPOCH - 1;
    Give(answer);
    EXPECT_EQ(Member(0).heardNs, heardNs);
    EXPECT_EQ(m_host->Counters().lateAnswers, 1U);
    EXPECT_EQ(m_host->Counters().setsAnswered, 0U);
    answer.knownEpoch = EPOCH;
    m_nowNs += MS;
    Give(answer);
    for (const RaftShardId shard : {0, 1})
    {
        EXPECT_EQ(Member(shard).heardNs, m_nowNs);
        EXPECT_EQ(Member(shard).echoedNs, sentNs);
    }
    EXPECT_EQ(m_host->Counters().setsAnswered, 1U);
}

TEST_F(RaftHostSets, AnAnswerIsNotCreditedToAGroupThatHasMovedOn)
{
    Lead();
    const int64_t sentNs = Pass(50 * MS).set.sentNs;
    RaftBeat newer;
    newer.shard = 1;
    newer.isReply = true;
    newer.term = 5;
    RaftBeats word = From(2);
    word.beats = {newer};
    Give(word);
    ASSERT_EQ(Core(1).Role(), RaftRole::FOLLOWER);
    RaftBeats answer = From(2);
    answer.answers = {1, sentNs};
    m_nowNs += MS;
    Give(answer);
    EXPECT_EQ(Core(1).Role(), RaftRole::FOLLOWER);
    EXPECT_EQ(Core(1).Term(), 5U);
    EXPECT_EQ(Member(0).heardNs, m_nowNs);

    // It leads again, in another term: what was followed in term 1 says nothing about that.
    ASSERT_EQ(m_host->Campaign(m_nowNs, 1), RaftError::NONE);
    Settle();
    RaftMessage vote;
    vote.type = RaftMessageType::VOTE_REPLY;
    vote.from = 3;
    vote.to = 1;
    vote.term = 6;
    m_host->Receive(m_nowNs, 1, vote);
    Settle();
    ASSERT_EQ(Core(1).Role(), RaftRole::LEADER);
    const int64_t heardNs = Member(1).heardNs;
    m_nowNs += MS;
    Give(answer);
    EXPECT_EQ(Member(1).heardNs, heardNs);
    EXPECT_LE(Member(1).echoedNs, 0);
    EXPECT_EQ(Member(0).heardNs, m_nowNs);
}

TEST_F(RaftHostSets, WithoutRepeatingEveryHeartbeatIsSentByItself)
{
    RaftHost::Config config;
    config.quiesce = false;
    config.repeat = false;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(90, 3, RaftOptions());
    mesh.Run(SECOND);
    const RaftHostCounters before = mesh.At(1).host.Counters();
    mesh.Run(SECOND);
    const RaftHostCounters& after = mesh.At(1).host.Counters();
    EXPECT_EQ(after.beatsSent - before.beatsSent, 20U * (2 * 30 + 2 * 30));
    EXPECT_EQ(after.setsRepeated, 0U);
}

TEST_F(RaftHostSets, AnswersTravelWithHeartbeatsTheOtherWay)
{
    // Each node leads 30 groups that both others follow: one message each way in 50 ms is enough.
    RaftHost::Config config;
    config.quiesce = false;
    config.answerWithinNs = 50 * MS;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(90, 3, RaftOptions());
    mesh.Run(SECOND);
    const RaftHostCounters before = mesh.At(1).host.Counters();
    EXPECT_EQ(mesh.Run(10 * SECOND), 200U * 3 * 2);
    const RaftHostCounters& after = mesh.At(1).host.Counters();
    EXPECT_EQ(after.setsRepeated - before.setsRepeated, 200U * 2);
    EXPECT_EQ(after.setsAnswered - before.setsAnswered, 200U * 2);
    EXPECT_EQ(after.quietBeats - before.quietBeats, 200U * (2 * 30 + 2 * 30));
    uint64_t elections = 0;
    for (RaftShardId shard = 0; shard < 90; shard++)
    {
        elections += mesh.At(1).host.Find(shard)->Counters().elections;
    }
    EXPECT_EQ(elections, 30U);
}

TEST_F(RaftHostSets, AnswersThatComeTooLateAreRefused)
{
    const auto with = [](int64_t answerWithinNs)
    {
        RaftHost::Config config;
        config.self = 1;
        config.answerWithinNs = answerWithinNs;
        return RaftHost::Config::Validate(config, RaftOptions());
    };
    EXPECT_EQ(with(-1), "answerWithinNs is -1, and must be at least 0");
    EXPECT_EQ(with(0), "");
    EXPECT_EQ(with(3600 * SECOND), "");
    EXPECT_EQ(with(3600 * SECOND + 1),
              "answerWithinNs is 3600000000001, and must be at most 3600000000000");
}
