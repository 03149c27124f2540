/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fragmenter.h"
#include "ns3/llc-snap-header.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

Bytes
Counting(size_t size)
{
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), uint8_t{0});
    return bytes;
}

Fragmenter
Make(size_t maxPayload, uint64_t maxFragments = uint64_t{1} << 32, uint64_t firstId = 1)
{
    Fragmenter::Config config;
    config.maxPayload = maxPayload;
    config.maxFragments = maxFragments;
    config.maxMessageSize = 1000;
    config.firstId = MessageId(firstId);
    return Fragmenter(config);
}

/// A message of the user's own kind.
struct Greeting
{
    void
    AppendTo(Bytes& bytes) const
    {
        bytes.insert(bytes.end(), {'h', 'e', 'l', 'l', 'o'});
    }
};

} // namespace

TEST(Fragmenter, CutsBytesIntoNumberedFragments)
{
    Fragmenter fragmenter = Make(4);
    const auto result = fragmenter.FragmentBytes(Counting(10));
    ASSERT_TRUE(result.IsOk());
    const FragmentBatch& batch = result.Value();
    EXPECT_EQ(batch.Id(), MessageId(1));
    EXPECT_TRUE(batch.IsFragmented());
    EXPECT_EQ(batch.Count(), 3U);
    const std::vector<size_t> sizes{4, 4, 2};
    uint32_t index = 0;
    for (const FragmentFrame& frame : batch)
    {
        EXPECT_EQ(frame.header, (FragmentHeader{MessageId(1), FragmentIndex(index), index == 2}));
        ASSERT_EQ(frame.payload.size, sizes[index]);
        EXPECT_EQ(frame.payload.data[0], 4 * index);
        index++;
    }
    EXPECT_EQ(index, 3U);
    EXPECT_EQ(fragmenter.FragmentBytes(Counting(1)).Value().Id(), MessageId(2)) << "a fresh id";
}

TEST(Fragmenter, AMessageThatFitsIsOneFragmentAndSoIsAnEmptyOne)
{
    Fragmenter fragmenter = Make(4);
    const auto four = fragmenter.FragmentBytes(Counting(4));
    EXPECT_FALSE(four.Value().IsFragmented());
    EXPECT_TRUE(four.Value()[0].header.isLast);
    const auto none = fragmenter.FragmentBytes({});
    EXPECT_EQ(none.Value().Count(), 1U);
    EXPECT_EQ(none.Value()[0].payload.size, 0U);
    EXPECT_EQ(fragmenter.FragmentBytes(Counting(8)).Value().Count(), 2U);
}

TEST(Fragmenter, TakesTheCallersIdWithoutUsingUpItsOwn)
{
    Fragmenter fragmenter = Make(4);
    EXPECT_EQ(fragmenter.FragmentWithId(MessageId(99), Counting(9)).Value().Id(), MessageId(99));
    EXPECT_EQ(fragmenter.FragmentBytes(Counting(9)).Value().Id(), MessageId(1));
}

TEST(Fragmenter, SerializesHeadersAndTheUsersOwnMessages)
{
    Fragmenter fragmenter = Make(2);
    const auto hello = fragmenter.FragmentMessage(Greeting());
    EXPECT_EQ(hello.Value().Count(), 3U);
    EXPECT_EQ(hello.Value().Bytes(), (Bytes{'h', 'e', 'l', 'l', 'o'}));

    ns3::LlcSnapHeader header; // AA AA 03, an organization of 0, and the EtherType
    header.SetType(0x0800);
    const auto batch = fragmenter.FragmentMessage(header);
    EXPECT_EQ(batch.Value().Bytes(), (Bytes{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00}));
    EXPECT_EQ(batch.Value().Count(), 4U);
}

TEST(Fragmenter, RefusesWhatCannotBeNumbered)
{
    EXPECT_EQ(Make(1, 10).FragmentBytes(Counting(11)).Error(), FragmentError::INDEX_OVERFLOW);
    EXPECT_TRUE(Make(1, 10).FragmentBytes(Counting(10)).IsOk());
    EXPECT_EQ(Make(1).FragmentBytes(Counting(1001)).Error(), FragmentError::MESSAGE_TOO_LONG);

    Fragmenter last = Make(4, 10, UINT64_MAX);
    EXPECT_EQ(last.FragmentBytes(Counting(1)).Value().Id(), MessageId(UINT64_MAX));
    EXPECT_EQ(last.FragmentBytes(Counting(1)).Error(), FragmentError::IDS_EXHAUSTED);
    EXPECT_EQ(FragmentErrorName(FragmentError::IDS_EXHAUSTED), "ids-exhausted");
}

TEST(Fragmenter, RefusesLimitsThatMakeNoSense)
{
    Fragmenter::Config config;
    EXPECT_EQ(Fragmenter::Validate(config), "");
    config.maxPayload = 0;
    EXPECT_EQ(Fragmenter::Validate(config), "maxPayload must be at least 1");
    config = {};
    config.maxFragments = 0;
    EXPECT_EQ(Fragmenter::Validate(config), "maxFragments must lie in [1, 2^32]");
}
