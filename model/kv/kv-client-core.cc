/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-client-core.h"

#include "kv-seam.h"

#include "ns3/jump-hash.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t MOST_TRIES = 255; //!< a tag has one byte for them
constexpr uint32_t MOST_SESSIONS = 65536;
constexpr uint32_t SLOTS_LOOKED_AT = 16; //!< for one whose session is open already

const char* const RETRIES[] = {
    "timeout", "unreachable", "no-leader", "lost", "overloaded", "unknown-shard", "expired"};

} // namespace

std::string
KvRetryName(KvRetry retry)
{
    return RETRIES[static_cast<size_t>(retry)];
}

void
KvClientCounters::Add(const KvClientCounters& more)
{
    submitted += more.submitted;
    refused += more.refused;
    sent += more.sent;
    redirects += more.redirects;
    lateReplies += more.lateReplies;
    sessionsOpened += more.sessionsOpened;
    sessionsExpired += more.sessionsExpired;
    ok += more.ok;
    failed += more.failed;
    unknown += more.unknown;
    for (uint32_t i = 0; i < KV_RETRIES; i++)
    {
        retries[i] += more.retries[i];
    }
}

void
KvClientListener::OnRetry(uint64_t /* call */, KvRetry /* reason */)
{
}

void
KvClientListener::OnRedirect(uint64_t /* call */, RaftNodeId /* from */, RaftNodeId /* to */)
{
}

std::string
KvClientCore::Config::Validate(const Config& config)
{
    const auto isEmpty = [](const std::vector<RaftNodeId>& nodes) { return nodes.empty(); };
    if (config.replicas.empty() ||
        std::any_of(config.replicas.begin(), config.replicas.end(), isEmpty))
    {
        return "there must be a shard, and each must have a replica";
    }
    if (config.sessions == 0 || config.sessions > MOST_SESSIONS)
    {
        return "the number of sessions must be in [1, 65536]";
    }
    if (config.maxOpen == 0)
    {
        return "one call at least must be possible";
    }
    if (config.tryTimeoutNs <= 0 || config.callTimeoutNs < config.tryTimeoutNs)
    {
        return "the time for a try must be positive, and that for a call not below it";
    }
    if (config.maxTries == 0 || config.maxTries > MOST_TRIES)
    {
        return "the number of tries must be in [1, 255]";
    }
    if (config.backOffMinNs <= 0 || config.backOffMaxNs < config.backOffMinNs)
    {
        return "the shortest back-off must be positive, and the longest not below it";
    }
    return "";
}

KvClientCore::KvClientCore(const Config& config, KvClientListener& listener)
    : m_config(config), m_listener(listener), m_slots(config.sessions)
{
    for (const auto& nodes : config.replicas)
    {
        m_leaders.push_back(nodes.front());
    }
    for (uint32_t slot = 0; slot < config.sessions; slot++)
    {
        m_free.insert(slot);
    }
}

RaftShardId
KvClientCore::ShardOf(const std::string& key) const
{
    return ShardOfKey(key.data(), key.size(), static_cast<uint32_t>(m_config.replicas.size()));
}

uint64_t
KvClientCore::Submit(int64_t nowNs, const KvCall& call)
{
    if (m_calls.size() >= m_config.maxOpen)
    {
        m_counters.refused++;
        return 0;
    }
    m_counters.submitted++;
    const uint64_t number = ++m_lastCall;
    const auto at = m_calls.emplace(number, Call{}).first;
    Call& entry = at->second;
    entry.call = call;
    entry.shard = call.verb == KvVerb::SCAN ? call.shard : ShardOf(call.key);
    entry.begunNs = nowNs;
    entry.last.shard = entry.shard;
    if (IsKvWrite(call.verb) && m_free.empty())
    {
        m_queued.push_back(number);
        SetTimer(number, entry, nowNs + m_config.callTimeoutNs);
        return number;
    }
    Start(nowNs, at);
    return number;
}

/// A read begins, or a write for which a session is free.
void
KvClientCore::Start(int64_t nowNs, Calls::iterator at)
{
    Call& call = at->second;
    if (IsKvWrite(call.call.verb))
    {
        TakeSlot(call);
    }
    call.node = m_leaders[call.shard];
    Ask(nowNs, at);
}

/// One whose session at the shard is open already saves a round trip.
void
KvClientCore::TakeSlot(Call& call)
{
    auto chosen = m_free.begin();
    uint32_t looked = 0;
    for (auto at = m_free.begin(); at != m_free.end() && looked < SLOTS_LOOKED_AT; ++at, looked++)
    {
        const auto session = m_slots[*at].find(call.shard);
        if (session != m_slots[*at].end() && session->second.number != 0)
        {
            chosen = at;
            break;
        }
    }
    call.slot = *chosen;
    m_free.erase(chosen);
}

void
KvClientCore::Ask(int64_t nowNs, Calls::iterator at)
{
    Call& call = at->second;
    KvRequest request;
    request.verb = call.call.verb;
    request.shard = call.shard;
    request.client = m_config.client;
    request.tag = at->first << 8U | ++call.tries;
    call.opens = false;
    if (call.slot != NO_SLOT)
    {
        Session& session = m_slots[call.slot][call.shard];
        call.opens = session.number == 0;
        if (!call.opens && call.sequence == 0)
        {
            call.sequence = ++session.sequence;
        }
        else if (!call.opens && KV_SEEDED_BUG(REPEATED_UNDER_NEW_NUMBER))
        {
            call.sequence = ++session.sequence;
        }
        request.session = session.number;
        request.sequence = call.sequence;
    }
    if (call.opens)
    {
        request.verb = KvVerb::OPEN;
    }
    else
    {
        request.stale = call.call.stale;
        request.expectsAbsent = call.call.expectsAbsent;
        request.key = call.call.key;
        request.value = call.call.value;
        request.expected = call.call.expected;
        request.limit = call.call.limit;
    }
    call.phase = Phase::ASKED;
    SetTimer(at->first,
             call,
             std::min(nowNs + m_config.tryTimeoutNs, call.begunNs + m_config.callTimeoutNs));
    m_counters.sent++;
    if (!m_listener.OnSend(call.node, request))
    {
        call.node = After(call);
        AskAgain(nowNs, at, KvRetry::UNREACHABLE, true);
    }
}

void
KvClientCore::AskAgain(int64_t nowNs, Calls::iterator at, KvRetry reason, bool rests)
{
    Call& call = at->second;
    if (call.tries >= m_config.maxTries)
    {
        GiveUp(nowNs, at);
        return;
    }
    m_counters.retries[static_cast<size_t>(reason)]++;
    m_listener.OnRetry(at->first, reason);
    if (!rests)
    {
        Ask(nowNs, at);
        return;
    }
    const uint32_t doublings = std::min(call.backOffs++, 30U);
    const int64_t most = m_config.backOffMaxNs >> doublings < m_config.backOffMinNs
                             ? m_config.backOffMaxNs
                             : m_config.backOffMinNs << doublings;
    const double share = 0.5 + 0.5 * m_listener.DrawJitter();
    call.phase = Phase::RESTS;
    SetTimer(at->first,
             call,
             std::min(nowNs + static_cast<int64_t>(static_cast<double>(most) * share),
                      call.begunNs + m_config.callTimeoutNs));
}

void
KvClientCore::Receive(int64_t nowNs, RaftNodeId from, const KvReply& reply)
{
    const auto at = m_calls.find(reply.tag >> 8U);
    if (at == m_calls.end() || at->second.phase == Phase::QUEUED || at->second.shard != reply.shard)
    {
        m_counters.lateReplies++;
        return;
    }
    Call& call = at->second;
    const uint32_t theTry = reply.tag & MOST_TRIES;
    if (reply.status == KvStatus::OPENED)
    {
        if (!call.opens || m_slots[call.slot][call.shard].number != 0)
        {
            m_counters.lateReplies++; // that session is never used
            return;
        }
        m_counters.sessionsOpened++;
        m_leaders[call.shard] = from;
        m_slots[call.slot][call.shard] = {reply.session, 0};
        call.node = from;
        call.redirects = 0;
        if (call.tries >= m_config.maxTries)
        {
            GiveUp(nowNs, at);
            return;
        }
        Ask(nowNs, at);
        return;
    }
    if (IsKvDone(reply.status) || reply.status == KvStatus::FULL)
    {
        // Of an earlier try too: it says the same.
        if (call.slot != NO_SLOT)
        {
            m_leaders[call.shard] = from;
        }
        Conclude(nowNs, at, reply);
        return;
    }
    if (theTry != call.tries || call.phase != Phase::ASKED)
    {
        m_counters.lateReplies++;
        return;
    }
    call.last = reply;
    Refused(nowNs, at, from, reply);
}

void
KvClientCore::Conclude(int64_t nowNs, Calls::iterator at, const KvReply& reply)
{
    at->second.last = reply;
    End(nowNs, at, reply.status == KvStatus::FULL ? KvOutcome::FAILED : KvOutcome::OK);
}

void
KvClientCore::Refused(int64_t nowNs, Calls::iterator at, RaftNodeId from, const KvReply& reply)
{
    Call& call = at->second;
    switch (reply.status)
    {
    case KvStatus::NOT_LEADER:
        Redirect(nowNs, at, from, reply.leader);
        return;
    case KvStatus::RETRY:
        NoteSilence(call);
        if (IsReplica(call.shard, reply.leader))
        {
            m_leaders[call.shard] = reply.leader;
            call.node = reply.leader;
        }
        AskAgain(nowNs, at, KvRetry::LOST, true);
        return;
    case KvStatus::OVERLOADED:
        AskAgain(nowNs, at, KvRetry::OVERLOADED, true);
        return;
    case KvStatus::UNKNOWN_SHARD:
        call.node = After(call);
        AskAgain(nowNs, at, KvRetry::UNKNOWN_SHARD, true);
        return;
    case KvStatus::SESSION_EXPIRED:
        if (call.slot == NO_SLOT)
        {
            GiveUp(nowNs, at);
            return;
        }
        m_counters.sessionsExpired++;
        m_slots[call.slot][call.shard] = Session{};
        if (call.isUncertain && !KV_SEEDED_BUG(EXPIRED_WRITE_SENT_ANEW))
        {
            GiveUp(nowNs, at); // it may have taken effect while the session was open
            return;
        }
        call.sequence = 0;
        AskAgain(nowNs, at, KvRetry::EXPIRED, false);
        return;
    case KvStatus::OLD_SEQUENCE:
        call.isUncertain = true;
        GiveUp(nowNs, at);
        return;
    default:
        GiveUp(nowNs, at);
    }
}

void
KvClientCore::Redirect(int64_t nowNs, Calls::iterator at, RaftNodeId from, RaftNodeId to)
{
    Call& call = at->second;
    if (to == from || !IsReplica(call.shard, to))
    {
        call.node = After(call);
        AskAgain(nowNs, at, KvRetry::NO_LEADER, true);
        return;
    }
    m_leaders[call.shard] = to;
    call.node = to;
    if (++call.redirects > m_config.replicas[call.shard].size())
    {
        // They send us round: they do not know better yet.
        call.redirects = 0;
        AskAgain(nowNs, at, KvRetry::NO_LEADER, true);
        return;
    }
    if (call.tries >= m_config.maxTries)
    {
        GiveUp(nowNs, at);
        return;
    }
    m_counters.redirects++;
    m_listener.OnRedirect(at->first, from, to);
    Ask(nowNs, at);
}

/// The last request may have been carried out, or may be yet.
void
KvClientCore::NoteSilence(Call& call)
{
    call.isUncertain = call.isUncertain || (call.slot != NO_SLOT && !call.opens);
}

void
KvClientCore::NoteUnreachable(int64_t nowNs, RaftNodeId node)
{
    std::vector<uint64_t> hit;
    for (const auto& [number, call] : m_calls)
    {
        if (call.phase == Phase::ASKED && call.node == node)
        {
            hit.push_back(number);
        }
    }
    for (const uint64_t number : hit)
    {
        const auto at = m_calls.find(number);
        if (at == m_calls.end() || at->second.phase != Phase::ASKED || at->second.node != node)
        {
            continue; // what was told meanwhile has changed it
        }
        NoteSilence(at->second);
        at->second.node = After(at->second);
        m_leaders[at->second.shard] = at->second.node;
        AskAgain(nowNs, at, KvRetry::UNREACHABLE, true);
    }
}

void
KvClientCore::NoteUnsent(int64_t nowNs, uint64_t tag)
{
    const auto at = m_calls.find(tag >> 8U);
    if (at == m_calls.end() || at->second.phase != Phase::ASKED ||
        at->second.tries != (tag & MOST_TRIES))
    {
        return;
    }
    at->second.node = After(at->second);
    m_leaders[at->second.shard] = at->second.node;
    AskAgain(nowNs, at, KvRetry::UNREACHABLE, true);
}

void
KvClientCore::Tick(int64_t nowNs)
{
    while (!m_timers.empty() && m_timers.begin()->first <= nowNs)
    {
        Expire(nowNs, m_calls.find(m_timers.begin()->second));
    }
}

void
KvClientCore::Expire(int64_t nowNs, Calls::iterator at)
{
    Call& call = at->second;
    if (call.phase == Phase::ASKED)
    {
        NoteSilence(call);
    }
    if (nowNs >= call.begunNs + m_config.callTimeoutNs)
    {
        GiveUp(nowNs, at);
        return;
    }
    if (call.phase == Phase::RESTS)
    {
        Ask(nowNs, at);
        return;
    }
    if (m_leaders[call.shard] == call.node)
    {
        m_leaders[call.shard] = After(call);
    }
    call.node = After(call);
    AskAgain(nowNs, at, KvRetry::TIMEOUT, false);
}

int64_t
KvClientCore::NextDeadlineNs() const
{
    return m_timers.empty() ? NEVER : m_timers.begin()->first;
}

void
KvClientCore::GiveUp(int64_t nowNs, Calls::iterator at)
{
    const bool isUnknown = at->second.isUncertain && !KV_SEEDED_BUG(UNKNOWN_CALLED_FAILED);
    End(nowNs, at, isUnknown ? KvOutcome::UNKNOWN : KvOutcome::FAILED);
}

void
KvClientCore::End(int64_t nowNs, Calls::iterator at, KvOutcome outcome)
{
    (outcome == KvOutcome::OK       ? m_counters.ok
     : outcome == KvOutcome::FAILED ? m_counters.failed
                                    : m_counters.unknown)++;
    Call call = std::move(at->second);
    KvEnd end;
    end.call = at->first;
    end.shard = call.shard;
    end.outcome = outcome;
    end.reply = std::move(call.last);
    end.begunNs = call.begunNs;
    end.endedNs = nowNs;
    end.tries = call.tries;
    m_timers.erase({call.timerNs, at->first});
    m_calls.erase(at);
    if (call.slot != NO_SLOT)
    {
        m_free.insert(call.slot);
    }
    StartQueued(nowNs);
    m_listener.OnEnd(call.call, end);
}

/// A write that starts can end at once, which is not to start the next one from within.
void
KvClientCore::StartQueued(int64_t nowNs)
{
    if (m_isStarting)
    {
        return;
    }
    m_isStarting = true;
    while (!m_free.empty() && !m_queued.empty())
    {
        const auto next = m_calls.find(m_queued.front());
        m_queued.pop_front();
        // One whose time is up is not begun: its timer ends it as FAILED, which it surely is.
        if (next != m_calls.end() && nowNs < next->second.begunNs + m_config.callTimeoutNs)
        {
            Start(nowNs, next);
        }
    }
    m_isStarting = false;
}

void
KvClientCore::SetTimer(uint64_t number, Call& call, int64_t atNs)
{
    m_timers.erase({call.timerNs, number});
    call.timerNs = atNs;
    m_timers.emplace(atNs, number);
}

/// @return the replica behind the one that was asked last
RaftNodeId
KvClientCore::After(const Call& call) const
{
    const auto& nodes = m_config.replicas[call.shard];
    const auto found = std::find(nodes.begin(), nodes.end(), call.node);
    return found == nodes.end() || found + 1 == nodes.end() ? nodes.front() : *(found + 1);
}

bool
KvClientCore::IsReplica(RaftShardId shard, RaftNodeId node) const
{
    const auto& nodes = m_config.replicas[shard];
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

} // namespace sharding
} // namespace ns3
