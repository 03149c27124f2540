/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/schedule-call.h"

#include "ns3/data-rate.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-injector.h"
#include "ns3/node.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::sharding;
using Verdict = LinkImpairment::Verdict;

namespace
{

enum class Kind
{
    POINT_TO_POINT,
    SIMPLE
};

/**
 * Nodes a and b, joined by a link of 8 Mb/s and 10 ms. A packet takes exactly 1 ms to send, so it
 * arrives 11 ms after its sending starts. Each packet goes by the millisecond at which it was sent.
 */
class FaultyLink : public testing::TestWithParam<Kind>
{
  protected:
    void
    SetUp() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        Build();
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    void
    Build()
    {
        m_arrived.clear();
        m_dropped.clear();
        m_devices = GetParam() == Kind::POINT_TO_POINT ? MakePointToPoint() : MakeSimple();
        m_injector = CreateObject<FaultInjector>();
        const std::vector<std::string> directions{"b>a", "a>b"}; // by the device that receives
        for (std::size_t i = 0; i < 2; i++)
        {
            const std::string direction = directions[i];
            m_models[direction] = CreateObject<FaultErrorModel>();
            m_models[direction]->SetAttribute("Direction", StringValue(direction));
            m_devices[i]->SetAttribute("ReceiveErrorModel", PointerValue(m_models[direction]));
            m_devices[i]->SetReceiveCallback(
                MakeCallback(&FaultyLink::Arrive, this).Bind(direction));
            m_models[direction]->TraceConnect(
                "Drop", direction, MakeCallback(&FaultyLink::Drop, this));
            m_injector->BindLink(m_models[direction]);
        }
    }

    /// Sends a packet from a, from b or from both at each step from 0 to before the end, under the
    /// faults of a script.
    void
    Run(const std::vector<std::string>& script, const std::string& senders, Time step, Time end)
    {
        FaultTargets targets;
        targets.AddLink("a", "b");
        std::vector<FaultLine> lines;
        for (const auto& text : script)
        {
            lines.push_back({text, {}});
        }
        m_injector->Arm(
            FaultSchedule::Expand(FaultScript::Parse(lines), targets, end + Seconds(1)));
        for (Time at; at < end; at += step)
        {
            for (const char sender : senders)
            {
                Simulator::Schedule(at, &FaultyLink::Send, this, sender == 'a' ? 0 : 1);
            }
        }
        Simulator::Run();
    }

    void
    Send(std::size_t sender)
    {
        auto packet = Create<Packet>(GetParam() == Kind::POINT_TO_POINT ? 998 : 1000); // PPP adds 2
        m_sentAt[packet->GetUid()] = Simulator::Now().GetMilliSeconds();
        m_devices[sender]->Send(packet, m_devices[1 - sender]->GetAddress(), 0x0800);
    }

    /// Milliseconds of sending of what arrived and what was dropped, by direction.
    using Log = std::map<std::string, std::vector<int64_t>>;

    Log m_arrived;
    Log m_dropped;
    std::set<std::string> m_reasons;
    std::vector<Ptr<NetDevice>> m_devices;
    std::map<std::string, Ptr<FaultErrorModel>> m_models;
    Ptr<FaultInjector> m_injector;

  private:
    static std::vector<Ptr<NetDevice>>
    MakePointToPoint()
    {
        auto channel = CreateObject<PointToPointChannel>();
        channel->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
        std::vector<Ptr<NetDevice>> devices;
        for (int i = 0; i < 2; i++)
        {
            auto device = CreateObject<PointToPointNetDevice>();
            device->SetQueue(CreateObject<DropTailQueue<Packet>>());
            device->SetDataRate(DataRate("8Mbps"));
            Adopt(device);
            device->Attach(channel);
            devices.push_back(device);
        }
        return devices;
    }

    static std::vector<Ptr<NetDevice>>
    MakeSimple()
    {
        auto channel = CreateObject<SimpleChannel>();
        channel->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
        std::vector<Ptr<NetDevice>> devices;
        for (int i = 0; i < 2; i++)
        {
            auto device = CreateObject<SimpleNetDevice>();
            device->SetAttribute("DataRate", DataRateValue(DataRate("8Mbps")));
            Adopt(device);
            device->SetChannel(channel);
            devices.push_back(device);
        }
        return devices;
    }

    static void
    Adopt(Ptr<NetDevice> device)
    {
        device->SetAddress(Mac48Address::Allocate());
        CreateObject<Node>()->AddDevice(device);
    }

    bool
    Arrive(std::string direction,
           Ptr<NetDevice> /* device */,
           Ptr<const Packet> packet,
           uint16_t /* protocol */,
           const Address& /* from */)
    {
        m_arrived[direction].push_back(m_sentAt.at(packet->GetUid()));
        return true;
    }

    void
    Drop(std::string direction, Ptr<const Packet> packet, const std::string& reason)
    {
        m_dropped[direction].push_back(m_sentAt.at(packet->GetUid()));
        m_reasons.insert(reason);
    }

    std::map<uint64_t, int64_t> m_sentAt;
};

std::vector<int64_t>
Steps(int64_t from, int64_t until, int64_t step)
{
    std::vector<int64_t> steps;
    for (int64_t ms = from; ms <= until; ms += step)
    {
        steps.push_back(ms);
    }
    return steps;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Devices,
                         FaultyLink,
                         testing::Values(Kind::POINT_TO_POINT, Kind::SIMPLE),
                         [](const auto& info) {
                             return info.param == Kind::POINT_TO_POINT ? "PointToPoint" : "Simple";
                         });

TEST_P(FaultyLink, NothingPassesACutWireFromTheFirstInstantToTheLast)
{
    // A packet each 2 ms; what is sent at s arrives at s + 11. The cut from 31 to 51 ms takes what
    // is sent from 20 to 38 ms.
    Run({"at 31ms cut a:b for 20ms"}, "ab", MilliSeconds(2), MilliSeconds(100));
    for (const std::string direction : {"a>b", "b>a"})
    {
        // Sent at 20: arrives in the first instant of the cut. Sent at 30: in flight when the cut
        // began.
        EXPECT_EQ(m_dropped[direction], Steps(20, 38, 2)) << direction;
        // Sent at 40 and 50: during the cut, but arriving at its last instant and later: they
        // survive.
        auto expected = Steps(0, 18, 2);
        const auto later = Steps(40, 98, 2);
        expected.insert(expected.end(), later.begin(), later.end());
        EXPECT_EQ(m_arrived[direction], expected) << direction;
        EXPECT_EQ(m_models[direction]->GetCount(Verdict::CUT), 10u);
        EXPECT_EQ(m_models[direction]->GetCount(Verdict::PASS), 40u);
        EXPECT_EQ(m_models[direction]->GetArrivals(), 50u);
    }
    EXPECT_EQ(m_reasons, (std::set<std::string>{"cut"}));
}

TEST_P(FaultyLink, AOneWayCutPassesTheOtherWay)
{
    Run({"at 0s cut a>b"}, "ab", MilliSeconds(2), MilliSeconds(100));
    EXPECT_EQ(m_arrived["a>b"].size(), 0u);
    EXPECT_EQ(m_arrived["b>a"].size(), 50u);
    EXPECT_EQ(m_dropped["a>b"].size(), 50u);
    EXPECT_EQ(m_dropped["b>a"].size(), 0u);
}

TEST_P(FaultyLink, OverlappingCutsHealTogether)
{
    Run({"at 21ms cut a:b for 20ms", "at 31ms cut a>b for 30ms"},
        "a",
        MilliSeconds(2),
        MilliSeconds(100));
    EXPECT_EQ(m_dropped["a>b"], Steps(10, 48, 2)); // arrivals from 21 to 59 ms
}

TEST_P(FaultyLink, LosesTheShareThatItIsAskedTo)
{
    constexpr double RATE = 0.05;
    constexpr int PACKETS = 20000;
    Run({"at 0s loss a:b rate=5%"}, "a", MilliSeconds(1), MilliSeconds(PACKETS));
    const double lost = m_models["a>b"]->GetCount(Verdict::LOSS);
    const double sigma = std::sqrt(PACKETS * RATE * (1 - RATE));
    EXPECT_NEAR(lost, PACKETS * RATE, 3.29 * sigma); // 99.9 % of all seeds
    EXPECT_EQ(m_arrived["a>b"].size() + m_dropped["a>b"].size(), PACKETS);
    EXPECT_EQ(m_reasons, (std::set<std::string>{"fault-loss"}));
    // Losses are independent: of the packets that follow a loss, the same share is lost.
    int pairs = 0;
    for (std::size_t i = 1; i < m_dropped["a>b"].size(); i++)
    {
        pairs += m_dropped["a>b"][i] == m_dropped["a>b"][i - 1] + 1;
    }
    EXPECT_NEAR(pairs, lost * RATE, 3.29 * std::sqrt(lost * RATE * (1 - RATE)));
}

TEST_P(FaultyLink, DirectionsDrawIndependently)
{
    Run({"at 0s loss a:b rate=50%"}, "ab", MilliSeconds(1), MilliSeconds(1000));
    std::vector<int64_t> both;
    std::set_intersection(m_dropped["a>b"].begin(),
                          m_dropped["a>b"].end(),
                          m_dropped["b>a"].begin(),
                          m_dropped["b>a"].end(),
                          std::back_inserter(both));
    EXPECT_NEAR(both.size(), 250, 3.29 * std::sqrt(1000 * 0.25 * 0.75));
}

TEST_P(FaultyLink, AfterTheHealEverythingPasses)
{
    Run({"at 111ms loss a:b rate=60% for 100ms", "at 151ms cut a>b for 80ms"},
        "ab",
        MilliSeconds(1),
        MilliSeconds(400));
    const auto after = [](const std::vector<int64_t>& sent, int64_t ms)
    { return std::count_if(sent.begin(), sent.end(), [ms](int64_t at) { return at >= ms; }); };
    EXPECT_EQ(after(m_dropped["a>b"], 220), 0); // arrivals from 231 ms on
    EXPECT_EQ(after(m_arrived["a>b"], 220), 180);
    EXPECT_EQ(after(m_dropped["b>a"], 200), 0); // arrivals from 211 ms on
    EXPECT_EQ(after(m_arrived["b>a"], 200), 200);
    EXPECT_EQ(m_dropped["a>b"].front() < 100, false); // nothing before the faults either
    EXPECT_EQ(m_dropped["b>a"].front() < 100, false);
}

TEST_P(FaultyLink, AFaultDisturbsNoDrawsButItsOwn)
{
    const auto run = [this](const std::vector<std::string>& script)
    {
        Simulator::Destroy();
        Build();
        Run(script, "ab", MilliSeconds(1), MilliSeconds(2000));
        return m_dropped;
    };
    const auto within = [](const std::vector<int64_t>& sent, int64_t from, int64_t until)
    {
        std::vector<int64_t> inside;
        std::copy_if(sent.begin(),
                     sent.end(),
                     std::back_inserter(inside),
                     [=](int64_t at) { return at >= from && at < until; });
        return inside;
    };
    const std::string base = "at 1011ms loss a>b rate=30% for 500ms";
    const auto alone = run({base});
    ASSERT_GT(alone.at("a>b").size(), 100u);

    const auto otherWay = run({"at 11ms loss b>a rate=50%", base});
    EXPECT_EQ(otherWay.at("a>b"), alone.at("a>b"));
    EXPECT_GT(otherWay.at("b>a").size(), 500u);

    const auto earlier =
        run({"at 111ms loss a>b rate=80% for 200ms", "at 511ms cut a>b for 100ms", base});
    EXPECT_EQ(within(earlier.at("a>b"), 1000, 1500), alone.at("a>b"));

    const auto moreOfIt = run({"at 1011ms loss a>b rate=40% for 500ms"});
    EXPECT_GT(moreOfIt.at("a>b").size(), alone.at("a>b").size());
    EXPECT_TRUE(std::includes(moreOfIt.at("a>b").begin(),
                              moreOfIt.at("a>b").end(),
                              alone.at("a>b").begin(),
                              alone.at("a>b").end()));
}

namespace
{

/// Says what the injector does, in order.
class FaultInjectorTest : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        m_targets.AddProcess("p");
        m_targets.AddProcess("q");
        m_targets.AddLink("a", "b");
        m_injector = CreateObject<FaultInjector>();
        m_injector->TraceConnectWithoutContext("Fault",
                                               MakeCallback(&FaultInjectorTest::Trace, this));
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    FaultSchedule
    Expand(const std::vector<std::string>& script) const
    {
        std::vector<FaultLine> lines;
        for (const auto& text : script)
        {
            lines.push_back({text, {}});
        }
        return FaultSchedule::Expand(FaultScript::Parse(lines), m_targets, Seconds(10));
    }

    void
    Note(const std::string& what)
    {
        m_story.push_back(std::to_string(Simulator::Now().GetMilliSeconds()) + " " + what);
    }

    void
    Bind(const std::string& name)
    {
        ProcessHooks hooks;
        hooks.crash = [this, name] { Note(name + " crashes"); };
        hooks.restart = [this, name](bool diskLost)
        { Note(name + " restarts" + (diskLost ? " without its disk" : "")); };
        m_injector->BindProcess(name, hooks);
    }

    void
    Trace(const RunEvent& event)
    {
        Note("fault " + event.fields[1].second + " " + event.fields[0].second);
    }

    FaultTargets m_targets;
    Ptr<FaultInjector> m_injector;
    std::vector<std::string> m_story;
};

} // namespace

TEST_F(FaultInjectorTest, ActsInOrderOfTheScriptAndBeforeWhatElseHappensThen)
{
    Bind("p");
    Bind("q");
    m_injector->Arm(
        Expand({"at 2s restart p", "at 1s crash p", "at 2s crash q for 500ms", "at 2s crash p"}));
    ScheduleCall(Seconds(2), [this] { Note("a packet arrives"); });
    Simulator::Run();
    EXPECT_EQ(m_story,
              (std::vector<std::string>{"1000 p crashes",
                                        "1000 fault 1 begin",
                                        "2000 p restarts",
                                        "2000 fault 0 once",
                                        "2000 fault 1 end",
                                        "2000 q crashes",
                                        "2000 fault 2 begin",
                                        "2000 p crashes",
                                        "2000 fault 3 begin",
                                        "2000 a packet arrives",
                                        "2500 q restarts",
                                        "2500 fault 2 end"}));
}

TEST_F(FaultInjectorTest, CanBeArmedWhileTheSimulationRuns)
{
    Bind("p");
    const auto schedule = Expand({"at 2s crash p"});
    ScheduleCall(Seconds(1), [this, schedule] { m_injector->Arm(schedule); });
    Simulator::Run();
    EXPECT_EQ(m_story, (std::vector<std::string>{"2000 p crashes", "2000 fault 0 begin"}));
}

TEST_F(FaultInjectorTest, NeedsNoBindingForWhatNoFaultHits)
{
    Bind("p");
    m_injector->Arm(Expand({"at 1s crash p"}));
    Simulator::Run();
    EXPECT_EQ(m_story.size(), 2u);
}

TEST_F(FaultInjectorTest, NeverRunsWithoutAFaultThatItWasGiven)
{
    Bind("p");
    EXPECT_DEATH(m_injector->Arm(Expand({"at 1s crash p,q"})), "no hooks for q");
    EXPECT_DEATH(m_injector->Arm(Expand({"at 1s cut a>b"})), "no error model for a>b");
    EXPECT_DEATH(
        {
            const auto schedule = Expand({"at 1s crash p"});
            ScheduleCall(Seconds(2), [&] { m_injector->Arm(schedule); });
            Simulator::Run();
        },
        "a fault lies in the past");
}
