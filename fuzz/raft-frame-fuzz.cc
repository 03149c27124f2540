/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/sharded-raft-protocol-handler.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;
constexpr RaftShardId SHARDS = 3;

/// A disk that is never late, and what is sent is written as a frame.
class Output : public RaftHostOutput
{
  public:
    void
    OnRole(RaftShardId, RaftRole, uint64_t, RaftNodeId) override
    {
    }

    void
    OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog&) override
    {
        writes.emplace_back(shard, write.id);
    }

    void
    OnMessage(RaftShardId shard, RaftMessage& message) override
    {
        handler->Write(nowNs, shard, message, shard == 0, frame);
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
    OnBeats(RaftBeats& beats) override
    {
        ShardedRaftProtocolHandler::Write(beats, frame);
    }

    void
    Settle(RaftHost& host)
    {
        host.Collect(nowNs);
        while (!writes.empty())
        {
            for (const auto& [shard, id] : std::exchange(writes, {}))
            {
                host.OnPersisted(nowNs, shard, id);
            }
            host.Collect(nowNs);
        }
    }

    const ShardedRaftProtocolHandler* handler{nullptr};
    std::vector<std::pair<RaftShardId, uint64_t>> writes;
    std::vector<uint8_t> frame;
    int64_t nowNs{1000 * MS};
};

/// @return frames that are counted
uint64_t
Counted(const ShardedRaftProtocolHandler::Counters& c)
{
    return c.requests + c.responses + c.beats + c.unknownShards + c.refusals + c.strayResponses +
           c.tooLong + c.strangers + c.wrongProtocol +
           std::accumulate(c.malformed.begin(), c.malformed.end(), uint64_t{0});
}

void
Require(bool holds)
{
    if (!holds)
    {
        std::abort();
    }
}

} // namespace

/// Any frames of two peers to a node with three groups: each is counted once, no term goes back, what was not taken changes
/// none, and an answer can be read. One byte says who sends and how, or that time passes; a second how long the frame is.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using Verdict = ShardedRaftProtocolHandler::Verdict;
    Output output;
    RaftHost::Config config;
    config.self = 2;
    RaftHost host(config, output);
    ShardedRaftProtocolHandler::Config limits;
    limits.self = 2;
    limits.maxFrameBytes = 200;
    limits.maxEntries = 20;
    limits.maxBeats = 20;
    ShardedRaftProtocolHandler handler(limits, host);
    output.handler = &handler;
    RaftOptions options;
    options.maxLogEntries = 50;
    options.maxOutbox = 20;
    options.maxSnapshotBytes = 4096;
    RaftStart start;
    start.bootstrap.voters = {1, 2, 3};
    for (RaftShardId shard = 0; shard < SHARDS; shard++)
    {
        host.AddShard(output.nowNs, shard, options, start, shard);
    }
    output.Settle(host);
    uint64_t frames = 0;
    std::vector<uint8_t> answer;
    while (size >= 2)
    {
        uint64_t terms[SHARDS];
        for (RaftShardId shard = 0; shard < SHARDS; shard++)
        {
            terms[shard] = host.Find(shard)->Term();
        }
        const uint8_t how = data[0];
        const size_t length = std::min<size_t>(data[1], size - 2);
        Verdict verdict = Verdict::TAKEN;
        if (how >= 0xf0)
        {
            output.nowNs += data[1] * MS;
            host.Tick(output.nowNs);
            data += 2;
            size -= 2;
        }
        else
        {
            const RaftNodeId peer = (how & 2U) != 0 ? 3 : 1;
            verdict =
                handler.Receive(output.nowNs, peer, (how & 1U) != 0, {data + 2, length}, answer);
            Require(Counted(handler.GetCounters()) == ++frames);
            Require(verdict != Verdict::ANSWER ||
                    (RaftFrame::Open(answer).IsOk() && answer.size() <= 2 + 4 + 17));
            handler.ClockOf(peer);
            data += 2 + length;
            size -= 2 + length;
        }
        output.Settle(host);
        for (RaftShardId shard = 0; shard < SHARDS; shard++)
        {
            const uint64_t term = host.Find(shard)->Term();
            Require(term >= terms[shard] && (verdict == Verdict::TAKEN || term == terms[shard]));
        }
    }
    return 0;
}
