/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet.h"
#include "ns3/shard-reassembler.h"
#include "ns3/shard-sealer.h"
#include "ns3/simulator.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Until a simulation runs, ns-3 enters every Time into a list, to convert it should the resolution
/// change.
void
EndTimeMarking()
{
    Simulator::Run();
}

Ptr<Packet>
RealPacket(uint32_t size)
{
    std::vector<uint8_t> bytes(size);
    for (uint32_t i = 0; i < size; i++)
    {
        bytes[i] = static_cast<uint8_t>(i * 31);
    }
    return Create<Packet>(bytes.data(), size);
}

void
ReportPerShard(benchmark::State& state, uint64_t shards)
{
    using benchmark::Counter;
    state.counters["s/shard"] =
        Counter(static_cast<double>(shards), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/// @return how many times as long the first takes, both timed in turns, the best of each
template <typename A, typename B>
double
RatioOfBest(A&& a, B&& b)
{
    const auto timeOf = [](auto& call)
    {
        const auto begin = std::chrono::steady_clock::now();
        call();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    double bestA = 1e9;
    double bestB = 1e9;
    for (int round = 0; round < 40; round++)
    {
        bestA = std::min(bestA, timeOf(a));
        bestB = std::min(bestB, timeOf(b));
    }
    return bestA / bestB;
}

/// Packets of two shards of 64 bytes, from 16 senders, while many others wait.
class CrowdedReassembler
{
  public:
    explicit CrowdedReassembler(uint64_t openPackets) : m_next(openPackets), m_reassembler(Limits())
    {
        EndTimeMarking();
        for (uint64_t id = 0; id < openPackets; id++)
        {
            Push(id, 0);
        }
    }

    /// New packets come whole while all others wait.
    void
    PushNew(int packets)
    {
        for (int i = 0; i < packets; i++, m_next++)
        {
            Push(m_next, 0);
            Push(m_next, 1);
        }
    }

    /// The oldest packets end and new ones open: what is touched has left every cache long ago.
    void
    PushOldest(int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            Push(m_oldest++, 1);
            Push(m_next++, 0);
        }
    }

    uint64_t
    Open() const
    {
        return m_reassembler.OpenPackets();
    }

  private:
    static ShardReassembler::Config
    Limits()
    {
        ShardReassembler::Config config;
        config.timeout = Seconds(1000000);
        config.maxOpenPackets = 200000;
        config.maxBytes = uint64_t{1} << 32;
        return config;
    }

    void
    Push(uint64_t packetId, uint32_t index)
    {
        ShardHeader header;
        header.senderId = static_cast<uint32_t>(packetId % 16);
        header.packetId = packetId;
        header.shardIndex = index;
        header.totalShards = 2;
        header.offset = index * 64;
        header.payloadLength = 64;
        header.packetLength = 128;
        const Ptr<Packet> shard = Create<Packet>(64);
        SealShard(shard, header);
        m_reassembler.Push(m_now, shard, m_whole);
    }

    const Time m_now;
    uint64_t m_next;
    uint64_t m_oldest{0};
    ReassembledPacket m_whole;
    ShardReassembler m_reassembler;
};

void
PushWithOpen(benchmark::State& state, uint64_t openPackets, void (CrowdedReassembler::*push)(int))
{
    CrowdedReassembler crowd(openPackets);
    for ([[maybe_unused]] auto iteration : state)
    {
        (crowd.*push)(1);
    }
    if (crowd.Open() != openPackets)
    {
        state.SkipWithError("not as many packets are open as should be");
    }
    ReportPerShard(state, 2);
}

BENCHMARK_CAPTURE(PushWithOpen, few, 10, &CrowdedReassembler::PushNew)
    ->Name("reassembly/push-10-open");
BENCHMARK_CAPTURE(PushWithOpen, many, 100000, &CrowdedReassembler::PushNew)
    ->Name("reassembly/push-100000-open");
BENCHMARK_CAPTURE(PushWithOpen, oldest, 100000, &CrowdedReassembler::PushOldest)
    ->Name("reassembly/push-oldest-of-100000");

void
PushFlatness(benchmark::State& state)
{
    CrowdedReassembler few(10);
    CrowdedReassembler many(100000);
    for ([[maybe_unused]] auto iteration : state)
    {
        state.counters["ratio"] =
            RatioOfBest([&] { many.PushNew(5000); }, [&] { few.PushNew(5000); });
    }
}

BENCHMARK(PushFlatness)->Name("reassembly/push-100000-open-over-10")->Iterations(1);

/// Seals and reassembles one packet, again and again.
class Loop
{
  public:
    Loop(const Ptr<Packet>& payload,
         uint32_t pieces,
         const ShardSealer::Config& sender,
         const ShardReassembler::Config& receiver)
        : m_payload(payload), m_lengths(pieces, payload->GetSize() / pieces), m_sealer(sender),
          m_reassembler(receiver)
    {
        EndTimeMarking();
    }

    /// @param lose how many of the first shards are lost
    void
    Turn(uint32_t lose = 0)
    {
        m_identity.packetId++;
        m_sealer.Seal(m_payload, m_lengths, m_identity, {}, m_shards);
        for (size_t i = lose; i < m_shards.size(); i++)
        {
            m_reassembler.Push(m_now, m_shards[i], m_whole);
        }
    }

    uint64_t
    Completed() const
    {
        return m_reassembler.Counters().completedPackets;
    }

  private:
    const Ptr<Packet> m_payload;
    const std::vector<uint32_t> m_lengths;
    const Time m_now;
    ShardIdentity m_identity;
    ShardSealer m_sealer;
    std::vector<Ptr<Packet>> m_shards;
    ReassembledPacket m_whole;
    ShardReassembler m_reassembler;
};

void
LinearInShards(benchmark::State& state)
{
    Loop few(Create<Packet>(64 * 64), 64, {}, {});
    Loop many(Create<Packet>(4096 * 64), 4096, {}, {});
    for ([[maybe_unused]] auto iteration : state)
    {
        // 64 times as many shards must take 64 times as long.
        state.counters["ratio"] = RatioOfBest([&] { many.Turn(); },
                                              [&]
                                              {
                                                  for (int i = 0; i < 64; i++)
                                                  {
                                                      few.Turn();
                                                  }
                                              });
    }
}

BENCHMARK(LinearInShards)->Name("reassembly/4096-shards-over-64")->Iterations(1);

std::shared_ptr<const ShardCipher>
Cipher()
{
    return std::make_shared<const ShardCipher>(ShardKey::FromHex(std::string(64, '5')).Value());
}

/// 10 KiB in ten shards of 1 KiB.
void
TenShards(benchmark::State& state, ShardCode code, bool encrypted, uint32_t lose)
{
    ShardSealer::Config sender;
    sender.redundancy = {code, 4};
    sender.cipher = encrypted ? Cipher() : nullptr;
    ShardReassembler::Config receiver;
    receiver.cipher = sender.cipher;
    Loop loop(RealPacket(10240), 10, sender, receiver);
    for ([[maybe_unused]] auto iteration : state)
    {
        loop.Turn(lose);
    }
    if (loop.Completed() != static_cast<uint64_t>(state.iterations()))
    {
        state.SkipWithError("a packet was not completed");
    }
    ReportPerShard(state, 10);
}

BENCHMARK_CAPTURE(TenShards, clear, ShardCode::NONE, false, 0)->Name("reassembly/10-shards");
BENCHMARK_CAPTURE(TenShards, sealed, ShardCode::NONE, true, 0)
    ->Name("reassembly/10-shards-encrypted");
BENCHMARK_CAPTURE(TenShards, parity, ShardCode::REED_SOLOMON, false, 0)
    ->Name("reassembly/14-shards-of-10");
BENCHMARK_CAPTURE(TenShards, losses, ShardCode::REED_SOLOMON, false, 4)
    ->Name("reassembly/14-shards-of-10-4-lost");

} // namespace
