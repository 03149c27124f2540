/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame.h"

#include "ns3/assert.h"

namespace ns3
{
namespace sharding
{

Result<RaftFrame, RaftWireError>
RaftFrame::Open(ByteSpan bytes)
{
    if (bytes.size < HEAD_BYTES)
    {
        return RaftWireError::TRUNCATED;
    }
    if (bytes.data[0] != VERSION)
    {
        return RaftWireError::UNKNOWN_VERSION;
    }
    const uint8_t kind = bytes.data[1];
    if (kind < static_cast<uint8_t>(RaftFrameKind::REQUEST) ||
        kind > static_cast<uint8_t>(RaftFrameKind::LEGACY_RESPONSE))
    {
        return RaftWireError::UNKNOWN_TYPE;
    }
    RaftFrame frame;
    frame.kind = static_cast<RaftFrameKind>(kind);
    frame.body = {bytes.data + HEAD_BYTES, bytes.size - HEAD_BYTES};
    return frame;
}

void
RaftFrame::Begin(RaftFrameKind kind, std::vector<uint8_t>& bytes)
{
    bytes.assign({VERSION, static_cast<uint8_t>(kind)});
}

void
RaftFrame::ToLegacy(std::vector<uint8_t>& bytes)
{
    NS_ASSERT_MSG(bytes.size() >= HEAD_BYTES + SHARD_PREFIX_SIZE, "no frame");
    const bool isRequest = bytes[1] == static_cast<uint8_t>(RaftFrameKind::REQUEST);
    bytes[1] = static_cast<uint8_t>(isRequest ? RaftFrameKind::LEGACY_REQUEST
                                              : RaftFrameKind::LEGACY_RESPONSE);
    bytes.erase(bytes.begin() + HEAD_BYTES, bytes.begin() + HEAD_BYTES + SHARD_PREFIX_SIZE);
}

void
RaftFrame::AddPrefix(ByteSpan body, std::vector<uint8_t>& bytes)
{
    const auto prefix = EncodeShardPrefix(0);
    bytes.assign(prefix.begin(), prefix.end());
    bytes.insert(bytes.end(), body.data, body.data + body.size);
}

bool
RaftFrame::IsResponse(RaftMessageType type)
{
    switch (type)
    {
    case RaftMessageType::PRE_VOTE_REPLY:
    case RaftMessageType::VOTE_REPLY:
    case RaftMessageType::APPEND_REPLY:
    case RaftMessageType::HEARTBEAT_REPLY:
    case RaftMessageType::SNAPSHOT_REPLY:
    case RaftMessageType::READ_INDEX_REPLY:
        return true;
    default:
        return false;
    }
}

} // namespace sharding
} // namespace ns3
