/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-host.h"

#include "raft-host-group.h"
#include "raft-option-check.h"
#include "raft-seam.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr RaftShardId NEAR_SHARDS = 1U << 16U;
constexpr int64_t US_NS = 1000;
constexpr int64_t SECOND_NS = 1000000000;
constexpr int64_t LONGEST_NS = 3600 * SECOND_NS;

} // namespace

void
RaftHostOutput::OnStep(RaftShardId /* shard */, const RaftCore& /* core */, RaftReady& /* ready */)
{
}

std::string
RaftHost::Config::Validate(const Config& config, const RaftOptions& options)
{
    RaftOptionCheck check;
    check.AtLeast("self", config.self, 1)
        .AtLeast("epoch", config.epoch, 1)
        .Within("tickNs", config.tickNs, US_NS, SECOND_NS)
        .Within("answerWithinNs", config.answerWithinNs, 0, LONGEST_NS)
        .AtLeast("maxShards", config.maxShards, 1)
        .AtLeast("maxBeats", config.maxBeats, 1);
    if (config.quiesce)
    {
        check.AtLeast("restAfterNs", config.restAfterNs, 1)
            .AtLeast("nodeBeatNs", config.nodeBeatNs, 1)
            .Above("nodeSilenceNs", config.nodeSilenceNs, config.nodeBeatNs, "nodeBeatNs")
            .AtMost("nodeSilenceNs", config.nodeSilenceNs, LONGEST_NS);
    }
    if (!check.Problem().empty())
    {
        return check.Problem();
    }
    RaftOptions used = options;
    used.restAfterNs = config.quiesce ? config.restAfterNs : 0;
    used.restCheckNs = config.quiesce ? config.restCheckNs : options.restCheckNs;
    return RaftOptions::Validate(used);
}

RaftHost::RaftHost(const Config& config, RaftHostOutput& output)
    : m_config(config), m_output(output), m_timers(config.tickNs), m_owing(config.tickNs),
      m_peers(config.nodeBeatNs, config.nodeSilenceNs)
{
    NS_ASSERT_MSG(Config::Validate(config, RaftOptions()).empty(),
                  Config::Validate(config, RaftOptions()));
    m_beats.from = config.self;
    m_beats.epoch = config.epoch;
}

RaftHost::~RaftHost()
{
    for (const auto& group : m_groups)
    {
        m_timers.Remove(*group);
    }
}

bool
RaftHost::AddShard(int64_t nowNs,
                   RaftShardId shard,
                   const RaftOptions& options,
                   const RaftStart& start,
                   uint64_t seed)
{
    if (m_groups.size() >= m_config.maxShards || shard == RAFT_NODE_PREFIX || Lookup(shard))
    {
        return false;
    }
    RaftOptions used = options;
    used.restAfterNs = m_config.quiesce ? m_config.restAfterNs : 0;
    used.restCheckNs = m_config.quiesce ? m_config.restCheckNs : options.restCheckNs;
    used.alignBeats = m_config.coalesce;
    m_groups.push_back(std::make_unique<Group>(shard, m_config.self, used, start, nowNs, seed));
    Group& group = *m_groups.back();
    if (shard < NEAR_SHARDS)
    {
        m_near.resize(std::max<size_t>(m_near.size(), shard + 1));
        m_near[shard] = &group;
    }
    else
    {
        m_far[shard] = &group;
    }
    for (const RaftProgress& member : group.core.Members())
    {
        m_peers.At(member.id); // whose beats are listened to from now on
    }
    Mark(group);
    return true;
}

bool
RaftHost::RemoveShard(RaftShardId shard)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return false;
    }
    m_timers.Remove(*group);
    m_marked.erase(std::remove(m_marked.begin(), m_marked.end(), group), m_marked.end());
    ForgetRest(*group);
    if (shard < NEAR_SHARDS)
    {
        m_near[shard] = nullptr;
    }
    else
    {
        m_far.erase(shard);
    }
    const auto owned = std::find_if(
        m_groups.begin(), m_groups.end(), [&](const auto& other) { return other.get() == group; });
    std::swap(*owned, m_groups.back());
    m_groups.pop_back();
    return true;
}

const RaftCore*
RaftHost::Find(RaftShardId shard) const
{
    const Group* group = Lookup(shard);
    return group ? &group->core : nullptr;
}

RaftHost::Group*
RaftHost::LookupFar(RaftShardId shard) const
{
    const auto far = m_far.find(shard);
    return far == m_far.end() ? nullptr : far->second;
}

/// It has something to do.
void
RaftHost::Mark(Group& group)
{
    if (!group.isMarked)
    {
        group.isMarked = true;
        m_marked.push_back(&group);
    }
}

bool
RaftHost::Receive(int64_t nowNs, RaftShardId shard, const RaftMessage& message)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        m_counters.unknownShards++;
        return false;
    }
    m_counters.messagesReceived++;
    RaftCore& core = group->core;
    if (core.IsResting() && !RaftBeat::IsBeat(message) && message.from != core.Leader())
    {
        core.Wake(nowNs, RaftWake::MESSAGE, true); // it would not rest if its node were silent
    }
    core.Receive(nowNs, message);
    Mark(*group);
    return true;
}

void
RaftHost::Tick(int64_t nowNs)
{
    while (auto* item = m_timers.TakeDue(nowNs))
    {
        TickGroup(nowNs, static_cast<Group&>(*item));
    }
    while (auto* item = m_owing.TakeDue(nowNs))
    {
        Queue(static_cast<RaftPeer&>(*item));
    }
    m_peers.TakeDue(nowNs, m_mute, m_silent);
    for (RaftPeer* peer : m_mute)
    {
        m_counters.nodeBeatsSent++;
        Queue(*peer);
    }
    for (const RaftPeer* peer : m_silent)
    {
        m_counters.nodesSilent++;
        if (!RAFT_SEEDED_BUG(SILENCE_DOES_NOT_WAKE))
        {
            WakeAll(nowNs, peer->id, RaftWake::NODE_SILENT);
        }
    }
    m_mute.clear();
    m_silent.clear();
}

/// Its deadline has come, or one that has moved on since.
void
RaftHost::TickGroup(int64_t nowNs, Group& group)
{
    RaftCore& core = group.core;
    if (m_config.coalesce && core.TickQuietly(nowNs))
    {
        BeatForTick(nowNs, group);
        m_timers.Set(group, core.HeartbeatDueNs());
        return;
    }
    const int64_t deadlineNs = core.NextDeadlineNs();
    if (deadlineNs > nowNs)
    {
        m_timers.Set(group, deadlineNs);
        return;
    }
    core.Tick(nowNs);
    Mark(group);
}

int64_t
RaftHost::NextDeadlineNs() const
{
    return std::min({m_timers.NextNs(), m_owing.NextNs(), m_peers.NextNs()});
}

Result<RaftProposal, RaftError>
RaftHost::Propose(int64_t nowNs, RaftShardId shard, const Ptr<const RaftPayload>& payload)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    Mark(*group);
    return group->core.Propose(nowNs, payload);
}

Result<RaftProposal, RaftError>
RaftHost::ProposeMembership(int64_t nowNs,
                            RaftShardId shard,
                            std::vector<RaftNodeId> voters,
                            std::vector<RaftNodeId> learners)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    Mark(*group);
    return group->core.ProposeMembership(nowNs, std::move(voters), std::move(learners));
}

RaftError
RaftHost::TransferTo(int64_t nowNs, RaftShardId shard, RaftNodeId to)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    Mark(*group);
    return group->core.TransferTo(nowNs, to);
}

RaftError
RaftHost::Read(int64_t nowNs, RaftShardId shard, uint64_t id, bool lease)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    Mark(*group);
    if (group->core.Role() != RaftRole::LEADER)
    {
        group->core.Wake(nowNs, RaftWake::READ, true);
    }
    return group->core.Read(nowNs, id, lease);
}

RaftError
RaftHost::Campaign(int64_t nowNs, RaftShardId shard)
{
    Group* group = Lookup(shard);
    if (!group)
    {
        return RaftError::UNKNOWN_SHARD;
    }
    Mark(*group);
    return group->core.Campaign(nowNs);
}

RaftError
RaftHost::Compact(RaftShardId shard, uint64_t index, const Ptr<const RaftPayload>& data)
{
    Group* group = Lookup(shard);
    return group ? group->core.Compact(index, data) : RaftError::UNKNOWN_SHARD;
}

void
RaftHost::OnPersisted(int64_t nowNs, RaftShardId shard, uint64_t writeId)
{
    if (Group* group = Lookup(shard))
    {
        group->core.OnPersisted(nowNs, writeId);
        Mark(*group);
    }
}

void
RaftHost::Collect(int64_t nowNs)
{
    for (size_t i = 0; i < m_marked.size(); i++)
    {
        m_marked[i]->isMarked = false;
        Settle(nowNs, *m_marked[i]);
    }
    m_marked.clear();
    SendBeats(nowNs);
    PassOverMoved();
}

/// Nobody is to be woken for deadlines that have moved on since they were set: with many groups there is one in every tick.
void
RaftHost::PassOverMoved()
{
    while (auto* item = m_timers.First())
    {
        if (!m_timers.PutOff(*item, static_cast<Group&>(*item).core.NextDeadlineNs()))
        {
            return;
        }
    }
}

/// Carries out what a core wants, until it wants nothing more.
void
RaftHost::Settle(int64_t nowNs, Group& group)
{
    for (bool again = true; again;)
    {
        RaftReady& ready = group.core.Collect(nowNs);
        m_output.OnStep(group.shard, group.core, ready);
        TellRole(group);
        again = CarryOut(group, ready);
    }
    NoteRest(nowNs, group);
    m_timers.Set(group, group.core.NextDeadlineNs());
}

void
RaftHost::TellRole(Group& group)
{
    const RaftCore& core = group.core;
    if (core.Role() != group.role || core.Term() != group.term || core.Leader() != group.leader)
    {
        group.role = core.Role();
        group.term = core.Term();
        group.leader = core.Leader();
        m_output.OnRole(group.shard, group.role, group.term, group.leader);
    }
}

/// @return whether the core may want more
bool
RaftHost::CarryOut(Group& group, RaftReady& ready)
{
    if (ready.write.id != 0)
    {
        m_output.OnWrite(group.shard, ready.write, group.core.Log());
    }
    for (RaftMessage& message : ready.messages)
    {
        if (m_config.coalesce && RaftBeat::IsBeat(message))
        {
            AddBeat(m_peers.At(message.to), RaftBeat::Of(group.shard, message));
            continue;
        }
        m_counters.messagesSent++;
        m_output.OnMessage(group.shard, message);
    }
    uint64_t applied = 0;
    if (ready.restore)
    {
        m_output.OnRestore(group.shard, ready.restore);
        applied = ready.restore->index;
    }
    if (ready.applyFirst <= ready.applyLast)
    {
        m_output.OnApply(group.shard, ready.applyFirst, ready.applyLast, group.core.Log());
        applied = ready.applyLast;
    }
    for (const RaftReadAnswer& answer : ready.reads)
    {
        m_output.OnRead(group.shard, answer);
    }
    if (applied == 0)
    {
        return false;
    }
    group.core.OnApplied(applied);
    return true;
}

} // namespace sharding
} // namespace ns3
