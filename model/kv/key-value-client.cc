/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "key-value-client.h"

#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("KeyValueClient");

KeyValueClient::KeyValueClient()
{
    NS_LOG_FUNCTION(this);
}

KeyValueClient::~KeyValueClient()
{
    NS_LOG_FUNCTION(this);
}

void
KeyValueClient::SetStore(uint64_t client, std::vector<std::vector<RaftNodeId>> replicas)
{
    m_client = client;
    m_replicas = std::move(replicas);
}

void
KeyValueClient::SetListener(Listener listener, Time phase)
{
    m_listener = std::move(listener);
    m_phase = phase;
}

std::string
KeyValueClient::Validate() const
{
    const std::string core = KvClientCore::Config::Validate(MakeCoreConfig());
    const std::string workload = KvWorkload::Config::Validate(MakeWorkloadConfig());
    if (!core.empty() || !workload.empty())
    {
        return core.empty() ? workload : core;
    }
    return m_load == Load::CLOSED && m_users > m_maxOpen
               ? "there are more users than calls may be open"
               : "";
}

uint32_t
KeyValueClient::GetOpen() const
{
    return static_cast<uint32_t>(m_offered.size());
}

KvClientCounters
KeyValueClient::GetCounters() const
{
    KvClientCounters sum = m_past;
    if (m_core)
    {
        sum.Add(m_core->Counters());
    }
    return sum;
}

Time
KeyValueClient::GetInterval() const
{
    return m_load == Load::OPEN ? m_interval : Time(0);
}

void
KeyValueClient::MakeStreams()
{
    if (m_workload)
    {
        return;
    }
    m_keyDraw = CreateForRole<UniformRandomVariable>("keys/" + GetRole());
    m_verbDraw = CreateForRole<UniformRandomVariable>("verbs/" + GetRole());
    m_jitter = CreateForRole<UniformRandomVariable>("back-off/" + GetRole());
    m_gap = CreateForRole<ExponentialRandomVariable>("arrivals/" + GetRole());
    m_think = CreateForRole<ExponentialRandomVariable>("thinking/" + GetRole());
    m_workload = std::make_unique<KvWorkload>(
        MakeWorkloadConfig(),
        [this] { return m_keyDraw->GetValue(0, 1); },
        [this] { return m_verbDraw->GetValue(0, 1); });
}

void
KeyValueClient::DoStart()
{
    NS_LOG_FUNCTION(this);
    MakeStreams();
    Serve();
    TransportProcess::DoStart();
    m_host = MakeTransportHost();
    m_core.reset(new KvClientCore(MakeCoreConfig(), *this));
    m_alarm = std::make_unique<LocalAlarm>(m_host,
                                           [this]
                                           {
                                               m_core->Tick(NowNs());
                                               SetAlarm();
                                           });
    ScheduleLocal(m_phase, [this] { BeginWork(); });
}

void
KeyValueClient::Serve()
{
    if (m_isServed)
    {
        return;
    }
    m_isServed = true;
    ProtocolHandler handler;
    handler.onMessage = [this](MessageConnection& connection, const InboundMessage& message)
    { Receive(connection, message); };
    handler.onClose = [this](MessageConnection& connection, CloseReason /* reason */)
    { NoteClosed(connection); };
    GetEndpoint()->Serve(KV_PROTOCOL, handler);
    GetEndpoint()->SetFateCallback([this](uint64_t ticket, SendFate fate)
                                   { NoteFate(ticket, fate); });
}

void
KeyValueClient::BeginWork()
{
    if (m_load == Load::OPEN)
    {
        ScheduleLocal(Seconds(m_gap->GetValue(m_interval.GetSeconds(), 0)), [this] { Arrive(); });
        return;
    }
    for (uint32_t user = 0; user < m_users; user++)
    {
        ThinkAndCall();
    }
}

void
KeyValueClient::Arrive()
{
    ScheduleLocal(Seconds(m_gap->GetValue(m_interval.GetSeconds(), 0)), [this] { Arrive(); });
    Submit(m_workload->Next(), false);
}

void
KeyValueClient::ThinkAndCall()
{
    const Time thinks = m_thinkTime.IsStrictlyPositive()
                            ? Seconds(m_think->GetValue(m_thinkTime.GetSeconds(), 0))
                            : Time(0);
    ScheduleLocal(thinks, [this] { CallAsUser(); });
}

void
KeyValueClient::CallAsUser()
{
    Submit(m_workload->Next(), true);
}

bool
KeyValueClient::Call(const KvCall& call)
{
    return m_core && IsUp() && Submit(call, false);
}

bool
KeyValueClient::Submit(const KvCall& call, bool isUser)
{
    const RaftShardId shard = call.verb == KvVerb::SCAN ? call.shard : m_core->ShardOf(call.key);
    m_offeredTrace(call.verb, shard);
    Offered offered;
    offered.number = m_listener.onOffer ? m_listener.onOffer(call, shard) : 0;
    offered.begun = Simulator::Now();
    offered.call = call;
    offered.isUser = isUser;
    const uint64_t before = m_core->Counters().submitted;
    // The core numbers calls from 1 on, so what it will tell of this one is known before.
    m_offered[before + 1] = offered;
    const uint64_t number = m_core->Submit(NowNs(), call);
    if (number == 0)
    {
        m_offered.erase(before + 1);
        KvEnd end;
        end.shard = shard;
        end.outcome = KvOutcome::FAILED;
        Finish(offered, end, REFUSED);
        if (isUser)
        {
            ThinkAndCall();
        }
    }
    SetAlarm();
    return number != 0;
}

void
KeyValueClient::OnEnd(const KvCall& call, const KvEnd& end)
{
    const auto found = m_offered.find(end.call);
    const Offered offered = std::move(found->second);
    m_offered.erase(found);
    m_workload->Note(call, end);
    Finish(offered, end, end.outcome == KvOutcome::OK ? "" : KvStatusName(end.reply.status));
    if (offered.isUser)
    {
        ThinkAndCall();
    }
}

void
KeyValueClient::Finish(const Offered& offered, const KvEnd& end, const std::string& reason)
{
    m_doneTrace(offered.call.verb, Simulator::Now() - offered.begun, end.outcome);
    if (m_listener.onEnd)
    {
        m_listener.onEnd(offered.number, offered.call, end, reason);
    }
}

bool
KeyValueClient::OnSend(RaftNodeId node, const KvRequest& request)
{
    std::vector<uint8_t> bytes;
    request.Encode(bytes);
    const auto ticket = GetEndpoint()->Send(node, std::move(bytes));
    if (ticket.IsOk())
    {
        m_tickets[ticket.Value()] = request.tag;
    }
    return ticket.IsOk();
}

double
KeyValueClient::DrawJitter()
{
    return m_jitter->GetValue(0, 1);
}

void
KeyValueClient::OnRetry(uint64_t /* call */, KvRetry reason)
{
    m_retryTrace(reason);
}

void
KeyValueClient::OnRedirect(uint64_t /* call */, RaftNodeId from, RaftNodeId to)
{
    m_redirectTrace(from, to);
}

void
KeyValueClient::Receive(MessageConnection& connection, const InboundMessage& message)
{
    const auto reply = KvReply::Decode(message.bytes.data, message.bytes.size);
    if (!reply.IsOk())
    {
        m_malformed++;
        connection.Close(CloseReason::ASKED);
        return;
    }
    m_core->Receive(NowNs(), static_cast<RaftNodeId>(connection.Core().GetPeer()), reply.Value());
    SetAlarm();
}

void
KeyValueClient::NoteClosed(MessageConnection& connection)
{
    if (m_core && connection.Core().GetPeer() != 0)
    {
        m_core->NoteUnreachable(NowNs(), static_cast<RaftNodeId>(connection.Core().GetPeer()));
        SetAlarm();
    }
}

void
KeyValueClient::NoteFate(uint64_t ticket, SendFate fate)
{
    const auto found = m_tickets.find(ticket);
    if (found == m_tickets.end())
    {
        return;
    }
    const uint64_t tag = found->second;
    m_tickets.erase(found);
    if (fate != SendFate::SENT && m_core)
    {
        m_core->NoteUnsent(NowNs(), tag);
        SetAlarm();
    }
}

int64_t
KeyValueClient::NowNs()
{
    return GetMonotonicTime().GetNanoSeconds();
}

void
KeyValueClient::SetAlarm()
{
    const int64_t atNs = m_core->NextDeadlineNs();
    m_alarm->Set(GetMonotonicTime(),
                 atNs == KvClientCore::NEVER ? std::nullopt
                                             : std::optional<Time>(NanoSeconds(atNs)));
}

void
KeyValueClient::DoForget()
{
    NS_LOG_FUNCTION(this);
    TransportProcess::DoForget();
    m_tickets.clear();
    if (m_alarm)
    {
        m_alarm->Forget();
    }
    m_alarm.reset();
    if (m_core)
    {
        m_past.Add(m_core->Counters());
    }
    const auto offered = std::move(m_offered);
    m_offered.clear();
    for (const auto& [number, lost] : offered)
    {
        KvEnd end;
        end.call = number;
        end.shard =
            lost.call.verb == KvVerb::SCAN ? lost.call.shard : m_core->ShardOf(lost.call.key);
        end.outcome = IsKvWrite(lost.call.verb) ? KvOutcome::UNKNOWN : KvOutcome::FAILED;
        Finish(lost, end, CRASHED);
    }
    m_core.reset();
}

void
KeyValueClient::DoDispose()
{
    m_alarm.reset();
    m_core.reset();
    m_listener = Listener();
    TransportProcess::DoDispose();
}

} // namespace sharding
} // namespace ns3
