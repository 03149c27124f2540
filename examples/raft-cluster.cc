/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Three nodes with one Raft group. The leader crashes; the other two elect a new one, and the old one follows when it is
// back.
//
// In the output you should see node 1 lead at first, another one within half a second after 2 s, and node 1 with all
// four commands at the end.

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/raft-cluster-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <iostream>
#include <map>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// What is replicated: how many commands there were.
class Counter : public RaftService
{
  public:
    uint32_t node{0};
    uint64_t count{0};

    void
    OnStart(RaftReplicas&) override
    {
    }

    void
    OnForget() override
    {
        count = 0;
    }

    void
    OnRestore(RaftShardId, const RaftSnapshotPointer&) override
    {
        count = 0;
    }

    void
    OnApply(RaftShardId, uint64_t, const RaftEntry& entry) override
    {
        count += entry.type == RaftEntryType::NORMAL ? 1 : 0;
    }

    Ptr<const RaftPayload>
    OnSave(RaftShardId) override
    {
        return RaftPayload::Create(nullptr, 0); // so few commands need no snapshot
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer&) override
    {
    }

    void
    OnRole(RaftShardId, RaftRole role, uint64_t term, RaftNodeId) override
    {
        if (role == RaftRole::LEADER)
        {
            std::cout << Simulator::Now().GetMilliSeconds() << " ms: node " << node
                      << " leads in term " << term << '\n';
        }
    }
};

/// Asks all nodes; the leader takes it.
void
Propose(const std::vector<Ptr<RaftShardNode>>* servers)
{
    const uint8_t command = 1;
    for (const auto& server : *servers)
    {
        server->Propose(0, RaftPayload::Create(&command, 1));
    }
}

void
Crash(Ptr<RaftShardNode> server)
{
    std::cout << Simulator::Now().GetMilliSeconds() << " ms: crash\n";
    server->Crash();
}

void
Restart(Ptr<RaftShardNode> server)
{
    server->Restart();
}

} // namespace

int
main()
{
    NodeContainer nodes(3);
    InternetStackHelper().Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("1ms"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
    std::map<std::pair<uint32_t, uint32_t>, Ipv4Address> of;
    for (const auto& [a, b] :
         {std::make_pair(0U, 1U), std::make_pair(0U, 2U), std::make_pair(1U, 2U)})
    {
        const auto ends = addresses.Assign(link.Install(nodes.Get(a), nodes.Get(b)));
        addresses.NewNetwork();
        of[{b, a}] = ends.GetAddress(0);
        of[{a, b}] = ends.GetAddress(1);
    }

    RaftClusterHelper raft(RaftPlacement(1, 3, 3));
    const auto servers = raft.Install(nodes,
                                      [&of](uint32_t from, uint32_t to) {
                                          return of.at({from, to});
                                      });
    std::vector<Counter> counters(3);
    for (uint32_t i = 0; i < 3; i++)
    {
        counters[i].node = i + 1;
        servers[i]->SetService(counters[i]);
    }

    Simulator::Schedule(Seconds(1), &Propose, &servers);
    Simulator::Schedule(MilliSeconds(1500), &Propose, &servers);
    Simulator::Schedule(Seconds(2), &Crash, servers[0]);
    Simulator::Schedule(Seconds(3), &Propose, &servers);
    Simulator::Schedule(Seconds(4), &Restart, servers[0]);
    Simulator::Schedule(Seconds(5), &Propose, &servers);
    Simulator::Stop(Seconds(6));
    Simulator::Run();
    for (const Counter& counter : counters)
    {
        std::cout << "node " << counter.node << " has " << counter.count << " commands\n";
    }
    Simulator::Destroy();
    return 0;
}
