/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-beats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

/// A set of two heartbeats that differ in their commit index; an answer, and one that asks to rest.
RaftBeats
Sample()
{
    RaftBeats beats;
    beats.from = 1;
    beats.to = 2;
    beats.epoch = 3;
    beats.knownEpoch = 4;
    beats.holds = 12;
    beats.set = {13, 14};
    beats.answers = {12, 15};
    RaftBeat beat;
    beat.shard = 5;
    beat.term = 6;
    beat.commit = 7;
    beats.beatsOfSet.push_back(beat);
    beat.shard = 9;
    beat.commit = 10;
    beats.beatsOfSet.push_back(beat);
    beat.sentNs = 8;
    beats.beats.push_back(beat);
    beat.isReply = true;
    beat.commit = 0;
    beat.reject = true;
    beats.beats.push_back(beat);
    beat = beats.beats[0];
    beat.rest = true;
    beat.round = 11;
    beats.beats.push_back(beat);
    return beats;
}

const Bytes HEAD{0xff, 0xff, 0xff, 0xff, 2,            // to a node, version
                 0,    0,    0,    1,    0, 0, 0, 2,   // from, to
                 0,    0,    0,    0,    0, 0, 0, 3,   // epoch
                 0,    0,    0,    0,    0, 0, 0, 4,   // known epoch
                 0,    0,    0,    0,    0, 0, 0, 12}; // holds
const Bytes SET{0,
                0,
                0,
                0,
                0,
                0,
                0,
                13, // number
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                14};                                           // sent
const Bytes OF_SET{0, 0, 0, 2,                                 // beats of the set
                   0, 0, 0, 5, 0x30,                           // shard; term, commit
                   0, 0, 0, 0, 0,    0, 0, 6,                  //
                   0, 0, 0, 0, 0,    0, 0, 7,                  //
                   0, 0, 0, 9, 0x20, 0, 0, 0, 0, 0, 0, 0, 10}; // shard; commit
const Bytes ANSWERS{0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    12, // number
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    15};                                       // sent
const Bytes BEATS{0, 0, 0, 3,                                  // other beats
                  0, 0, 0, 9, 0xb0,                            // shard; term, commit, time
                  0, 0, 0, 0, 0,    0, 0, 6,                   //
                  0, 0, 0, 0, 0,    0, 0, 10,                  //
                  0, 0, 0, 0, 0,    0, 0, 8,                   //
                  0, 0, 0, 9, 0x03,                            // shard; reply, reject
                  0, 0, 0, 9, 0x48, 0, 0, 0,  0, 0, 0, 0, 11}; // shard; rest, round
constexpr size_t PARTS_AT = 37;

/// @return what follows the head: which parts there are, and these
Bytes
Message(uint8_t parts, const std::vector<Bytes>& content)
{
    Bytes bytes = HEAD;
    bytes.push_back(parts);
    for (const Bytes& part : content)
    {
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

const Bytes GOLDEN = Message(5, {SET, OF_SET, ANSWERS, BEATS});

void
ExpectSame(const std::vector<RaftBeat>& read, const std::vector<RaftBeat>& sample)
{
    ASSERT_EQ(read.size(), sample.size());
    for (size_t i = 0; i < sample.size(); i++)
    {
        EXPECT_EQ(read[i].shard, sample[i].shard);
        EXPECT_EQ(read[i].isReply, sample[i].isReply);
        EXPECT_EQ(read[i].reject, sample[i].reject);
        EXPECT_EQ(read[i].rest, sample[i].rest);
        EXPECT_EQ(read[i].term, sample[i].term);
        EXPECT_EQ(read[i].commit, sample[i].commit);
        EXPECT_EQ(read[i].round, sample[i].round);
        EXPECT_EQ(read[i].sentNs, sample[i].sentNs);
    }
}

} // namespace

TEST(RaftBeats, HaveTheseBytes)
{
    Bytes bytes;
    Sample().Encode(bytes);
    EXPECT_EQ(bytes, GOLDEN);
    EXPECT_EQ(Sample().Size(), GOLDEN.size());
}

TEST(RaftBeats, ReadWhatTheyWrite)
{
    RaftBeats read;
    read.beats.resize(9);
    read.beatsOfSet.resize(9);
    ASSERT_FALSE(RaftBeats::Decode(GOLDEN.data(), GOLDEN.size(), read));
    EXPECT_EQ(read.from, 1U);
    EXPECT_EQ(read.to, 2U);
    EXPECT_EQ(read.epoch, 3U);
    EXPECT_EQ(read.knownEpoch, 4U);
    EXPECT_EQ(read.holds, 12U);
    EXPECT_EQ(read.set.number, 13U);
    EXPECT_EQ(read.set.sentNs, 14);
    EXPECT_FALSE(read.isRepeated);
    EXPECT_EQ(read.answers.number, 12U);
    EXPECT_EQ(read.answers.sentNs, 15);
    ExpectSame(read.beatsOfSet, Sample().beatsOfSet);
    ExpectSame(read.beats, Sample().beats);
}

TEST(RaftBeats, AreShortWithoutTheirParts)
{
    RaftBeats beats = Sample();
    beats.isRepeated = true;
    beats.beats.clear();
    Bytes bytes;
    beats.Encode(bytes);
    EXPECT_EQ(bytes, Message(7, {SET, ANSWERS, {0, 0, 0, 0}}));
    EXPECT_EQ(beats.Size(), bytes.size());
    RaftBeats read = Sample();
    ASSERT_FALSE(RaftBeats::Decode(bytes.data(), bytes.size(), read));
    EXPECT_TRUE(read.isRepeated);
    EXPECT_EQ(read.set.number, 13U);
    EXPECT_EQ(read.Count(), 0U);

    beats.Clear();
    bytes.clear();
    beats.Encode(bytes);
    EXPECT_EQ(bytes, Message(0, {{0, 0, 0, 0}}));
    EXPECT_EQ(bytes.size(), RaftBeats::HEAD_BYTES);
    ASSERT_FALSE(RaftBeats::Decode(bytes.data(), bytes.size(), read));
    EXPECT_EQ(read.set.number, 0U);
    EXPECT_EQ(read.answers.number, 0U);
}

TEST(RaftBeats, AreRefusedWithTheReason)
{
    RaftBeats read;
    const auto error = [&](const Bytes& bytes, uint32_t limit = 5)
    { return RaftBeats::Decode(bytes.data(), bytes.size(), read, limit); };
    ASSERT_FALSE(error(GOLDEN));
    for (size_t size = 0; size < GOLDEN.size(); size++)
    {
        const Bytes part(GOLDEN.begin(), GOLDEN.begin() + static_cast<ptrdiff_t>(size));
        EXPECT_EQ(error(part), size < 4 ? RaftWireError::SHORT_PREFIX : RaftWireError::TRUNCATED)
            << size;
    }
    const auto changed = [](size_t at, uint8_t value)
    {
        Bytes bytes = GOLDEN;
        bytes.at(at) = value;
        return bytes;
    };
    Bytes bytes = GOLDEN;
    bytes.push_back(0);
    EXPECT_EQ(error(bytes), RaftWireError::TRAILING_BYTES);
    EXPECT_EQ(error(GOLDEN, 4), RaftWireError::TOO_MANY_ENTRIES);
    EXPECT_EQ(error(GOLDEN, 1), RaftWireError::TOO_MANY_ENTRIES);
    EXPECT_EQ(error(changed(3, 0xfe)), RaftWireError::WRONG_SHARD);
    EXPECT_EQ(error(changed(4, 1)), RaftWireError::UNKNOWN_VERSION);
    EXPECT_EQ(error(changed(PARTS_AT, 8)), RaftWireError::BAD_FLAGS);
    EXPECT_EQ(error(Message(2, {{0, 0, 0, 0}})), RaftWireError::BAD_FLAGS) << "what is repeated?";
    const Bytes none(16);
    EXPECT_EQ(error(Message(3, {none, {0, 0, 0, 0}})), RaftWireError::BAD_FLAGS) << "a set 0";
    EXPECT_EQ(error(Message(4, {none, {0, 0, 0, 0}})), RaftWireError::BAD_FLAGS) << "an answer 0";
    EXPECT_EQ(error(Message(1, {SET, {0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 0}})),
              RaftWireError::TRUNCATED)
        << "more beats than bytes";
    EXPECT_EQ(error(Message(0, {{0xff, 0xff, 0xff, 0xff}})), RaftWireError::TRUNCATED);

    const size_t setAt = HEAD.size() + 1 + SET.size();
    for (const uint8_t flag : {1, 2, 4, 8})
    {
        EXPECT_EQ(error(changed(setAt + 8, 0x30 | flag)), RaftWireError::BAD_FLAGS)
            << "in a set: " << int{flag};
    }
    const size_t beatsAt = setAt + OF_SET.size() + ANSWERS.size();
    EXPECT_EQ(error(changed(beatsAt + 16, 3)), std::nullopt) << "another term";
    EXPECT_EQ(error(changed(setAt + 37, 7)), RaftWireError::BAD_FLAGS) << "as the beat before";
    EXPECT_EQ(error(changed(beatsAt + 37, 0x23)), RaftWireError::BAD_FLAGS) << "a reply's commit";
    bytes = Message(0, {{0, 0, 0, 1, 0, 0, 0, 9, 0x21, 0, 0, 0, 0, 0, 0, 0, 1}});
    EXPECT_EQ(error(bytes), RaftWireError::BAD_FLAGS) << "a reply with a commit index";
    bytes = Message(0, {{0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0}});
    EXPECT_EQ(error(bytes), RaftWireError::BAD_FLAGS) << "a beat of no group";
}

TEST(RaftBeats, StandForMessages)
{
    for (const RaftBeat& beat : Sample().beats)
    {
        RaftMessage message;
        beat.Fill(1, 2, message);
        EXPECT_TRUE(RaftBeat::IsBeat(message));
        const RaftBeat again = RaftBeat::Of(beat.shard, message);
        EXPECT_EQ(again.isReply, beat.isReply);
        EXPECT_EQ(again.reject, beat.reject);
        EXPECT_EQ(again.rest, beat.rest);
        EXPECT_EQ(again.commit, beat.commit);
        EXPECT_EQ(again.round, beat.round);
    }
    RaftMessage append;
    append.type = RaftMessageType::APPEND;
    EXPECT_FALSE(RaftBeat::IsBeat(append));
}
