/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/key-value-state.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3::sharding;

namespace
{

/// A state, and the log that leads to it.
class StateTest : public testing::Test
{
  protected:
    KvReply
    Do(KvVerb verb,
       uint64_t session,
       uint64_t sequence,
       const std::string& key = "",
       const std::string& value = "",
       const std::string& expected = "")
    {
        KvRequest request;
        request.verb = verb;
        request.session = session;
        request.sequence = sequence;
        request.key = key;
        request.value = value;
        request.expected = expected;
        request.expectsAbsent = expected.empty();
        const auto payload = KvCommand::Encode(request);
        return state.Apply(++index, payload->Data(), payload->Size());
    }

    uint64_t
    Open()
    {
        return Do(KvVerb::OPEN, 0, 0).session;
    }

    std::string
    Get(const std::string& key) const
    {
        KvRequest request;
        request.key = key;
        const KvReply reply = state.Read(request);
        return reply.hasValue ? reply.value : "nothing";
    }

    static KvLimits
    Small()
    {
        KvLimits limits;
        limits.maxSessions = 2;
        limits.maxEntries = 2;
        limits.maxBytes = 20;
        limits.maxScanEntries = 2;
        return limits;
    }

    KeyValueState state{Small()};
    uint64_t index{0};
};

} // namespace

TEST_F(StateTest, ARepeatedWriteIsAnsweredAsBeforeAndChangesNothing)
{
    const uint64_t session = Open();
    EXPECT_EQ(session, 1U);
    const KvReply first = Do(KvVerb::PUT, session, 1, "a", "x");
    EXPECT_EQ(first.status, KvStatus::OK);
    EXPECT_EQ(first.index, 2U);
    const uint64_t other = Open();
    EXPECT_EQ(Do(KvVerb::PUT, other, 1, "a", "y").status, KvStatus::OK);
    const KvReply again = Do(KvVerb::PUT, session, 1, "a", "x");
    EXPECT_EQ(again.status, KvStatus::OK);
    EXPECT_EQ(again.index, 2U) << "it took effect then";
    EXPECT_EQ(Get("a"), "y");
    EXPECT_EQ(state.Counters().repeated, 1U);
}

TEST_F(StateTest, AWriteBehindALaterOneOfItsSessionIsRefused)
{
    const uint64_t session = Open();
    Do(KvVerb::PUT, session, 3, "a", "x");
    EXPECT_EQ(Do(KvVerb::PUT, session, 2, "a", "y").status, KvStatus::OLD_SEQUENCE);
    EXPECT_EQ(Do(KvVerb::PUT, session, 0, "a", "y").status, KvStatus::OLD_SEQUENCE);
    EXPECT_EQ(Get("a"), "x");
    EXPECT_EQ(state.Counters().outdated, 2U);
}

TEST_F(StateTest, TheSessionThatWasUsedLongestAgoMakesRoom)
{
    const uint64_t first = Open();
    const uint64_t second = Open();
    Do(KvVerb::PUT, first, 1, "a", "x");
    Open();
    EXPECT_EQ(state.Sessions(), 2U);
    EXPECT_EQ(state.Counters().sessionsExpired, 1U);
    EXPECT_EQ(Do(KvVerb::PUT, second, 1, "b", "y").status, KvStatus::SESSION_EXPIRED);
    EXPECT_EQ(Get("b"), "nothing");
    EXPECT_EQ(Do(KvVerb::PUT, first, 2, "a", "z").status, KvStatus::OK);
}

/// An answer with a value counts: here that of a refused swap, which has what is there.
TEST_F(StateTest, SessionsEndInTheOrderOfTheirLastUseWhenTheirAnswersTakeTooMuch)
{
    KvLimits limits;
    limits.maxSessionBytes = 10;
    KeyValueState small{limits};
    const auto apply =
        [&](KvVerb verb, uint64_t session, uint64_t sequence, const std::string& value)
    {
        KvRequest request;
        request.verb = verb;
        request.session = session;
        request.sequence = sequence;
        request.key = verb == KvVerb::OPEN ? "" : "a";
        request.value = value;
        request.expectsAbsent = verb == KvVerb::COMPARE_AND_SWAP;
        const auto payload = KvCommand::Encode(request);
        return small.Apply(++index, payload->Data(), payload->Size());
    };
    for (uint64_t session = 1; session <= 3; session++)
    {
        EXPECT_EQ(apply(KvVerb::OPEN, 0, 0, "").session, session);
    }
    apply(KvVerb::PUT, 1, 1, "12345"); // an answer without a value
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 2, 1, "x").value, "12345");
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 1, 2, "x").value, "12345");
    EXPECT_EQ(small.Sessions(), 3U) << "ten bytes fit";
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 3, 1, "x").value, "12345");
    EXPECT_EQ(small.Sessions(), 2U) << "fifteen do not: that of session 2 was used longest ago";
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 2, 1, "x").status, KvStatus::SESSION_EXPIRED);
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 1, 2, "x").status, KvStatus::MISMATCH) << "as before";
    EXPECT_EQ(small.Counters().repeated, 1U);
    EXPECT_EQ(small.Counters().strangers, 1U);
    EXPECT_EQ(small.Counters().sessionsExpired, 1U);
    // Whoever uses its session keeps it, whatever its answer takes.
    apply(KvVerb::PUT, 1, 3, "12345678901");
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 1, 4, "x").value.size(), 11U);
    EXPECT_EQ(small.Sessions(), 1U);
    EXPECT_EQ(apply(KvVerb::COMPARE_AND_SWAP, 1, 4, "x").status, KvStatus::MISMATCH);
}

TEST_F(StateTest, ASnapshotKeepsWhichSessionWasUsedLongestAgo)
{
    const uint64_t first = Open();
    const uint64_t second = Open();
    Do(KvVerb::PUT, first, 1, "a", "x");
    const std::vector<uint8_t> bytes = state.Save();
    KeyValueState copy{Small()};
    ASSERT_TRUE(copy.Restore(bytes.data(), bytes.size()));
    KvRequest open;
    open.verb = KvVerb::OPEN;
    const auto payload = KvCommand::Encode(open);
    copy.Apply(4, payload->Data(), payload->Size());
    KvRequest put;
    put.verb = KvVerb::PUT;
    put.sequence = 2;
    put.session = second;
    const auto ofSecond = KvCommand::Encode(put);
    EXPECT_EQ(copy.Apply(5, ofSecond->Data(), ofSecond->Size()).status, KvStatus::SESSION_EXPIRED);
    put.session = first;
    const auto ofFirst = KvCommand::Encode(put);
    EXPECT_EQ(copy.Apply(6, ofFirst->Data(), ofFirst->Size()).status, KvStatus::OK);
}

TEST_F(StateTest, SwapsCompareAndSayWhatIsThere)
{
    const uint64_t session = Open();
    EXPECT_EQ(Do(KvVerb::COMPARE_AND_SWAP, session, 1, "a", "x").status, KvStatus::OK);
    const KvReply there = Do(KvVerb::COMPARE_AND_SWAP, session, 2, "a", "y");
    EXPECT_EQ(there.status, KvStatus::MISMATCH);
    EXPECT_EQ(there.value, "x");
    EXPECT_EQ(Do(KvVerb::COMPARE_AND_SWAP, session, 3, "a", "y", "x").status, KvStatus::OK);
    const KvReply gone = Do(KvVerb::COMPARE_AND_SWAP, session, 4, "b", "z", "x");
    EXPECT_EQ(gone.status, KvStatus::MISMATCH);
    EXPECT_FALSE(gone.hasValue);
    EXPECT_EQ(Do(KvVerb::REMOVE, session, 5, "a").status, KvStatus::OK);
    EXPECT_EQ(Do(KvVerb::REMOVE, session, 6, "a").status, KvStatus::NOT_FOUND);
}

TEST_F(StateTest, WhatDoesNotFitIsRefusedAndTheRefusalIsRemembered)
{
    const uint64_t session = Open();
    EXPECT_EQ(Do(KvVerb::PUT, session, 1, "a", std::string(19, 'x')).status, KvStatus::OK);
    EXPECT_EQ(state.Bytes(), 20U);
    EXPECT_EQ(Do(KvVerb::PUT, session, 2, "b", "").status, KvStatus::FULL) << "21 bytes";
    EXPECT_EQ(Do(KvVerb::PUT, session, 3, "a", "x").status, KvStatus::OK) << "it shrinks";
    EXPECT_EQ(Do(KvVerb::PUT, session, 4, "b", "").status, KvStatus::OK);
    EXPECT_EQ(Do(KvVerb::PUT, session, 5, "c", "").status, KvStatus::FULL) << "three entries";
    Do(KvVerb::REMOVE, session, 6, "b");
    EXPECT_EQ(state.Counters().full, 2U);
    EXPECT_EQ(state.Entries(), 1U);
}

TEST_F(StateTest, ScansGoInTheOrderOfKeysUpToTheirLimits)
{
    const uint64_t session = Open();
    Do(KvVerb::PUT, session, 1, "b", "2");
    Do(KvVerb::PUT, session, 2, "a", "1");
    KvRequest request;
    request.verb = KvVerb::SCAN;
    request.limit = 1;
    KvReply reply = state.Read(request);
    EXPECT_EQ(reply.entries, (std::vector<KvReply::Entry>{{"a", "1"}}));
    EXPECT_TRUE(reply.more);
    request.key = "a" + std::string(1, '\0');
    reply = state.Read(request);
    EXPECT_EQ(reply.entries, (std::vector<KvReply::Entry>{{"b", "2"}}));
    EXPECT_FALSE(reply.more);
}

TEST_F(StateTest, ASnapshotHasTheDocumentedBytes)
{
    const uint64_t session = Open();
    Do(KvVerb::PUT, session, 1, "a", "x");
    const std::vector<uint8_t> expected{1,                          // version
                                        0, 0, 0,   0, 0, 0, 0, 2,   // index
                                        0, 0, 0,   0, 0, 0, 0, 1,   // entries
                                        0, 1, 'a', 0, 0, 0, 1, 'x', // key and value
                                        0, 0, 0,   1,               // sessions
                                        0, 0, 0,   0, 0, 0, 0, 1,   0, 0,
                                        0, 0, 0,   0, 0, 2,                // number and last use
                                        0, 0, 0,   0, 0, 0, 0, 1,          // sequence
                                        1, 0, 0,   0, 0, 0, 0, 0,   0, 2}; // OK at 2
    EXPECT_EQ(state.Save(), expected);
}

TEST(KvLimits, TheLongestSnapshotIsThatOfAFullState)
{
    KvLimits limits;
    limits.maxEntries = 2;
    limits.maxBytes = 20;
    limits.maxSessions = 2;
    limits.maxSessionBytes = 18;
    limits.maxValueBytes = 9;
    // Two keys of a byte with values of nine, and two sessions to which such a value was answered.
    EXPECT_EQ(KvLimits::MostSnapshotBytes(limits), 21 + 2 * 6 + 20 + 2 * 38 + 18);
    KeyValueState full{limits};
    uint64_t index = 0;
    const auto apply = [&](KvVerb verb, uint64_t session, uint64_t sequence, const std::string& key)
    {
        KvRequest request;
        request.verb = verb;
        request.session = session;
        request.sequence = sequence;
        request.key = key;
        request.value = verb == KvVerb::OPEN ? "" : std::string(9, 'x');
        request.expectsAbsent = true;
        const auto payload = KvCommand::Encode(request);
        full.Apply(++index, payload->Data(), payload->Size());
    };
    apply(KvVerb::OPEN, 0, 0, "");
    apply(KvVerb::OPEN, 0, 0, "");
    apply(KvVerb::PUT, 1, 1, "a");
    apply(KvVerb::PUT, 2, 1, "b");
    apply(KvVerb::COMPARE_AND_SWAP, 1, 2, "a");
    apply(KvVerb::COMPARE_AND_SWAP, 2, 2, "b");
    EXPECT_EQ(full.Save().size(), KvLimits::MostSnapshotBytes(limits));
}

TEST_F(StateTest, ASnapshotBringsAllBackAndDamageIsSeen)
{
    const uint64_t session = Open();
    const uint64_t second = Open();
    Do(KvVerb::PUT, session, 1, "a", "x");
    Do(KvVerb::COMPARE_AND_SWAP, second, 1, "a", "y");
    const std::vector<uint8_t> bytes = state.Save();
    KeyValueState copy{Small()};
    ASSERT_TRUE(copy.Restore(bytes.data(), bytes.size()));
    EXPECT_EQ(copy.Save(), bytes);
    EXPECT_EQ(copy.Digest(), state.Digest());
    EXPECT_EQ(copy.Index(), state.Index());
    EXPECT_EQ(copy.Bytes(), state.Bytes());
    for (size_t size = 0; size < bytes.size(); size++)
    {
        EXPECT_FALSE(copy.Restore(bytes.data(), size));
        EXPECT_EQ(copy.Entries() + copy.Sessions() + copy.Bytes() + copy.Digest(), 0U);
    }
    for (size_t bit = 0; bit < 8 * bytes.size(); bit++)
    {
        std::vector<uint8_t> flipped = bytes;
        flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
        if (copy.Restore(flipped.data(), flipped.size()))
        {
            EXPECT_EQ(copy.Save(), flipped) << bit;
        }
    }
}

TEST_F(StateTest, TheDigestIsThatOfTheStateNotOfTheWayThere)
{
    const uint64_t session = Open();
    const uint64_t empty = state.Digest();
    Do(KvVerb::PUT, session, 1, "a", "x");
    EXPECT_NE(state.Digest(), empty);
    const std::vector<uint8_t> bytes = state.Save();
    KeyValueState other{Small()};
    ASSERT_TRUE(other.Restore(bytes.data(), bytes.size()));
    const uint64_t before = state.Digest();
    Do(KvVerb::PUT, session, 2, "a", "y");
    EXPECT_NE(state.Digest(), before);
    EXPECT_EQ(other.Digest(), before);
}

TEST_F(StateTest, ACommandThatCannotBeReadIsCountedAndChangesNothing)
{
    const uint8_t bytes[] = {0x17, 1, 2};
    EXPECT_EQ(state.Apply(1, bytes, sizeof(bytes)).status, KvStatus::SESSION_EXPIRED);
    EXPECT_EQ(state.Apply(2, nullptr, 0).status, KvStatus::SESSION_EXPIRED);
    EXPECT_EQ(state.Counters().malformed, 2U);
}
