/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "connection-pool.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

const std::string&
PoolEventName(PoolEvent event)
{
    static const std::array<std::string, POOL_EVENTS> names{"opening",
                                                            "opened",
                                                            "accepted",
                                                            "failed",
                                                            "lost",
                                                            "duplicate",
                                                            "void",
                                                            "busy",
                                                            "waiting",
                                                            "adopted",
                                                            "replaced",
                                                            "idle",
                                                            "evicted",
                                                            "in-back-off",
                                                            "at-limit"};
    return names[static_cast<size_t>(event)];
}

std::string
ConnectionPool::Config::Validate(const Config& config)
{
    if (config.maxPerPeer < 1 || config.maxPerPeer > 64)
    {
        return "maxPerPeer must lie in [1, 64]";
    }
    if (config.maxTotal < 1)
    {
        return "maxTotal must be at least 1";
    }
    if (config.idleTimeout.IsStrictlyNegative() || !config.openTimeout.IsStrictlyPositive())
    {
        return "idleTimeout must not be negative, and openTimeout must be positive";
    }
    if (config.backOffMin.IsStrictlyNegative() || config.backOffMax < config.backOffMin)
    {
        return "backOffMin must lie in [0, backOffMax]";
    }
    if (!(config.jitter >= 0 && config.jitter <= 1))
    {
        return "jitter must lie in [0, 1]";
    }
    return "";
}

ConnectionPool::ConnectionPool(const Config& config, Jitter jitter, EventCallback onEvent)
    : m_config(config), m_jitter(std::move(jitter)), m_onEvent(std::move(onEvent))
{
    NS_ASSERT_MSG(Config::Validate(config).empty(), Config::Validate(config));
    NS_ASSERT(m_jitter);
}

void
ConnectionPool::Tell(PoolEvent event, uint64_t peer, uint64_t connection)
{
    m_times[static_cast<size_t>(event)]++;
    if (m_onEvent)
    {
        m_onEvent(event, peer, connection);
    }
}

uint64_t
ConnectionPool::Add(uint64_t peer, Stage stage)
{
    const uint64_t number = ++m_lastNumber;
    Connection& connection = m_connections[number];
    connection.peer = peer;
    connection.stage = stage;
    m_peers[peer].connections.push_back(number);
    return number;
}

void
ConnectionPool::Remove(uint64_t number)
{
    LeaveLists(number);
    const uint64_t id = m_connections.at(number).peer;
    Peer& peer = m_peers.at(id);
    peer.connections.erase(std::find(peer.connections.begin(), peer.connections.end(), number));
    m_connections.erase(number);
    if (peer.connections.empty() && peer.failures == 0)
    {
        m_peers.erase(id); // strangers shall not fill the memory
    }
}

void
ConnectionPool::Append(List& list, uint64_t number, const Time& now)
{
    Connection& connection = m_connections.at(number);
    connection.sinceNs = now.GetNanoSeconds();
    connection.before = list.last;
    connection.behind = NO_CONNECTION;
    (list.last == NO_CONNECTION ? list.first : m_connections.at(list.last).behind) = number;
    list.last = number;
}

void
ConnectionPool::Unlink(List& list, uint64_t number)
{
    const Connection& connection = m_connections.at(number);
    (connection.before == NO_CONNECTION ? list.first : m_connections.at(connection.before).behind) =
        connection.behind;
    (connection.behind == NO_CONNECTION ? list.last : m_connections.at(connection.behind).before) =
        connection.before;
}

void
ConnectionPool::LeaveLists(uint64_t number)
{
    Connection& connection = m_connections.at(number);
    if (connection.stage == Stage::AWAITED)
    {
        Unlink(m_awaited, number);
    }
    else if (connection.idle)
    {
        Unlink(m_idle, number);
        connection.idle = false;
    }
}

uint64_t
ConnectionPool::EvictOne()
{
    const uint64_t number = m_idle.first;
    if (number != NO_CONNECTION)
    {
        Tell(PoolEvent::EVICTED, m_connections.at(number).peer, number);
        Remove(number);
    }
    return number;
}

ConnectionPool::Grant
ConnectionPool::Acquire(const Time& now, uint64_t peer)
{
    Grant grant;
    const auto found = m_peers.find(peer);
    const size_t there = found == m_peers.end() ? 0 : found->second.connections.size();
    bool opens = there == 0;
    if (there > 0)
    {
        Peer& known = found->second;
        grant.use = known.connections[known.turn++ % there];
        if (m_config.maxPerPeer > 1)
        {
            // Rather one that is idle; one more when none is, and none is under way.
            opens = there < m_config.maxPerPeer;
            for (const uint64_t number : known.connections)
            {
                const Connection& connection = m_connections.at(number);
                opens &= connection.stage == Stage::OPEN && !connection.idle;
                grant.use = connection.idle ? number : grant.use;
            }
        }
    }
    if (!opens)
    {
        return grant;
    }
    if (found != m_peers.end() && now.GetNanoSeconds() < found->second.retryAtNs)
    {
        grant.error = SendError::BACK_OFF;
        grant.retryAt = NanoSeconds(found->second.retryAtNs);
        if (grant.use == NO_CONNECTION)
        {
            Tell(PoolEvent::IN_BACK_OFF, peer, NO_CONNECTION);
        }
        return grant;
    }
    if (m_connections.size() >= m_config.maxTotal)
    {
        grant.toClose = grant.use == NO_CONNECTION ? EvictOne() : NO_CONNECTION;
        if (grant.toClose == NO_CONNECTION)
        {
            grant.error = SendError::POOL_LIMIT;
            if (grant.use == NO_CONNECTION)
            {
                Tell(PoolEvent::AT_LIMIT, peer, NO_CONNECTION);
            }
            return grant;
        }
    }
    grant.toOpen = Add(peer, Stage::OPENING);
    grant.use = grant.use == NO_CONNECTION ? grant.toOpen : grant.use;
    Tell(PoolEvent::OPENING, peer, grant.toOpen);
    return grant;
}

uint64_t
ConnectionPool::NextSerial(const Time& now, uint64_t connection)
{
    // The local clock goes on across a crash, so serials count up over all lives of a node.
    const auto clock = static_cast<uint64_t>(std::max<int64_t>(1, now.GetNanoSeconds()));
    m_lastSerial = std::max(m_lastSerial + 1, clock);
    m_connections.at(connection).serial = m_lastSerial;
    return m_lastSerial;
}

ConnectionPool::Verdict
ConnectionPool::Judge(const Time& now, uint64_t peer, uint64_t serial)
{
    Verdict verdict;
    const auto found = m_peers.find(peer);
    if (found != m_peers.end())
    {
        const Peer& known = found->second;
        if (serial <= known.voidSerial)
        {
            Tell(PoolEvent::VOID, peer, NO_CONNECTION);
            verdict.kind = Verdict::Kind::DUPLICATE;
            return verdict;
        }
        for (const uint64_t number : known.connections)
        {
            const Stage stage = m_connections.at(number).stage;
            const bool isTie =
                stage == Stage::OPENING && known.connections.size() >= m_config.maxPerPeer;
            if (isTie && m_config.self > peer)
            {
                Tell(PoolEvent::DUPLICATE, peer, number);
                verdict.kind = Verdict::Kind::DUPLICATE;
                return verdict;
            }
            if (isTie || stage == Stage::AWAITED)
            {
                verdict.adopts = number;
                break;
            }
        }
        if (verdict.adopts == NO_CONNECTION && known.connections.size() >= m_config.maxPerPeer)
        {
            verdict.replaces = known.connections.front();
        }
    }
    if (verdict.adopts == NO_CONNECTION && verdict.replaces == NO_CONNECTION &&
        m_connections.size() >= m_config.maxTotal)
    {
        verdict.evicts = EvictOne();
        if (verdict.evicts == NO_CONNECTION)
        {
            Tell(PoolEvent::BUSY, peer, NO_CONNECTION);
            verdict.kind = Verdict::Kind::BUSY;
            return verdict;
        }
    }
    verdict.connection = Add(peer, Stage::OPEN);
    if (verdict.adopts != NO_CONNECTION)
    {
        verdict.voidSerial = m_connections.at(verdict.adopts).serial;
        Tell(PoolEvent::ADOPTED, peer, verdict.adopts);
        Remove(verdict.adopts);
    }
    if (verdict.replaces != NO_CONNECTION)
    {
        Tell(PoolEvent::REPLACED, peer, verdict.replaces);
        Remove(verdict.replaces);
    }
    Peer& known = m_peers.at(peer);
    known.voidSerial = serial;
    known.failures = 0;
    known.retryAtNs = INT64_MIN;
    Tell(PoolEvent::ACCEPTED, peer, verdict.connection);
    NoteIdle(now, verdict.connection);
    return verdict;
}

void
ConnectionPool::NoteOpened(const Time& now, uint64_t connection, uint64_t voidSerial)
{
    Connection& opened = m_connections.at(connection);
    NS_ASSERT(opened.stage == Stage::OPENING);
    opened.stage = Stage::OPEN;
    Peer& peer = m_peers.at(opened.peer);
    peer.failures = 0;
    peer.retryAtNs = INT64_MIN;
    peer.voidSerial = std::max(peer.voidSerial, voidSerial);
    Tell(PoolEvent::OPENED, opened.peer, connection);
    NoteIdle(now, connection);
}

void
ConnectionPool::NoteFailure(const Time& now, uint64_t peer, uint64_t number)
{
    constexpr uint32_t MAX_DOUBLINGS = 40;
    Peer& failed = m_peers.at(peer);
    const double span =
        std::min(static_cast<double>(m_config.backOffMax.GetNanoSeconds()),
                 static_cast<double>(m_config.backOffMin.GetNanoSeconds()) *
                     static_cast<double>(uint64_t{1} << std::min(failed.failures, MAX_DOUBLINGS)));
    const double spread = 1 + m_config.jitter * (2 * m_jitter() - 1);
    failed.failures++;
    failed.retryAtNs = now.GetNanoSeconds() + static_cast<int64_t>(span * spread);
    Tell(PoolEvent::FAILED, peer, number);
}

bool
ConnectionPool::NoteClosed(const Time& now, uint64_t connection, CloseReason reason)
{
    Connection& closed = m_connections.at(connection);
    const uint64_t peer = closed.peer;
    if (closed.stage == Stage::OPENING && reason == CloseReason::DUPLICATE)
    {
        closed.stage = Stage::AWAITED;
        Append(m_awaited, connection, now);
        Tell(PoolEvent::WAITING, peer, connection);
        return true;
    }
    if (closed.stage == Stage::OPEN)
    {
        Tell(PoolEvent::LOST, peer, connection);
    }
    else if (reason != CloseReason::ASKED)
    {
        NoteFailure(now, peer, connection);
    }
    Remove(connection);
    return false;
}

void
ConnectionPool::NoteBusy(uint64_t connection)
{
    if (m_connections.at(connection).stage == Stage::OPEN)
    {
        LeaveLists(connection);
    }
}

void
ConnectionPool::NoteIdle(const Time& now, uint64_t connection)
{
    Connection& resting = m_connections.at(connection);
    if (resting.stage != Stage::OPEN ||
        (resting.idle && m_idle.last == connection && resting.sinceNs == now.GetNanoSeconds()))
    {
        return;
    }
    LeaveLists(connection);
    resting.idle = true;
    Append(m_idle, connection, now);
}

std::optional<Time>
ConnectionPool::NextDeadline() const
{
    std::optional<Time> next;
    if (m_idle.first != NO_CONNECTION && m_config.idleTimeout.IsStrictlyPositive())
    {
        next = NanoSeconds(m_connections.at(m_idle.first).sinceNs) + m_config.idleTimeout;
    }
    if (m_awaited.first != NO_CONNECTION)
    {
        const Time due =
            NanoSeconds(m_connections.at(m_awaited.first).sinceNs) + m_config.openTimeout;
        next = next ? std::min(*next, due) : due;
    }
    return next;
}

const std::vector<ConnectionPool::Closing>&
ConnectionPool::Expire(const Time& now)
{
    m_closings.clear();
    while (m_idle.first != NO_CONNECTION && m_config.idleTimeout.IsStrictlyPositive())
    {
        const uint64_t number = m_idle.first;
        const Connection& connection = m_connections.at(number);
        if (NanoSeconds(connection.sinceNs) + m_config.idleTimeout > now)
        {
            break;
        }
        Tell(PoolEvent::IDLE, connection.peer, number);
        m_closings.push_back({number, CloseReason::IDLE});
        Remove(number);
    }
    while (m_awaited.first != NO_CONNECTION)
    {
        const uint64_t number = m_awaited.first;
        const Connection& connection = m_connections.at(number);
        if (NanoSeconds(connection.sinceNs) + m_config.openTimeout > now)
        {
            break;
        }
        NoteFailure(now, connection.peer, number);
        m_closings.push_back({number, CloseReason::TIMEOUT});
        Remove(number);
    }
    return m_closings;
}

uint32_t
ConnectionPool::Count() const
{
    return static_cast<uint32_t>(m_connections.size());
}

uint32_t
ConnectionPool::CountOf(uint64_t peer) const
{
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? 0 : static_cast<uint32_t>(found->second.connections.size());
}

uint64_t
ConnectionPool::Times(PoolEvent event) const
{
    return m_times[static_cast<size_t>(event)];
}

std::string
ConnectionPool::Check() const
{
    size_t listed = 0;
    for (const auto& [id, peer] : m_peers)
    {
        listed += peer.connections.size();
        if (peer.connections.size() > m_config.maxPerPeer)
        {
            return "a peer has more connections than it may";
        }
        for (const uint64_t number : peer.connections)
        {
            const auto found = m_connections.find(number);
            if (found == m_connections.end() || found->second.peer != id)
            {
                return "a peer lists a connection that is not its own";
            }
        }
    }
    if (listed != m_connections.size() || listed > m_config.maxTotal)
    {
        return "connections are not listed at their peers, or are more than there may be";
    }
    size_t lined = 0;
    for (const List* list : {&m_idle, &m_awaited})
    {
        int64_t sinceNs = INT64_MIN;
        for (uint64_t number = list->first; number != NO_CONNECTION;
             number = m_connections.at(number).behind)
        {
            const Connection& connection = m_connections.at(number);
            const bool belongs =
                list == &m_idle ? connection.idle : connection.stage == Stage::AWAITED;
            if (!belongs || connection.sinceNs < sinceNs)
            {
                return "a list has a connection that does not belong there, or is out of order";
            }
            sinceNs = connection.sinceNs;
            lined++;
        }
    }
    for (const auto& [number, connection] : m_connections)
    {
        lined -= connection.idle || connection.stage == Stage::AWAITED;
    }
    return lined == 0 ? "" : "a connection that waits is in no list";
}

} // namespace sharding
} // namespace ns3
