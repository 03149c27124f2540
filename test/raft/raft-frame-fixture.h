/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FRAME_FIXTURE_H
#define RAFT_FRAME_FIXTURE_H

#include "ns3/raft-frame.h"
#include "ns3/raft-host.h"

#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Keeps what a host wants. Writes are durable when Persist is called.
class RaftHostRecorder : public RaftHostOutput
{
  public:
    void
    OnRole(RaftShardId, RaftRole, uint64_t, RaftNodeId) override
    {
        roles++;
    }

    void
    OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog&) override
    {
        m_writes.emplace_back(shard, write.id);
    }

    void
    OnMessage(RaftShardId shard, RaftMessage& message) override
    {
        messages.emplace_back(shard, message);
    }

    void
    OnRestore(RaftShardId, const RaftSnapshotPointer&) override
    {
    }

    void
    OnApply(RaftShardId, uint64_t, uint64_t, const RaftLog&) override
    {
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer&) override
    {
    }

    void
    OnBeats(RaftBeats& sent) override
    {
        beats.push_back(sent);
    }

    /// What was written is durable, and what comes of it is collected.
    void
    Persist(RaftHost& host, int64_t nowNs)
    {
        host.Collect(nowNs);
        while (!m_writes.empty())
        {
            const auto writes = std::exchange(m_writes, {});
            for (const auto& [shard, id] : writes)
            {
                host.OnPersisted(nowNs, shard, id);
            }
            host.Collect(nowNs);
        }
    }

    std::vector<std::pair<RaftShardId, RaftMessage>> messages; //!< that were sent
    std::vector<RaftBeats> beats;                              //!< that were sent
    uint64_t roles{0};                                         //!< changes

  private:
    std::vector<std::pair<RaftShardId, uint64_t>> m_writes;
};

/// @return a message of node 1 to node 2 in term 3
inline RaftMessage
RaftMessageOf(RaftMessageType type)
{
    RaftMessage message;
    message.type = type;
    message.from = 1;
    message.to = 2;
    message.term = 3;
    return message;
}

/// @return the frame of a request
inline std::vector<uint8_t>
RaftRequestFrame(RaftShardId shard, const RaftMessage& message, bool isLegacy = false)
{
    std::vector<uint8_t> frame;
    RaftFrame::Begin(RaftFrameKind::REQUEST, frame);
    ShardedRaftRpcRequest{shard, message}.Encode(frame);
    if (isLegacy)
    {
        RaftFrame::ToLegacy(frame);
    }
    return frame;
}

/// @return the frame of a response
inline std::vector<uint8_t>
RaftResponseFrame(RaftShardId shard,
                  const RaftRpcTimestamps& times,
                  const RaftMessage& message,
                  bool isLegacy = false)
{
    std::vector<uint8_t> frame;
    RaftFrame::Begin(RaftFrameKind::RESPONSE, frame);
    ShardedRaftRpcResponse::Encode(shard, times, message, frame);
    if (isLegacy)
    {
        RaftFrame::ToLegacy(frame);
    }
    return frame;
}

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FRAME_FIXTURE_H */
