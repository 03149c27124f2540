/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/message-ledger.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::vector<std::string> REASONS{"cut", "queue-full"};

/// 200 ms deadline, ids below 1,000.
MessageLedger
Ledger()
{
    MessageLedger::Config config;
    config.deadline = MilliSeconds(200);
    config.maxMessages = 1000;
    return MessageLedger(config, REASONS);
}

/// Number of messages of each fate and reason: "delivered", "in-flight", "cut", ...
std::map<std::string, uint64_t>
Fates(const MessageLedger& ledger, const MessageLedger::Balance& balance)
{
    std::map<std::string, uint64_t> fates{{"delivered", balance.delivered},
                                          {"in-flight", balance.inFlight}};
    for (std::size_t i = 0; i < balance.lostBy.size(); i++)
    {
        fates[ledger.GetReasons()[i]] = balance.lostBy[i];
    }
    return fates;
}

using Counts = std::map<std::string, uint64_t>;

} // namespace

TEST(MessageLedger, EveryMessageHasOneFate)
{
    auto ledger = Ledger();
    for (uint64_t id = 0; id < 8; id++)
    {
        ledger.Offered(id, 100, MilliSeconds(0));
    }
    ledger.Offered(8, 50, MilliSeconds(801));
    ledger.Offered(9, 50, MilliSeconds(799));

    ledger.Delivered(0, 100, MilliSeconds(200)); // just by the deadline
    ledger.Delivered(1, 100, MilliSeconds(201)); // just after it: late
    ledger.ShardLost(2, "cut");                  // its first cause
    ledger.ShardLost(2, "queue-full");
    ledger.ShardLost(3, "queue-full");
    ledger.ShardLost(4, "cut");
    ledger.Delivered(4, 100, MilliSeconds(50)); // delivered all the same
    ledger.ShardLost(5, "cut");
    ledger.Delivered(5, 100, MilliSeconds(500)); // delivered, but after the deadline: late
    ledger.Delivered(6, 100, MilliSeconds(1));
    ledger.ShardLost(6, "cut"); // after the delivery: of no account
    // 7: nothing was ever heard of it: late at 1,000 ms; 9 likewise, 201 ms old
    // 8: 199 ms old: in flight

    const auto balance = ledger.Close(Time(), MilliSeconds(1000));
    EXPECT_EQ(
        Fates(ledger, balance),
        (Counts{{"delivered", 3}, {"in-flight", 1}, {"cut", 1}, {"queue-full", 1}, {"late", 4}}));
    EXPECT_EQ(balance.offered, 10u);
    EXPECT_EQ(balance.lost, 6u);
    EXPECT_EQ(balance.offeredBytes, 900u);
    EXPECT_EQ(balance.deliveredBytes, 300u);
    EXPECT_TRUE(balance.violations.empty());
}

TEST(MessageLedger, AMessageThatLostAShardIsLostEvenBeforeItsDeadline)
{
    auto ledger = Ledger();
    ledger.Offered(0, 100, MilliSeconds(0));
    ledger.ShardLost(0, "cut");
    EXPECT_EQ(ledger.Close(Time(), MilliSeconds(1)).lostBy[0], 1u);
}

TEST(MessageLedger, AMessageExactlyAsOldAsItsDeadlineIsStillInFlight)
{
    auto ledger = Ledger();
    ledger.Offered(0, 100, MilliSeconds(0));
    EXPECT_EQ(ledger.Close(Time(), MilliSeconds(200)).inFlight, 1u);
    EXPECT_EQ(ledger.Close(Time(), MilliSeconds(200) + NanoSeconds(1)).inFlight, 0u);
}

TEST(MessageLedger, TheWarmUpIsCutByTheTimeOfOffering)
{
    auto ledger = Ledger();
    ledger.Offered(0, 100, MilliSeconds(99));
    ledger.Offered(1, 100, MilliSeconds(100));
    ledger.Delivered(0, 100, MilliSeconds(120));
    ledger.Delivered(1, 100, MilliSeconds(120));
    const auto balance = ledger.Close(MilliSeconds(100), Seconds(1));
    EXPECT_EQ(balance.offered, 1u);
    EXPECT_EQ(balance.delivered, 1u);
    EXPECT_EQ(balance.offeredBytes, 100u);
    EXPECT_TRUE(balance.violations.empty());
}

TEST(MessageLedger, IdsMayHaveHolesAndComeInAnyOrder)
{
    auto ledger = Ledger();
    ledger.Offered(17, 1, MilliSeconds(5));
    ledger.Offered(3, 2, MilliSeconds(6));
    EXPECT_EQ(ledger.Delivered(17, 1, MilliSeconds(7)), MessageLedger::Delivery::IN_TIME);
    std::vector<uint64_t> ids;
    ledger.Close(Time(),
                 MilliSeconds(10),
                 [&ids](const MessageLedger::Message& message) { ids.push_back(message.id); });
    EXPECT_EQ(ids, (std::vector<uint64_t>{3, 17}));
    EXPECT_TRUE(ledger.Close(Time(), MilliSeconds(10)).violations.empty());
}

TEST(MessageLedger, DuplicatesAreCountedApartAndReported)
{
    auto ledger = Ledger();
    ledger.Offered(0, 100, MilliSeconds(0));
    ledger.Offered(1, 100, MilliSeconds(0));
    ledger.Delivered(0, 100, MilliSeconds(1));
    ledger.Delivered(1, 100, MilliSeconds(300));
    EXPECT_EQ(ledger.Delivered(0, 100, MilliSeconds(2)), MessageLedger::Delivery::DUPLICATE);
    EXPECT_EQ(ledger.Delivered(1, 100, MilliSeconds(301)), MessageLedger::Delivery::DUPLICATE);
    const auto balance = ledger.Close(Time(), Seconds(1));
    EXPECT_EQ(balance.duplicates, 2u);
    EXPECT_EQ(balance.delivered, 1u);
    EXPECT_EQ(balance.violations,
              (std::vector<std::string>{"messages delivered again: 2 times, first message 0"}));
}

TEST(MessageLedger, WhatCannotBeIsAViolation)
{
    auto ledger = Ledger();
    ledger.Offered(0, 100, MilliSeconds(10));
    ledger.Offered(0, 100, MilliSeconds(11));
    ledger.Offered(1000, 100, MilliSeconds(12));
    EXPECT_EQ(ledger.Delivered(5, 100, MilliSeconds(13)), MessageLedger::Delivery::REFUSED);
    ledger.ShardLost(6, "cut");
    EXPECT_EQ(ledger.Delivered(0, 99, MilliSeconds(14)), MessageLedger::Delivery::REFUSED);
    EXPECT_EQ(ledger.Delivered(0, 100, MilliSeconds(9)), MessageLedger::Delivery::REFUSED);
    ledger.ShardLost(0, "cutt");

    const auto balance = ledger.Close(Time(), MilliSeconds(20));
    EXPECT_EQ(
        balance.violations,
        (std::vector<std::string>{
            "messages offered under an id that is in use: 1 times, first message 0",
            "messages offered past the limit on messages, and not followed: 1 times, first "
            "message 1000",
            "messages delivered or lost without having been offered: 2 times, first message 5",
            "messages delivered with another size than offered: 1 times, first message 0",
            "messages delivered before being offered: 1 times, first message 0",
            "messages lost for a reason that was not declared: 1 times, first message 0"}));
    EXPECT_EQ(balance.offered, 1u); // none of it made or moved a message
    EXPECT_EQ(balance.inFlight, 1u);
}

TEST(MessageLedger, ClosesUnderWhateverIsThrownAtIt)
{
    for (uint32_t seed = 1; seed <= 200; seed++)
    {
        std::mt19937 random(seed);
        auto ledger = Ledger();
        Time now;
        for (int i = 0; i < 3000; i++)
        {
            now += MicroSeconds(random() % 1000);
            const uint64_t id = random() % 1100;
            switch (random() % 4)
            {
            case 0:
                ledger.Delivered(id, 100 - random() % 50 / 49, now);
                break;
            case 1:
                ledger.ShardLost(id, REASONS[random() % 2]);
                break;
            default:
                ledger.Offered(id, 100, now);
            }
        }
        for (const Time& warmUp : {Time(), now / 2, now})
        {
            const auto balance = ledger.Close(warmUp, now);
            EXPECT_EQ(balance.offered, balance.delivered + balance.lost + balance.inFlight) << seed;
            for (const auto& violation : balance.violations)
            {
                EXPECT_EQ(violation.find("does not close"), std::string::npos) << violation;
            }
        }
    }
}

TEST(MessageLedger, RefusesLimitsThatMakeNoSense)
{
    MessageLedger::Config config;
    EXPECT_EQ(MessageLedger::Validate(config, REASONS), "");
    EXPECT_EQ(MessageLedger::Validate(config, {"cut", "cut"}),
              "'cut' cannot be a loss reason: empty, given twice or always there");
    EXPECT_EQ(MessageLedger::Validate(config, {"late"}),
              "'late' cannot be a loss reason: empty, given twice or always there");
    EXPECT_EQ(MessageLedger::Validate(config, {""}),
              "'' cannot be a loss reason: empty, given twice or always there");
    std::vector<std::string> many;
    for (int i = 0; i < 64; i++)
    {
        many.push_back("reason-" + std::to_string(i));
    }
    EXPECT_EQ(MessageLedger::Validate(config, many),
              "there are at most 63 loss reasons besides late");
    config.deadline = Time();
    EXPECT_EQ(MessageLedger::Validate(config, {}), "the deadline must be longer than zero");
    config.deadline = Seconds(1);
    config.maxMessages = 0;
    EXPECT_EQ(MessageLedger::Validate(config, {}), "the limit on messages must lie in [1, 2^32]");
}
