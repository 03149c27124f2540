/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/schedule-call.h"

#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/key-value-client.h"
#include "ns3/key-value-node.h"
#include "ns3/kv-record.h"
#include "ns3/linearizability-checker.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t NODES = 3;
constexpr uint32_t SHARDS = 4;
constexpr uint32_t CLIENTS = 2;

/// Three nodes with all shards and two clients around a router.
class KeyValueNetworkTest : public testing::Test
{
  protected:
    void
    Build(const std::string& load)
    {
        NodeContainer machines(NODES + CLIENTS);
        Ptr<Node> router = CreateObject<Node>();
        InternetStackHelper().Install(machines);
        InternetStackHelper().Install(router);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        link.SetChannelAttribute("Delay", StringValue("250us"));
        Ipv4AddressHelper network("10.0.0.0", "255.255.255.252");
        std::vector<Ipv4Address> addresses;
        for (uint32_t i = 0; i < machines.GetN(); i++)
        {
            addresses.push_back(
                network.Assign(link.Install(machines.Get(i), router)).GetAddress(0));
            network.NewNetwork();
        }
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();

        const std::vector<std::vector<RaftNodeId>> replicas(SHARDS, {1, 2, 3});
        std::vector<RaftShardConfig> shards(SHARDS);
        for (uint32_t i = 0; i < NODES; i++)
        {
            for (RaftShardId shard = 0; shard < SHARDS; shard++)
            {
                shards[shard].shard = shard;
                shards[shard].voters = {1, 2, 3};
                shards[shard].leadsFirst = shard % NODES == i;
            }
            nodes.push_back(CreateObject<KeyValueNode>());
            nodes[i]->SetAttribute("ProcessName", StringValue("node-" + std::to_string(i + 1)));
            nodes[i]->SetShards(shards);
            nodes[i]->SetStoreShards(SHARDS);
        }
        UintegerValue port;
        nodes[0]->GetAttribute("Port", port);
        for (uint32_t i = 0; i < NODES; i++)
        {
            Ptr<MessageEndpoint> endpoint = CreateObject<MessageEndpoint>();
            for (uint32_t node = 0; node < NODES; node++)
            {
                endpoint->AddPeer(node + 1, InetSocketAddress(addresses[node], port.Get()));
            }
            nodes[i]->SetEndpoint(endpoint, i + 1);
            EXPECT_EQ(nodes[i]->ValidateStore(), "");
            machines.Get(i)->AddApplication(nodes[i]);
        }
        for (uint32_t i = 0; i < CLIENTS; i++)
        {
            Ptr<KeyValueClient> client = CreateObject<KeyValueClient>();
            client->SetAttribute("ProcessName", StringValue("client-" + std::to_string(i)));
            client->SetAttribute("Load", StringValue(load));
            client->SetAttribute("Users", UintegerValue(4));
            client->SetAttribute("Keys", UintegerValue(20));
            client->SetAttribute("SwapWeight", StringValue("0.3"));
            client->SetAttribute("RemoveWeight", StringValue("0.1"));
            client->SetAttribute("ScanWeight", StringValue("0.1"));
            client->SetAttribute("TryTimeout", StringValue("200ms"));
            client->SetStore(i + 1, replicas);
            EXPECT_EQ(client->Validate(), "");
            Ptr<MessageEndpoint> endpoint = CreateObject<MessageEndpoint>();
            for (uint32_t node = 0; node < NODES; node++)
            {
                endpoint->AddPeer(node + 1, InetSocketAddress(addresses[node], port.Get()));
            }
            client->SetEndpoint(endpoint, 0);
            client->SetListener(
                {[this](const KvCall&, RaftShardId)
                 {
                     begun.push_back(Simulator::Now());
                     return begun.size() - 1;
                 },
                 [this](
                     uint64_t number, const KvCall& call, const KvEnd& end, const std::string& why)
                 {
                     ends[why]++;
                     longest = std::max(longest, Simulator::Now() - begun[number]);
                     const std::string wrong =
                         history.Add(MakeKvOperation(number,
                                                     call,
                                                     end,
                                                     begun[number].GetNanoSeconds(),
                                                     Simulator::Now().GetNanoSeconds()));
                     EXPECT_EQ(wrong, "");
                 }},
                MilliSeconds(500));
            machines.Get(NODES + i)->AddApplication(client);
            clients.push_back(client);
        }
    }

    void
    Run(Time until)
    {
        Simulator::Stop(until - Simulator::Now());
        Simulator::Run();
    }

    /// How far the shards are.
    void
    RememberIndices()
    {
        indices.assign(SHARDS, 0);
        for (const auto& node : nodes)
        {
            for (RaftShardId shard = 0; node->IsUp() && shard < SHARDS; shard++)
            {
                indices[shard] = std::max(indices[shard], node->GetStore()->Find(shard)->Index());
            }
        }
    }

    /// A node has applied what had been applied anywhere when RememberIndices was called.
    void
    ExpectCaughtUp(uint32_t node) const
    {
        for (RaftShardId shard = 0; shard < SHARDS; shard++)
        {
            EXPECT_GT(indices[shard], 0U);
            EXPECT_GE(nodes[node]->GetStore()->Find(shard)->Index(), indices[shard])
                << "node " << node + 1 << ", shard " << shard;
        }
    }

    /// All replicas have applied the same.
    void
    ExpectSameStates() const
    {
        for (RaftShardId shard = 0; shard < SHARDS; shard++)
        {
            const KeyValueState* first = nodes[0]->GetStore()->Find(shard);
            ASSERT_NE(first, nullptr);
            EXPECT_GT(first->Index(), 1U);
            for (const auto& node : nodes)
            {
                const KeyValueState* state = node->GetStore()->Find(shard);
                ASSERT_NE(state, nullptr);
                EXPECT_EQ(state->Index(), first->Index());
                EXPECT_EQ(state->Digest(), first->Digest());
            }
        }
    }

    void
    TearDown() override
    {
        nodes.clear();
        clients.clear();
        Simulator::Destroy();
    }

    std::vector<Ptr<KeyValueNode>> nodes;
    std::vector<Ptr<KeyValueClient>> clients;
    std::vector<Time> begun;
    std::map<std::string, uint64_t> ends; //!< by reason
    Time longest;                         //!< call
    std::vector<uint64_t> indices;        //!< by shard
    KvHistory history;
};

} // namespace

TEST_F(KeyValueNetworkTest, AnswersEveryCallWhileNothingIsWrong)
{
    Build("closed");
    for (const auto& client : clients)
    {
        client->SetStopTime(Seconds(3));
    }
    Run(Seconds(4));
    // Eight users call for 2.5 s without a pause. The way to another machine takes 0.5 ms, an fsync 1 ms. A read takes
    // 2 ms: to the leader and back, and from there to a follower and back. A write takes 3 ms, with an fsync of the
    // follower, and up to 5 ms when the disks of leader and follower are at work for others just then. Of the weights,
    // 0.9 in 1.5 are writes: 2.6 ms to 3.8 ms on average.
    EXPECT_GT(ends[""], 5000U) << "8 x 2.5 s / 3.8 ms = 5,263, less what opening sessions takes";
    EXPECT_LT(ends[""], 7700U) << "8 x 2.5 s / 2.6 ms = 7,692";
    EXPECT_LE(ends[KeyValueClient::CRASHED], 8U) << "what was open when the clients stopped";
    EXPECT_EQ(ends.size(), 2U);
    ExpectSameStates();
    EXPECT_EQ(CheckLinearizability(history).verdict, LinearizabilityVerdict::LINEARIZABLE);
}

TEST_F(KeyValueNetworkTest, StaysLinearizableOverCrashesOfNodesAndAClient)
{
    Build("open");
    for (uint32_t i = 0; i < NODES; i++)
    {
        ScheduleCall(MilliSeconds(1000 + 1500 * i), [this, i] { nodes[i]->Crash(); });
        ScheduleCall(MilliSeconds(1700 + 1500 * i),
                     [this, i]
                     {
                         RememberIndices();
                         nodes[i]->Restart();
                     });
        // Elections are over, and connections from before the crash are found to be gone, long before.
        ScheduleCall(MilliSeconds(2200 + 1500 * i), [this, i] { ExpectCaughtUp(i); });
    }
    ScheduleCall(MilliSeconds(2000), [this] { clients[1]->Crash(); });
    ScheduleCall(MilliSeconds(2100), [this] { clients[1]->Restart(); });
    for (const auto& client : clients)
    {
        client->SetStopTime(Seconds(6));
    }
    Run(Seconds(8));
    // A call each 10 ms from each client: one calls for 5.5 s, one for 1.5 s and, half a second after its restart, for
    // 3.4 s. That makes 1,040 calls, with a standard deviation of 32: four of them are 130.
    EXPECT_GT(begun.size(), 910U);
    EXPECT_LT(begun.size(), 1170U);
    EXPECT_EQ(ends[""] + ends[KeyValueClient::CRASHED], begun.size())
        << "each call ends once, and none is given up";
    // A call takes 5 ms, so about one is open when a client crashes or stops.
    EXPECT_LE(ends[KeyValueClient::CRASHED], 10U);
    // A silent leader is given up after 200 ms; whoever is asked next may still name it, once more 200 ms. By then a
    // follower has missed it (300 ms at most) and was elected, unless votes were split.
    EXPECT_LT(longest, MilliSeconds(800));
    EXPECT_GT(longest, MilliSeconds(200)) << "nobody noticed the crashes";
    ExpectSameStates();
    EXPECT_EQ(CheckLinearizability(history).verdict, LinearizabilityVerdict::LINEARIZABLE);
}

TEST(KeyValueNode, RefusesShardsWhoseSnapshotsNobodyWouldTake)
{
    const Ptr<KeyValueNode> node = CreateObject<KeyValueNode>();
    node->SetStoreShards(1);
    node->SetAttribute("MaxEntries", UintegerValue(100));
    node->SetAttribute("MaxBytes", UintegerValue(1000));
    node->SetAttribute("MaxSessions", UintegerValue(10));
    node->SetAttribute("MaxSessionBytes", UintegerValue(0));
    node->SetAttribute("MaxValueSize", UintegerValue(50));
    // 21 + 100 x 6 + 1000 + 10 x 38 + 50.
    node->SetAttribute("MaxSnapshotSize", UintegerValue(2051));
    EXPECT_EQ(node->ValidateStore(), "");
    node->SetAttribute("MaxSnapshotSize", UintegerValue(2050));
    EXPECT_EQ(node->ValidateStore(),
              "the snapshot of a full shard may take 2051 bytes, and MaxSnapshotSize is 2050: "
              "raise it, or lower MaxBytes, MaxEntries, MaxSessions or MaxSessionBytes");
    node->Dispose();
}
