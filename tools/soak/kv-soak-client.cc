/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-soak-client.h"

namespace ns3
{
namespace sharding
{
KvSoak::Client::Client(KvSoak& soak, uint32_t number)
    : m_soak(soak), m_number(number), m_config(soak.DrawClientConfig()),
      m_workload(
          [&]
          {
              KvWorkload::Config config = soak.DrawWorkloadConfig();
              config.client = number + 1;
              return config;
          }(),
          [this] { return Draw(); },
          [this] { return Draw(); }),
      m_users(soak.m_dice.Between(1, 3))
{
    Begin();
}

void
KvSoak::Client::Begin()
{
    m_life++;
    m_config.client = uint64_t{m_number + 1} << 32U | m_life;
    m_core.reset(new KvClientCore(m_config, *this));
    for (uint64_t user = 0; user < m_users; user++)
    {
        CallLater();
    }
}

void
KvSoak::Client::CallLater()
{
    if (m_soak.m_isCalm)
    {
        return;
    }
    const auto thinks = static_cast<int64_t>(m_soak.m_dice.Between(0, 20)) * MS;
    Event& event = m_soak.Push(m_soak.m_nowNs + thinks, Kind::USER);
    event.to = m_number;
    event.life = m_life;
}

void
KvSoak::Client::CallAsUser(int64_t nowNs, uint64_t life)
{
    if (life != m_life || m_soak.m_isCalm)
    {
        return;
    }
    m_submitting = m_workload.Next();
    const RaftShardId shard =
        m_submitting.verb == KvVerb::SCAN ? m_submitting.shard : m_core->ShardOf(m_submitting.key);
    m_submittingFloor = m_soak.m_checker.Floor(shard);
    const KvCall call = m_submitting;
    const uint64_t ended = m_core->Counters().ok + m_core->Counters().failed;
    const uint64_t number = m_core->Submit(nowNs, call);
    if (number == 0)
    {
        m_soak.Probe("call refused");
        CallLater();
    }
    else if (ended == m_core->Counters().ok + m_core->Counters().failed)
    {
        m_called[number] = {call, m_submittingFloor, nowNs};
    }
}

void
KvSoak::Client::Receive(int64_t nowNs, uint64_t life, RaftNodeId from, const KvReply& reply)
{
    if (life == m_life)
    {
        m_core->Receive(nowNs, from, reply);
    }
}

void
KvSoak::Client::NoteUnreachable(int64_t nowNs, RaftNodeId node)
{
    m_core->NoteUnreachable(nowNs, node);
}

void
KvSoak::Client::Tick(int64_t nowNs)
{
    m_core->Tick(nowNs);
}

int64_t
KvSoak::Client::NextDeadlineNs() const
{
    return m_core->NextDeadlineNs();
}

void
KvSoak::Client::Crash(int64_t nowNs)
{
    m_past.Add(m_core->Counters());
    for (const auto& [number, called] : m_called)
    {
        KvEnd end;
        end.shard =
            called.call.verb == KvVerb::SCAN ? called.call.shard : m_core->ShardOf(called.call.key);
        end.outcome = IsKvWrite(called.call.verb) ? KvOutcome::UNKNOWN : KvOutcome::FAILED;
        end.begunNs = called.begunNs;
        end.endedNs = nowNs;
        m_soak.m_checker.OnEnd(called.call, end, called.floor);
    }
    m_called.clear();
    Begin();
}

uint32_t
KvSoak::Client::Open() const
{
    return m_core->Open();
}

void
KvSoak::Client::AddTo(KvClientCounters& sum) const
{
    sum.Add(m_past);
    sum.Add(m_core->Counters());
}

bool
KvSoak::Client::OnSend(RaftNodeId node, const KvRequest& request)
{
    return m_soak.SendRequest(m_number, m_life, node, request);
}

void
KvSoak::Client::OnEnd(const KvCall& call, const KvEnd& end)
{
    const auto called = m_called.find(end.call);
    const uint64_t floor = called == m_called.end() ? m_submittingFloor : called->second.floor;
    if (called != m_called.end())
    {
        m_called.erase(called);
    }
    m_soak.m_checker.OnEnd(call, end, floor);
    m_workload.Note(call, end);
    m_soak.Probe(KvVerbName(call.verb) + " " + KvOutcomeName(end.outcome));
    CallLater();
}

double
KvSoak::Client::DrawJitter()
{
    return Draw();
}

double
KvSoak::Client::Draw()
{
    return static_cast<double>(m_soak.m_dice.Between(0, 999999)) / 1000000;
}

} // namespace sharding
} // namespace ns3
