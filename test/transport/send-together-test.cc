/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/transport/message-network.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Strings = std::vector<std::string>;

/// Talker 2 in the middle, with open connections to 1 and 3.
class SendTogetherTest : public MessageNetworkTest
{
  protected:
    void
    SetUp() override
    {
        Build(3);
        AtMs(20, [&] { At(2).Say(1, "open"); });
        AtMs(20, [&] { At(2).Say(3, "open"); });
        RunUntil(100);
        ASSERT_EQ(At(1).received, Strings{"open"});
        ASSERT_EQ(At(3).received, Strings{"open"});
        At(1).received.clear();
        At(3).received.clear();
    }

    /// Something that talker 2 sends together, in an event of its own. @return events of that moment; then all has come
    uint64_t
    SendTogether(const std::function<void()>& action)
    {
        return CountEvents([this, action] { At(2).GetEndpoint()->SendTogether(action); });
    }

    static uint64_t
    CountEvents(const std::function<void()>& action)
    {
        AtMs(0, action);
        const uint64_t before = Simulator::GetEventCount();
        Simulator::Stop(NanoSeconds(1));
        Simulator::Run();
        const uint64_t events = Simulator::GetEventCount() - before;
        Simulator::Stop(MilliSeconds(50)); // before keep-alives
        Simulator::Run();
        return events;
    }
};

} // namespace

TEST_F(SendTogetherTest, SavesAnEventForEachConnection)
{
    const auto all = [this]
    {
        for (const uint64_t peer : {1, 3})
        {
            EXPECT_TRUE(At(2).Say(peer, "a"));
            EXPECT_TRUE(At(2).Say(peer, "b"));
        }
    };
    const Strings expected{"a", "b"};
    const uint64_t apart = CountEvents(all);
    EXPECT_EQ(At(1).received, expected);
    EXPECT_EQ(At(3).received, expected);
    At(1).received.clear();
    At(3).received.clear();
    const uint64_t together = SendTogether(all);
    EXPECT_EQ(At(1).received, expected);
    EXPECT_EQ(At(3).received, expected);
    EXPECT_EQ(together + 2, apart);
}

TEST_F(SendTogetherTest, SendsWhenItReturnsAndInOrderOfUrgency)
{
    uint64_t during = 0;
    uint64_t afterwards = 0;
    SendTogether(
        [&]
        {
            At(2).Say(1, "bulk", 7);
            At(2).Say(1, "log", 4);
            At(2).Say(1, "control", 0);
            during = At(2).GetEndpoint()->GetTotals().waiting;
            // Behind it, in the same event.
            Simulator::ScheduleNow(&Call,
                                   [&] { afterwards = At(2).GetEndpoint()->GetTotals().waiting; });
        });
    EXPECT_EQ(during, 3U);
    EXPECT_EQ(afterwards, 0U);
    EXPECT_EQ(At(1).received, (Strings{"control", "log", "bulk"}));
}

TEST_F(SendTogetherTest, WithinAnotherItWaitsForTheOuterOne)
{
    uint64_t afterInner = 0;
    SendTogether(
        [&]
        {
            At(2).GetEndpoint()->SendTogether([&] { At(2).Say(1, "inner", 7); });
            afterInner = At(2).GetEndpoint()->GetTotals().waiting;
            At(2).Say(1, "outer", 0);
        });
    EXPECT_EQ(afterInner, 1U);
    EXPECT_EQ(At(1).received, (Strings{"outer", "inner"}));
}

TEST_F(SendTogetherTest, WhoIsToldOfWhatWasSentMaySendTogetherAgain)
{
    int told = 0;
    At(2).GetEndpoint()->SetFateCallback(
        [&](uint64_t, SendFate)
        {
            if (++told == 1)
            {
                At(2).GetEndpoint()->SendTogether(
                    [&]
                    {
                        At(2).Say(1, "and on");
                        At(2).Say(3, "and on");
                    });
            }
        });
    SendTogether(
        [&]
        {
            At(2).Say(1, "first");
            At(2).Say(3, "first");
        });
    EXPECT_EQ(told, 4);
    EXPECT_EQ(At(1).received, (Strings{"first", "and on"}));
    EXPECT_EQ(At(3).received, (Strings{"first", "and on"}));
}

TEST_F(SendTogetherTest, OpensConnectionsForWhatIsSent)
{
    At(1).GetEndpoint()->Stop();
    AtMs(0, [] {});
    RunUntil(300);
    ASSERT_EQ(At(2).GetEndpoint()->CountConnections(), 1U);
    ASSERT_TRUE(
        At(1).GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), MESSAGE_PORT)));
    SendTogether([&] { EXPECT_TRUE(At(2).Say(1, "anew")) << At(2).error; });
    EXPECT_EQ(At(1).received, Strings{"anew"});
}

TEST_F(SendTogetherTest, AConnectionMayEndMeanwhile)
{
    SendTogether(
        [&]
        {
            At(2).Say(3, "to both");
            At(2).Say(1, "to both"); // the connection that opened last is one of the two
            At(2).last->Close();
        });
    // What waits on a connection that is closed is given up, as always.
    EXPECT_EQ(At(1).received.size() + At(3).received.size(), 1U);
    EXPECT_EQ(At(2).fates["sent"], 3) << "two at the beginning";
    SendTogether(
        [&]
        {
            At(2).Say(1, "again");
            At(2).Say(3, "again");
        });
    EXPECT_EQ(At(1).received.back(), "again");
    EXPECT_EQ(At(3).received.back(), "again");
}

TEST_F(SendTogetherTest, AProcessThatCrashesMeanwhileSendsNothing)
{
    SendTogether(
        [&]
        {
            At(2).Say(1, "lost");
            EXPECT_TRUE(At(2).Crash());
            EXPECT_FALSE(At(2).Say(3, "not even taken"));
        });
    EXPECT_EQ(At(1).received, Strings());
    EXPECT_EQ(At(3).received, Strings());
    EXPECT_TRUE(At(2).Restart());
    AtMs(0, [] {});
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    SendTogether([&] { EXPECT_TRUE(At(2).Say(1, "in another life")) << At(2).error; });
    EXPECT_EQ(At(1).received, Strings{"in another life"});
}
