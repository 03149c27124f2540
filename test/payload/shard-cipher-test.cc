/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/test-folder.h"

#include "ns3/shard-cipher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::string HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

/// What was sealed.
struct Sealed
{
    std::vector<uint8_t> message;
    ShardCipher::Nonce nonce{};
    ShardCipher::Tag tag{};
};

Sealed
Seal(const ShardCipher& cipher, const std::vector<uint8_t>& clear, std::vector<uint8_t> message)
{
    Sealed sealed{std::move(message), {}, {}};
    cipher.Seal(clear, sealed.message.data(), sealed.message.size(), sealed.nonce, sealed.tag);
    return sealed;
}

bool
Open(const ShardCipher& cipher, const std::vector<uint8_t>& clear, Sealed& sealed)
{
    return cipher.Open(
        clear, sealed.message.data(), sealed.message.size(), sealed.nonce, sealed.tag);
}

} // namespace

TEST(ShardKey, IsSixtyFourHexDigitsAndNothingElse)
{
    ASSERT_TRUE(ShardKey::FromHex(HEX).IsOk());
    EXPECT_EQ(ShardKey::FromHex(HEX).Value().Bytes().data[31], 0x1f);
    for (const std::string& wrong :
         {std::string(), HEX + "00", HEX.substr(2), HEX.substr(1) + "g", " " + HEX.substr(1)})
    {
        ASSERT_FALSE(ShardKey::FromHex(wrong).IsOk()) << wrong;
        EXPECT_EQ(ShardKey::FromHex(wrong).Error(), "a key is 64 hexadecimal digits");
    }
}

TEST(ShardKey, ComesFromAFileAndErrorsDoNotShowIt)
{
    const TestFolder folder;
    const auto key = ShardKey::FromFile(folder.Write("good", "  " + HEX + "\n"));
    ASSERT_TRUE(key.IsOk());
    EXPECT_EQ(key.Value().Bytes().data[1], 1);
    EXPECT_TRUE(ShardKey::FromFile(folder.Write("noted", "# mine\n" + HEX + "\n# end\n")).IsOk());
    const std::string missing = folder.Path("none");
    EXPECT_EQ(ShardKey::FromFile(missing).Error(), "no key can be read from '" + missing + "'");
    for (const auto& text : {std::string("abc"), HEX + " " + HEX, HEX + " more"})
    {
        const auto refused = ShardKey::FromFile(folder.Write("bad", text));
        ASSERT_FALSE(refused.IsOk());
        EXPECT_NE(refused.Error().find("does not hold a key"), std::string::npos);
        EXPECT_EQ(refused.Error().find(text), std::string::npos) << "a key is never shown";
    }
    const auto empty = folder.Write("empty", "");
    EXPECT_EQ(ShardKey::FromFile(empty).Error(), "no key can be read from '" + empty + "'");
}

TEST(ShardCipher, WhatIsSealedOpensAndNothingElseDoes)
{
    const ShardCipher cipher(ShardKey::FromHex(HEX).Value());
    const std::vector<uint8_t> clear{1, 2, 3};
    const std::vector<uint8_t> message{4, 5, 6, 7};
    Sealed sealed = Seal(cipher, clear, message);
    EXPECT_NE(sealed.message, message);
    Sealed copy = sealed;
    ASSERT_TRUE(Open(cipher, clear, copy));
    EXPECT_EQ(copy.message, message);
    copy = sealed;
    EXPECT_FALSE(Open(cipher, {1, 2, 4}, copy)) << "the clear part is authenticated";
    copy = sealed;
    copy.message[0] ^= 1;
    EXPECT_FALSE(Open(cipher, clear, copy));
    copy = sealed;
    copy.tag[15] ^= 1;
    EXPECT_FALSE(Open(cipher, clear, copy));
    copy = sealed;
    copy.nonce[0] ^= 1;
    EXPECT_FALSE(Open(cipher, clear, copy));
    const ShardCipher other(ShardKey::FromHex(std::string(64, '0')).Value());
    EXPECT_NE(other.KeyId(), cipher.KeyId());
    copy = sealed;
    EXPECT_FALSE(Open(other, clear, copy));
}

TEST(ShardCipher, TheNonceDependsOnAllThatIsSealedAndOnNothingElse)
{
    const ShardCipher cipher(ShardKey::FromHex(HEX).Value());
    const ShardCipher restarted(ShardKey::FromHex(HEX).Value());
    const ShardCipher other(ShardKey::FromHex(std::string(64, '1')).Value());
    const auto nonce = Seal(cipher, {1, 2}, {3, 4}).nonce;
    EXPECT_EQ(Seal(cipher, {1, 2}, {3, 4}).nonce, nonce);
    EXPECT_EQ(Seal(restarted, {1, 2}, {3, 4}).nonce, nonce) << "no state, hence deterministic";
    EXPECT_NE(Seal(cipher, {1, 3}, {3, 4}).nonce, nonce);
    EXPECT_NE(Seal(cipher, {1, 2}, {3, 5}).nonce, nonce);
    EXPECT_NE(Seal(cipher, {4, 1, 2}, {3}).nonce, nonce) << "where one part ends matters";
    EXPECT_NE(Seal(other, {1, 2}, {3, 4}).nonce, nonce);
}

TEST(CipherCost, GrowsWithTheShard)
{
    CipherCost cost;
    cost.perShard = NanoSeconds(700);
    cost.perByteNs = 1.5;
    EXPECT_EQ(CipherCost::Validate(cost), "");
    EXPECT_EQ(cost.Of(1000), NanoSeconds(2200));
    EXPECT_EQ(cost.Of(0), NanoSeconds(700));
    cost.perByteNs = -1;
    EXPECT_EQ(CipherCost::Validate(cost), "perByteNs must lie in [0, 1e6]");
    cost = {};
    cost.perShard = NanoSeconds(-1);
    EXPECT_EQ(CipherCost::Validate(cost), "perShard must not be negative");
}

TEST(CipherCost, ASlowerNodeTakesSoManyTimesAsLong)
{
    CipherCosts costs;
    costs.seal = {NanoSeconds(1000), 2};
    costs.open = {NanoSeconds(500), 0.25};
    EXPECT_EQ(costs.OfSealing(1000), NanoSeconds(3000));
    EXPECT_EQ(costs.OfOpening(1000), NanoSeconds(750));
    costs.factor = 2;
    EXPECT_EQ(costs.OfSealing(1000), NanoSeconds(6000));
    costs.factor = 0;
    EXPECT_EQ(costs.OfOpening(1000), Time(0));
}
