/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-host.h"
#include "ns3/sharded-raft-rpc.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;
constexpr RaftShardId FAR_SHARD = 1U << 20U;

/// Carries out what a host wants, with a disk that is never late.
class Owner : public RaftHostOutput
{
  public:
    void
    OnRole(RaftShardId, RaftRole, uint64_t, RaftNodeId) override
    {
    }

    void
    OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) override
    {
        Require(write.first > log.BaseIndex() && write.last <= log.LastIndex());
        m_writes.emplace_back(shard, write.id);
    }

    void
    OnMessage(RaftShardId, RaftMessage& message) override
    {
        Require(message.from == 1 && message.to != 1);
    }

    void
    OnRestore(RaftShardId, const RaftSnapshotPointer& snapshot) override
    {
        Require(snapshot != nullptr);
    }

    void
    OnApply(RaftShardId, uint64_t first, uint64_t last, const RaftLog& log) override
    {
        Require(first <= last && last <= log.LastIndex());
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer&) override
    {
    }

    void
    OnBeats(RaftBeats& beats) override
    {
        std::vector<uint8_t> bytes;
        beats.Encode(bytes);
        RaftBeats read;
        Require(!RaftBeats::Decode(bytes.data(), bytes.size(), read));
    }

    /// Until the host wants nothing more.
    void
    Settle(RaftHost& host, int64_t nowNs)
    {
        host.Collect(nowNs);
        while (!m_writes.empty())
        {
            for (const auto& [shard, id] : std::exchange(m_writes, {}))
            {
                host.OnPersisted(nowNs, shard, id);
            }
            host.Collect(nowNs);
        }
    }

    /// Ends the program when it does not hold.
    static void
    Require(bool holds)
    {
        if (!holds)
        {
            std::abort();
        }
    }

  private:
    std::vector<std::pair<RaftShardId, uint64_t>> m_writes;
};

RaftHost::Config
FuzzConfig()
{
    RaftHost::Config config;
    config.self = 1;
    config.epoch = 2;
    config.restAfterNs = 50 * MS;
    config.restCheckNs = 500 * MS;
    config.nodeBeatNs = 50 * MS;
    config.nodeSilenceNs = 200 * MS;
    config.maxShards = 4;
    config.maxBeats = 2;
    return config;
}

bool
AddGroup(RaftHost& host, RaftShardId shard, int64_t nowNs)
{
    RaftOptions options;
    options.maxLogEntries = 50;
    options.trailingEntries = 2;
    options.maxOutbox = 20;
    options.maxSnapshotBytes = 4096;
    RaftStart start;
    start.bootstrap.voters = {1, 2, 3};
    return host.AddShard(nowNs, shard, options, start, shard + 1);
}

} // namespace

/// Any beats and messages, in any order, with time and the owner's calls between them: no group's
/// term goes back, as many rest as say so, and no memory is read where none is. One byte says what
/// comes, a second how long it is.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::array<RaftShardId, 3> shards{0, 1, FAR_SHARD};
    int64_t nowNs = 1000 * MS;
    Owner owner;
    RaftHost host(FuzzConfig(), owner);
    for (const RaftShardId shard : shards)
    {
        AddGroup(host, shard, nowNs);
    }
    while (size >= 2)
    {
        const RaftShardId shard = shards[data[1] % shards.size()];
        const RaftCore* core = host.Find(shard);
        const uint64_t term = core ? core->Term() : 0;
        const bool isAnother = data[0] % 9 == 6;
        const size_t length = std::min<size_t>(data[1], size - 2);
        switch (data[0] % 9)
        {
        case 0:
            nowNs += data[1] * MS;
            host.Tick(nowNs);
            break;
        case 1:
            host.Campaign(nowNs, shard);
            break;
        case 2:
            host.Propose(nowNs, shard, nullptr);
            break;
        case 3:
            host.ProposeMembership(nowNs, shard, {1, data[1]}, {4});
            break;
        case 4:
            host.Read(nowNs, shard, data[1], data[1] % 2 == 0);
            break;
        case 5:
            host.Compact(shard, core ? core->Applied() : 0, nullptr);
            host.TransferTo(nowNs, shard, data[1]);
            host.NoteConnected(data[1] % 4);
            break;
        case 6:
            // It comes back without what it knew.
            Owner::Require(host.RemoveShard(shard) == (core != nullptr));
            Owner::Require(data[1] < 128 || AddGroup(host, shard, nowNs));
            break;
        default:
            RaftBeats beats;
            if (!RaftBeats::Decode(data + 2, length, beats))
            {
                host.ReceiveBeats(nowNs, beats);
            }
            const auto request = ShardedRaftRpcRequest::Decode(data + 2, length);
            if (request.IsOk())
            {
                const bool isThere = host.Find(request.Value().shard) != nullptr;
                const bool isTaken =
                    host.Receive(nowNs, request.Value().shard, request.Value().request);
                Owner::Require(isThere == isTaken);
            }
            data += length;
            size -= length;
        }
        owner.Settle(host, nowNs);
        uint32_t resting = 0;
        for (const RaftShardId one : shards)
        {
            const RaftCore* now = host.Find(one);
            resting += now && now->IsResting() ? 1 : 0;
            Owner::Require(one != shard || !now || isAnother || now->Term() >= term);
        }
        Owner::Require(resting == host.Resting());
        data += 2;
        size -= 2;
    }
    return 0;
}
