/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/schedule-call.h"

#include "ns3/csma-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/key-value-client.h"
#include "ns3/key-value-node.h"
#include "ns3/kv-record.h"
#include "ns3/linearizability-checker.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

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

/// Three nodes with all shards and two clients on one wire.
class KeyValueNetworkTest : public testing::Test
{
  protected:
    void
    Build(const std::string& load)
    {
        NodeContainer machines(NODES + CLIENTS);
        InternetStackHelper().Install(machines);
        CsmaHelper wire;
        wire.SetChannelAttribute("DataRate", StringValue("100Mbps"));
        wire.SetChannelAttribute("Delay", StringValue("500us"));
        Ipv4AddressHelper network("10.0.0.0", "255.255.255.0");
        const auto interfaces = network.Assign(wire.Install(machines));

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
            endpoint->SetAttribute("SilenceTimeout", StringValue("300ms"));
            for (uint32_t node = 0; node < NODES; node++)
            {
                endpoint->AddPeer(node + 1,
                                  InetSocketAddress(interfaces.GetAddress(node), port.Get()));
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
            endpoint->SetAttribute("SilenceTimeout", StringValue("300ms"));
            for (uint32_t node = 0; node < NODES; node++)
            {
                endpoint->AddPeer(node + 1,
                                  InetSocketAddress(interfaces.GetAddress(node), port.Get()));
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
    EXPECT_GT(ends[""], 200U);
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
        ScheduleCall(MilliSeconds(1700 + 1500 * i), [this, i] { nodes[i]->Restart(); });
    }
    ScheduleCall(MilliSeconds(2000), [this] { clients[1]->Crash(); });
    ScheduleCall(MilliSeconds(2100), [this] { clients[1]->Restart(); });
    for (const auto& client : clients)
    {
        client->SetStopTime(Seconds(6));
    }
    Run(Seconds(8));
    EXPECT_GT(ends[""], 100U);
    uint64_t all = 0;
    for (const auto& [why, count] : ends)
    {
        all += count;
    }
    EXPECT_EQ(all, begun.size()) << "each call ends once";
    EXPECT_GT(clients[0]->GetCounters().retries[static_cast<size_t>(KvRetry::UNREACHABLE)] +
                  clients[0]->GetCounters().retries[static_cast<size_t>(KvRetry::TIMEOUT)],
              0U);
    ExpectSameStates();
    EXPECT_EQ(CheckLinearizability(history).verdict, LinearizabilityVerdict::LINEARIZABLE);
}
