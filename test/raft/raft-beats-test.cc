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

/// Two heartbeats that differ in their commit index, an answer, and one that asks to rest.
RaftBeats
Sample()
{
    RaftBeats beats;
    beats.from = 1;
    beats.to = 2;
    beats.epoch = 3;
    beats.knownEpoch = 4;
    RaftBeat beat;
    beat.shard = 5;
    beat.term = 6;
    beat.commit = 7;
    beat.sentNs = 8;
    beats.beats.push_back(beat);
    beat.shard = 9;
    beat.commit = 10;
    beats.beats.push_back(beat);
    beat.isReply = true;
    beat.commit = 0;
    beat.reject = true;
    beats.beats.push_back(beat);
    beat = beats.beats[1];
    beat.rest = true;
    beat.round = 11;
    beats.beats.push_back(beat);
    return beats;
}

const Bytes GOLDEN{0xff, 0xff, 0xff, 0xff, 1,             // to a node, version
                   0,    0,    0,    1,    0,    0, 0, 2, // from, to
                   0,    0,    0,    0,    0,    0, 0, 3, // epoch
                   0,    0,    0,    0,    0,    0, 0, 4, // known epoch
                   0,    0,    0,    4,                   // beats
                   0,    0,    0,    5,    0xb0,          // shard; term, commit, time
                   0,    0,    0,    0,    0,    0, 0, 6, //
                   0,    0,    0,    0,    0,    0, 0, 7, //
                   0,    0,    0,    0,    0,    0, 0, 8, //
                   0,    0,    0,    9,    0x20, 0, 0, 0, 0, 0, 0, 0, 10,  // shard; commit
                   0,    0,    0,    9,    0x03,                           // shard; reply, reject
                   0,    0,    0,    9,    0x48, 0, 0, 0, 0, 0, 0, 0, 11}; // shard; rest, round

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
    ASSERT_FALSE(RaftBeats::Decode(GOLDEN.data(), GOLDEN.size(), read));
    EXPECT_EQ(read.from, 1U);
    EXPECT_EQ(read.to, 2U);
    EXPECT_EQ(read.epoch, 3U);
    EXPECT_EQ(read.knownEpoch, 4U);
    const RaftBeats sample = Sample();
    ASSERT_EQ(read.beats.size(), sample.beats.size());
    for (size_t i = 0; i < sample.beats.size(); i++)
    {
        EXPECT_EQ(read.beats[i].shard, sample.beats[i].shard);
        EXPECT_EQ(read.beats[i].isReply, sample.beats[i].isReply);
        EXPECT_EQ(read.beats[i].reject, sample.beats[i].reject);
        EXPECT_EQ(read.beats[i].rest, sample.beats[i].rest);
        EXPECT_EQ(read.beats[i].term, sample.beats[i].term);
        EXPECT_EQ(read.beats[i].commit, sample.beats[i].commit);
        EXPECT_EQ(read.beats[i].round, sample.beats[i].round);
        EXPECT_EQ(read.beats[i].sentNs, sample.beats[i].sentNs);
    }
}

TEST(RaftBeats, AreRefusedWithTheReason)
{
    RaftBeats read;
    const auto error = [&](const Bytes& bytes, uint32_t limit = 4)
    { return RaftBeats::Decode(bytes.data(), bytes.size(), read, limit); };
    for (size_t size = 0; size < GOLDEN.size(); size++)
    {
        const Bytes part(GOLDEN.begin(), GOLDEN.begin() + static_cast<ptrdiff_t>(size));
        EXPECT_EQ(error(part), size < 4 ? RaftWireError::SHORT_PREFIX : RaftWireError::TRUNCATED)
            << size;
    }
    Bytes bytes = GOLDEN;
    bytes.push_back(0);
    EXPECT_EQ(error(bytes), RaftWireError::TRAILING_BYTES);
    EXPECT_EQ(error(GOLDEN, 3), RaftWireError::TOO_MANY_ENTRIES);
    bytes = GOLDEN;
    bytes[3] = 0xfe;
    EXPECT_EQ(error(bytes), RaftWireError::WRONG_SHARD);
    bytes = GOLDEN;
    bytes[4] = 2;
    EXPECT_EQ(error(bytes), RaftWireError::UNKNOWN_VERSION);
    bytes = GOLDEN;
    std::fill(bytes.begin() + 29, bytes.begin() + 33, 0xff); // more beats than bytes
    EXPECT_EQ(error(bytes), RaftWireError::TRUNCATED);
    bytes = GOLDEN;
    bytes[74] = 7; // the commit index of the beat before, named again
    EXPECT_EQ(error(bytes), RaftWireError::BAD_FLAGS);
    bytes = GOLDEN;
    bytes[79] = 0x23; // a reply with a commit index
    EXPECT_EQ(error(bytes), RaftWireError::BAD_FLAGS);
    bytes = GOLDEN;
    std::fill(bytes.begin() + 33, bytes.begin() + 37, 0xff); // a beat of no group
    EXPECT_EQ(error(bytes), RaftWireError::BAD_FLAGS);
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
