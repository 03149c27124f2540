/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// A scenario that only takes settings.
class QuietScenario : public Scenario
{
  public:
    static TypeId
    GetTypeId()
    {
        static TypeId tid = TypeId("ns3::sharding::QuietTestScenario")
                                .SetParent<Scenario>()
                                .AddConstructor<QuietScenario>();
        return tid;
    }

    std::vector<Section>
    GetSections() const override
    {
        return {{"part", Scenario::GetTypeId(), "Something with a duration"}};
    }

    RunRecord
    Run() override
    {
        return {};
    }

    bool configured{false};

  protected:
    void
    DoConfigure(const ScenarioFile&) override
    {
        configured = true;
    }
};

NS_OBJECT_ENSURE_REGISTERED(QuietScenario);

Ptr<Scenario>
CreateFrom(const std::string& text)
{
    std::istringstream in(text);
    return CreateScenario(ScenarioFile::Parse(in, "a.ini"));
}

std::string
Refusal(const std::string& text)
{
    try
    {
        CreateFrom(text);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

const std::string TYPE = "[scenario]\ntype = QuietTestScenario\n";

} // namespace

TEST(Scenario, IsCreatedByItsNameWithItsAttributes)
{
    const auto names = ListScenarios();
    EXPECT_EQ(std::count(names.begin(), names.end(), "QuietTestScenario"), 1);
    EXPECT_EQ(std::count(names.begin(), names.end(), "Scenario"), 0) << "the base class is none";
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));

    auto scenario =
        DynamicCast<QuietScenario>(CreateFrom(TYPE + "duration = 3s\nwarm-up = 0s\nseed = 4\n"));
    ASSERT_TRUE(scenario);
    EXPECT_TRUE(scenario->configured);
    EXPECT_EQ(scenario->GetDuration(), Seconds(3));
    EXPECT_EQ(scenario->GetWarmUp(), Seconds(0));
}

TEST(Scenario, LeavesTheStudyAlone)
{
    EXPECT_EQ(Refusal(TYPE + "[study]\nanything = goes\n"), "");
}

TEST(Scenario, RefusesWhatItDoesNotKnow)
{
    EXPECT_EQ(Refusal("[scenario]\nduration = 3s\n").find("a.ini: [scenario] names no type"), 0U);
    EXPECT_EQ(Refusal("[scenario]\ntype = QuietTestScenraio\n")
                  .find("a.ini:2: unknown scenario type 'QuietTestScenraio'; did you mean "
                        "'QuietTestScenario'? Valid: "),
              0U);
    EXPECT_EQ(Refusal(TYPE + "[prat]\nduration = 3s\n"),
              "a.ini:4: unknown section [prat]; did you mean 'part'? Valid: scenario, faults, "
              "study, part");
    EXPECT_EQ(Refusal(TYPE + "duraton = 3s\n"),
              "a.ini:3: unknown key 'duraton' in [scenario]; did you mean 'duration'? Valid: "
              "duration, warm-up");
    EXPECT_EQ(Refusal(TYPE + "[part]\nduration = 3\n"),
              "a.ini:4: [part] duration: read '3', valid is a duration with a unit (h, min, s, ms, "
              "us, ns) >= 1ns; did "
              "you mean '3s'?");
}

TEST(Scenario, TheWarmUpIsShorterThanTheRun)
{
    EXPECT_EQ(Refusal(TYPE + "warm-up = 2s\nduration = 2s\n"),
              "a.ini:3: the warm-up of 2s must be shorter than the duration of 2s");
    EXPECT_EQ(Refusal(TYPE + "duration = 500ms\n"),
              "a.ini:3: the warm-up of 1s must be shorter than the duration of 500ms");
}
