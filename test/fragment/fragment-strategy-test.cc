/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "strategy-test-kit.h"

#include "ns3/byte-writer.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

/// @return the header, or nothing when it cannot be expressed
Bytes
Encode(const FragmentStrategy& strategy,
       const LogicalFrame& frame,
       const OutboundFragment& fragment)
{
    Bytes header(FragmentStrategy::MAX_HEADER);
    ByteWriter writer(header.data(), header.size());
    const bool ok = strategy.EncodeHeader(frame, fragment, writer);
    header.resize(ok ? writer.Written() : 0);
    return header;
}

std::string
Decode(const FragmentStrategy& strategy, const Bytes& bytes, FragmentMeta& meta)
{
    size_t length = 0;
    switch (strategy.DecodeHeader(bytes, meta, length))
    {
    case HeaderParse::COMPLETE:
        return "complete " + std::to_string(length);
    case HeaderParse::NEED_MORE:
        return "need more";
    case HeaderParse::MALFORMED:
        return "malformed";
    }
    return "";
}

std::string
Decode(const FragmentStrategy& strategy, const Bytes& bytes)
{
    FragmentMeta meta;
    return Decode(strategy, bytes, meta);
}

OutboundFragment
Part(uint64_t id, uint32_t index, uint64_t length, bool isLast)
{
    OutboundFragment part;
    part.messageId = MessageId(id);
    part.index = index;
    part.payloadLength = length;
    part.isLast = isLast;
    return part;
}

OutboundFragment
Whole(uint64_t length)
{
    OutboundFragment whole;
    whole.payloadLength = length;
    return whole;
}

} // namespace

TEST(FragmentStrategy, CanonicalGoldenBytes)
{
    const CanonicalStrategy canonical(100);
    const Bytes fragment{0x11, 0, 0, 0, 100, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x0a, 0x0b};
    EXPECT_EQ(Encode(canonical, {300}, Part(0x0102030405060708, 0x0a0b, 100, false)), fragment);
    FragmentMeta meta;
    EXPECT_EQ(Decode(canonical, fragment, meta), "complete 17");
    EXPECT_EQ(meta.payloadLength, 100U);
    EXPECT_EQ(meta.messageId, MessageId(0x0102030405060708));
    EXPECT_EQ(meta.sequence, 0x0a0bU);
    EXPECT_FALSE(meta.isFinal);
    EXPECT_FALSE(meta.totalLength.has_value());

    EXPECT_EQ(Encode(canonical, {300}, Part(1, 2, 100, true))[0], 0x13);
    EXPECT_EQ(Encode(canonical, {7}, Whole(7)), (Bytes{0x10, 0, 0, 0, 7}));
    EXPECT_EQ(Decode(canonical, {0x10, 0, 0, 0, 7}, meta), "complete 5");
    EXPECT_EQ(meta.place, FragmentPlace::WHOLE);
    EXPECT_TRUE(meta.isFinal);
}

TEST(FragmentStrategy, CanonicalRefusesOtherVersionsAndFlags)
{
    const CanonicalStrategy canonical(100);
    for (int first = 0; first < 256; first++)
    {
        const bool known = first == 0x10 || first == 0x11 || first == 0x13;
        EXPECT_EQ(Decode(canonical, {static_cast<uint8_t>(first)}),
                  known ? "need more" : "malformed")
            << first;
    }
    EXPECT_TRUE(Encode(canonical, {}, Part(1, 0, uint64_t{1} << 32, false)).empty());
}

TEST(FragmentStrategy, TotalLengthGoldenBytes)
{
    const TotalLengthStrategy strategy(100);
    const Bytes bytes{1, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0,
                      0, 9, 0, 0, 0, 2, 0, 0,   0, 0, 0, 0, 1, 44};
    EXPECT_EQ(Encode(strategy, {300}, Part(9, 2, 100, false)), bytes);
    FragmentMeta meta;
    EXPECT_EQ(Decode(strategy, bytes, meta), "complete 28");
    EXPECT_EQ(meta.totalLength, 300U);
    EXPECT_EQ(meta.sequence, 2U);
    EXPECT_EQ(meta.messageId, MessageId(9));

    EXPECT_EQ(Decode(strategy, Encode(strategy, {7}, Whole(7)), meta), "complete 28");
    EXPECT_EQ(meta.place, FragmentPlace::WHOLE);
    EXPECT_TRUE(Encode(strategy, {}, Part(UINT64_MAX, 0, 1, false)).empty()) << "the reserved id";
    for (const size_t at : {0, 1, 2, 3})
    {
        Bytes bad = bytes;
        bad[at] ^= 0x40;
        EXPECT_EQ(Decode(strategy, bad), "malformed") << at;
    }
    Bytes lying = Encode(strategy, {7}, Whole(7));
    lying[27]++;
    EXPECT_EQ(Decode(strategy, lying), "malformed") << "not split, and yet of another total length";
}

TEST(FragmentStrategy, MySqlGoldenBytes)
{
    const MySqlStrategy mysql;
    FragmentMeta meta;
    // COM_QUIT: one byte of payload, sequence 0.
    EXPECT_EQ(Decode(mysql, {0x01, 0x00, 0x00, 0x00}, meta), "complete 4");
    EXPECT_EQ(meta.payloadLength, 1U);
    EXPECT_TRUE(meta.isFinal);
    EXPECT_EQ(Decode(mysql, {0xff, 0xff, 0xff, 0x05}, meta), "complete 4");
    EXPECT_EQ(meta.payloadLength, 0xffffffU);
    EXPECT_FALSE(meta.isFinal) << "a full packet means that more follows";
    EXPECT_EQ(meta.sequence, 5U);
    EXPECT_EQ(Decode(mysql, {0x00, 0x00, 0x00, 0x06}, meta), "complete 4");
    EXPECT_TRUE(meta.isFinal) << "the terminating empty packet";

    EXPECT_EQ(Encode(mysql, {1, 0}, Whole(1)), (Bytes{1, 0, 0, 0}));
    EXPECT_EQ(Encode(mysql, {0x1000000, 254}, Part(1, 3, 0xffffff, false)),
              (Bytes{0xff, 0xff, 0xff, 1}))
        << "the sequence number wraps";
    EXPECT_EQ(Encode(mysql, {0x010203, 0}, Whole(0x010203)), (Bytes{3, 2, 1, 0}));
    EXPECT_TRUE(Encode(mysql, {}, Whole(0xffffff)).empty()) << "full, and yet the last";
    EXPECT_EQ(Decode(MySqlStrategy(10), {11, 0, 0, 0}), "malformed");
}

TEST(FragmentStrategy, WebSocketGoldenBytes)
{
    // RFC 6455, section 5.7.
    const WebSocketStrategy plain(1 << 20);
    FragmentMeta meta;
    EXPECT_EQ(Decode(plain, {0x81, 0x05}, meta), "complete 2") << "an unmasked text message";
    EXPECT_EQ(meta.payloadLength, 5U);
    EXPECT_EQ(meta.place, FragmentPlace::FIRST);
    EXPECT_TRUE(meta.isFinal);
    EXPECT_EQ(Decode(plain, {0x01, 0x03}, meta), "complete 2") << "a fragmented text message";
    EXPECT_FALSE(meta.isFinal);
    EXPECT_EQ(Decode(plain, {0x80, 0x02}, meta), "complete 2") << "and its end";
    EXPECT_EQ(meta.place, FragmentPlace::NEXT);
    EXPECT_TRUE(meta.isFinal);
    EXPECT_EQ(Decode(plain, {0x89, 0x05}, meta), "complete 2") << "a ping";
    EXPECT_EQ(meta.place, FragmentPlace::WHOLE);
    EXPECT_EQ(Decode(plain, {0x82, 0x7e, 0x01, 0x00}, meta), "complete 4") << "256 bytes";
    EXPECT_EQ(meta.payloadLength, 256U);
    EXPECT_EQ(Decode(plain, {0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0}, meta), "complete 10") << "64 KiB";
    EXPECT_EQ(meta.payloadLength, 65536U);

    EXPECT_EQ(Encode(plain, {65536, 2}, Whole(65536)), (Bytes{0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(Encode(plain, {256, 2}, Whole(256)), (Bytes{0x82, 0x7e, 1, 0}));
    EXPECT_EQ(Encode(plain, {125, 1}, Whole(125)), (Bytes{0x81, 125}));
    EXPECT_EQ(Encode(plain, {9, 1}, Part(1, 1, 3, false)), (Bytes{0x00, 0x03}));
    const WebSocketStrategy client(1 << 20, true);
    EXPECT_EQ(Encode(client, {5, 1}, Whole(5)), (Bytes{0x81, 0x85, 0, 0, 0, 0}));
    EXPECT_EQ(Decode(client, {0x81, 0x85, 0, 0, 0, 0}), "complete 6");
}

TEST(FragmentStrategy, WebSocketRefusesWhatTheRfcForbids)
{
    const WebSocketStrategy plain(1 << 20);
    EXPECT_EQ(Decode(plain, {0xc1, 0x05}), "malformed") << "reserved bit";
    EXPECT_EQ(Decode(plain, {0x83, 0x05}), "malformed") << "reserved opcode 3";
    EXPECT_EQ(Decode(plain, {0x8b, 0x05}), "malformed") << "reserved opcode 11";
    EXPECT_EQ(Decode(plain, {0x09, 0x05}), "malformed") << "a fragmented ping";
    EXPECT_EQ(Decode(plain, {0x89, 0x7e}), "malformed") << "a ping above 125 bytes";
    EXPECT_EQ(Decode(plain, {0x82, 0x7e, 0, 125}), "malformed") << "not the shortest form";
    EXPECT_EQ(Decode(plain, {0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff}), "malformed");
    EXPECT_EQ(Decode(plain, {0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0}), "malformed") << "top bit";
    EXPECT_EQ(Decode(plain, {0x82, 0x85}), "malformed") << "masked by a server";
    const WebSocketStrategy client(1 << 20, true);
    EXPECT_EQ(Decode(client, {0x82, 0x05}), "malformed") << "not masked by a client";
    EXPECT_EQ(Decode(client, {0x82, 0x85, 0, 0, 0, 1}), "malformed") << "another key than 0";
    EXPECT_TRUE(Encode(plain, {5, 0}, Whole(5)).empty()) << "a continuation of nothing";
    EXPECT_TRUE(Encode(plain, {200, 9}, Part(1, 0, 125, false)).empty()) << "a long ping";
}

TEST(FragmentStrategy, EveryPrefixOfAHeaderNeedsMore)
{
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        for (const uint64_t size : {uint64_t{7}, uint64_t{100}})
        {
            for (const bool isWhole : {true, false})
            {
                OutboundFragment fragment = isWhole ? Whole(size) : Part(3, 1, size, size < 100);
                fragment.isLast = isWhole || size < 100;
                Bytes header = Encode(*strategy, {size, type}, fragment);
                if (header.empty())
                {
                    continue; // not every strategy has every combination
                }
                FragmentMeta meta;
                size_t length = 0;
                for (size_t known = 0; known < header.size(); known++)
                {
                    EXPECT_EQ(ReadHeader(*strategy, ByteSpan(header).First(known), meta, length),
                              HeaderParse::NEED_MORE)
                        << strategy->Name() << " with " << known;
                }
                const size_t full = header.size();
                header.resize(full + 3, 0xee);
                EXPECT_EQ(ReadHeader(*strategy, header, meta, length), HeaderParse::COMPLETE);
                EXPECT_EQ(length, full) << strategy->Name();
                EXPECT_EQ(meta.payloadLength, size);
                EXPECT_EQ(meta.isFinal, fragment.isLast);
            }
        }
    }
}

namespace
{

/// A strategy that breaks its contract.
class BrokenStrategy : public CanonicalStrategy
{
  public:
    BrokenStrategy(HeaderParse parse, size_t length)
        : CanonicalStrategy(10), m_parse(parse), m_length(length)
    {
    }

    HeaderParse
    DecodeHeader(ByteSpan, FragmentMeta&, size_t& headerLength) const override
    {
        headerLength = m_length;
        return m_parse;
    }

  private:
    HeaderParse m_parse;
    size_t m_length;
};

} // namespace

TEST(FragmentStrategy, AStrategyThatBreaksItsContractDoesNoHarm)
{
    const Bytes bytes(100);
    FragmentMeta meta;
    size_t length = 0;
    EXPECT_EQ(ReadHeader(BrokenStrategy(HeaderParse::COMPLETE, 0), bytes, meta, length),
              HeaderParse::MALFORMED);
    EXPECT_EQ(ReadHeader(BrokenStrategy(HeaderParse::COMPLETE, 65), bytes, meta, length),
              HeaderParse::MALFORMED);
    EXPECT_EQ(ReadHeader(BrokenStrategy(HeaderParse::NEED_MORE, 0), bytes, meta, length),
              HeaderParse::MALFORMED);
}
