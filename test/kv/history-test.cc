/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "history-kit.h"

#include "ns3/kv-history-lines.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3::sharding;

namespace
{

KvOperation
Put(const std::string& key, const std::string& value, int64_t beginNs)
{
    KvOperation call;
    call.kind = KvKind::PUT;
    call.key = key;
    call.value = value;
    call.beginNs = beginNs;
    return call;
}

std::string
Lines(const KvHistory& history)
{
    std::ostringstream out;
    WriteKvHistory(history, out);
    return out.str();
}

Result<KvHistory, KvHistoryError>
Read(const std::string& lines)
{
    std::istringstream in(lines);
    return ReadKvHistory(in);
}

} // namespace

TEST(KvHistory, EndsGoToTheirTickets)
{
    KvHistory history;
    const uint64_t lost = history.Begin(Put("a", "1", 5));
    const uint64_t failed = history.Begin(Put("a", "2", 6));
    const uint64_t done = history.Begin(Put("a", "3", 7));
    history.Begin(Put("a", "4", 8));
    EXPECT_TRUE(history.Complete(done, 9, {}));
    EXPECT_TRUE(history.Fail(failed, 10));
    EXPECT_TRUE(history.Lose(lost));
    const auto& operations = history.GetOperations();
    ASSERT_EQ(operations.size(), 4U);
    EXPECT_EQ(operations[0].outcome, KvOutcome::UNKNOWN);
    EXPECT_EQ(operations[1].outcome, KvOutcome::FAILED);
    EXPECT_EQ(operations[1].endNs, 10);
    EXPECT_EQ(operations[2].outcome, KvOutcome::OK);
    EXPECT_EQ(operations[2].endNs, 9);
    EXPECT_EQ(operations[3].outcome, KvOutcome::UNKNOWN);
    EXPECT_EQ(operations[3].endNs, KV_OPEN_END);
    EXPECT_EQ(history.GetRefused(), 0U);
}

TEST(KvHistory, EndsThatCannotBeAreRefusedAndCounted)
{
    KvHistory history;
    const uint64_t put = history.Begin(Put("a", "1", 5));
    EXPECT_FALSE(history.Complete(0, 9, {}));
    EXPECT_FALSE(history.Complete(2, 9, {}));
    EXPECT_FALSE(history.Complete(put, 4, {}));
    EXPECT_FALSE(history.Fail(put, 4));
    EXPECT_TRUE(history.Complete(put, 5, {}));
    EXPECT_FALSE(history.Lose(put));
    KvOperation get;
    get.key = "a";
    const uint64_t ticket = history.Begin(get);
    EXPECT_FALSE(history.Complete(ticket, 9, {})) << "a get must say what it found";
    EXPECT_EQ(history.GetRefused(), 6U);
    EXPECT_EQ(history.GetOperations()[1].outcome, KvOutcome::UNKNOWN);
}

TEST(KvHistory, TheBoundLeavesOutAndCounts)
{
    KvHistory history(3 * sizeof(KvOperation));
    EXPECT_NE(history.Begin(Put("a", "1", 1)), 0U);
    const uint64_t second = history.Begin(Put("a", "2", 2));
    EXPECT_NE(second, 0U);
    EXPECT_EQ(history.Begin(Put("a", "3", 3)), 0U);
    EXPECT_EQ(history.GetDropped(), 1U);
    EXPECT_LE(history.GetBytes(), 3 * sizeof(KvOperation));
    // An answer beyond it is left out too, and its operation is then unknown.
    KvOperation get;
    get.beginNs = 4;
    KvHistory narrow(sizeof(KvOperation));
    const uint64_t ticket = narrow.Begin(get);
    KvResult result;
    result.found = KvValue("1");
    EXPECT_TRUE(narrow.Complete(ticket, 5, result));
    EXPECT_EQ(narrow.GetDropped(), 1U);
    EXPECT_EQ(narrow.GetOperations()[0].outcome, KvOutcome::UNKNOWN);
}

TEST(KvHistory, LinesHaveAStableForm)
{
    EXPECT_EQ(
        Lines(ParseStory("1 0-10 put a 1\n2 5-20 get a -> nothing\n3 5-20 cas a nothing 2 did\n"
                         "3 21-30 cas a 1 nothing found 2\n4 5- put a 1\n5 5-20 put a 1 failed\n"
                         "6 5-20 delete a did not\n7 5-20 scan a e -> a=1 b=2")),
        R"({"session":1,"kind":"put","shard":0,"key":"a","value":"1","begin":0,"outcome":"ok","end":10}
{"session":2,"kind":"get","shard":0,"key":"a","begin":5,"outcome":"ok","end":20,"found":null}
{"session":3,"kind":"cas","shard":0,"key":"a","expected":null,"value":"2","begin":5,"outcome":"ok","end":20,"applied":true}
{"session":3,"kind":"cas","shard":0,"key":"a","expected":"1","value":null,"begin":21,"outcome":"ok","end":30,"applied":false,"found":"2"}
{"session":4,"kind":"put","shard":0,"key":"a","value":"1","begin":5,"outcome":"unknown"}
{"session":5,"kind":"put","shard":0,"key":"a","value":"1","begin":5,"outcome":"failed","end":20}
{"session":6,"kind":"delete","shard":0,"key":"a","begin":5,"outcome":"ok","end":20,"applied":false}
{"session":7,"kind":"scan","shard":0,"key":"a","until":"e","begin":5,"outcome":"ok","end":20,"rows":[["a","1"],["b","2"]]}
{"operations":8,"dropped":0,"refused":0}
)");
}

TEST(KvHistory, KeysAndValuesAreAnyBytes)
{
    std::string all;
    for (int byte = 0; byte < 256; byte++)
    {
        all += static_cast<char>(byte);
    }
    KvHistory history;
    history.Begin(Put(all, "\"\\\n", -7));
    const std::string lines = Lines(history);
    EXPECT_NE(lines.find(R"("value":"\"\\\\\\n")"), std::string::npos) << lines;
    const auto read = Read(lines);
    ASSERT_TRUE(read.IsOk()) << read.Error().message;
    EXPECT_EQ(read.Value().GetOperations()[0].key, all);
    EXPECT_EQ(read.Value().GetOperations()[0].value, "\"\\\n");
    EXPECT_EQ(read.Value().GetOperations()[0].beginNs, -7);
}

TEST(KvHistory, WhatIsReadIsWhatWasWritten)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
    {
        Dice dice(seed);
        HistoryRecipe recipe;
        recipe.operations = 100;
        recipe.keys = 4;
        recipe.scanOneIn = 5;
        KvHistory history = MakeHistory(DrawAtomicHistory(dice, recipe));
        history.AddDropped(seed);
        history.AddRefused(2 * seed);
        const std::string lines = Lines(history);
        const auto read = Read(lines);
        ASSERT_TRUE(read.IsOk()) << read.Error().message;
        EXPECT_EQ(Lines(read.Value()), lines);
        EXPECT_EQ(read.Value().GetDropped(), seed);
        EXPECT_EQ(read.Value().GetRefused(), 2 * seed);
    }
}

TEST(KvHistory, BadLinesAreTypedErrorsWithTheirLine)
{
    using Kind = KvHistoryError::Kind;
    const std::string good = R"({"session":1,"kind":"get","shard":0,"key":"a","begin":1,)"
                             R"("outcome":"ok","end":2,"found":null})";
    const std::string closing = R"({"operations":1,"dropped":0,"refused":0})";
    const auto with = [&](const std::string& what, const std::string& instead)
    {
        std::string line = good;
        line.replace(line.find(what), what.size(), instead);
        return line;
    };
    const std::vector<std::pair<std::string, Kind>> table{
        {"", Kind::CLOSING},
        {"nonsense", Kind::SYNTAX},
        {"[]", Kind::SYNTAX},
        {good.substr(0, good.size() - 1), Kind::SYNTAX},
        {good + "}", Kind::SYNTAX},
        {with("\"a\"", "\"a"), Kind::SYNTAX},
        {with("\"a\"", "\"\\u0041\""), Kind::SYNTAX},
        {with("\"a\"", "\"\\\\q\""), Kind::SYNTAX},
        {with("\"a\"", "\"\\\\x4\""), Kind::SYNTAX},
        {with("null", "nil"), Kind::SYNTAX},
        {with(":1,", ":1.5,"), Kind::SYNTAX},
        {with(":1,", ":18446744073709551616,"), Kind::SYNTAX},
        {with("\"shard\":0,", ""), Kind::FIELD},
        {with("\"shard\":0,", "\"shard\":0,\"shard\":0,"), Kind::FIELD},
        {with("\"shard\":0,", "\"shard\":0,\"value\":\"1\","), Kind::FIELD},
        {with("\"shard\":0,", "\"shard\":\"0\","), Kind::FIELD},
        {with("\"shard\":0,", "\"shard\":-1,"), Kind::FIELD},
        {with("\"shard\":0,", "\"shard\":4294967296,"), Kind::VALUE},
        {with("\"get\"", "\"got\""), Kind::VALUE},
        {with("\"ok\"", "\"done\""), Kind::VALUE},
        {with("\"end\":2", "\"end\":9223372036854775807"), Kind::VALUE},
        {with("null", "7"), Kind::FIELD},
        {with("\"end\":2", "\"end\":0"), Kind::OPERATION},
        {with(",\"found\":null", ""), Kind::OPERATION},
        {closing, Kind::CLOSING},
        {good + "\n" + good, Kind::CLOSING},
    };
    for (const auto& [line, kind] : table)
    {
        const auto read = Read("\n" + line + "\n");
        ASSERT_FALSE(read.IsOk()) << line;
        EXPECT_EQ(read.Error().kind, kind) << line << ": " << read.Error().message;
        if (kind != Kind::CLOSING)
        {
            EXPECT_EQ(read.Error().line, 2U) << line;
        }
    }
    EXPECT_TRUE(Read(good + "\n" + closing).IsOk());
    EXPECT_FALSE(Read(good + "\n" + closing + "\n" + good).IsOk());
    const auto tooLong = Read(std::string(MAX_KV_HISTORY_LINE + 1, ' '));
    ASSERT_FALSE(tooLong.IsOk());
    EXPECT_EQ(tooLong.Error().kind, Kind::TOO_LONG);
}
