/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/test-folder.h"

#include "ns3/input-error.h"
#include "ns3/payload-corpus.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3::sharding;

namespace
{

/// A capture in the byte order of the flag, with the given packets.
std::string
Capture(const std::vector<std::string>& packets, bool bigEndian)
{
    const auto word = [bigEndian](uint32_t value)
    {
        std::string bytes;
        for (int i = 0; i < 4; i++)
        {
            bytes += static_cast<char>(value >> (bigEndian ? 24 - 8 * i : 8 * i));
        }
        return bytes;
    };
    std::string file = word(0xa1b2c3d4) + std::string(20, '\0');
    for (const auto& packet : packets)
    {
        file +=
            word(1) + word(2) + word(static_cast<uint32_t>(packet.size())) + word(99999) + packet;
    }
    return file;
}

std::string
ErrorOf(const std::string& path)
{
    try
    {
        PayloadCorpus::Load(path);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

} // namespace

TEST(PayloadCorpus, CutsFilesInOrderAndStartsAgain)
{
    TestFolder folder;
    folder.Write("corpus/b.txt", "12345");
    folder.Write("corpus/a.txt", "abc");
    folder.Write("corpus/empty", "");
    folder.Write("corpus/sub/hidden.txt", "not this one");
    const auto corpus = PayloadCorpus::Load(folder.Path("corpus"));
    EXPECT_EQ(corpus.GetPieceCount(), 2U);
    PayloadCorpus::Reader reader(corpus, 2);
    for (const char* message : {"ab", "c", "12", "34", "5", "ab"})
    {
        EXPECT_EQ(reader.Next(), message);
    }
}

TEST(PayloadCorpus, TakesTheBytesAsTheyAre)
{
    TestFolder folder;
    const std::string bytes("\0\n\r\xff\x1a zero", 10);
    EXPECT_EQ(PayloadCorpus::Load(folder.Write("file", bytes)).GetPiece(0), bytes);
}

TEST(PayloadCorpus, TheDigestIsOfContentAndCuts)
{
    TestFolder folder;
    const std::string one = PayloadCorpus::Load(folder.Write("one/a", "abcd")).GetDigest();
    EXPECT_EQ(one.size(), 16U);
    EXPECT_EQ(PayloadCorpus::Load(folder.Write("other", "abcd")).GetDigest(), one)
        << "names do not count";
    EXPECT_NE(PayloadCorpus::Load(folder.Write("other", "abce")).GetDigest(), one);
    folder.Write("two/a", "ab");
    folder.Write("two/b", "cd");
    EXPECT_NE(PayloadCorpus::Load(folder.Path("two")).GetDigest(), one)
        << "the same bytes as two pieces are two messages";
}

TEST(PayloadCorpus, ACaptureGivesItsPackets)
{
    for (const bool bigEndian : {false, true})
    {
        TestFolder folder;
        const auto corpus = PayloadCorpus::Load(
            folder.Write("x.pcap", Capture({"first", "", "second"}, bigEndian)));
        ASSERT_EQ(corpus.GetPieceCount(), 2U) << "a packet of no bytes is nothing to send";
        EXPECT_EQ(corpus.GetPiece(0), "first");
        EXPECT_EQ(corpus.GetPiece(1), "second");
    }
}

TEST(PayloadCorpus, SaysWhatIsWrong)
{
    TestFolder folder;
    const std::string missing = folder.Path("missing");
    EXPECT_EQ(ErrorOf(missing), "payload '" + missing + "' does not exist");
    const std::string empty = folder.Write("empty", "");
    EXPECT_EQ(ErrorOf(empty), "payload '" + empty + "' holds no bytes");
    const std::string blank = folder.Write("blank.pcap", Capture({}, false));
    EXPECT_EQ(ErrorOf(blank), "payload '" + blank + "' holds no bytes");
    EXPECT_EQ(ErrorOf("/dev/null"), "payload '/dev/null' is neither a file nor a folder");
}

TEST(PayloadCorpus, ATruncatedCaptureIsRefusedAtEveryLength)
{
    TestFolder folder;
    const std::string whole = Capture({"first", "second"}, false);
    const std::size_t firstEnd = whole.size() - 16 - 6;
    for (std::size_t length = 4; length < whole.size(); length++)
    {
        const std::string error = ErrorOf(folder.Write("cut.pcap", whole.substr(0, length)));
        if (length == firstEnd)
        {
            EXPECT_EQ(error, "") << "a capture may end after any packet";
        }
        else
        {
            EXPECT_NE(error, "") << "cut to " << length;
        }
    }
}

TEST(PayloadCorpus, AForgedLengthSizesNothing)
{
    TestFolder folder;
    std::string file = Capture({"first"}, false);
    file.replace(24 + 8, 4, "\xff\xff\xff\xff");
    const std::string path = folder.Write("forged.pcap", file);
    EXPECT_EQ(ErrorOf(path),
              "packet 1 of capture '" + path + "' claims 4294967295 bytes; 16 MiB is the limit");
}
