/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-network.h"

namespace ns3
{
namespace sharding
{

RaftUrgency
RaftNetworkClient::UrgencyOf(RaftMessageType type)
{
    switch (type)
    {
    case RaftMessageType::APPEND:
        return RaftUrgency::LOG;
    case RaftMessageType::SNAPSHOT:
        return RaftUrgency::BULK;
    default:
        return RaftUrgency::CONTROL;
    }
}

bool
RaftNetworkClient::Send(int64_t nowNs,
                        const RaftMessage& message,
                        std::vector<uint8_t>& frame) const
{
    const bool isLegacy = m_transport->IsLegacy(m_target);
    if (isLegacy && m_shard != 0)
    {
        return false;
    }
    m_handler->Write(nowNs, m_shard, message, isLegacy, frame);
    return m_transport->Transmit(m_target, frame, UrgencyOf(message.type), uint64_t{m_shard} + 1);
}

bool
RaftNetworkFactory::SendBeats(int64_t nowNs,
                              const RaftBeats& beats,
                              std::vector<uint8_t>& frame) const
{
    if (!m_transport.IsLegacy(beats.to))
    {
        ShardedRaftProtocolHandler::Write(beats, frame);
        return m_transport.Transmit(beats.to, frame, RaftUrgency::CONTROL, 0);
    }
    bool isTaken = true;
    RaftMessage message;
    for (const bool isSet : {true, false})
    {
        for (const RaftBeat& beat : isSet ? beats.beatsOfSet : beats.beats)
        {
            beat.Fill(beats.from, beats.to, message);
            message.sentNs = isSet ? beats.set.sentNs : beat.sentNs;
            isTaken =
                NewClientForShard(beats.to, beat.shard).Send(nowNs, message, frame) && isTaken;
        }
    }
    return isTaken;
}

} // namespace sharding
} // namespace ns3
