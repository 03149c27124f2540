/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NODE_CLUSTER_H
#define RAFT_NODE_CLUSTER_H

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/message-endpoint.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/raft-cluster-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What is replicated in tests: the list of commands of each shard, written down.
class ListService : public RaftService
{
  public:
    /// What OnRole said.
    struct RoleChange
    {
        Time at;
        RaftShardId shard;
        RaftRole role;
        uint64_t term;
        RaftNodeId leader;
    };

    bool keepsCommands{true};                                 //!< false: they are counted only
    uint32_t snapshotPadding{0};                              //!< bytes that OnSave adds
    std::map<RaftShardId, std::vector<std::string>> commands; //!< since the last start
    std::map<RaftShardId, uint64_t> indices;                  //!< applied, since the last start
    std::map<RaftShardId, uint64_t> restored;                 //!< snapshots, in all lives
    uint64_t applied{0};                                      //!< commands, in all lives
    uint64_t gaps{0}; //!< entries that did not follow the one before
    uint64_t starts{0};
    std::vector<RoleChange> roles;
    std::vector<RaftReadAnswer> reads;
    RaftReplicas* replicas{nullptr};

    void
    OnStart(RaftReplicas& here) override
    {
        replicas = &here;
        starts++;
    }

    void
    OnForget() override
    {
        replicas = nullptr;
        commands.clear();
        indices.clear();
    }

    void
    OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override
    {
        commands[shard].clear();
        indices[shard] = snapshot ? snapshot->index : 0;
        if (!snapshot)
        {
            return;
        }
        restored[shard]++;
        const uint8_t* at = snapshot->data->Data();
        const uint8_t* end = at + snapshot->data->Size();
        // Commands end with a zero byte; padding is an empty one.
        while (at != end && *at != 0)
        {
            const std::string command(reinterpret_cast<const char*>(at));
            commands[shard].push_back(command);
            at += command.size() + 1;
        }
    }

    void
    OnApply(RaftShardId shard, uint64_t index, const RaftEntry& entry) override
    {
        uint64_t& last = indices[shard];
        gaps += index != last + 1 ? 1 : 0;
        last = index;
        if (entry.type != RaftEntryType::NORMAL)
        {
            return;
        }
        applied++;
        if (keepsCommands)
        {
            commands[shard].emplace_back(entry.payload->Data(),
                                         entry.payload->Data() + entry.payload->Size());
        }
    }

    Ptr<const RaftPayload>
    OnSave(RaftShardId shard) override
    {
        std::vector<uint8_t> bytes;
        for (const std::string& command : commands[shard])
        {
            bytes.insert(bytes.end(), command.begin(), command.end());
            bytes.push_back(0);
        }
        bytes.resize(bytes.size() + snapshotPadding);
        return RaftPayload::Create(bytes.data(), static_cast<uint32_t>(bytes.size()));
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer& answer) override
    {
        reads.push_back(answer);
    }

    void
    OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override
    {
        roles.push_back({Simulator::Now(), shard, role, term, leader});
    }
};

/// How the nodes of a cluster are linked.
struct RaftLinks
{
    std::string rate{"1Gbps"}; //!< of each link
    std::string delay{"1ms"};  //!< of one way
    uint16_t mtu{1500};        //!< bytes
};

/// Raft nodes 1, 2, ... each linked to each other, over ns-3's TCP.
class RaftNodeCluster
{
  public:
    using Links = RaftLinks;

    /**
     * @param placement which node has which shards
     * @param count of nodes
     * @param links between them
     */
    RaftNodeCluster(const RaftPlacement& placement, uint32_t count, const Links& links = {})
        : raft(placement)
    {
        nodes.Create(count);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(links.rate));
        link.SetDeviceAttribute("Mtu", UintegerValue(links.mtu));
        link.SetChannelAttribute("Delay", StringValue(links.delay));
        link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("10000p"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
        for (uint32_t i = 0; i < count; i++)
        {
            for (uint32_t j = i + 1; j < count; j++)
            {
                const auto devices = link.Install(nodes.Get(i), nodes.Get(j));
                const auto interfaces = addresses.Assign(devices);
                addresses.NewNetwork();
                m_addresses[{i, j}] = interfaces.GetAddress(1);
                m_addresses[{j, i}] = interfaces.GetAddress(0);
                m_devices[{i, j}] = devices.Get(0);
                m_devices[{j, i}] = devices.Get(1);
            }
        }
    }

    ~RaftNodeCluster()
    {
        servers.clear();
        m_devices.clear();
        m_wires.clear();
        nodes = NodeContainer();
        Simulator::Destroy();
    }

    RaftNodeCluster(const RaftNodeCluster&) = delete;
    RaftNodeCluster& operator=(const RaftNodeCluster&) = delete;

    /// Makes the nodes as `raft` was told.
    void
    Install()
    {
        servers = raft.Install(nodes,
                               [this](uint32_t from, uint32_t to) {
                                   return m_addresses.at({from, to});
                               });
        for (const auto& server : servers)
        {
            services.push_back(std::make_unique<ListService>());
            server->SetService(*services.back());
            const RaftNodeId id = static_cast<RaftNodeId>(server->GetSelf());
            server->GetEndpoint()->TraceConnectWithoutContext(
                "Open", MakeBoundCallback(&RaftNodeCluster::NoteOpen, this, id));
        }
    }

    /// @return the node of an id
    RaftShardNode&
    At(RaftNodeId id)
    {
        return *servers.at(id - 1);
    }

    /// @return what its service saw
    ListService&
    ServiceAt(RaftNodeId id)
    {
        return *services.at(id - 1);
    }

    /// @return the group of a shard at a node that runs; nullptr: none
    const RaftCore*
    CoreAt(RaftNodeId id, RaftShardId shard) const
    {
        const ShardedNodeHandle* node = servers.at(id - 1)->GetHandle();
        return node ? node->Host().Find(shard) : nullptr;
    }

    /// @return commands that a node has applied since its last start
    std::vector<std::string>&
    CommandsAt(RaftNodeId id, RaftShardId shard)
    {
        return ServiceAt(id).commands[shard];
    }

    /// @return how many times a node of the cluster took a role in a shard
    uint64_t
    CountRoles(RaftShardId shard, RaftRole role) const
    {
        uint64_t count = 0;
        for (const auto& service : services)
        {
            count += static_cast<uint64_t>(std::count_if(
                service->roles.begin(),
                service->roles.end(),
                [&](const auto& change) { return change.shard == shard && change.role == role; }));
        }
        return count;
    }

    /// Proposes to a node. @return whether it was taken
    bool
    ProposeTo(RaftNodeId id, RaftShardId shard, const std::string& text)
    {
        return At(id).Propose(shard, Command(text)).IsOk();
    }

    /// Proposes to the leader. @return whether it was taken
    bool
    Propose(RaftShardId shard, const std::string& text)
    {
        const RaftNodeId leader = LeaderOf(shard);
        return leader != RAFT_NOBODY && ProposeTo(leader, shard, text);
    }

    /// @return the address of a node, as another one reaches it
    Ipv4Address
    AddressOf(RaftNodeId from, RaftNodeId to) const
    {
        return m_addresses.at({from - 1, to - 1});
    }

    /// Cuts a node off from all others, or mends that; see Cut.
    void
    CutOff(RaftNodeId id, bool isCut)
    {
        for (RaftNodeId other = 1; other <= servers.size(); other++)
        {
            if (other != id)
            {
                Cut(id, other, isCut);
            }
        }
    }

    /// Cuts the link between two nodes, or mends it: nothing passes, and nobody is told.
    void
    Cut(RaftNodeId a, RaftNodeId b, bool isCut)
    {
        for (const auto& ends : {std::make_pair(a - 1, b - 1), std::make_pair(b - 1, a - 1)})
        {
            auto& wire = m_wires[ends];
            if (!wire)
            {
                wire = CreateObject<RateErrorModel>();
                wire->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                m_devices.at(ends)->SetAttribute("ReceiveErrorModel", PointerValue(wire));
            }
            wire->SetRate(isCut ? 1 : 0);
        }
    }

    /// @return the node that runs and leads a shard in the highest term; RAFT_NOBODY
    RaftNodeId
    LeaderOf(RaftShardId shard) const
    {
        RaftNodeId leader = RAFT_NOBODY;
        uint64_t term = 0;
        for (RaftNodeId id = 1; id <= servers.size(); id++)
        {
            const RaftCore* core = servers[id - 1]->IsUp() ? CoreAt(id, shard) : nullptr;
            if (core && core->Role() == RaftRole::LEADER && core->Term() > term)
            {
                leader = id;
                term = core->Term();
            }
        }
        return leader;
    }

    /// Runs on. @param span how long
    static void
    Run(Time span)
    {
        Simulator::Stop(span);
        Simulator::Run();
    }

    /// @return the command's bytes
    static Ptr<const RaftPayload>
    Command(const std::string& text)
    {
        return RaftPayload::Create(reinterpret_cast<const uint8_t*>(text.data()),
                                   static_cast<uint32_t>(text.size()));
    }

    NodeContainer nodes;
    RaftClusterHelper raft;
    std::vector<Ptr<RaftShardNode>> servers;
    std::vector<std::unique_ptr<ListService>> services;
    /// Protocols of the connections that were opened: by node and its peer.
    std::map<std::pair<RaftNodeId, uint64_t>, std::vector<std::string>> opened;

  private:
    static void
    NoteOpen(RaftNodeCluster* cluster, RaftNodeId id, uint64_t peer, const std::string& protocol)
    {
        cluster->opened[{id, peer}].push_back(protocol);
    }

    std::map<std::pair<uint32_t, uint32_t>, Ipv4Address> m_addresses;  //!< of the second
    std::map<std::pair<uint32_t, uint32_t>, Ptr<NetDevice>> m_devices; //!< of the first
    std::map<std::pair<uint32_t, uint32_t>, Ptr<RateErrorModel>> m_wires;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NODE_CLUSTER_H */
