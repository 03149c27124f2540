/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-error-model.h"
#include "ns3/random-role.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;
using Verdict = LinkImpairment::Verdict;

namespace
{

class FaultErrorModelTest : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_model = CreateObject<FaultErrorModel>();
        m_model->SetAttribute("Direction", StringValue("a>b"));
    }

    bool
    Arrive()
    {
        return m_model->IsCorrupt(Create<Packet>(100));
    }

    Ptr<FaultErrorModel> m_model;
};

} // namespace

TEST_F(FaultErrorModelTest, TheNthPacketGetsTheNthNumberOfTheDirectionsStream)
{
    auto stream = CreateForRole<UniformRandomVariable>("loss/a>b");
    for (int n = 0; n < 1000; n++)
    {
        // Nothing acts at first, then a loss, a cut on top of it, the loss alone, nothing, and
        // another loss.
        switch (n)
        {
        case 100:
            m_model->GetImpairment().BeginLoss(1, 0.5);
            break;
        case 200:
            m_model->GetImpairment().BeginCut(2);
            break;
        case 300:
            m_model->GetImpairment().End(2);
            break;
        case 400:
            m_model->GetImpairment().End(1);
            break;
        case 700:
            m_model->GetImpairment().BeginLoss(3, 0.2);
            break;
        }
        const double number = stream->GetValue();
        const bool cut = n >= 200 && n < 300;
        const double rate = n >= 700 ? 0.2 : n >= 100 && n < 400 ? 0.5 : 0;
        EXPECT_EQ(Arrive(), cut || number < rate) << n;
    }
    EXPECT_EQ(m_model->GetCount(Verdict::CUT), 100u);
    EXPECT_EQ(m_model->GetArrivals(), 1000u);
    EXPECT_EQ(m_model->GetCount(Verdict::PASS) + m_model->GetCount(Verdict::LOSS), 900u);
}

TEST_F(FaultErrorModelTest, AResetHealsNothingAndForgetsNothing)
{
    m_model->GetImpairment().BeginCut(1);
    EXPECT_TRUE(Arrive());
    m_model->Reset();
    EXPECT_TRUE(Arrive());
    EXPECT_EQ(m_model->GetCount(Verdict::CUT), 2u);
}

TEST_F(FaultErrorModelTest, ADisabledModelSeesNoPackets)
{
    m_model->GetImpairment().BeginCut(1);
    m_model->Disable();
    EXPECT_FALSE(Arrive());
    EXPECT_EQ(m_model->GetArrivals(), 0u);
}
