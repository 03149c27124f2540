/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/fragment/allocation-count.h"

#include "ns3/raft-core.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t START = 1000 * MS;

RaftEntry
EntryOf(uint64_t term)
{
    RaftEntry entry;
    entry.term = term;
    return entry;
}

RaftStart
StartWith(uint64_t term, const std::vector<uint64_t>& terms)
{
    RaftStart start;
    start.hardState.term = term;
    start.bootstrap.voters = {1, 2, 3};
    for (const uint64_t entryTerm : terms)
    {
        start.entries.push_back(EntryOf(entryTerm));
    }
    return start;
}

RaftMessage
MessageOf(RaftMessageType type, RaftNodeId from, uint64_t term)
{
    RaftMessage message;
    message.type = type;
    message.from = from;
    message.to = 1;
    message.term = term;
    return message;
}

/// Collects, lets the write be durable, and returns all messages.
std::vector<RaftMessage>
Settle(RaftCore& core, int64_t nowNs)
{
    std::vector<RaftMessage> sent;
    for (uint64_t write = 1; write != 0;)
    {
        RaftReady& ready = core.Collect(nowNs);
        sent.insert(sent.end(), ready.messages.begin(), ready.messages.end());
        write = ready.write.id;
        const uint64_t applied = ready.applyLast;
        core.OnApplied(applied);
        core.OnPersisted(nowNs, write);
    }
    RaftReady& ready = core.Collect(nowNs);
    sent.insert(sent.end(), ready.messages.begin(), ready.messages.end());
    return sent;
}

/// Node 1 as leader of term 1 of three, its first entry committed.
std::unique_ptr<RaftCore>
Leader(const RaftOptions& options, const RaftStart& start = StartWith(0, {}))
{
    auto core = std::make_unique<RaftCore>(1, options, start, START, 7);
    core->Campaign(START);
    Settle(*core, START);
    if (options.preVote)
    {
        core->Receive(START, MessageOf(RaftMessageType::PRE_VOTE_REPLY, 2, 1));
        Settle(*core, START);
    }
    core->Receive(START, MessageOf(RaftMessageType::VOTE_REPLY, 2, 1));
    Settle(*core, START);
    RaftMessage ack = MessageOf(RaftMessageType::APPEND_REPLY, 2, 1);
    ack.index = 1;
    core->Receive(START, ack);
    Settle(*core, START);
    return core;
}

RaftError
ErrorOf(const Result<RaftProposal, RaftError>& result)
{
    return result.IsOk() ? RaftError::NONE : result.Error();
}

} // namespace

TEST(RaftCore, RefusesProposalsWithTheReason)
{
    RaftOptions options;
    options.maxEntryBytes = 10;
    options.maxUncommittedEntries = 2;
    options.maxLogEntries = 4;
    const auto leader = Leader(options);
    ASSERT_EQ(leader->Role(), RaftRole::LEADER);
    ASSERT_EQ(leader->Commit(), 1U);
    const std::vector<uint8_t> bytes(11);
    EXPECT_EQ(ErrorOf(leader->Propose(START, RaftPayload::Create(bytes.data(), 11))),
              RaftError::TOO_LARGE);
    EXPECT_EQ(ErrorOf(leader->Propose(START, RaftPayload::Create(bytes.data(), 10))),
              RaftError::NONE);
    EXPECT_EQ(ErrorOf(leader->ProposeMembership(START, {1, 2, 3}, {})),
              RaftError::INVALID_MEMBERSHIP);
    EXPECT_EQ(ErrorOf(leader->ProposeMembership(START, {}, {4})), RaftError::INVALID_MEMBERSHIP);
    EXPECT_EQ(ErrorOf(leader->ProposeMembership(START, {1, 2}, {})), RaftError::NONE);
    EXPECT_EQ(ErrorOf(leader->ProposeMembership(START, {1, 2, 3}, {})),
              RaftError::CHANGE_UNDER_WAY);
    EXPECT_EQ(ErrorOf(leader->Propose(START, nullptr)), RaftError::QUEUE_FULL);
    RaftMessage ack = MessageOf(RaftMessageType::APPEND_REPLY, 2, 1);
    ack.index = 3;
    Settle(*leader, START);
    leader->Receive(START, ack);
    Settle(*leader, START);
    EXPECT_EQ(ErrorOf(leader->Propose(START, nullptr)), RaftError::LOG_FULL);
    EXPECT_EQ(leader->TransferTo(START, 9), RaftError::NOT_A_VOTER);
    EXPECT_EQ(leader->TransferTo(START, 2), RaftError::NONE);
    EXPECT_EQ(ErrorOf(leader->Propose(START, nullptr)), RaftError::TRANSFERRING);

    RaftCore follower(1, options, StartWith(0, {}), START, 7);
    EXPECT_EQ(ErrorOf(follower.Propose(START, nullptr)), RaftError::NOT_LEADER);
    EXPECT_EQ(follower.Read(START, 1, false), RaftError::NO_LEADER);
}

TEST(RaftCore, CommitsNothingThatItHasNotComparedWithTheLeader)
{
    // Entries 3 and 4 are of a leader of the past; the new one has shown entry 2 only.
    RaftCore core(1, RaftOptions(), StartWith(2, {1, 1, 2, 2}), START, 7);
    RaftMessage append = MessageOf(RaftMessageType::APPEND, 2, 3);
    append.index = 1;
    append.logTerm = 1;
    append.entries = {EntryOf(1)};
    append.commit = 4;
    core.Receive(START, append);
    EXPECT_EQ(core.Commit(), 2U);
    EXPECT_EQ(core.Log().LastIndex(), 4U);
}

TEST(RaftCore, KeepsWhatAnOldRepeatedAppendDoesNotContradict)
{
    RaftCore core(1, RaftOptions(), StartWith(1, {1, 1, 1}), START, 7);
    RaftMessage append = MessageOf(RaftMessageType::APPEND, 2, 1);
    append.entries = {EntryOf(1)};
    core.Receive(START, append);
    EXPECT_EQ(core.Log().LastIndex(), 3U);
}

TEST(RaftCore, ARestartedNodeWithLeasesHoldsAPromiseThatItMayHaveMade)
{
    RaftOptions options;
    options.leaseReads = true;
    RaftCore core(1, options, StartWith(1, {1}), START, 7);
    RaftMessage vote = MessageOf(RaftMessageType::VOTE, 2, 2);
    vote.index = 1;
    vote.logTerm = 1;
    core.Receive(START + 149 * MS, vote);
    EXPECT_EQ(core.Term(), 1U);
    EXPECT_EQ(core.Campaign(START + 149 * MS), RaftError::PROMISED);
    core.Receive(START + 150 * MS, vote);
    EXPECT_EQ(core.Term(), 2U);
    const auto sent = Settle(core, START + 150 * MS);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].ToString(), "1>2 vote-reply term 2 granted");
}

TEST(RaftCore, WaitsForItsPriorityOrDoesNotStandAtAll)
{
    RaftOptions options;
    options.priority = 13;
    options.priorityStepNs = 1000 * MS;
    RaftCore patient(1, options, StartWith(0, {}), START, 7);
    EXPECT_GE(patient.NextDeadlineNs(), START + 2150 * MS);
    EXPECT_LE(patient.NextDeadlineNs(), START + 2300 * MS);
    options.priority = 0;
    RaftCore never(1, options, StartWith(0, {}), START, 7);
    EXPECT_EQ(never.NextDeadlineNs(), RaftCore::NEVER);
}

TEST(RaftCore, CountsAndDropsWhatContradictsTheProtocol)
{
    const auto leader = Leader(RaftOptions());
    const auto before = leader->Counters().malformedMessages;
    leader->Receive(START, MessageOf(RaftMessageType::APPEND, 2, 1)); // a second leader
    RaftMessage ahead = MessageOf(RaftMessageType::APPEND_REPLY, 2, 1);
    ahead.index = 1000;
    leader->Receive(START, ahead);
    RaftMessage astray = MessageOf(RaftMessageType::HEARTBEAT, 2, 5);
    astray.to = 3;
    leader->Receive(START, astray);
    RaftMessage falling = MessageOf(RaftMessageType::APPEND, 2, 1);
    falling.entries = {EntryOf(1), EntryOf(0)};
    leader->Receive(START, falling);
    EXPECT_EQ(leader->Counters().malformedMessages, before + 4);
    EXPECT_EQ(leader->Role(), RaftRole::LEADER);
    EXPECT_EQ(leader->Commit(), 1U);
}

/// Voters 1, 2, 3 and learner 4 become voters 1, 2, 5: 3 votes until that is committed, 4 never did.
TEST(RaftCore, NeedsNoLearnerThatTheChangeUnderWayLeavesOutButItMayReturn)
{
    RaftStart start = StartWith(0, {});
    start.bootstrap.learners = {4};
    const auto leader = Leader(RaftOptions(), start);
    ASSERT_EQ(leader->Commit(), 1U);
    ASSERT_EQ(ErrorOf(leader->ProposeMembership(START, {1, 2, 5}, {})), RaftError::NONE);
    Settle(*leader, START);
    for (const RaftNodeId id : {1, 2, 3, 5})
    {
        EXPECT_TRUE(leader->IsNeeded(id)) << id;
    }
    EXPECT_FALSE(leader->IsNeeded(4));
    EXPECT_TRUE(leader->MayReturn(4));
    EXPECT_FALSE(leader->MayReturn(6));
}

TEST(RaftCore, AllocatesNothingForAnEntryBesidesItsPayload)
{
    RaftOptions options;
    options.trailingEntries = 100;
    const auto leader = Leader(options);
    const auto payload = RaftPayload::Create(nullptr, 0);
    const auto commitOne = [&]
    {
        leader->Propose(START, payload);
        RaftReady& ready = leader->Collect(START);
        leader->OnPersisted(START, ready.write.id);
        RaftMessage ack = MessageOf(RaftMessageType::APPEND_REPLY, 2, 1);
        ack.index = leader->Log().LastIndex();
        leader->Receive(START, ack);
        const uint64_t applied = leader->Collect(START).applyLast;
        leader->OnApplied(applied);
    };
    for (int i = 0; i < 1000; i++)
    {
        commitOne();
    }
    const uint64_t before = GetAllocationCount().allocations;
    for (int i = 0; i < 20; i++)
    {
        commitOne();
    }
    EXPECT_EQ(GetAllocationCount().allocations, before);
    EXPECT_EQ(leader->Applied(), 1021U);
}

TEST(RaftOptions, SaysWhichOptionIsOutOfWhichBound)
{
    EXPECT_EQ(RaftOptions::Validate(RaftOptions()), "");
    using Change = std::function<void(RaftOptions&)>;
    const std::vector<std::pair<std::string, Change>> cases{
        {"heartbeatNs is 0, and must be at least 1", [](auto& o) { o.heartbeatNs = 0; }},
        {"electionMinNs is 50, and must be above heartbeatNs, which is 50",
         [](auto& o) { o.electionMinNs = o.heartbeatNs = 50; }},
        {"electionMaxNs is 149999999, and must be at least electionMinNs, which is 150000000",
         [](auto& o) { o.electionMaxNs = o.electionMinNs - 1; }},
        {"electionMaxNs is 3600000000001, and must be at most 3600000000000",
         [](auto& o) { o.electionMaxNs = 3600000000001; }},
        {"priority is 16, and must be at most 15", [](auto& o) { o.priority = 16; }},
        {"priorityStepNs is -1, and must be at least 0", [](auto& o) { o.priorityStepNs = -1; }},
        {"restAfterNs is -1, and must be at least 0", [](auto& o) { o.restAfterNs = -1; }},
        {"restCheckNs is 299999999, and must be at least electionMaxNs, which is 300000000",
         [](auto& o)
         {
             o.restAfterNs = 1;
             o.restCheckNs = 299999999;
         }},
        {"restCheckNs is 3600000000001, and must be at most 3600000000000",
         [](auto& o)
         {
             o.restAfterNs = 1;
             o.restCheckNs = 3600000000001;
         }},
        {"leaseReads is true, and needs sticky",
         [](auto& o)
         {
             o.leaseReads = true;
             o.sticky = false;
         }},
        {"clockDrift is 0.600000, and must be at most 0.500000",
         [](auto& o) { o.clockDrift = 0.6; }},
        {"clockDrift is nan, and must be at least 0.000000",
         [](auto& o) { o.clockDrift = std::nan(""); }},
        {"maxEntryBytes is 0, and must be at least 1", [](auto& o) { o.maxEntryBytes = 0; }},
        {"maxMessageEntries is 0, and must be at least 1",
         [](auto& o) { o.maxMessageEntries = 0; }},
        {"maxMessageBytes is 0, and must be at least 1", [](auto& o) { o.maxMessageBytes = 0; }},
        {"maxInflightMessages is 0, and must be at least 1",
         [](auto& o) { o.maxInflightMessages = 0; }},
        {"maxInflightBytes is 0, and must be at least 1", [](auto& o) { o.maxInflightBytes = 0; }},
        {"maxUncommittedEntries is 0, and must be at least 1",
         [](auto& o) { o.maxUncommittedEntries = 0; }},
        {"maxUncommittedBytes is 0, and must be at least 1",
         [](auto& o) { o.maxUncommittedBytes = 0; }},
        {"maxLogEntries is 0, and must be at least 1", [](auto& o) { o.maxLogEntries = 0; }},
        {"maxPendingWrites is 0, and must be at least 1", [](auto& o) { o.maxPendingWrites = 0; }},
        {"maxPendingReads is 0, and must be at least 1", [](auto& o) { o.maxPendingReads = 0; }},
        {"maxOutbox is 0, and must be at least 1", [](auto& o) { o.maxOutbox = 0; }},
        {"snapshotChunkBytes is 0, and must be at least 1",
         [](auto& o) { o.snapshotChunkBytes = 0; }},
        {"snapshotWindow is 0, and must be at least 1", [](auto& o) { o.snapshotWindow = 0; }},
        {"maxSnapshotBytes is 0, and must be at least 1", [](auto& o) { o.maxSnapshotBytes = 0; }},
    };
    for (const auto& [problem, change] : cases)
    {
        RaftOptions options;
        change(options);
        EXPECT_EQ(RaftOptions::Validate(options), problem);
    }
}

TEST(RaftOptions, DoNotLookAtTheChecksOfARestThatThereIsNot)
{
    RaftOptions options;
    options.electionMaxNs = 90000000000;
    options.restCheckNs = 60000000000;
    EXPECT_EQ(RaftOptions::Validate(options), "");
    options.restAfterNs = 1;
    EXPECT_NE(RaftOptions::Validate(options), "");
}

TEST(RaftCore, AsksWithOneChunkWhetherAWindowOfThemIsLostOrLate)
{
    RaftOptions options;
    options.trailingEntries = 0;
    options.snapshotChunkBytes = 8;
    options.snapshotWindow = 4;
    const auto leader = Leader(options);
    const std::vector<uint8_t> bytes(64);
    ASSERT_EQ(leader->Compact(1, RaftPayload::Create(bytes.data(), 64)), RaftError::NONE);
    const auto chunks = [&leader](const RaftMessage& from3)
    {
        leader->Receive(START, from3);
        std::vector<uint64_t> offsets;
        for (const RaftMessage& message : Settle(*leader, START))
        {
            if (message.type == RaftMessageType::SNAPSHOT)
            {
                offsets.push_back(message.offset);
            }
        }
        return offsets;
    };
    RaftMessage refusal = MessageOf(RaftMessageType::APPEND_REPLY, 3, 1);
    refusal.reject = true;
    refusal.index = 0;
    Settle(*leader, START);
    using Offsets = std::vector<uint64_t>;
    EXPECT_EQ(chunks(refusal), (Offsets{0, 8, 16, 24}));
    const RaftMessage alive = MessageOf(RaftMessageType::HEARTBEAT_REPLY, 3, 1);
    EXPECT_EQ(chunks(alive), Offsets{0});
    EXPECT_EQ(chunks(alive), Offsets{}) << "patience has doubled";
    EXPECT_EQ(chunks(alive), Offsets{0});
    RaftMessage got = MessageOf(RaftMessageType::SNAPSHOT_REPLY, 3, 1);
    got.index = 1;
    got.offset = 8;
    EXPECT_EQ(chunks(got), (Offsets{8, 16, 24, 32})) << "it gets on: the whole window again";
    EXPECT_EQ(leader->Counters().chunksSentAgain, 2U);
}
