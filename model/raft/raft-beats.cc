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
constexpr uint8_t NOT_IN_SETS = REPLY | REJECT | WANTS_REPLY | REST | SENT;

constexpr uint8_t SET = 1;
constexpr uint8_t REPEATED = 2;
constexpr uint8_t ANSWERS = 4;

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

/// At most so many bytes for beats.
size_t
RoomFor(const std::vector<RaftBeat>& beats)
{
    constexpr size_t MOST = RaftBeats::BEAT_BYTES + 4 * sizeof(uint64_t);
    return sizeof(uint32_t) + beats.size() * MOST;
}

void
Write(ByteWriter& writer, const RaftBeats::SetName& name)
{
    writer.U64(name.number);
    writer.U64(static_cast<uint64_t>(name.sentNs));
}

void
Write(ByteWriter& writer, const std::vector<RaftBeat>& beats)
{
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

/// @return false: this is no set
bool
Read(ByteReader& reader, RaftBeats::SetName& name)
{
    name.number = reader.U64();
    name.sentNs = static_cast<int64_t>(reader.U64());
    return name.number != 0;
}

/**
 * @param isSet they are those of a set
 * @param maxBeats limit
 * @return why they cannot be read
 */
std::optional<RaftWireError>
Read(ByteReader& reader, std::vector<RaftBeat>& beats, bool isSet, size_t maxBeats)
{
    const uint32_t count = reader.U32();
    if (!reader.Ok() || reader.Remaining() / RaftBeats::BEAT_BYTES < count)
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
        RaftBeat& beat = beats.emplace_back();
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
        if (FlagsOf(beat, before) != flags || beat.shard == RAFT_NODE_PREFIX ||
            (isSet && (flags & NOT_IN_SETS) != 0))
        {
            return RaftWireError::BAD_FLAGS;
        }
    }
    return std::nullopt;
}

size_t
SizeOf(const std::vector<RaftBeat>& beats)
{
    Before before;
    size_t size = 0;
    for (const RaftBeat& beat : beats)
    {
        size += SizeOf(FlagsOf(beat, before));
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

void
RaftBeats::Clear()
{
    set = {};
    isRepeated = false;
    beatsOfSet.clear();
    answers = {};
    beats.clear();
}

size_t
RaftBeats::Size() const
{
    size_t size = HEAD_BYTES + SizeOf(beats);
    if (set.number != 0)
    {
        size += SET_BYTES + (isRepeated ? 0 : sizeof(uint32_t) + SizeOf(beatsOfSet));
    }
    return size + (answers.number != 0 ? SET_BYTES : 0);
}

void
RaftBeats::Encode(std::vector<uint8_t>& bytes) const
{
    // Room for the longest, and then cut: flags are looked at once.
    const size_t start = bytes.size();
    bytes.resize(start + HEAD_BYTES + 2 * SET_BYTES + RoomFor(beatsOfSet) + RoomFor(beats));
    ByteWriter writer(bytes.data() + start, bytes.size() - start);
    const bool hasSet = set.number != 0;
    writer.U32(RAFT_NODE_PREFIX);
    writer.U8(VERSION);
    writer.U32(from);
    writer.U32(to);
    writer.U64(epoch);
    writer.U64(knownEpoch);
    writer.U64(holds);
    writer.U8(static_cast<uint8_t>((hasSet ? SET : 0) | (hasSet && isRepeated ? REPEATED : 0) |
                                   (answers.number != 0 ? ANSWERS : 0)));
    if (hasSet)
    {
        Write(writer, set);
        if (!isRepeated)
        {
            Write(writer, beatsOfSet);
        }
    }
    if (answers.number != 0)
    {
        Write(writer, answers);
    }
    Write(writer, beats);
    bytes.resize(start + writer.Written());
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
    beats.Clear();
    beats.from = reader.U32();
    beats.to = reader.U32();
    beats.epoch = reader.U64();
    beats.knownEpoch = reader.U64();
    beats.holds = reader.U64();
    const uint8_t parts = reader.U8();
    const bool hasSet = (parts & SET) != 0;
    beats.isRepeated = (parts & REPEATED) != 0;
    bool isGood = (parts & ~(SET | REPEATED | ANSWERS)) == 0 && (hasSet || !beats.isRepeated);
    if (isGood && hasSet)
    {
        isGood = Read(reader, beats.set);
        if (isGood && !beats.isRepeated)
        {
            if (const auto error = Read(reader, beats.beatsOfSet, true, maxBeats))
            {
                return error;
            }
        }
    }
    if (isGood && (parts & ANSWERS) != 0)
    {
        isGood = Read(reader, beats.answers);
    }
    if (!reader.Ok())
    {
        return RaftWireError::TRUNCATED;
    }
    if (!isGood)
    {
        return RaftWireError::BAD_FLAGS;
    }
    if (const auto error = Read(reader, beats.beats, false, maxBeats - beats.beatsOfSet.size()))
    {
        return error;
    }
    return reader.Remaining() == 0 ? std::nullopt
                                   : std::optional<RaftWireError>(RaftWireError::TRAILING_BYTES);
}

} // namespace sharding
} // namespace ns3
