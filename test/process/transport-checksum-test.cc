/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/transport-checksum.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint8_t TCP = 6;
constexpr uint8_t UDP = 17;

const Ipv4Address SOURCE("10.0.0.1");
const Ipv4Address DESTINATION("10.0.0.2");

bool
IsIntact(const std::vector<uint8_t>& bytes, uint8_t protocol)
{
    return IsTransportIntact(
        *Create<Packet>(bytes.data(), bytes.size()), protocol, SOURCE, DESTINATION);
}

// Ports 1 and 2, length 11, data 01 02 03. By hand: pseudo header 0a00 + 0001 + 0a00 + 0002 + 0011 + 000b = 141f;
// datagram 0001 + 0002 + 000b + 0102 + 0300 = 0410; together 182f, and its complement e7d0.
const std::vector<uint8_t> DATAGRAM{0, 1, 0, 2, 0, 11, 0xe7, 0xd0, 1, 2, 3};

} // namespace

TEST(TransportChecksum, TakesWhatIsRight)
{
    EXPECT_TRUE(IsIntact(DATAGRAM, UDP));
}

TEST(TransportChecksum, RefusesEverySingleBitFlip)
{
    auto bytes = DATAGRAM;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit++)
    {
        bytes[bit / 8] ^= 1 << bit % 8;
        EXPECT_FALSE(IsIntact(bytes, UDP)) << bit;
        bytes[bit / 8] ^= 1 << bit % 8;
    }
    EXPECT_FALSE(IsTransportIntact(
        *Create<Packet>(DATAGRAM.data(), DATAGRAM.size()), UDP, SOURCE, Ipv4Address("10.0.0.3")))
        << "for somebody else";
}

TEST(TransportChecksum, AUdpChecksumMayBeMissingOverIpv4Only)
{
    auto bytes = DATAGRAM;
    bytes[6] = 0;
    bytes[7] = 0;
    EXPECT_TRUE(IsIntact(bytes, UDP));
    EXPECT_FALSE(IsTransportIntact(*Create<Packet>(bytes.data(), bytes.size()),
                                   UDP,
                                   Ipv6Address("2001:db8::1"),
                                   Ipv6Address("2001:db8::2")));
}

TEST(TransportChecksum, RefusesWhatIsTooShortForItsHeader)
{
    for (std::size_t size = 0; size < 20; size++)
    {
        EXPECT_FALSE(IsIntact(std::vector<uint8_t>(size, 0), TCP)) << size;
        if (size < 8)
        {
            EXPECT_FALSE(IsIntact(std::vector<uint8_t>(size, 0), UDP)) << size;
        }
    }
}

TEST(TransportChecksum, OverIpv6ThePseudoHeaderHasItsAddresses)
{
    // 2001:db8::1 and ::2: 2001 + 0db8 + 0001 + 2001 + 0db8 + 0002 = 5b75; + 0011 + 000b + 0410 = 5fa1; complement a05e.
    auto bytes = DATAGRAM;
    bytes[6] = 0xa0;
    bytes[7] = 0x5e;
    EXPECT_TRUE(IsTransportIntact(*Create<Packet>(bytes.data(), bytes.size()),
                                  UDP,
                                  Ipv6Address("2001:db8::1"),
                                  Ipv6Address("2001:db8::2")));
}
