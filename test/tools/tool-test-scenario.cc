/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tool-test-scenario.h"

#include "scenarios/attribute-section.h"

#include "ns3/random-role.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(ToolTestWork);
NS_OBJECT_ENSURE_REGISTERED(ToolTestScenario);

TypeId
ToolTestWork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ToolTestWork")
                            .SetParent<Object>()
                            .AddConstructor<ToolTestWork>()
                            .AddAttribute("Load",
                                          "How many draws are summed",
                                          UintegerValue(5),
                                          MakeUintegerAccessor(&ToolTestWork::load),
                                          MakeUintegerChecker<uint64_t>(1, 1000))
                            .AddAttribute("Policy",
                                          "How each draw is counted",
                                          EnumValue(SINGLE),
                                          EnumAccessor<Policy>(&ToolTestWork::policy),
                                          MakeEnumChecker(SINGLE, "single", DOUBLED, "doubled"))
                            .AddAttribute("AbortRun",
                                          "The replication that aborts",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&ToolTestWork::abortRun),
                                          MakeUintegerChecker<uint64_t>());
    return tid;
}

TypeId
ToolTestScenario::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ToolTestScenario")
                            .SetParent<Scenario>()
                            .AddConstructor<ToolTestScenario>()
                            .AddAttribute("ViolateRun",
                                          "The replication that breaks an invariant",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&ToolTestScenario::m_violateRun),
                                          MakeUintegerChecker<uint64_t>())
                            .AddAttribute("HangRun",
                                          "The replication that does not end",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&ToolTestScenario::m_hangRun),
                                          MakeUintegerChecker<uint64_t>());
    return tid;
}

std::vector<Scenario::Section>
ToolTestScenario::GetSections() const
{
    return {{"work", ToolTestWork::GetTypeId(), "What is computed"}};
}

void
ToolTestScenario::DoConfigure(const ScenarioFile& file)
{
    m_work = CreateObject<ToolTestWork>();
    ApplySection(file.GetSection("work"), *m_work);
}

std::vector<std::string>
ToolTestScenario::GetFaultLines() const
{
    return {"at 1s cut a>b", "at " + std::to_string(RngSeedManager::GetRun()) + "s heal a>b"};
}

RunRecord
ToolTestScenario::Run()
{
    const uint64_t run = RngSeedManager::GetRun();
    if (run == m_work->abortRun)
    {
        std::cerr << "about to abort" << std::endl;
        std::abort();
    }
    while (run == m_hangRun)
    {
        pause();
    }
    auto draws = CreateForRole<UniformRandomVariable>("tool-test/draws");
    double sum = 0;
    for (uint64_t i = 0; i < m_work->load; i++)
    {
        sum += draws->GetValue() * (m_work->policy == ToolTestWork::DOUBLED ? 2 : 1);
    }
    RunRecord record;
    record.metrics = {{"goodput", sum, "bit/s", "Sum of the draws"},
                      {"first-draw", draws->GetValue(), "1", "The draw after the sum"}};
    record.events = {{Seconds(1), "fault", {{"verb", "none"}}}};
    record.series.columns = {{"time", "s", "Start"}, {"delivered", "bit/s", "Sum of the draws"}};
    record.series.rows = {{0, sum}};
    if (run == m_violateRun)
    {
        record.violations.push_back("offered 3, accounted for 2");
    }
    return record;
}

} // namespace sharding
} // namespace ns3
