/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-cluster.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/kv-record.h"
#include "ns3/message-endpoint.h"
#include "ns3/raft-cluster-helper.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(RaftCluster);

namespace
{

const std::string NODE = "node";
const std::string CLIENT = "client";
const std::string TRANSPORT = "transport";
const std::string SHARD = "shard";
constexpr uint64_t FIRST_CLIENT = 1000000; //!< numbers of clients, above those of nodes

/// @return memory of an operation, about
uint64_t
BytesOf(const KvOperation& operation)
{
    uint64_t bytes = sizeof(KvOperation) + operation.key.size();
    bytes += operation.value ? operation.value->size() : 0;
    for (const KvRow& row : operation.result.rows)
    {
        bytes += sizeof(KvRow) + row.key.size() + row.value.size();
    }
    return bytes;
}

} // namespace

TypeId
RaftCluster::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RaftCluster")
            .SetParent<HostScenario>()
            .SetGroupName("Sharding")
            .AddConstructor<RaftCluster>()
            .AddAttribute("Nodes",
                          "Servers, node-1 to node-N.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RaftCluster::m_nodeCount),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Shards",
                          "Raft groups, shard-0 to shard-(N-1). Keys belong to them by jump hash.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RaftCluster::m_shardCount),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Replicas",
                          "Replicas of each shard, on different nodes.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RaftCluster::m_replicaCount),
                          MakeUintegerChecker<uint32_t>(1, RaftMembership::MAX_MEMBERS))
            .AddAttribute("Clients",
                          "Clients, client-1 to client-N.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&RaftCluster::m_clientCount),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("CheckHistory",
                          "Whether it is checked that all operations of the run are linearizable.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftCluster::m_checksHistory),
                          MakeBooleanChecker())
            .AddAttribute("JointScans",
                          "Whether a scan must have read all its keys at one instant. Checking "
                          "that takes many more states where many writes are unknown; false: "
                          "each key of a scan counts as a read by itself.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftCluster::m_jointScans),
                          MakeBooleanChecker())
            .AddAttribute("HistoryBytes",
                          "Memory for what clients asked and got; a run that needs more cannot be "
                          "checked.",
                          UintegerValue(1U << 30),
                          MakeUintegerAccessor(&RaftCluster::m_historyBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("CheckStates",
                          "States that the check may visit for each key; beyond, the run counts "
                          "as one that could not be checked.",
                          UintegerValue(10000000),
                          MakeUintegerAccessor(&RaftCluster::m_checkStates),
                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

std::vector<Scenario::Section>
RaftCluster::GetModelSections() const
{
    return {{NODE, KeyValueNode::GetTypeId(), "Each server: Raft, store, CPU, disk, clock."},
            {CLIENT, KeyValueClient::GetTypeId(), "Each client: what it does, its patience."},
            {NETWORK, HostNetwork::GetTypeId(), "What joins them."},
            {TRANSPORT, MessageEndpoint::GetTypeId(), "Connections of servers and clients."}};
}

bool
RaftCluster::HasHistory() const
{
    return true;
}

std::vector<std::string>
RaftCluster::HostNames() const
{
    auto names = Numbered(NODE, m_nodeCount);
    const auto clients = Numbered(CLIENT, m_clientCount);
    names.insert(names.end(), clients.begin(), clients.end());
    return names;
}

FaultTargets
RaftCluster::ListTargets() const
{
    FaultTargets targets = HostScenario::ListTargets();
    const auto shards = Numbered(SHARD, m_shardCount, 0);
    const auto nodes = Numbered(NODE, m_nodeCount);
    targets.AddSelector("leader", shards, nodes);
    targets.AddSelector("follower", shards, nodes);
    return targets;
}

std::vector<std::string>
RaftCluster::ListLossReasons() const
{
    return {KeyValueClient::REFUSED,
            KeyValueClient::CRASHED,
            KvStatusName(KvStatus::FULL),
            KvStatusName(KvStatus::SESSION_EXPIRED),
            KvStatusName(KvStatus::OLD_SEQUENCE),
            KvStatusName(KvStatus::NOT_LEADER),
            KvStatusName(KvStatus::WRONG_SHARD),
            KvStatusName(KvStatus::UNKNOWN_SHARD),
            KvStatusName(KvStatus::TOO_LARGE),
            KvStatusName(KvStatus::OVERLOADED),
            KvStatusName(KvStatus::RETRY)};
}

RaftPlacement
RaftCluster::MakePlacement() const
{
    return {m_shardCount, m_replicaCount, m_nodeCount};
}

void
RaftCluster::Prepare(const ScenarioFile& file)
{
    Refuse(file, "scenario", RaftPlacement::Validate(m_shardCount, m_replicaCount, m_nodeCount));
    HostScenario::Prepare(file);
    Refuse(file, TRANSPORT, GetFactory(TRANSPORT).Create<MessageEndpoint>()->Validate());
    Refuse(file, NODE, GetFactory(NODE).Create<KeyValueNode>()->ValidateStore());
    RaftClusterHelper helper(MakePlacement());
    helper.SetNodeFactory(GetFactory(NODE));
    helper.SetTransportFactory(GetFactory(TRANSPORT));
    // Nodes also look at what carries their frames; all else that can be wrong with them is set in [node].
    const bool isOfTransport = file.GetSection(NODE).empty();
    Refuse(file, isOfTransport ? TRANSPORT : NODE, helper.Validate(m_nodeCount));
    const Ptr<KeyValueClient> client = GetFactory(CLIENT).Create<KeyValueClient>();
    client->SetStore(FIRST_CLIENT, {{1}});
    Refuse(file, CLIENT, client->Validate());
}

Time
RaftCluster::GetNormalSpacing() const
{
    if (m_clientCount == 0)
    {
        return Time(0);
    }
    // Poisson gaps have no longest one: 1 in 22,000 exceeds ten times the mean.
    const Time interval = GetFactory(CLIENT).Create<KeyValueClient>()->GetInterval();
    return NanoSeconds(interval.GetNanoSeconds() * 10 / static_cast<int64_t>(m_clientCount));
}

void
RaftCluster::BuildProcesses()
{
    m_operations.clear();
    m_outcomes = {};
    m_leadership.emplace(m_shardCount, m_nodeCount);
    m_bystanders.emplace(GetWarmUp(), m_shardCount, m_nodeCount);
    BuildNodes();
    BuildClients();
    BindSelectors();
}

void
RaftCluster::BuildNodes()
{
    const auto names = Numbered(NODE, m_nodeCount);
    NodeContainer machines;
    for (const auto& name : names)
    {
        machines.Add(GetNetwork().GetNode(name));
    }
    RaftClusterHelper helper(MakePlacement());
    helper.SetNodeFactory(GetFactory(NODE));
    helper.SetTransportFactory(GetFactory(TRANSPORT));
    const auto servers = helper.Install(machines,
                                        [&](uint32_t from, uint32_t to) {
                                            return GetNetwork().GetAddress(names[to], names[from]);
                                        });
    for (uint32_t i = 0; i < m_nodeCount; i++)
    {
        const Ptr<KeyValueNode> node = DynamicCast<KeyValueNode>(servers[i]);
        node->SetStoreShards(m_shardCount);
        node->TraceConnectWithoutContext("Role",
                                         MakeBoundCallback(&RaftCluster::NoteRole, this, i));
        node->TraceConnectWithoutContext("State",
                                         MakeBoundCallback(&RaftCluster::NoteState, this, i));
        node->TraceConnectWithoutContext("Snapshot",
                                         MakeBoundCallback(&RaftCluster::NoteSnapshot, this));
        node->TraceConnectWithoutContext("Commit",
                                         MakeBoundCallback(&RaftCluster::NoteCommit, this));
        m_nodes.push_back(node);
        Install(names[i], node);
    }
}

void
RaftCluster::BuildClients()
{
    const auto names = Numbered(CLIENT, m_clientCount);
    const auto nodes = Numbered(NODE, m_nodeCount);
    const RaftPlacement placement = MakePlacement();
    std::vector<std::vector<RaftNodeId>> replicas;
    for (RaftShardId shard = 0; shard < m_shardCount; shard++)
    {
        replicas.push_back(placement.GetReplicas(shard));
    }
    UintegerValue port;
    m_nodes.front()->GetAttribute("Port", port);
    for (uint32_t i = 0; i < m_clientCount; i++)
    {
        const Ptr<KeyValueClient> client = GetFactory(CLIENT).Create<KeyValueClient>();
        client->SetEndpoint(GetFactory(TRANSPORT).Create<MessageEndpoint>(), 0);
        for (uint32_t node = 0; node < m_nodeCount; node++)
        {
            client->GetEndpoint()->AddPeer(
                node + 1,
                InetSocketAddress(GetNetwork().GetAddress(nodes[node], names[i]),
                                  static_cast<uint16_t>(port.Get())));
        }
        client->SetStore(FIRST_CLIENT + i, replicas);
        KeyValueClient::Listener listener;
        listener.onOffer = [this, i](const KvCall& call, RaftShardId shard)
        { return NoteOffer(i, call, shard); };
        listener.onEnd =
            [this](uint64_t number, const KvCall& call, const KvEnd& end, const std::string& reason)
        { NoteEnd(number, call, end, reason); };
        client->SetListener(std::move(listener),
                            NanoSeconds(client->GetInterval().GetNanoSeconds() * i /
                                        static_cast<int64_t>(m_clientCount)));
        m_clients.push_back(client);
        Install(names[i], client);
    }
}

void
RaftCluster::BindSelectors()
{
    const auto names = Numbered(NODE, m_nodeCount);
    const auto shardOf = [](const std::string& shard)
    { return static_cast<RaftShardId>(std::stoul(shard.substr(SHARD.size() + 1))); };
    GetInjector().BindSelector("leader",
                               [this, names, shardOf](const std::string& shard)
                               {
                                   const int32_t node = m_leadership->GetLeader(shardOf(shard));
                                   return node < 0 ? "" : names[node];
                               });
    GetInjector().BindSelector("follower",
                               [this, names, shardOf](const std::string& shard)
                               {
                                   const int32_t node = FindFollower(shardOf(shard));
                                   return node < 0 ? "" : names[node];
                               });
}

int32_t
RaftCluster::FindFollower(RaftShardId shard) const
{
    for (const RaftNodeId id : MakePlacement().GetReplicas(shard))
    {
        const auto node = static_cast<int32_t>(id) - 1;
        if (node != m_leadership->GetLeader(shard) && m_nodes[node]->IsUp())
        {
            return node;
        }
    }
    return ShardLeadership::NOBODY;
}

uint64_t
RaftCluster::NoteOffer(uint32_t client, const KvCall& call, RaftShardId shard)
{
    const uint64_t number = m_operations.size();
    const Time now = Simulator::Now();
    KvEnd open;
    open.shard = shard;
    Operation operation;
    operation.isStale = call.stale;
    operation.record = MakeKvOperation(client + 1, call, open, now.GetNanoSeconds(), KV_OPEN_END);
    m_operations.push_back(std::move(operation));
    GetProbe().NoteOffered(number, static_cast<uint32_t>(call.key.size() + call.value.size()), now);
    return number;
}

void
RaftCluster::NoteEnd(uint64_t number,
                     const KvCall& call,
                     const KvEnd& end,
                     const std::string& reason)
{
    const Time now = Simulator::Now();
    KvOperation& record = m_operations[number].record;
    m_outcomes[static_cast<size_t>(end.outcome)]++;
    if (end.outcome == KvOutcome::OK)
    {
        GetProbe().NoteDelivered(
            number, static_cast<uint32_t>(call.key.size() + call.value.size()), now);
    }
    else
    {
        GetProbe().NoteShardLost(number, reason);
    }
    m_operations[number].isStale |= end.reply.stale;
    record = MakeKvOperation(record.session, call, end, record.beginNs, now.GetNanoSeconds());
    m_operationBytes += BytesOf(record);
    if (m_operationBytes > m_historyBytes)
    {
        m_forgotten++;
        record = KvOperation();
    }
}

void
RaftCluster::NoteRole(RaftCluster* self,
                      uint32_t node,
                      RaftShardId shard,
                      RaftRole role,
                      uint64_t term,
                      RaftNodeId /* leader */)
{
    const Time now = Simulator::Now();
    self->m_leadership->NoteRole(now, node, shard, role == RaftRole::LEADER, term);
    self->m_bystanders->NoteRole(now, node, shard, role, term);
}

void
RaftCluster::NoteState(RaftCluster* self,
                       uint32_t node,
                       ProcessApplication::State /* before */,
                       ProcessApplication::State after)
{
    using State = ProcessApplication::State;
    self->m_leadership->NoteState(Simulator::Now(),
                                  node,
                                  after == State::RUNNING,
                                  after == State::CRASHED || after == State::STOPPED);
}

void
RaftCluster::NoteSnapshot(
    RaftCluster* self, RaftShardId shard, uint64_t /* index */, uint32_t bytes, bool isReceived)
{
    self->m_bystanders->NoteSnapshot(shard, bytes, isReceived);
}

void
RaftCluster::NoteCommit(RaftCluster* self,
                        RaftShardId /* shard */,
                        uint64_t /* index */,
                        Time latency)
{
    if (Simulator::Now() >= self->GetWarmUp())
    {
        self->m_commits++;
        self->m_commitLatency.Add(latency);
    }
}

void
RaftCluster::ClearProcesses()
{
    m_nodes.clear();
    m_clients.clear();
}

} // namespace sharding
} // namespace ns3
