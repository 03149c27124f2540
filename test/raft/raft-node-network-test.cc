/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"
#include "test/support/schedule-call.h"

#include "ns3/inet-socket-address.h"
#include "ns3/raft-frame.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// What goes over the connections of nodes, and what it costs.

namespace
{

class RaftNodeNetwork : public RaftNodeFixture
{
  protected:
    static void
    NoteLatency(Time* latency, RaftShardId, uint64_t, Time is)
    {
        *latency = is;
    }

    /// @return how long a commit takes on three nodes 1 ms apart
    Time
    CommitLatency(Time perItem, uint32_t queueLimit, uint64_t* unprocessed = nullptr)
    {
        RaftNodeCluster& cluster = Make();
        cluster.raft.SetNodeAttribute("CostPerItem", TimeValue(perItem));
        cluster.raft.SetNodeAttribute("CostPerByte", DoubleValue(0));
        cluster.raft.SetNodeAttribute("CpuQueueLimit", UintegerValue(queueLimit));
        cluster.raft.SetNodeAttribute("DiskFsyncMean", TimeValue(MicroSeconds(100)));
        cluster.Install();
        Time latency;
        cluster.At(1).TraceConnectWithoutContext("Commit",
                                                 MakeBoundCallback(&NoteLatency, &latency));
        cluster.Run(MilliSeconds(525)); // between two heartbeats
        EXPECT_TRUE(cluster.ProposeTo(1, 0, "x"));
        cluster.Run(MilliSeconds(475));
        if (unprocessed)
        {
            *unprocessed = cluster.At(1).GetTotals().unprocessed;
        }
        return latency;
    }
};

/// Talks to nodes as one of them.
class Impostor : public TransportProcess
{
  public:
    static TypeId
    GetTypeId()
    {
        static TypeId tid = TypeId("ns3::sharding::RaftNodeNetworkImpostor")
                                .SetParent<TransportProcess>()
                                .AddConstructor<Impostor>();
        return tid;
    }

    /// @param frame for node 2 as soon as it runs
    void
    Prepare(Ipv4Address target, std::vector<uint8_t> frame)
    {
        m_target = target;
        m_frame = std::move(frame);
    }

  private:
    void
    DoStart() override
    {
        GetEndpoint()->Serve(RaftShardNode::PROTOCOL, {});
        TransportProcess::DoStart();
        GetEndpoint()->AddPeer(2, InetSocketAddress(m_target, 7000));
        const auto sent = GetEndpoint()->Send(2, std::move(m_frame));
        EXPECT_TRUE(sent.IsOk()) << (sent.IsOk() ? "" : SendErrorName(sent.Error()));
    }

    void
    DoForget() override
    {
        TransportProcess::DoForget();
    }

    Ipv4Address m_target;
    std::vector<uint8_t> m_frame;
};

} // namespace

TEST_F(RaftNodeNetwork, AllShardsShareOneConnectionBetweenTwoNodes)
{
    const RaftPlacement placement(64, 3, 3);
    RaftNodeCluster& cluster = Make(placement);
    cluster.Install();
    cluster.Run(Seconds(2));
    for (RaftShardId shard = 0; shard < 64; shard++)
    {
        EXPECT_EQ(cluster.LeaderOf(shard), placement.GetReplicas(shard).front());
        EXPECT_EQ(cluster.CountRoles(shard, RaftRole::LEADER), 1U) << shard;
    }
    ASSERT_TRUE(cluster.Propose(0, "a"));
    ASSERT_TRUE(cluster.Propose(0, "b"));
    ASSERT_TRUE(cluster.Propose(5, "c"));
    cluster.Run(MilliSeconds(200));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), (Commands{"a", "b"}));
        EXPECT_EQ(cluster.CommandsAt(id, 1), Commands());
        EXPECT_EQ(cluster.CommandsAt(id, 5), Commands{"c"});
        EXPECT_EQ(cluster.At(id).GetEndpoint()->CountConnections(), 2U);
        for (uint64_t peer = 1; peer <= 3; peer++)
        {
            const auto opened = cluster.opened.find({id, peer});
            EXPECT_EQ(opened == cluster.opened.end() ? 0 : opened->second.size(),
                      peer == id ? 0U : 1U);
        }
    }
}

TEST_F(RaftNodeNetwork, ProposalsOfOneEventAreOneRecordAndOneAppend)
{
    RaftNodeCluster& cluster = Make();
    cluster.raft.SetNodeAttribute("DiskFsyncMean", TimeValue(MicroSeconds(500)));
    cluster.Install();
    cluster.Run(Seconds(1));
    const auto before = cluster.At(2).GetTotals();
    ScheduleCall(Time(0),
                 [&]
                 {
                     for (int i = 0; i < 100; i++)
                     {
                         cluster.Propose(0, std::to_string(i));
                     }
                 });
    cluster.Run(MilliSeconds(20));
    const auto after = cluster.At(2).GetTotals();
    EXPECT_EQ(cluster.CommandsAt(2, 0).size(), 100U);
    EXPECT_EQ(after.storage.records - before.storage.records, 1U);
    // The entries, and commit indices as the disks get there.
    EXPECT_LE(after.handler.requests - before.handler.requests, 4U);
}

TEST_F(RaftNodeNetwork, ANodeWithoutTheShardSaysSoAndNothingElseChanges)
{
    RaftNodeCluster& cluster = Make();
    cluster.Install();
    // Nodes 1 and 3 believe that node 2 has shard 5.
    cluster.At(1).SetShards({Shard(0, {1, 2, 3}, false), Shard(5, {1, 2, 3}, true)});
    cluster.At(2).SetShards({Shard(0, {1, 2, 3}, true)});
    cluster.At(3).SetShards({Shard(0, {1, 2, 3}, false), Shard(5, {1, 2, 3}, false)});
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.LeaderOf(0), 2U);
    EXPECT_EQ(cluster.LeaderOf(5), 1U);
    ASSERT_TRUE(cluster.Propose(5, "of two"));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(cluster.CommandsAt(1, 5), Commands{"of two"});
    EXPECT_EQ(cluster.CommandsAt(3, 5), Commands{"of two"});
    EXPECT_FALSE(cluster.At(2).GetHandle()->HasShard(5));
    const auto asked = cluster.At(2).GetTotals();
    EXPECT_GT(asked.handler.unknownShards, 0U);
    EXPECT_EQ(cluster.At(1).GetTotals().handler.refusals, asked.handler.unknownShards);
    EXPECT_EQ(asked.cores.elections, 1U) << "its own";
    EXPECT_EQ(cluster.CoreAt(2, 0)->Term(), 1U);
    EXPECT_EQ(cluster.CoreAt(1, 0)->Term(), 1U);
    EXPECT_EQ(cluster.CountRoles(0, RaftRole::LEADER), 1U);
    EXPECT_EQ(cluster.CountRoles(5, RaftRole::LEADER), 1U);
    for (const auto& change : cluster.ServiceAt(2).roles)
    {
        EXPECT_EQ(change.shard, 0U);
    }
    EXPECT_EQ(cluster.At(2).GetEndpoint()->CountConnections(), 2U);
}

/// Ids of transport have 64 bits, those of nodes 32: the lower half of a longer one is not looked at.
TEST_F(RaftNodeNetwork, WhoHasNoIdOfANodeIsNotHeard)
{
    RaftMessage vote;
    vote.type = RaftMessageType::VOTE;
    vote.to = 2;
    vote.term = 99;
    vote.index = 1000;
    vote.logTerm = 98;
    vote.force = true;
    for (const uint64_t self : {uint64_t{0}, (uint64_t{1} << 32U) + 1, uint64_t{77}})
    {
        vote.from = static_cast<RaftNodeId>(self);
        std::vector<uint8_t> frame;
        RaftFrame::Begin(RaftFrameKind::REQUEST, frame);
        ShardedRaftRpcRequest{0, vote}.Encode(frame);
        RaftNodeCluster& cluster = Make();
        cluster.Install();
        const auto impostor = CreateObject<Impostor>();
        impostor->Prepare(cluster.AddressOf(3, 2), frame);
        impostor->SetEndpoint(CreateObject<MessageEndpoint>(), self);
        impostor->SetStartTime(Seconds(1));
        cluster.nodes.Get(2)->AddApplication(impostor);
        cluster.Run(Seconds(2));
        const bool isId =
            self == 77; // the only one that a node could have: what it says is judged by Raft
        EXPECT_EQ(cluster.At(2).GetTotals().outsiders, isId ? 0U : 1U) << self;
        EXPECT_EQ(cluster.At(2).GetTotals().handler.strangers, 0U) << "it does not come so far";
        EXPECT_EQ(cluster.CoreAt(2, 0)->Term() > 1, isId) << self;
    }
}

TEST_F(RaftNodeNetwork, SaysWhatCannotBeUsedBeforeItStarts)
{
    RaftNodeCluster& cluster = Make();
    cluster.Install();
    RaftShardNode& node = cluster.At(1);
    EXPECT_EQ(node.Validate(), "");
    node.SetEndpoint(node.GetEndpoint(), (uint64_t{1} << 32U) + 1);
    EXPECT_EQ(node.Validate(), "the node's id is 4294967297, and must be at most 4294967295");
    node.SetEndpoint(node.GetEndpoint(), UINT32_MAX);
    EXPECT_EQ(node.Validate(), "shard 0: node 4294967295 is no member of it");
    node.SetEndpoint(node.GetEndpoint(), 1);
    // An append: 61 bytes, 13 for each of 1,024 entries, and 1 MiB.
    for (const std::string name : {"MaxMessageSize", "QueueBytes"})
    {
        UintegerValue before;
        node.GetEndpoint()->GetAttribute(name, before);
        node.GetEndpoint()->SetAttribute(name, UintegerValue(61 + 13 * 1024 + (1 << 20)));
        EXPECT_EQ(node.Validate(), "");
        node.GetEndpoint()->SetAttribute(name, UintegerValue(1061948));
        EXPECT_EQ(node.Validate(),
                  "transport's " + name +
                      " is 1061948, and must be at least the longest frame of Raft, which is "
                      "1061949");
        node.GetEndpoint()->SetAttribute(name, before);
    }
    node.SetAttribute("MaxFrameSize", UintegerValue(1061948));
    EXPECT_NE(node.Validate(), "");
    node.SetAttribute("MaxFrameSize", UintegerValue(1061949));
    EXPECT_EQ(node.Validate(), "");
    // Without an id and an endpoint, the options alone.
    const auto bare = CreateObject<RaftShardNode>();
    bare->SetShards({Shard(0, {7}, false)});
    EXPECT_EQ(bare->Validate(), "");
    bare->SetAttribute("Tick", TimeValue(MilliSeconds(150)));
    EXPECT_EQ(bare->Validate(),
              "tickNs is 150000000, and must be below electionMaxNs - electionMinNs, which is "
              "150000000");
}

TEST_F(RaftNodeNetwork, HelperFindsTheNodeThatCannotBeUsed)
{
    RaftClusterHelper raft(RaftPlacement(7, 1, 3)); // node 1 has three shards, the others two
    EXPECT_EQ(raft.Validate(3), "");
    raft.SetNodeAttribute("MaxShards", UintegerValue(3));
    EXPECT_EQ(raft.Validate(3), "");
    raft.SetNodeAttribute("MaxShards", UintegerValue(2));
    EXPECT_EQ(raft.Validate(3),
              "node 1: maxShards is 2, and must be at least the number of configured shards, which "
              "is 3");
}

TEST_F(RaftNodeNetwork, MessagesWaitForTheCpu)
{
    // There and back 2 ms, and the follower's disk 0.1 ms; with CPUs that take 5 ms for a message, 10 ms more.
    const Time without = CommitLatency(Time(0), 1000);
    EXPECT_GT(without, MicroSeconds(2100));
    EXPECT_LT(without, MicroSeconds(2300));
    const Time with = CommitLatency(MilliSeconds(5), 1000);
    EXPECT_EQ((with - without).GetMilliSeconds(), 10);
}

TEST_F(RaftNodeNetwork, MessagesForWhichTheCpuHasNoRoomAreDroppedAndCounted)
{
    // The answers of both followers come together: one is worked on, none may wait.
    uint64_t unprocessed = 0;
    CommitLatency(MilliSeconds(5), 0, &unprocessed);
    EXPECT_GT(unprocessed, 0U);
}

TEST_F(RaftNodeNetwork, ResponsesShowClocksAndDelays)
{
    RaftLinks links;
    links.delay = "7ms";
    RaftNodeCluster& cluster = Make(RaftPlacement(1, 3, 3), 3, links);
    cluster.raft.SetNodeAttribute("CostPerItem", TimeValue(Time(0)));
    cluster.Install();
    cluster.At(2).SetAttribute("ClockDrift", DoubleValue(100000)); // a tenth too fast
    cluster.At(2).SetAttribute("ElectionMax", TimeValue(MilliSeconds(400)));
    cluster.Run(MilliSeconds(950));
    for (int i = 0; i < 10; i++)
    {
        ASSERT_TRUE(cluster.ProposeTo(1, 0, "x"));
        cluster.Run(MilliSeconds(5));
    }
    cluster.Run(MilliSeconds(50));
    const auto fast = cluster.At(1).GetHandle()->Handler().ClockOf(2);
    const auto exact = cluster.At(1).GetHandle()->Handler().ClockOf(3);
    ASSERT_TRUE(fast && exact);
    EXPECT_NEAR(static_cast<double>(exact->offsetNs), 0, 1e5);
    EXPECT_NEAR(static_cast<double>(exact->delayNs), 7e6, 1e5);
    // After 0.95 to 1.05 s it is 95 to 105 ms ahead.
    EXPECT_GT(fast->offsetNs, 94000000);
    EXPECT_LT(fast->offsetNs, 106000000);
}

TEST_F(RaftNodeNetwork, HelperGivesIdsPeersAndAttributes)
{
    const RaftPlacement placement(5, 3, 5);
    RaftNodeCluster& cluster = Make(placement, 5);
    cluster.raft.SetNodeAttribute("Heartbeat", TimeValue(MilliSeconds(20)));
    cluster.raft.SetTransportAttribute("SegmentSize", UintegerValue(700));
    cluster.Install();
    ASSERT_EQ(cluster.servers.size(), 5U);
    for (RaftNodeId id = 1; id <= 5; id++)
    {
        EXPECT_EQ(cluster.At(id).GetSelf(), id);
        EXPECT_EQ(cluster.At(id).GetNode(), cluster.nodes.Get(id - 1));
        TimeValue beat;
        cluster.At(id).GetAttribute("Heartbeat", beat);
        EXPECT_EQ(beat.Get(), MilliSeconds(20));
        UintegerValue segment;
        cluster.At(id).GetEndpoint()->GetAttribute("SegmentSize", segment);
        EXPECT_EQ(segment.Get(), 700U);
    }
    cluster.Run(Seconds(1));
    for (uint32_t shard = 0; shard < 5; shard++)
    {
        EXPECT_EQ(cluster.LeaderOf(shard), placement.GetReplicas(shard).front());
    }
}
