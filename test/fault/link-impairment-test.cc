/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/link-impairment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace ns3::sharding;
using Verdict = LinkImpairment::Verdict;

TEST(LinkImpairment, PassesEverythingWhileNothingActs)
{
    LinkImpairment link;
    EXPECT_EQ(link.Judge(0), Verdict::PASS);
    EXPECT_EQ(link.Judge(0.999), Verdict::PASS);
}

TEST(LinkImpairment, ACutPassesNothingUntilTheLastOneHeals)
{
    LinkImpairment link;
    link.BeginCut(1);
    link.BeginCut(2);
    EXPECT_EQ(link.Judge(0.999), Verdict::CUT);
    link.End(1);
    EXPECT_EQ(link.Judge(0.999), Verdict::CUT);
    link.End(2);
    EXPECT_EQ(link.Judge(0.999), Verdict::PASS);
}

TEST(LinkImpairment, LosesBelowItsRateOnly)
{
    LinkImpairment link;
    link.BeginLoss(1, 0.25);
    EXPECT_EQ(link.Judge(0), Verdict::LOSS);
    EXPECT_EQ(link.Judge(0.2499), Verdict::LOSS);
    EXPECT_EQ(link.Judge(0.25), Verdict::PASS);
    link.BeginLoss(2, 1); // on top of it: nothing survives
    EXPECT_EQ(link.Judge(0.9999999), Verdict::LOSS);
    link.BeginLoss(3, 0); // takes nothing away
    link.End(2);
    EXPECT_DOUBLE_EQ(link.GetLossRate(), 0.25);
}

TEST(LinkImpairment, IndependentLossesMultiplySurvival)
{
    LinkImpairment link;
    link.BeginLoss(1, 0.1);
    link.BeginLoss(2, 0.2);
    EXPECT_DOUBLE_EQ(link.GetLossRate(), 0.28); // 1 - .9 x .8
    link.End(1);
    EXPECT_DOUBLE_EQ(link.GetLossRate(), 0.2);
}

TEST(LinkImpairment, ACutGoesBeforeALoss)
{
    LinkImpairment link;
    link.BeginLoss(1, 1);
    link.BeginCut(2);
    EXPECT_EQ(LinkImpairment::GetReason(link.Judge(0)), "cut");
    link.End(2);
    EXPECT_EQ(LinkImpairment::GetReason(link.Judge(0)), "fault-loss");
}

TEST(LinkImpairment, WhatActsDecidesAndNotTheOrderInWhichItCame)
{
    for (uint32_t seed = 1; seed <= 500; seed++)
    {
        // Faults 0 to 9, even ones losses; a random half of them stays, the others come and go.
        std::mt19937 random(seed);
        std::vector<double> rates(10);
        std::vector<bool> stays(10);
        for (int fault = 0; fault < 10; fault++)
        {
            rates[fault] = (random() % 1000) / 1000.0;
            stays[fault] = random() % 2;
        }
        const auto begin = [&rates](LinkImpairment& link, uint32_t fault)
        { fault % 2 ? link.BeginCut(fault) : link.BeginLoss(fault, rates[fault]); };
        // Each action once: +f begins fault f, -f ends it; shuffled, but with its beginning before
        // its end.
        std::vector<uint32_t> actions;
        for (uint32_t fault = 0; fault < 10; fault++)
        {
            actions.insert(actions.end(), stays[fault] ? 1 : 2, fault);
        }
        std::shuffle(actions.begin(), actions.end(), random);
        LinkImpairment shuffled;
        std::vector<bool> acts(10);
        for (const uint32_t fault : actions)
        {
            if (acts[fault])
            {
                shuffled.End(fault);
            }
            else
            {
                begin(shuffled, fault);
            }
            acts[fault] = !acts[fault];
        }
        LinkImpairment plain;
        for (uint32_t fault = 0; fault < 10; fault++)
        {
            if (stays[fault])
            {
                begin(plain, fault);
            }
        }
        EXPECT_EQ(shuffled.IsCut(), plain.IsCut()) << seed;
        EXPECT_EQ(shuffled.GetLossRate(), plain.GetLossRate()) << seed; // to the last bit
    }
}
