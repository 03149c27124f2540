/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-raft-protocol-handler.h"

namespace ns3
{
namespace sharding
{

ShardedRaftProtocolHandler::ShardedRaftProtocolHandler(const Config& config, RaftHost& host)
    : m_config(config), m_host(host)
{
}

ShardedRaftProtocolHandler::Verdict
ShardedRaftProtocolHandler::Receive(
    int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan bytes, std::vector<uint8_t>& answer)
{
    if (bytes.size > m_config.maxFrameBytes)
    {
        m_counters.tooLong++;
        return Verdict::DROPPED;
    }
    const auto opened = RaftFrame::Open(bytes);
    if (!opened.IsOk())
    {
        return Drop(opened.Error());
    }
    const RaftFrame& frame = opened.Value();
    const bool isLegacyFrame =
        frame.kind == RaftFrameKind::LEGACY_REQUEST || frame.kind == RaftFrameKind::LEGACY_RESPONSE;
    if (isLegacyFrame != isLegacy)
    {
        m_counters.wrongProtocol++;
        return Verdict::DROPPED;
    }
    ByteSpan body = frame.body;
    if (isLegacy)
    {
        RaftFrame::AddPrefix(body, m_body);
        body = {m_body.data(), m_body.size()};
    }
    switch (frame.kind)
    {
    case RaftFrameKind::BEATS:
        return TakeBeats(nowNs, peer, body);
    case RaftFrameKind::REQUEST:
    case RaftFrameKind::LEGACY_REQUEST:
        return TakeRequest(nowNs, peer, isLegacy, body, answer);
    case RaftFrameKind::RESPONSE:
    case RaftFrameKind::LEGACY_RESPONSE:
        break;
    }
    return TakeResponse(nowNs, peer, isLegacy, body);
}

ShardedRaftProtocolHandler::Verdict
ShardedRaftProtocolHandler::Drop(RaftWireError error)
{
    m_counters.malformed[static_cast<size_t>(error)]++;
    return Verdict::DROPPED;
}

ShardedRaftProtocolHandler::Verdict
ShardedRaftProtocolHandler::TakeRequest(
    int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan body, std::vector<uint8_t>& answer)
{
    const auto shard = TryDecodeShardPrefix(body.data, body.size);
    if (!shard.IsOk())
    {
        return Drop(shard.Error());
    }
    auto request = RaftWire::Decode(
        body.data + SHARD_PREFIX_SIZE, body.size - SHARD_PREFIX_SIZE, m_config.maxEntries);
    if (!request.IsOk())
    {
        return Drop(request.Error());
    }
    RaftMessage& message = request.Value();
    message.rest = message.rest && !isLegacy; // the protocol has no rest
    if (message.from != peer || message.to != m_config.self || RaftFrame::IsResponse(message.type))
    {
        m_counters.strangers++;
        return Verdict::DROPPED;
    }
    if (!m_host.Receive(nowNs, shard.Value(), message))
    {
        m_counters.unknownShards++;
        WriteUnknown(nowNs, shard.Value(), isLegacy, answer);
        return Verdict::ANSWER;
    }
    m_counters.requests++;
    if (message.sentNs > 0)
    {
        m_peers[peer].last[shard.Value()] = {message.sentNs, nowNs};
    }
    return Verdict::TAKEN;
}

ShardedRaftProtocolHandler::Verdict
ShardedRaftProtocolHandler::TakeResponse(int64_t nowNs,
                                         RaftNodeId peer,
                                         bool isLegacy,
                                         ByteSpan body)
{
    const auto shard = TryDecodeShardPrefix(body.data, body.size);
    if (!shard.IsOk())
    {
        return Drop(shard.Error());
    }
    auto response = ShardedRaftRpcResponse::Decode(shard.Value(), body.data, body.size);
    if (!response.IsOk())
    {
        if (response.Error() == RaftWireError::UNKNOWN_SHARD)
        {
            m_counters.refusals++;
            return Verdict::REFUSED;
        }
        return Drop(response.Error());
    }
    ShardedRaftRpcResponse& answer = response.Value();
    RaftMessage& message = answer.response;
    if (message.from != peer || message.to != m_config.self || !RaftFrame::IsResponse(message.type))
    {
        m_counters.strangers++;
        return Verdict::DROPPED;
    }
    if (isLegacy && message.type == RaftMessageType::HEARTBEAT_REPLY)
    {
        // Who knows no rest cannot: a leader that is told so goes on with its heartbeats, and lets nobody else rest.
        message.rest = message.reject = true;
        message.wantsReply = false;
    }
    const RaftRpcTimestamps& times = answer.timestamps;
    // Times that no clock shows are not reckoned with.
    if (times.receivedNs > 0 && message.sentNs > 0 && message.sentNs <= nowNs &&
        times.sentNs >= times.receivedNs)
    {
        const int64_t delayNs = times.OneWayDelayNs(message.sentNs, nowNs);
        if (delayNs >= 0)
        {
            m_peers[peer].clock.Add({times.OffsetNs(message.sentNs, nowNs), delayNs});
        }
    }
    if (!m_host.Receive(nowNs, shard.Value(), message))
    {
        m_counters.strayResponses++;
        return Verdict::DROPPED;
    }
    m_counters.responses++;
    return Verdict::TAKEN;
}

ShardedRaftProtocolHandler::Verdict
ShardedRaftProtocolHandler::TakeBeats(int64_t nowNs, RaftNodeId peer, ByteSpan body)
{
    const auto error = RaftBeats::Decode(body.data, body.size, m_beats, m_config.maxBeats);
    if (error)
    {
        return Drop(*error);
    }
    if (m_beats.from != peer || m_beats.to != m_config.self)
    {
        m_counters.strangers++;
        return Verdict::DROPPED;
    }
    m_counters.beats++;
    m_host.ReceiveBeats(nowNs, m_beats);
    return Verdict::TAKEN;
}

void
ShardedRaftProtocolHandler::WriteUnknown(int64_t nowNs,
                                         RaftShardId shard,
                                         bool isLegacy,
                                         std::vector<uint8_t>& answer) const
{
    ShardedRaftRpcResponse response;
    response.shard = shard;
    response.isUnknownShard = true;
    response.timestamps = {nowNs, nowNs};
    RaftFrame::Begin(RaftFrameKind::RESPONSE, answer);
    response.Encode(answer);
    if (isLegacy)
    {
        RaftFrame::ToLegacy(answer);
    }
}

void
ShardedRaftProtocolHandler::Write(int64_t nowNs,
                                  RaftShardId shard,
                                  const RaftMessage& message,
                                  bool isLegacy,
                                  std::vector<uint8_t>& frame) const
{
    if (isLegacy && message.rest)
    {
        RaftMessage awake = message;
        awake.rest = awake.reject = awake.wantsReply = false;
        Write(nowNs, shard, awake, isLegacy, frame);
        return;
    }
    if (!RaftFrame::IsResponse(message.type))
    {
        RaftFrame::Begin(RaftFrameKind::REQUEST, frame);
        frame.reserve(RaftFrame::HEAD_BYTES + SHARD_PREFIX_SIZE + RaftWire::Size(message));
        const auto prefix = EncodeShardPrefix(shard);
        frame.insert(frame.end(), prefix.begin(), prefix.end());
        RaftWire::Encode(message, frame);
    }
    else
    {
        // An answer gives back when the leader sent what it answers: only then do the times belong together.
        RaftRpcTimestamps times{0, nowNs};
        const auto peer = m_peers.find(message.to);
        if (message.sentNs != 0 && peer != m_peers.end())
        {
            const auto last = peer->second.last.find(shard);
            if (last != peer->second.last.end() && last->second.sentNs == message.sentNs)
            {
                times.receivedNs = last->second.receivedNs;
            }
        }
        RaftFrame::Begin(RaftFrameKind::RESPONSE, frame);
        ShardedRaftRpcResponse::Encode(shard, times, message, frame);
    }
    if (isLegacy)
    {
        RaftFrame::ToLegacy(frame);
    }
}

void
ShardedRaftProtocolHandler::Write(const RaftBeats& beats, std::vector<uint8_t>& frame)
{
    RaftFrame::Begin(RaftFrameKind::BEATS, frame);
    frame.reserve(RaftFrame::HEAD_BYTES + beats.Size());
    beats.Encode(frame);
}

std::optional<RaftPeerClock::Sample>
ShardedRaftProtocolHandler::ClockOf(RaftNodeId peer) const
{
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? std::nullopt : found->second.clock.Best();
}

} // namespace sharding
} // namespace ns3
