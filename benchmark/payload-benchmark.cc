/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "instruction-count.h"

#include "ns3/direct-link-helper.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/packet.h"
#include "ns3/payload-sharder.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/shard-reassembler.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t PACKET = 65536;
constexpr uint32_t SHARDS = 64;

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

/// Makes ns-3 forget the small buffers that it kept: from the first freed large one on, it keeps
/// only large ones.
void
FreeLargePackets()
{
    std::vector<Ptr<Packet>> large;
    for (int i = 0; i < 8; i++)
    {
        large.push_back(RealPacket(4 * PACKET));
    }
}

PayloadSharder::Config
Sixtyfour()
{
    PayloadSharder::Config config;
    config.senderId = 1;
    config.split.policy = SplitPolicyType::FIXED_SIZE;
    config.split.shardCount = SHARDS;
    return config;
}

/// Reports the time of one shard: the time of one iteration is that of a packet.
void
ReportPerShard(benchmark::State& state, uint32_t shards)
{
    using benchmark::Counter;
    state.counters["s/shard"] =
        Counter(shards, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/// Until a simulation runs, ns-3 enters every Time into a list, to convert it should the resolution
/// change.
void
EndTimeMarking()
{
    Simulator::Run();
}

void
SplitReassemble(benchmark::State& state, const Ptr<Packet>& payload)
{
    EndTimeMarking();
    PayloadSharder sharder(Sixtyfour());
    ShardReassembler reassembler({});
    const std::vector<uint32_t> paths{0, 1, 2, 3};
    std::vector<Shard> shards;
    ReassembledPacket whole;
    int64_t step = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        const Time now = MicroSeconds(++step);
        sharder.Split(payload, 0x0800, now, paths, shards);
        for (auto& shard : shards)
        {
            reassembler.Push(now, shard.packet, whole);
        }
    }
    if (reassembler.Counters().completedPackets != static_cast<uint64_t>(step))
    {
        state.SkipWithError("a packet was not completed");
    }
    ReportPerShard(state, SHARDS);
}

void
SplitReassembleFresh(benchmark::State& state)
{
    SplitReassemble(state, RealPacket(PACKET));
}

BENCHMARK(SplitReassembleFresh)->Name("payload/split-reassemble-64k-in-64");

/// What ns-3 offers: the same shards, without any check, joined one by one.
void
Concatenation(benchmark::State& state, const Ptr<Packet>& payload)
{
    constexpr uint32_t LENGTH = PACKET / SHARDS;
    std::vector<Ptr<Packet>> shards(SHARDS);
    for ([[maybe_unused]] auto iteration : state)
    {
        ShardHeader header;
        for (uint32_t i = 0; i < SHARDS; i++)
        {
            shards[i] = payload->CreateFragment(i * LENGTH, LENGTH);
            shards[i]->AddHeader(header);
        }
        for (const auto& shard : shards)
        {
            shard->RemoveHeader(header);
        }
        for (uint32_t i = 1; i < SHARDS; i++)
        {
            shards[0]->AddAtEnd(shards[i]);
        }
        benchmark::DoNotOptimize(shards[0]);
    }
    ReportPerShard(state, SHARDS);
}

void
ConcatenationFresh(benchmark::State& state)
{
    Concatenation(state, RealPacket(PACKET));
}

BENCHMARK(ConcatenationFresh)->Name("ns3/packet-concatenation-64k-in-64");

void
SplitReassembleVirtual(benchmark::State& state)
{
    SplitReassemble(state, Create<Packet>(PACKET));
}

BENCHMARK(SplitReassembleVirtual)->Name("payload/split-reassemble-64k-in-64-virtual");

void
SplitReassembleAfterLarge(benchmark::State& state)
{
    FreeLargePackets();
    SplitReassemble(state, RealPacket(PACKET));
}

BENCHMARK(SplitReassembleAfterLarge)->Name("payload/split-reassemble-64k-in-64-after-large");

void
ConcatenationAfterLarge(benchmark::State& state)
{
    FreeLargePackets();
    Concatenation(state, RealPacket(PACKET));
}

BENCHMARK(ConcatenationAfterLarge)->Name("ns3/packet-concatenation-64k-in-64-after-large");

/// One shard pushed while many packets are open: the oldest packet gets its second, last one, and a
/// new one opens.
void
PushWithOpen(benchmark::State& state, uint64_t openPackets)
{
    EndTimeMarking();
    ShardReassembler::Config config;
    config.timeout = Seconds(1000000);
    config.maxOpenPackets = 200000;
    config.maxBytes = uint64_t{1} << 32;
    ShardReassembler reassembler(config);
    ReassembledPacket whole;
    const auto push = [&](uint64_t packetId, uint32_t index)
    {
        ShardHeader header;
        header.senderId = static_cast<uint32_t>(packetId % 16);
        header.packetId = packetId;
        header.shardIndex = index;
        header.totalShards = 2;
        header.offset = index * 64;
        header.payloadLength = 64;
        header.packetLength = 128;
        Ptr<Packet> shard = Create<Packet>(64);
        SealShard(shard, header);
        return reassembler.Push(Time(0), shard, whole);
    };
    uint64_t next = 0;
    while (next < openPackets)
    {
        push(next++, 0);
    }
    for ([[maybe_unused]] auto iteration : state)
    {
        push(next - openPackets, 1);
        push(next++, 0);
    }
    if (reassembler.OpenPackets() != openPackets)
    {
        state.SkipWithError("not as many packets are open as should be");
    }
    ReportPerShard(state, 2);
}

BENCHMARK_CAPTURE(PushWithOpen, few, 10)->Name("payload/push-10-open");
BENCHMARK_CAPTURE(PushWithOpen, some, 1000)->Name("payload/push-1000-open");
BENCHMARK_CAPTURE(PushWithOpen, many, 100000)->Name("payload/push-100000-open");

/// Counts what arrives whole.
bool
CountArrival(uint64_t* arrived, Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&)
{
    ++*arrived;
    return true;
}

/// The whole way of a shard through devices: split, header with CRC, one hop over a direct link, reassembly.
void
ShardHop(benchmark::State& state, const std::string& schedulerType)
{
    constexpr uint32_t HOP_SHARDS = 16;
    DirectLinkHelper links;
    const auto ends = links.Install(CreateObject<Node>(), CreateObject<Node>());
    PayloadShardingHelper stage;
    stage.SetDeviceAttribute("ShardSize", UintegerValue(1000));
    const auto sender = stage.Install(ends.Get(0)->GetNode(), ends.Get(0));
    const auto receiver = stage.Install(ends.Get(1)->GetNode(), ends.Get(1));
    uint64_t arrived = 0;
    receiver->SetReceiveCallback(MakeBoundCallback(&CountArrival, &arrived));
    const Ptr<Packet> payload = RealPacket(HOP_SHARDS * 1000);
    ObjectFactory scheduler(schedulerType);
    Simulator::SetScheduler(scheduler);
    Simulator::Run();
    const uint64_t before = Simulator::GetEventCount();
    uint64_t packets = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        sender->Send(payload, sender->GetBroadcast(), 0x0800);
        Simulator::Stop(MilliSeconds(1));
        Simulator::Run();
        packets++;
    }
    if (arrived != packets)
    {
        state.SkipWithError("a packet did not arrive");
    }
    // The stop and the look at deadlines are events, too; they are shared by the shards of a packet.
    state.counters["events/shard"] =
        static_cast<double>(Simulator::GetEventCount() - before) / (packets * HOP_SHARDS);
    ReportPerShard(state, HOP_SHARDS);
    Simulator::Destroy();
}

const std::string SCENARIOS = "ns3::PriorityQueueScheduler"; //!< the scheduler of all scenarios
const std::string DEFAULT = "ns3::MapScheduler";             //!< ns-3's own default

BENCHMARK_CAPTURE(ShardHop, scenarios, SCENARIOS)->Name("payload/shard-hop");
BENCHMARK_CAPTURE(ShardHop, less, SCENARIOS)->Name("payload/shard-hop-thousand")->Iterations(1000);
BENCHMARK_CAPTURE(ShardHop, more, SCENARIOS)
    ->Name("payload/shard-hop-two-thousand")
    ->Iterations(2000);
BENCHMARK_CAPTURE(ShardHop, lessDefault, DEFAULT)
    ->Name("payload/shard-hop-map-thousand")
    ->Iterations(1000);
BENCHMARK_CAPTURE(ShardHop, moreDefault, DEFAULT)
    ->Name("payload/shard-hop-map-two-thousand")
    ->Iterations(2000);

/// Instructions of the whole way of a shard: those of two thousand packets less those of one thousand.
void
ShardHopInstructions(benchmark::State& state, const std::string& rows)
{
    constexpr double SHARDS_BETWEEN = 16 * 1000;
    constexpr double REPETITIONS = 3;
    for ([[maybe_unused]] auto iteration : state)
    {
        const auto less = InstructionsOf("^" + rows + "-thousand");
        const auto more = InstructionsOf("^" + rows + "-two-thousand");
        if (!less || !more)
        {
            state.SkipWithError("instructions are counted by valgrind, which is not there");
            return;
        }
        state.counters["instructions"] = (*more - *less) / (SHARDS_BETWEEN * REPETITIONS);
    }
}

BENCHMARK_CAPTURE(ShardHopInstructions, scenarios, "payload/shard-hop")
    ->Name("payload/shard-hop-instructions")
    ->Iterations(1)
    ->Repetitions(1);
BENCHMARK_CAPTURE(ShardHopInstructions, byDefault, "payload/shard-hop-map")
    ->Name("payload/shard-hop-map-instructions")
    ->Iterations(1)
    ->Repetitions(1);

} // namespace
