/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-injector.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/**
 * @param script the faults
 * @param run the number of the replication
 * @param packets how many arrive on a>b while the first fault acts
 * @param nodes how many nodes have a link to b
 * @return the digest of the run's fault draws
 */
std::string
DigestOf(const std::vector<std::string>& script, uint64_t run, int packets = 0, int nodes = 1)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    FaultTargets targets;
    auto injector = CreateObject<FaultInjector>();
    std::vector<Ptr<FaultErrorModel>> models;
    for (int i = 0; i < nodes; i++)
    {
        const std::string name(1, static_cast<char>(i == 0 ? 'a' : 'b' + i));
        targets.AddDirection(name, "b");
        models.push_back(CreateObject<FaultErrorModel>());
        models.back()->SetDirection(name + ">b");
        injector->BindLink(models.back());
    }
    std::vector<FaultLine> lines;
    for (const auto& text : script)
    {
        lines.push_back({text, {}});
    }
    injector->Arm(FaultSchedule::Expand(FaultScript::Parse(lines), targets, Seconds(10)));
    Simulator::Stop(MilliSeconds(1500));
    Simulator::Run();
    for (int i = 0; i < packets; i++)
    {
        models[0]->Judge(Create<Packet>(100));
    }
    const std::string digest = injector->GetDrawDigest();
    injector->Dispose();
    Simulator::Destroy();
    return digest;
}

} // namespace

TEST(FaultDigest, DependsOnSeedAndScriptAndNotOnWhatWasSent)
{
    const std::vector<std::string> loss{"at 1s loss a>b rate=10%"};
    const std::string digest = DigestOf(loss, 1);
    EXPECT_EQ(DigestOf(loss, 1, 1), digest);
    EXPECT_EQ(DigestOf(loss, 1, 1000), digest);
    EXPECT_NE(DigestOf(loss, 2), digest) << "other draws";
    EXPECT_NE(DigestOf({"at 1s loss a>b rate=20%"}, 1), digest);
    EXPECT_NE(DigestOf({}, 1), digest);
    EXPECT_EQ(DigestOf({}, 1), DigestOf({}, 2)) << "where nothing is drawn, nothing differs";
}

TEST(FaultDigest, SeesRandomTimesAndTheLinksThatAreHit)
{
    const std::vector<std::string> chance{"uniform 3 in 1s..9s cut a>b for 100ms"};
    EXPECT_EQ(DigestOf(chance, 1), DigestOf(chance, 1));
    EXPECT_NE(DigestOf(chance, 1), DigestOf(chance, 2));
    const std::vector<std::string> one{"at 1s loss a>b rate=10%"};
    EXPECT_EQ(DigestOf(one, 1, 0, 1), DigestOf(one, 1, 0, 3)) << "links that no fault hits";
    const std::vector<std::string> all{"at 1s loss *>b rate=10%"};
    EXPECT_NE(DigestOf(all, 1, 0, 1), DigestOf(all, 1, 0, 3));
}
