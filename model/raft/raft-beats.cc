/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-beats.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t REPLY = 1;
constexpr uint8_t REJECT = 2;
constexpr uint8_t WANTS_REPLY = 4;
constexpr uint8_t REST = 8;
constexpr uint8_t TERM = 16;
constexpr uint8_t COMMIT = 32;
constexpr uint8_t ROUND = 64;
constexpr uint8_t SENT = 128;

/// What the beat before had.
struct Before
{
    uint64_t term{0};
    uint64_t commit{0};
    uint64_t round{0};
    int64_t sentNs{0};
};

/// @return the flags of a beat; @p before becomes what the next one leans on
uint8_t
FlagsOf(const RaftBeat& beat, Before& before)
{
    const bool hasCommit = !beat.isReply && beat.commit != before.commit;
    const int flags = (beat.isReply ? REPLY : 0) | (beat.reject ? REJECT : 0) |
                      (beat.wantsReply ? WANTS_REPLY : 0) | (beat.rest ? REST : 0) |
                      (beat.term != before.term ? TERM : 0) | (hasCommit ? COMMIT : 0) |
                      (beat.round != before.round ? ROUND : 0) |
                      (beat.sentNs != before.sentNs ? SENT : 0);
    before = {beat.term, beat.isReply ? before.commit : beat.commit, beat.round, beat.sentNs};
    return static_cast<uint8_t>(flags);
}

size_t
SizeOf(uint8_t flags)
{
    size_t size = RaftBeats::BEAT_BYTES;
    for (const uint8_t field : {TERM, COMMIT, ROUND, SENT})
    {
        size += (flags & field) != 0 ? sizeof(uint64_t) : 0;
    }
    return size;
}

} // namespace

RaftBeat
RaftBeat::Of(RaftShardId shard, const RaftMessage& message)
{
    RaftBeat beat;
    beat.shard = shard;
    beat.isReply = message.type == RaftMessageType::HEARTBEAT_REPLY;
    beat.reject = message.reject;
    beat.wantsReply = message.wantsReply;
    beat.rest = message.rest;
    beat.term = message.term;
    beat.commit = message.commit;
    beat.round = message.round;
    beat.sentNs = message.sentNs;
    return beat;
}

void
RaftBeat::Fill(RaftNodeId from, RaftNodeId to, RaftMessage& message) const
{
    message.Clear();
    message.type = isReply ? RaftMessageType::HEARTBEAT_REPLY : RaftMessageType::HEARTBEAT;
    message.from = from;
    message.to = to;
    message.reject = reject;
    message.wantsReply = wantsReply;
    message.rest = rest;
    message.term = term;
    message.commit = commit;
    message.round = round;
    message.sentNs = sentNs;
}

size_t
RaftBeats::Size() const
{
    Before before;
    size_t size = HEAD_BYTES;
    for (const RaftBeat& beat : beats)
    {
        size += SizeOf(FlagsOf(beat, before));
    }
    return size;
}

void
RaftBeats::Encode(std::vector<uint8_t>& bytes) const
{
    const size_t start = bytes.size();
    bytes.resize(start + Size());
    ByteWriter writer(bytes.data() + start, bytes.size() - start);
    writer.U32(RAFT_NODE_PREFIX);
    writer.U8(VERSION);
    writer.U32(from);
    writer.U32(to);
    writer.U64(epoch);
    writer.U64(knownEpoch);
    writer.U32(static_cast<uint32_t>(beats.size()));
    Before before;
    for (const RaftBeat& beat : beats)
    {
        const uint8_t flags = FlagsOf(beat, before);
        writer.U32(beat.shard);
        writer.U8(flags);
        if ((flags & TERM) != 0)
        {
            writer.U64(beat.term);
        }
        if ((flags & COMMIT) != 0)
        {
            writer.U64(beat.commit);
        }
        if ((flags & ROUND) != 0)
        {
            writer.U64(beat.round);
        }
        if ((flags & SENT) != 0)
        {
            writer.U64(static_cast<uint64_t>(beat.sentNs));
        }
    }
}

std::optional<RaftWireError>
RaftBeats::Decode(const uint8_t* bytes, size_t size, RaftBeats& beats, uint32_t maxBeats)
{
    ByteReader reader(bytes, size);
    const uint32_t prefix = reader.U32();
    if (!reader.Ok())
    {
        return RaftWireError::SHORT_PREFIX;
    }
    if (prefix != RAFT_NODE_PREFIX)
    {
        return RaftWireError::WRONG_SHARD;
    }
    const uint8_t version = reader.U8();
    if (reader.Ok() && version != VERSION)
    {
        return RaftWireError::UNKNOWN_VERSION;
    }
    beats.from = reader.U32();
    beats.to = reader.U32();
    beats.epoch = reader.U64();
    beats.knownEpoch = reader.U64();
    const uint32_t count = reader.U32();
    beats.beats.clear();
    if (!reader.Ok() || reader.Remaining() / BEAT_BYTES < count)
    {
        return RaftWireError::TRUNCATED;
    }
    if (count > maxBeats)
    {
        return RaftWireError::TOO_MANY_ENTRIES;
    }
    Before before;
    for (uint32_t i = 0; i < count; i++)
    {
        RaftBeat& beat = beats.beats.emplace_back();
        beat.shard = reader.U32();
        const uint8_t flags = reader.U8();
        beat.isReply = (flags & REPLY) != 0;
        beat.reject = (flags & REJECT) != 0;
        beat.wantsReply = (flags & WANTS_REPLY) != 0;
        beat.rest = (flags & REST) != 0;
        beat.term = (flags & TERM) != 0 ? reader.U64() : before.term;
        beat.commit = (flags & COMMIT) != 0 ? reader.U64() : beat.isReply ? 0 : before.commit;
        beat.round = (flags & ROUND) != 0 ? reader.U64() : before.round;
        beat.sentNs = (flags & SENT) != 0 ? static_cast<int64_t>(reader.U64()) : before.sentNs;
        if (!reader.Ok())
        {
            return RaftWireError::TRUNCATED;
        }
        if (FlagsOf(beat, before) != flags || beat.shard == RAFT_NODE_PREFIX)
        {
            return RaftWireError::BAD_FLAGS;
        }
    }
    return reader.Remaining() == 0 ? std::nullopt
                                   : std::optional<RaftWireError>(RaftWireError::TRAILING_BYTES);
}

} // namespace sharding
} // namespace ns3
