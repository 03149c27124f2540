/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-shard-node.h"

#include "ns3/counter-sum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("RaftShardNode");

const std::string RaftShardNode::PROTOCOL = "raft-shard";
const std::string RaftShardNode::LEGACY_PROTOCOL = "raft-rpc";

RaftShardNode::RaftShardNode() = default;

RaftShardNode::~RaftShardNode() = default;

void
RaftShardNode::SetShards(std::vector<RaftShardConfig> shards)
{
    m_shards = std::move(shards);
}

void
RaftShardNode::SetService(RaftService& service)
{
    m_service = &service;
}

const ShardedNodeHandle*
RaftShardNode::GetHandle() const
{
    return m_node.get();
}

RaftReplicas*
RaftShardNode::GetReplicas()
{
    if (m_node)
    {
        m_node->SetNow(NowNs());
    }
    return m_node.get();
}

int64_t
RaftShardNode::NowNs()
{
    return GetMonotonicTime().GetNanoSeconds();
}

void
RaftShardNode::Serve()
{
    const Ptr<MessageEndpoint> endpoint = GetEndpoint();
    std::vector<std::string> offered;
    for (const bool isLegacy : {false, true})
    {
        if (m_protocols == (isLegacy ? Protocols::SHARDED : Protocols::LEGACY))
        {
            continue;
        }
        ProtocolHandler handler;
        handler.onOpen = [this, isLegacy](MessageConnection& connection)
        { NoteOpen(connection, isLegacy); };
        handler.onMessage =
            [this, isLegacy](MessageConnection& connection, const InboundMessage& message)
        { TakeMessage(connection, message, isLegacy); };
        offered.push_back(isLegacy ? LEGACY_PROTOCOL : PROTOCOL);
        endpoint->Serve(offered.back(), handler);
    }
    endpoint->Offer(offered);
}

void
RaftShardNode::DoStart()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_UNLESS(m_service && GetEndpoint(), "SetService and SetEndpoint come first");
    NS_ABORT_MSG_UNLESS(Validate().empty(),
                        GetRole() << ": Validate was not called: " << Validate());
    if (!m_isServed)
    {
        m_isServed = true;
        Serve();
        m_seeds = CreateForRole<UniformRandomVariable>("elections/" + GetRole());
    }
    TransportProcess::DoStart();
    GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), m_port));

    ShardedNodeConfig config = MakeConfig();
    m_past.starts++;
    config.seed = m_seeds->GetInteger(0, UINT32_MAX);
    auto found = RecoverDisk();
    const bool isEmpty = std::all_of(
        found.begin(), found.end(), [](const Disk::Recovered& record) { return record.IsTorn(); });
    config.isDiskLost = m_wasDurable && isEmpty;
    auto node = BootstrapShardedNode(NowNs(), config, found, *m_service, *this);
    if (!node.IsOk() && node.Error().error == ShardedNodeError::DISK_DAMAGED)
    {
        NS_LOG_WARN(GetRole() << ": " << node.Error().description);
        m_service->OnForget();
        RemoveOldestRecords(found.size());
        config.isDiskLost = true;
        node = BootstrapShardedNode(NowNs(), config, {}, *m_service, *this);
    }
    NS_ABORT_MSG_UNLESS(node.IsOk(), GetRole() << ": " << node.Error().description);
    m_node = std::move(node.Value());
    m_past.disksLost += config.isDiskLost ? 1 : 0;
    m_host = std::make_unique<TransportHost>(MakeTransportHost());
    m_alarm = std::make_unique<LocalAlarm>(*m_host, [this] { Ring(); });
    SettleSoon();
}

void
RaftShardNode::DoForget()
{
    NS_LOG_FUNCTION(this);
    m_settle.Cancel();
    if (m_alarm)
    {
        m_alarm->Forget(); // the timer is gone already
        m_alarm.reset();
    }
    if (m_node)
    {
        AddPast();
        m_service->OnForget();
        m_node.reset();
    }
    m_isLegacy.clear();
    m_waiting.clear();
    m_unsynced = 0;
    m_isRetrying = false;
    TransportProcess::DoForget();
}

void
RaftShardNode::DoDispose()
{
    m_settle.Cancel();
    m_alarm.reset();
    m_node.reset();
    m_service = nullptr;
    TransportProcess::DoDispose();
}

Result<RaftProposal, RaftError>
RaftShardNode::Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload)
{
    if (!IsUp() || !m_node)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    SettleSoon();
    return GetReplicas()->Propose(shard, payload);
}

RaftError
RaftShardNode::Read(RaftShardId shard, uint64_t id, bool lease)
{
    if (!IsUp() || !m_node)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    SettleSoon();
    return GetReplicas()->Read(shard, id, lease);
}

RaftError
RaftShardNode::TransferLeadership(RaftShardId shard, RaftNodeId to)
{
    if (!IsUp() || !m_node)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    SettleSoon();
    return m_node->TransferTo(NowNs(), shard, to);
}

Result<RaftProposal, RaftError>
RaftShardNode::ChangeMembership(RaftShardId shard,
                                std::vector<RaftNodeId> voters,
                                std::vector<RaftNodeId> learners)
{
    if (!IsUp() || !m_node)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    SettleSoon();
    return m_node->ProposeMembership(NowNs(), shard, std::move(voters), std::move(learners));
}

RaftError
RaftShardNode::JoinShard(const RaftShardConfig& shard)
{
    if (!IsUp() || !m_node)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    SettleSoon();
    return m_node->Join(NowNs(), shard);
}

/// @return the node at the other end; RAFT_NOBODY when its id is none of a node: ids of transport are longer
RaftNodeId
RaftShardNode::NodeOf(const MessageConnection& connection)
{
    const uint64_t peer = connection.Core().GetPeer();
    return peer <= UINT32_MAX ? static_cast<RaftNodeId>(peer) : RAFT_NOBODY;
}

void
RaftShardNode::NoteOpen(MessageConnection& connection, bool isLegacy)
{
    if (const RaftNodeId peer = NodeOf(connection))
    {
        m_isLegacy[peer] = isLegacy;
        if (m_node)
        {
            m_node->NoteConnected(peer);
        }
    }
}

void
RaftShardNode::TakeMessage(MessageConnection& connection,
                           const InboundMessage& message,
                           bool isLegacy)
{
    const RaftNodeId peer = NodeOf(connection);
    if (peer == RAFT_NOBODY)
    {
        m_past.outsiders++;
        return;
    }
    if (!UsesCpu())
    {
        TakeFrame(peer, isLegacy, message.bytes);
        return;
    }
    const auto size = static_cast<uint32_t>(message.bytes.size);
    auto bytes = std::make_shared<std::vector<uint8_t>>();
    if (message.owned)
    {
        bytes->swap(*message.owned);
    }
    else
    {
        bytes->assign(message.bytes.data, message.bytes.data + message.bytes.size);
    }
    const bool isTaken = Execute(size,
                                 [this, peer, isLegacy, bytes] {
                                     TakeFrame(peer, isLegacy, {bytes->data(), bytes->size()});
                                 });
    m_past.unprocessed += isTaken ? 0 : 1;
}

void
RaftShardNode::TakeFrame(RaftNodeId peer, bool isLegacy, ByteSpan bytes)
{
    if (!m_node)
    {
        return;
    }
    const auto verdict = m_node->Receive(NowNs(), peer, isLegacy, bytes);
    m_frameTrace(peer, static_cast<uint32_t>(bytes.size), verdict);
    SettleSoon();
}

void
RaftShardNode::SettleSoon()
{
    if (m_node && m_settle.IsExpired())
    {
        m_settle = Simulator::ScheduleNow(&RaftShardNode::Settle, this);
    }
}

void
RaftShardNode::Settle()
{
    m_settle.Cancel();
    WhenUp(
        [this]
        {
            if (!m_node)
            {
                return;
            }
            const int64_t nowNs = NowNs();
            GetEndpoint()->SendTogether([&] { m_node->Settle(nowNs); });
            const int64_t nextNs = m_node->NextDeadlineNs();
            m_alarm->Set(NanoSeconds(nowNs),
                         nextNs == RaftCore::NEVER ? std::nullopt
                                                   : std::optional<Time>(NanoSeconds(nextNs)));
        });
}

void
RaftShardNode::Ring()
{
    const int64_t nowNs = NowNs();
    if (m_node->NextDeadlineNs() <= nowNs)
    {
        m_node->Tick(nowNs);
    }
    Settle();
}

bool
RaftShardNode::IsLegacy(RaftNodeId node) const
{
    const auto found = m_isLegacy.find(node);
    return found == m_isLegacy.end() ? m_protocols == Protocols::LEGACY : found->second;
}

bool
RaftShardNode::Transmit(RaftNodeId to,
                        std::vector<uint8_t>& frame,
                        RaftUrgency urgency,
                        uint64_t flow)
{
    SendOptions options;
    switch (urgency)
    {
    case RaftUrgency::CONTROL:
        options.priority = m_controlPriority;
        break;
    case RaftUrgency::LOG:
        options.priority = m_logPriority;
        options.flow = flow;
        break;
    case RaftUrgency::BULK:
        options.priority = m_bulkPriority;
        options.flow = flow;
        break;
    }
    return GetEndpoint()->Send(to, std::move(frame), options).IsOk();
}

void
RaftShardNode::Persist(Disk::Record record)
{
    m_waiting.push_back(std::move(record));
    if (!m_isRetrying)
    {
        WriteWaiting();
    }
}

void
RaftShardNode::WriteWaiting()
{
    m_isRetrying = false;
    while (!m_waiting.empty())
    {
        // A copy: what the disk does not take is lost to us otherwise.
        if (Append(m_waiting.front()) != Disk::Result::OK)
        {
            break;
        }
        m_unsynced = m_waiting.front().id;
        m_waiting.pop_front();
    }
    if (m_unsynced != 0)
    {
        const uint64_t record = m_unsynced;
        const auto result = Sync(
            [this, record]
            {
                m_wasDurable = true;
                m_node->OnDurable(NowNs(), record);
                Settle();
            });
        m_unsynced = result == Disk::Result::OK ? 0 : m_unsynced;
    }
    if (!m_waiting.empty() || m_unsynced != 0)
    {
        m_past.diskRetries++;
        m_isRetrying = ScheduleLocal(m_diskRetry, [this] { WriteWaiting(); }).IsValid();
    }
}

void
RaftShardNode::RemoveOldest(uint64_t count)
{
    RemoveOldestRecords(count);
}

uint64_t
RaftShardNode::RecordsOnDisk()
{
    return GetDisk().GetRecords() + m_waiting.size();
}

void
RaftShardNode::OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader)
{
    m_roleTrace(shard, role, term, leader);
}

void
RaftShardNode::OnCommitted(RaftShardId shard, uint64_t index, int64_t latencyNs)
{
    m_commitTrace(shard, index, NanoSeconds(latencyNs));
}

void
RaftShardNode::OnSnapshot(RaftShardId shard, uint64_t index, uint32_t bytes, bool isReceived)
{
    m_snapshotTrace(shard, index, bytes, isReceived);
}

namespace
{

void
AddNode(RaftShardNode::Totals& totals, const ShardedNodeHandle& node)
{
    AddCounters(totals.node, node.GetCounters());
    AddCounters(totals.host, node.Host().Counters());
    AddCounters(totals.handler, node.Handler().GetCounters());
    AddCounters(totals.storage, node.Storage().GetCounters());
    for (const RaftShardId shard : node.Shards())
    {
        AddCounters(totals.cores, node.Host().Find(shard)->Counters());
    }
}

} // namespace

void
RaftShardNode::AddPast()
{
    AddNode(m_past, *m_node);
}

RaftShardNode::Totals
RaftShardNode::GetTotals() const
{
    Totals totals = m_past;
    if (m_node)
    {
        AddNode(totals, *m_node);
    }
    return totals;
}

} // namespace sharding
} // namespace ns3
