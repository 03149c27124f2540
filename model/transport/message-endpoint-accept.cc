/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What an endpoint does with connections that others open.

#include "message-endpoint.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
MessageEndpoint::HandleAccept(Ptr<Socket> socket, const Address&)
{
    if (m_pending >= m_maxPending || !m_host.isUp())
    {
        m_totals.pendingRefused++;
        socket->Close();
        return;
    }
    m_pending++;
    Entry& entry = AddEntry();
    entry.accepted = true;
    const Ptr<MessageConnection> connection = entry.connection;
    const uint64_t tag = connection->tag;
    connection->Accept(socket,
                       [this, tag](const AlpnOffer& offer) { return JudgeOffer(tag, offer); });
}

AlpnAnswer
MessageEndpoint::JudgeOffer(uint64_t tag, const AlpnOffer& offer)
{
    AlpnAnswer answer;
    answer.nodeId = m_self;
    const auto chosen = m_router.Choose(offer.protocols);
    if (!chosen)
    {
        answer.status = AlpnStatus::NO_PROTOCOL;
    }
    else if (offer.nodeId != 0 &&
             std::find(m_offered.begin(), m_offered.end(), m_router.Name(*chosen)) !=
                 m_offered.end())
    {
        answer.status = JudgePooled(tag, offer, answer);
    }
    else if (m_outsiders >= m_maxAccepted)
    {
        answer.status = AlpnStatus::BUSY;
    }
    else
    {
        m_outsiders++;
        m_entries.at(tag).outsider = true;
    }
    if (answer.status == AlpnStatus::ACCEPTED)
    {
        answer.protocol = m_router.Name(*chosen);
        m_pending--;
    }
    m_totals.answers[static_cast<size_t>(answer.status)]++;
    m_answerTrace(offer.nodeId, answer.status);
    return answer;
}

AlpnStatus
MessageEndpoint::JudgePooled(uint64_t tag, const AlpnOffer& offer, AlpnAnswer& answer)
{
    const auto verdict = m_pool->Judge(m_host.now(), offer.nodeId, offer.serial);
    if (verdict.kind == ConnectionPool::Verdict::Kind::DUPLICATE)
    {
        return AlpnStatus::DUPLICATE;
    }
    if (verdict.kind == ConnectionPool::Verdict::Kind::BUSY)
    {
        return AlpnStatus::BUSY;
    }
    answer.voidSerial = verdict.voidSerial;
    const Ptr<MessageConnection> connection = m_entries.at(tag).connection;
    m_entries.at(tag).pooled = verdict.connection;
    m_byPooled[verdict.connection] = tag;
    if (verdict.adopts != ConnectionPool::NO_CONNECTION)
    {
        const uint64_t ours = m_byPooled.at(verdict.adopts);
        connection->SwapStream(*m_entries.at(ours).connection);
        ClosePooled(verdict.adopts, CloseReason::ABANDONED);
    }
    if (verdict.replaces != ConnectionPool::NO_CONNECTION)
    {
        ClosePooled(verdict.replaces, CloseReason::REPLACED);
    }
    if (verdict.evicts != ConnectionPool::NO_CONNECTION)
    {
        ClosePooled(verdict.evicts, CloseReason::EVICTED);
    }
    return AlpnStatus::ACCEPTED;
}

} // namespace sharding
} // namespace ns3
