/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SHARD_NETWORK_H
#define RAFT_SHARD_NETWORK_H

#include "test/support/schedule-call.h"

#include "ns3/error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/raft-cluster-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// A log of texts for each shard: what was applied, in order. Survives nothing.
class NetworkTextService : public RaftService
{
  public:
    std::map<RaftShardId, std::vector<std::string>> texts;
    std::map<RaftShardId, int> restores; //!< times that a snapshot was loaded
    std::map<uint64_t, RaftReadAnswer> reads;
    std::map<RaftShardId, uint64_t> applied;
    int lives{0};
    bool inOrder{true};
    uint32_t padding{0}; //!< bytes that each snapshot has besides

    void
    OnStart(RaftReplicas&) override
    {
        lives++;
    }

    void
    OnForget() override
    {
        texts.clear();
        applied.clear();
    }

    void
    OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override
    {
        texts[shard].clear();
        applied[shard] = snapshot ? snapshot->index : 0;
        if (!snapshot)
        {
            return;
        }
        restores[shard]++;
        std::string text;
        for (uint32_t i = 0; i < snapshot->data->Size(); i++)
        {
            const char letter = static_cast<char>(snapshot->data->Data()[i]);
            if (letter == '\0')
            {
                break;
            }
            if (letter == '\n')
            {
                texts[shard].push_back(text);
                text.clear();
                continue;
            }
            text += letter;
        }
    }

    void
    OnApply(RaftShardId shard, uint64_t index, const RaftEntry& entry) override
    {
        inOrder = inOrder && index == applied[shard] + 1;
        applied[shard] = index;
        if (entry.type == RaftEntryType::NORMAL)
        {
            texts[shard].emplace_back(entry.payload->Data(),
                                      entry.payload->Data() + entry.payload->Size());
        }
    }

    Ptr<const RaftPayload>
    OnSave(RaftShardId shard) override
    {
        std::string all;
        for (const std::string& text : texts[shard])
        {
            all += text + '\n';
        }
        all += std::string(padding + 1, '\0');
        return RaftPayload::Create(reinterpret_cast<const uint8_t*>(all.data()),
                                   static_cast<uint32_t>(all.size()));
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer& answer) override
    {
        reads[answer.id] = answer;
    }

    void
    OnRole(RaftShardId, RaftRole, uint64_t, RaftNodeId) override
    {
    }
};

/// A cluster of RaftShardNodes, each linked to each other one: 1 ms apart.
class RaftShardNetworkTest : public testing::Test
{
  protected:
    /// Links; to be called first.
    void
    Link(uint32_t count, const std::string& rate = "100Mbps")
    {
        machines.Create(count);
        InternetStackHelper().Install(machines);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        Ipv4AddressHelper helper("10.0.0.0", "255.255.255.0");
        for (RaftNodeId a = 1; a <= count; a++)
        {
            for (RaftNodeId b = a + 1; b <= count; b++)
            {
                const auto devices = link.Install(machines.Get(a - 1), machines.Get(b - 1));
                const auto interfaces = helper.Assign(devices);
                helper.NewNetwork();
                addresses[{b, a}] = interfaces.GetAddress(0);
                addresses[{a, b}] = interfaces.GetAddress(1);
                for (uint32_t end = 0; end < 2; end++)
                {
                    auto model = CreateObject<RateErrorModel>();
                    model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                    model->SetRate(0);
                    devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(model));
                    wires[{a, b}].push_back(model);
                }
            }
        }
    }

    /// Installs nodes on all machines; to be called once.
    void
    Install(uint32_t shards, uint32_t replicas)
    {
        RaftClusterHelper cluster(RaftPlacement(shards, replicas, machines.GetN()));
        for (const auto& [name, value] : attributes)
        {
            cluster.SetNodeAttribute(name, StringValue(value));
        }
        for (const auto& [name, value] : transportAttributes)
        {
            cluster.SetTransportAttribute(name, StringValue(value));
        }
        nodes = cluster.Install(machines,
                                [this](uint32_t from, uint32_t to) {
                                    return addresses.at({from + 1, to + 1});
                                });
        for (RaftNodeId id = 1; id <= nodes.size(); id++)
        {
            services[id] = std::make_unique<NetworkTextService>();
            At(id).SetService(*services[id]);
            At(id).SetAttribute("ProcessName", StringValue("raft-" + std::to_string(id)));
            At(id).SetStartTime(MilliSeconds(10));
            At(id).TraceConnectWithoutContext("Role", MakeBoundCallback(&NoteRole, this, id));
        }
    }

    /// Ends a run; another one may follow.
    void
    Finish()
    {
        for (const auto& [id, service] : services)
        {
            EXPECT_TRUE(service->inOrder) << "node " << id;
        }
        nodes.clear();
        machines = NodeContainer();
        wires.clear();
        Simulator::Destroy();
    }

    void
    TearDown() override
    {
        Finish();
    }

    /// @return the node of an id
    RaftShardNode&
    At(RaftNodeId id)
    {
        return *nodes[id - 1];
    }

    /// @return the node that leads a shard in the highest term; nullptr
    RaftShardNode*
    LeaderOf(RaftShardId shard)
    {
        RaftShardNode* leader = nullptr;
        uint64_t term = 0;
        for (const auto& node : nodes)
        {
            const RaftCore* core = CoreOf(*node, shard);
            if (node->IsUp() && core && core->Role() == RaftRole::LEADER && core->Term() > term)
            {
                term = core->Term();
                leader = PeekPointer(node);
            }
        }
        return leader;
    }

    /// @return the core of a shard; nullptr
    static const RaftCore*
    CoreOf(const RaftShardNode& node, RaftShardId shard)
    {
        return node.GetHandle() ? node.GetHandle()->Host().Find(shard) : nullptr;
    }

    /// @return the id of LeaderOf; 0
    uint64_t
    LeaderId(RaftShardId shard)
    {
        RaftShardNode* leader = LeaderOf(shard);
        return leader ? leader->GetSelf() : 0;
    }

    static Ptr<const RaftPayload>
    Text(const std::string& text)
    {
        return RaftPayload::Create(reinterpret_cast<const uint8_t*>(text.data()),
                                   static_cast<uint32_t>(text.size()));
    }

    /// Proposes a text at the leader. @return whether it was taken
    bool
    Say(RaftShardId shard, const std::string& text)
    {
        RaftShardNode* leader = LeaderOf(shard);
        return leader && leader->Propose(shard, Text(text)).IsOk();
    }

    /// @return what a node has applied
    std::vector<std::string>
    Texts(RaftNodeId id, RaftShardId shard)
    {
        return services.at(id)->texts[shard];
    }

    /// Cuts a node off from all others, or no longer.
    void
    CutOff(RaftNodeId id, bool cut)
    {
        for (const auto& [ends, models] : wires)
        {
            for (const auto& model : models)
            {
                if (ends.first == id || ends.second == id)
                {
                    model->SetRate(cut ? 1 : 0);
                }
            }
        }
    }

    /// What the trace source Role is connected to.
    static void
    NoteRole(RaftShardNetworkTest* test,
             RaftNodeId node,
             RaftShardId shard,
             RaftRole role,
             uint64_t term,
             RaftNodeId leader)
    {
        test->elections[shard] += role == RaftRole::LEADER ? 1 : 0;
        test->candidacies[shard] += role == RaftRole::PRE_CANDIDATE ? 1 : 0;
        test->story += std::to_string(Simulator::Now().GetNanoSeconds()) + " " +
                       std::to_string(node) + "/" + std::to_string(shard) + " " +
                       RaftRoleName(role) + " " + std::to_string(term) + " " +
                       std::to_string(leader) + "\n";
    }

    static void
    AtMs(int64_t ms, const std::function<void()>& action)
    {
        ScheduleCall(MilliSeconds(ms), action);
    }

    static void
    RunUntil(int64_t ms)
    {
        Simulator::Stop(MilliSeconds(ms) - Simulator::Now());
        Simulator::Run();
    }

    using Strings = std::vector<std::string>;

    NodeContainer machines;
    std::map<std::string, std::string> attributes{{"DiskFsyncMean", "500us"}}; //!< of nodes
    std::map<std::string, std::string> transportAttributes;                    //!< of endpoints
    std::map<std::pair<RaftNodeId, RaftNodeId>, Ipv4Address>
        addresses;                               //!< of the second, as the first sees it
    std::map<RaftShardId, uint32_t> elections;   //!< won, by shard
    std::map<RaftShardId, uint32_t> candidacies; //!< begun, by shard
    std::string story;                           //!< every change of role
    std::map<std::pair<RaftNodeId, RaftNodeId>, std::vector<Ptr<RateErrorModel>>> wires;
    std::map<RaftNodeId, std::unique_ptr<NetworkTextService>> services;
    std::vector<Ptr<RaftShardNode>> nodes;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SHARD_NETWORK_H */
