/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-keys.h"

#include "ns3/sharded-key-value-store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// A store with shard 0 of two, on replicas that do what the test says.
class ShardedKeyValueStoreTest : public testing::Test, public RaftReplicas
{
  protected:
    void
    SetUp() override
    {
        config.shards = 2;
        Begin();
    }

    void
    Begin()
    {
        store = std::make_unique<ShardedKeyValueStore>(config,
                                                       [this](uint64_t origin, const KvReply& reply)
                                                       { answers.emplace_back(origin, reply); });
        store->OnStart(*this);
        store->OnRestore(0, nullptr);
    }

    bool
    HasShard(RaftShardId shard) const override
    {
        return shard == 0;
    }

    RaftNodeId
    Leader(RaftShardId) const override
    {
        return leader;
    }

    RaftNodeId
    Self() const override
    {
        return 1;
    }

    Result<RaftProposal, RaftError>
    Propose(RaftShardId, const Ptr<const RaftPayload>& payload) override
    {
        if (error != RaftError::NONE)
        {
            return error;
        }
        log.push_back(payload);
        RaftProposal place;
        place.index = log.size();
        place.term = term;
        return place;
    }

    RaftError
    Read(RaftShardId, uint64_t id, bool lease) override
    {
        if (error == RaftError::NONE)
        {
            reads.emplace_back(id, lease);
        }
        return error;
    }

    void
    Ask(KvVerb verb, uint64_t origin, const std::string& value = "")
    {
        KvRequest request = Make(verb, value);
        request.tag = 100 + origin;
        store->Ask(request, origin);
    }

    KvRequest
    Make(KvVerb verb, const std::string& value = "")
    {
        KvRequest request;
        request.verb = verb;
        request.shard = 0;
        request.key = verb == KvVerb::OPEN ? "" : keys[0];
        request.value = value;
        request.session = session;
        request.sequence = IsKvWrite(verb) && verb != KvVerb::OPEN ? ++sequence : 0;
        request.limit = 10;
        return request;
    }

    /// The entry at an index is committed.
    void
    Apply(uint64_t index, uint64_t ofTerm, RaftEntryType type = RaftEntryType::NORMAL)
    {
        RaftEntry entry;
        entry.term = ofTerm;
        entry.type = type;
        if (type == RaftEntryType::NORMAL)
        {
            entry.payload = log.at(index - 1);
            entry.sizeBytes = entry.payload->Size();
        }
        store->OnApply(0, index, entry);
    }

    void
    OpenSession()
    {
        Ask(KvVerb::OPEN, 1);
        Apply(1, term);
        ASSERT_EQ(answers.size(), 1U);
        ASSERT_EQ(answers[0].second.status, KvStatus::OPENED);
        session = answers[0].second.session;
        answers.clear();
    }

    void
    ExpectAnswer(size_t which, uint64_t origin, KvStatus status)
    {
        ASSERT_GT(answers.size(), which);
        EXPECT_EQ(answers[which].first, origin);
        EXPECT_EQ(answers[which].second.status, status)
            << KvStatusName(answers[which].second.status);
        EXPECT_EQ(answers[which].second.shard, 0U);
        EXPECT_EQ(answers[which].second.tag, 100 + origin);
    }

    ShardedKeyValueStore::Config config;
    std::unique_ptr<ShardedKeyValueStore> store;
    const std::array<std::string, 2> keys = KeysOfTwoShards();
    RaftNodeId leader{1};
    uint64_t term{3};
    RaftError error{RaftError::NONE};
    uint64_t session{0};
    uint64_t sequence{0};
    std::vector<Ptr<const RaftPayload>> log;
    std::vector<std::pair<uint64_t, bool>> reads; //!< id and lease
    std::vector<std::pair<uint64_t, KvReply>> answers;
};

} // namespace

TEST_F(ShardedKeyValueStoreTest, AWriteIsAnsweredWhenItsOwnEntryIsApplied)
{
    OpenSession();
    EXPECT_EQ(session, 1U);
    Ask(KvVerb::PUT, 2, "x");
    EXPECT_TRUE(answers.empty());
    EXPECT_EQ(store->PendingWrites(0), 1U);
    Apply(2, 3);
    ExpectAnswer(0, 2, KvStatus::OK);
    EXPECT_EQ(answers[0].second.index, 2U);
    EXPECT_EQ(store->Pending(), 0U);
    EXPECT_EQ(store->Find(0)->Entries(), 1U);
}

TEST_F(ShardedKeyValueStoreTest, AnotherEntryAtItsPlaceMakesAWriteUncertain)
{
    OpenSession();
    Ask(KvVerb::PUT, 2, "x");
    leader = 2;
    Apply(2, 4);
    ExpectAnswer(0, 2, KvStatus::RETRY);
    EXPECT_EQ(answers[0].second.leader, 2U);
    Ask(KvVerb::PUT, 3, "y");
    Apply(3, 3, RaftEntryType::EMPTY);
    ExpectAnswer(1, 3, KvStatus::RETRY);
    EXPECT_EQ(store->Counters().writesLost, 2U);
}

TEST_F(ShardedKeyValueStoreTest, ALostLeadershipIsToldToAllThatWaitAndAKeptOneToNobody)
{
    OpenSession();
    Ask(KvVerb::PUT, 2, "x");
    Ask(KvVerb::PUT, 3, "y");
    store->OnRole(0, RaftRole::LEADER, 3, 1);
    EXPECT_TRUE(answers.empty());
    store->OnRole(0, RaftRole::FOLLOWER, 4, 2);
    ExpectAnswer(0, 2, KvStatus::RETRY);
    ExpectAnswer(1, 3, KvStatus::RETRY);
    EXPECT_EQ(store->Pending(), 0U);
}

TEST_F(ShardedKeyValueStoreTest, ASnapshotBringsTheStateAndMakesWhatWaitsUncertain)
{
    OpenSession();
    Ask(KvVerb::PUT, 2, "x");
    Apply(2, 3);
    const auto saved = store->OnSave(0);
    const uint64_t digest = store->Find(0)->Digest();
    Begin();
    EXPECT_NE(store->Find(0)->Digest(), digest);
    answers.clear();
    Ask(KvVerb::PUT, 3, "y");
    auto snapshot = std::make_shared<RaftSnapshot>();
    snapshot->data = saved;
    store->OnRestore(0, snapshot);
    EXPECT_EQ(store->Find(0)->Digest(), digest);
    EXPECT_EQ(store->Find(0)->Index(), 2U);
    ExpectAnswer(0, 3, KvStatus::RETRY);
    // One that cannot be read: nothing is served from what may be wrong.
    snapshot = std::make_shared<RaftSnapshot>();
    const uint8_t byte = 0;
    snapshot->data = RaftPayload::Create(&byte, 1);
    store->OnRestore(0, snapshot);
    Ask(KvVerb::GET, 4);
    ExpectAnswer(1, 4, KvStatus::UNKNOWN_SHARD);
    EXPECT_EQ(store->Counters().badSnapshots, 1U);
}

TEST_F(ShardedKeyValueStoreTest, AReadWaitsForRaftAndIsAnsweredFromWhatIsAppliedThen)
{
    OpenSession();
    Ask(KvVerb::PUT, 2, "x");
    Ask(KvVerb::GET, 3);
    EXPECT_TRUE(answers.empty());
    Apply(2, 3);
    ASSERT_EQ(reads.size(), 1U);
    EXPECT_FALSE(reads[0].second) << "read mode quorum";
    store->OnRead(0, {reads[0].first, true, 2});
    ExpectAnswer(1, 3, KvStatus::VALUE);
    EXPECT_EQ(answers[1].second.value, "x");
    EXPECT_FALSE(answers[1].second.stale);
    Ask(KvVerb::SCAN, 4);
    store->OnRead(0, {reads.at(1).first, false, 0});
    ExpectAnswer(2, 4, KvStatus::RETRY);
    store->OnRead(0, {99, true, 2});
    EXPECT_EQ(answers.size(), 3U) << "nobody asked that";
}

TEST_F(ShardedKeyValueStoreTest, ReadModesDecideWhatAReadRestsOn)
{
    config.readMode = KvReadMode::LEASE;
    Begin();
    Ask(KvVerb::GET, 1);
    EXPECT_TRUE(reads.at(0).second);
    leader = 2;
    Ask(KvVerb::GET, 2);
    ExpectAnswer(0, 2, KvStatus::NOT_LEADER);
    EXPECT_EQ(answers[0].second.leader, 2U);
    config.followerReads = true;
    Begin();
    Ask(KvVerb::GET, 3);
    EXPECT_EQ(reads.size(), 2U) << "a follower asks too";
    config.readMode = KvReadMode::STALE;
    config.followerReads = false;
    Begin();
    Ask(KvVerb::GET, 4);
    EXPECT_EQ(reads.size(), 2U);
    ExpectAnswer(1, 4, KvStatus::NOT_FOUND);
    EXPECT_TRUE(answers[1].second.stale);
}

TEST_F(ShardedKeyValueStoreTest, WhatCannotBeProposedIsNamed)
{
    config.limits.maxKeyBytes = 8;
    config.limits.maxValueBytes = 4;
    config.maxPending = 1;
    Begin();
    const auto says = [&](const KvRequest& request)
    {
        answers.clear();
        store->Ask(request, 1);
        return answers.empty() ? std::string("nothing") : KvStatusName(answers[0].second.status);
    };
    KvRequest request = Make(KvVerb::GET);
    request.key = keys[1];
    EXPECT_EQ(says(request), "wrong-shard") << "the key belongs to the other one";
    request.shard = 1;
    EXPECT_EQ(says(request), "unknown-shard");
    request.shard = 2;
    EXPECT_EQ(says(request), "wrong-shard") << "there are two";
    EXPECT_EQ(says(Make(KvVerb::PUT, "12345")), "too-large");
    error = RaftError::NOT_LEADER;
    EXPECT_EQ(says(Make(KvVerb::PUT, "1")), "not-leader");
    error = RaftError::TOO_LARGE;
    EXPECT_EQ(says(Make(KvVerb::PUT, "1")), "too-large");
    error = RaftError::QUEUE_FULL;
    EXPECT_EQ(says(Make(KvVerb::PUT, "1")), "overloaded");
    error = RaftError::NONE;
    EXPECT_EQ(says(Make(KvVerb::PUT, "1")), "nothing") << "it waits";
    EXPECT_EQ(says(Make(KvVerb::PUT, "1")), "overloaded") << "one may wait";
    EXPECT_EQ(store->Counters().overloaded, 2U);
    EXPECT_EQ(store->Counters().wrongShards, 2U);
    store->OnForget();
    EXPECT_EQ(store->Counters().forgotten, 1U);
    EXPECT_EQ(store->Pending(), 0U);
}
