/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/open-table.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

using namespace ns3::sharding;

namespace
{

struct Key
{
    uint64_t group{0};
    uint64_t number{0};

    uint64_t
    Group() const
    {
        return group;
    }

    bool
    operator==(const Key& other) const
    {
        return group == other.group && number == other.number;
    }
};

struct KeyHash
{
    size_t
    operator()(const Key& key) const
    {
        return MixHash(key.number * 16 + key.group);
    }
};

using Table = OpenTable<Key, KeyHash, int>;

} // namespace

TEST(OpenTable, FindsWhatIsOpenByKeyAndByAge)
{
    Table table;
    EXPECT_EQ(table.Oldest(), nullptr);
    EXPECT_EQ(table.Victim(), nullptr);
    table.Open(1, {1, 10}, 100).value = 7;
    table.Open(2, {1, 11}, 100);
    ASSERT_NE(table.Find({1, 10}), nullptr);
    EXPECT_EQ(table.Find({1, 10})->value, 7);
    EXPECT_EQ(table.Find({2, 10}), nullptr);
    EXPECT_EQ(table.Oldest()->key.number, 10U);
    EXPECT_EQ(table.Newer(*table.Oldest())->key.number, 11U);
    table.Remove(*table.Oldest());
    EXPECT_EQ(table.Oldest()->key.number, 11U);
    EXPECT_EQ(table.Bytes(), 100U);
    EXPECT_EQ(table.Check(), "");
}

TEST(OpenTable, TheVictimIsTheOldestOfTheGroupThatHoldsMost)
{
    Table table;
    table.Open(1, {1, 10}, 50);
    table.Open(2, {2, 20}, 30);
    table.Open(3, {2, 21}, 30);
    EXPECT_EQ(table.Victim()->key.number, 20U) << "group 2 holds 60";
    table.Charge(*table.Find({1, 10}), 60);
    EXPECT_EQ(table.Victim()->key.number, 10U) << "both hold 60, group 1 has the smaller number";
    table.Charge(*table.Find({1, 10}), 10);
    EXPECT_EQ(table.Victim()->key.number, 20U) << "a charge may shrink";
    table.Remove(*table.Victim());
    EXPECT_EQ(table.Victim()->key.number, 21U);
}

TEST(OpenTable, HoldsTogetherUnderAnySequenceOfOperations)
{
    std::mt19937 random(1);
    Table table;
    int64_t now = 0;
    for (int step = 0; step < 20000; step++)
    {
        const Key key{random() % 8, random() % 50};
        Table::Entry* entry = table.Find(key);
        if (!entry)
        {
            table.Open(++now, key, random() % 100);
        }
        else if (random() % 3 == 0)
        {
            table.Remove(*entry);
        }
        else
        {
            table.Charge(*entry, random() % 1000);
        }
        if (step % 10 == 0)
        {
            ASSERT_EQ(table.Check(), "") << "after step " << step;
        }
    }
    while (table.Victim())
    {
        table.Remove(*table.Victim());
    }
    EXPECT_EQ(table.Count(), 0U);
    EXPECT_EQ(table.Bytes(), 0U);
    EXPECT_EQ(table.Check(), "");
}
