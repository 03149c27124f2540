/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-key-value-store.h"

#include "kv-seam.h"

#include "ns3/assert.h"
#include "ns3/jump-hash.h"

#include <utility>

namespace ns3
{
namespace sharding
{

std::string
ShardedKeyValueStore::Config::Validate(const Config& config)
{
    if (config.shards == 0)
    {
        return "a store must have a shard";
    }
    return KvLimits::Validate(config.limits);
}

ShardedKeyValueStore::ShardedKeyValueStore(const Config& config, Answer answer)
    : m_config(config), m_answer(std::move(answer))
{
}

void
ShardedKeyValueStore::Ask(const KvRequest& request, uint64_t origin)
{
    NS_ASSERT_MSG(m_replicas, "nobody can be asked before a life begins");
    m_counters.requests++;
    Shard* shard = Lookup(request.shard);
    const KvStatus status = Check(request, shard);
    if (status != KvStatus::OK)
    {
        Refuse(request, origin, status);
    }
    else if (IsKvWrite(request.verb))
    {
        Propose(*shard, request, origin);
    }
    else
    {
        Read(*shard, request, origin);
    }
}

const KeyValueState*
ShardedKeyValueStore::Find(RaftShardId shard) const
{
    const auto found = m_shards.find(shard);
    return found == m_shards.end() ? nullptr : &found->second.state;
}

uint32_t
ShardedKeyValueStore::PendingWrites(RaftShardId shard) const
{
    const auto found = m_shards.find(shard);
    return found == m_shards.end() ? 0 : static_cast<uint32_t>(found->second.writes.size());
}

KvStateCounters
ShardedKeyValueStore::StateCounters() const
{
    KvStateCounters sum;
    for (const auto& [number, shard] : m_shards)
    {
        const KvStateCounters& counters = shard.state.Counters();
        sum.applied += counters.applied;
        sum.repeated += counters.repeated;
        sum.outdated += counters.outdated;
        sum.strangers += counters.strangers;
        sum.full += counters.full;
        sum.sessionsOpened += counters.sessionsOpened;
        sum.sessionsExpired += counters.sessionsExpired;
        sum.malformed += counters.malformed;
    }
    return sum;
}

/// @return OK when it can be carried out, as far as can be seen here
KvStatus
ShardedKeyValueStore::Check(const KvRequest& request, const Shard* shard) const
{
    const bool hasKey = request.verb != KvVerb::SCAN && request.verb != KvVerb::OPEN;
    if (request.shard >= m_config.shards ||
        (hasKey &&
         ShardOfKey(request.key.data(), request.key.size(), m_config.shards) != request.shard))
    {
        return KvStatus::WRONG_SHARD;
    }
    if (!shard || shard->isBroken || !m_replicas->HasShard(request.shard))
    {
        return KvStatus::UNKNOWN_SHARD;
    }
    if (IsTooLarge(request))
    {
        return KvStatus::TOO_LARGE;
    }
    return m_pending >= m_config.maxPending ? KvStatus::OVERLOADED : KvStatus::OK;
}

bool
ShardedKeyValueStore::IsTooLarge(const KvRequest& request) const
{
    return request.key.size() > m_config.limits.maxKeyBytes ||
           request.value.size() > m_config.limits.maxValueBytes ||
           request.expected.size() > m_config.limits.maxValueBytes;
}

void
ShardedKeyValueStore::Propose(Shard& shard, const KvRequest& request, uint64_t origin)
{
    const auto place = m_replicas->Propose(request.shard, KvCommand::Encode(request));
    if (!place.IsOk())
    {
        RefuseFor(request, origin, place.Error());
        return;
    }
    m_counters.proposed++;
    if (KV_SEEDED_BUG(ANSWERED_BEFORE_APPLIED) && request.verb != KvVerb::OPEN)
    {
        KvReply reply;
        reply.status = KvStatus::OK;
        reply.index = place.Value().index;
        Tell(request.shard, {origin, request.tag}, reply);
        return;
    }
    shard.writes.push_back({place.Value().index, place.Value().term, {origin, request.tag}});
    m_pending++;
}

void
ShardedKeyValueStore::Read(Shard& shard, const KvRequest& request, uint64_t origin)
{
    if (request.stale || m_config.readMode == KvReadMode::STALE || KV_SEEDED_BUG(READ_AT_ONCE))
    {
        m_counters.staleReads++;
        KvReply reply = shard.state.Read(request);
        reply.stale = !KV_SEEDED_BUG(READ_AT_ONCE);
        Tell(request.shard, {origin, request.tag}, reply);
        return;
    }
    if (!m_config.followerReads && m_replicas->Leader(request.shard) != m_replicas->Self())
    {
        Refuse(request, origin, KvStatus::NOT_LEADER);
        return;
    }
    const uint64_t id = ++m_lastRead;
    const RaftError error =
        m_replicas->Read(request.shard, id, m_config.readMode == KvReadMode::LEASE);
    if (error != RaftError::NONE)
    {
        RefuseFor(request, origin, error);
        return;
    }
    m_reads.emplace(id, PendingRead{request, origin});
    m_pending++;
}

void
ShardedKeyValueStore::RefuseFor(const KvRequest& request, uint64_t origin, RaftError error)
{
    switch (error)
    {
    case RaftError::NOT_LEADER:
    case RaftError::NO_LEADER:
        Refuse(request, origin, KvStatus::NOT_LEADER);
        return;
    case RaftError::TOO_LARGE:
        Refuse(request, origin, KvStatus::TOO_LARGE);
        return;
    case RaftError::UNKNOWN_SHARD:
        Refuse(request, origin, KvStatus::UNKNOWN_SHARD);
        return;
    default:
        Refuse(request, origin, KvStatus::OVERLOADED);
    }
}

void
ShardedKeyValueStore::Refuse(const KvRequest& request, uint64_t origin, KvStatus status)
{
    m_counters.redirected += status == KvStatus::NOT_LEADER;
    m_counters.wrongShards += status == KvStatus::WRONG_SHARD;
    m_counters.unknownShards += status == KvStatus::UNKNOWN_SHARD;
    m_counters.tooLarge += status == KvStatus::TOO_LARGE;
    m_counters.overloaded += status == KvStatus::OVERLOADED;
    KvReply reply;
    reply.status = status;
    Tell(request.shard, {origin, request.tag}, reply);
}

void
ShardedKeyValueStore::Tell(RaftShardId shard, const Waiting& waiting, KvReply& reply)
{
    reply.shard = shard;
    reply.tag = waiting.tag;
    if (reply.status == KvStatus::NOT_LEADER || reply.status == KvStatus::RETRY)
    {
        reply.leader = m_replicas->Leader(shard);
    }
    m_answer(waiting.origin, reply);
}

void
ShardedKeyValueStore::Lose(RaftShardId shard, const Write& write)
{
    m_counters.writesLost++;
    m_pending--;
    KvReply reply;
    reply.status = KvStatus::RETRY;
    Tell(shard, write.waiting, reply);
}

ShardedKeyValueStore::Shard*
ShardedKeyValueStore::Lookup(RaftShardId shard)
{
    const auto found = m_shards.find(shard);
    return found == m_shards.end() ? nullptr : &found->second;
}

void
ShardedKeyValueStore::OnStart(RaftReplicas& replicas)
{
    m_replicas = &replicas;
}

void
ShardedKeyValueStore::OnForget()
{
    m_counters.forgotten += m_pending;
    m_pending = 0;
    m_shards.clear();
    m_reads.clear();
    m_replicas = nullptr;
}

void
ShardedKeyValueStore::OnRestore(RaftShardId number, const RaftSnapshotPointer& snapshot)
{
    Shard& shard = m_shards.try_emplace(number, m_config.limits).first->second;
    const bool hasBytes = snapshot && snapshot->data;
    KeyValueState empty(m_config.limits);
    const std::vector<uint8_t> nothing = snapshot ? std::vector<uint8_t>() : empty.Save();
    shard.isBroken = !(hasBytes ? shard.state.Restore(snapshot->data->Data(), snapshot->SizeBytes())
                                : shard.state.Restore(nothing.data(), nothing.size()));
    m_counters.badSnapshots += shard.isBroken;
    // What was proposed and is covered by the snapshot may be in it, and its answer is gone.
    const auto lost = std::move(shard.writes);
    shard.writes.clear();
    for (const Write& write : lost)
    {
        Lose(number, write);
    }
}

void
ShardedKeyValueStore::OnApply(RaftShardId number, uint64_t index, const RaftEntry& entry)
{
    Shard* shard = Lookup(number);
    if (!shard)
    {
        return;
    }
    KvReply reply;
    if (entry.type == RaftEntryType::NORMAL && !shard->isBroken)
    {
        m_counters.applied++;
        reply = shard->state.Apply(
            index, entry.payload ? entry.payload->Data() : nullptr, entry.sizeBytes);
    }
    else
    {
        shard->state.Skip(index);
    }
    while (!shard->writes.empty() && shard->writes.front().index <= index)
    {
        const Write write = shard->writes.front();
        shard->writes.pop_front();
        const bool isSame = write.index == index &&
                            (write.term == entry.term || KV_SEEDED_BUG(ANSWERED_AT_ANY_TERM));
        if (!isSame || entry.type != RaftEntryType::NORMAL || shard->isBroken)
        {
            Lose(number, write);
            continue;
        }
        m_counters.writesAnswered++;
        m_pending--;
        Tell(number, write.waiting, reply);
    }
}

Ptr<const RaftPayload>
ShardedKeyValueStore::OnSave(RaftShardId number)
{
    const Shard* shard = Lookup(number);
    const std::vector<uint8_t> bytes =
        shard ? shard->state.Save() : KeyValueState(m_config.limits).Save();
    return RaftPayload::Create(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

void
ShardedKeyValueStore::OnRead(RaftShardId number, const RaftReadAnswer& answer)
{
    const auto found = m_reads.find(answer.id);
    if (found == m_reads.end())
    {
        return;
    }
    const PendingRead read = std::move(found->second);
    m_reads.erase(found);
    m_pending--;
    const Shard* shard = Lookup(number);
    KvReply reply;
    if (answer.ok && shard && !shard->isBroken)
    {
        m_counters.readsAnswered++;
        reply = shard->state.Read(read.request);
    }
    else
    {
        m_counters.readsFailed++;
        reply.status = KvStatus::RETRY;
    }
    Tell(number, {read.origin, read.request.tag}, reply);
}

void
ShardedKeyValueStore::OnRole(RaftShardId number,
                             RaftRole role,
                             uint64_t term,
                             RaftNodeId /* leader */)
{
    Shard* shard = Lookup(number);
    if (!shard || shard->writes.empty() || KV_SEEDED_BUG(LEFT_HANGING) ||
        KV_SEEDED_BUG(ANSWERED_AT_ANY_TERM))
    {
        return;
    }
    // What was proposed in this term, by its leader, is still on its way.
    std::deque<Write> kept;
    const auto writes = std::move(shard->writes);
    shard->writes.clear();
    std::deque<Write> lost;
    for (const Write& write : writes)
    {
        (role == RaftRole::LEADER && write.term == term ? kept : lost).push_back(write);
    }
    shard->writes = std::move(kept);
    for (const Write& write : lost)
    {
        Lose(number, write);
    }
}

} // namespace sharding
} // namespace ns3
