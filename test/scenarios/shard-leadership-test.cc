/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/shard-leadership.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::vector<std::string> NAMES{"node-1", "node-2", "node-3"};

class LeadershipTest : public testing::Test
{
  protected:
    LeadershipTest()
    {
        for (uint32_t node = 0; node < 3; node++)
        {
            m_leadership.NoteState(Time(0), node, true, false);
        }
    }

    void
    Leads(int64_t ms, uint32_t node, uint32_t shard, uint64_t term)
    {
        m_leadership.NoteRole(MilliSeconds(ms), node, shard, true, term);
    }

    void
    Follows(int64_t ms, uint32_t node, uint32_t shard, uint64_t term)
    {
        m_leadership.NoteRole(MilliSeconds(ms), node, shard, false, term);
    }

    /// @return a metric of a run of so many ms of which the first 100 are the warm-up; -1: no value
    double
    Metric(const std::string& name, int64_t endMs)
    {
        m_record = RunRecord();
        m_leadership.Report(MilliSeconds(100), MilliSeconds(endMs), NAMES, m_record);
        for (const auto& metric : m_record.metrics)
        {
            if (metric.name == name)
            {
                return metric.value.value_or(-1);
            }
        }
        ADD_FAILURE() << "no metric " << name;
        return -2;
    }

    ShardLeadership m_leadership{2, 3};
    RunRecord m_record;
};

} // namespace

TEST_F(LeadershipTest, ACrashLeavesAShardWithoutALeaderUntilTheNextElection)
{
    Leads(10, 0, 0, 1);
    Leads(20, 1, 1, 1);
    EXPECT_EQ(m_leadership.GetLeader(0), 0);
    m_leadership.NoteState(MilliSeconds(200), 0, false, true);
    EXPECT_EQ(m_leadership.GetLeader(0), ShardLeadership::NOBODY);
    EXPECT_EQ(m_leadership.GetLeader(1), 1);
    Leads(450, 2, 0, 2);
    EXPECT_EQ(m_leadership.GetLeader(0), 2);
    EXPECT_DOUBLE_EQ(Metric("leaderless.total", 1000), 0.25);
    EXPECT_DOUBLE_EQ(Metric("leaderless.longest", 1000), 0.25);
    EXPECT_DOUBLE_EQ(Metric("elections.won", 1000), 1) << "those of the warm-up do not count";
    EXPECT_DOUBLE_EQ(Metric("term.highest", 1000), 2);
    EXPECT_DOUBLE_EQ(Metric("leaderless.at-end", 1000), 0);
    EXPECT_EQ(m_record.events.size(), 3U);
    EXPECT_EQ(m_record.events.back().fields[1].second, "node-3");
}

TEST_F(LeadershipTest, APausedLeaderDoesNotLeadUntilItGoesOn)
{
    Leads(10, 0, 0, 1);
    Leads(10, 1, 1, 1);
    m_leadership.NoteState(MilliSeconds(200), 0, false, false);
    EXPECT_EQ(m_leadership.GetLeader(0), ShardLeadership::NOBODY);
    m_leadership.NoteState(MilliSeconds(230), 0, true, false);
    EXPECT_EQ(m_leadership.GetLeader(0), 0);
    EXPECT_DOUBLE_EQ(Metric("leaderless.total", 1000), 0.03);
    EXPECT_DOUBLE_EQ(Metric("elections.won", 1000), 0);
}

TEST_F(LeadershipTest, ADeposedLeaderThatDoesNotKnowItDoesNotLead)
{
    Leads(10, 0, 0, 1);
    Leads(10, 1, 1, 1);
    Leads(300, 2, 0, 2);
    EXPECT_EQ(m_leadership.GetLeader(0), 2);
    m_leadership.NoteState(MilliSeconds(400), 2, false, true);
    EXPECT_EQ(m_leadership.GetLeader(0), ShardLeadership::NOBODY) << "the old leader is none";
    Follows(410, 0, 0, 2);
    EXPECT_DOUBLE_EQ(Metric("leaderless.total", 500), 0.1) << "counted until the end";
    EXPECT_DOUBLE_EQ(Metric("leaderless.at-end", 500), 1);
    EXPECT_DOUBLE_EQ(Metric("leaderless.p50", 500), -1) << "a stretch without end is no sample";
}

TEST_F(LeadershipTest, WhatNeverHadALeaderCountsFromTheWarmUp)
{
    Leads(10, 0, 0, 1);
    EXPECT_DOUBLE_EQ(Metric("leaderless.total", 600), 0.5);
    EXPECT_DOUBLE_EQ(Metric("leaderless.longest", 600), 0.5);
}

TEST_F(LeadershipTest, QuantilesAreOfTheStretchesThatEnded)
{
    Leads(10, 1, 1, 1);
    Leads(10, 0, 0, 1);
    for (uint32_t i = 1; i <= 10; i++)
    {
        m_leadership.NoteState(MilliSeconds(1000 * i), 0, false, true);
        m_leadership.NoteState(MilliSeconds(1000 * i), 0, true, false);
        Leads(1000 * i + i, 0, 0, 1 + i);
    }
    EXPECT_NEAR(Metric("leaderless.p10", 20000), 0.001, 0.00001);
    EXPECT_NEAR(Metric("leaderless.p50", 20000), 0.005, 0.00003);
    EXPECT_NEAR(Metric("leaderless.p90", 20000), 0.009, 0.00005);
    EXPECT_DOUBLE_EQ(Metric("elections.won", 20000), 10);
}

TEST_F(LeadershipTest, ALeaderThatSaysSoAgainHasNotWonAgain)
{
    Leads(110, 0, 0, 1);
    Leads(120, 0, 0, 1);
    Leads(130, 1, 0, 2);
    Leads(140, 0, 0, 1);
    EXPECT_DOUBLE_EQ(Metric("elections.won", 1000), 2);
    EXPECT_EQ(m_record.events.size(), 2U);
    EXPECT_EQ(m_leadership.GetLeader(0), 1);
}
