/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// 64 KiB in 64 fragments, as ns-3 packets: ours, and what ns-3 itself offers.

#include "fragment-benchmark-kit.h"

#include "ns3/packet-fragment-adapter.h"

#include <algorithm>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

Ptr<Packet>
RealPacket(uint32_t size)
{
    const Bytes bytes = Pattern(size);
    return Create<Packet>(bytes.data(), size);
}

/// Makes ns-3 forget the small buffers that it kept: from the first freed large one on, it keeps only large ones.
void
FreeLargePackets()
{
    std::vector<Ptr<Packet>> large;
    for (int i = 0; i < 8; i++)
    {
        large.push_back(RealPacket(4 * PACKET));
    }
}

/// The best of many turns of many messages, as above.
template <typename Message>
void
ReportBestPerFragment(benchmark::State& state, Message&& message)
{
    constexpr int MESSAGES = 50;
    for ([[maybe_unused]] auto iteration : state)
    {
        double best = 1;
        for (int turn = 0; turn < 300; turn++)
        {
            best = std::min(best,
                            TimeOf(
                                [&]
                                {
                                    for (int i = 0; i < MESSAGES; i++)
                                    {
                                        message();
                                    }
                                }));
        }
        state.counters["s/fragment"] = best / (MESSAGES * FRAGMENTS);
    }
}

void
SplitReassemble(benchmark::State& state, const Ptr<Packet>& message)
{
    EndTimeMarking();
    PacketFragmentAdapter adapter(Canonical(PACKET / FRAGMENTS));
    std::vector<Ptr<Packet>> frames;
    PacketFragmentAdapter::Message whole;
    uint64_t messages = 0;
    const Time now;
    ReportBestPerFragment(state,
                          [&]
                          {
                              adapter.Split(message, 0, frames);
                              for (const auto& frame : frames)
                              {
                                  adapter.Push(now, frame, 0, whole);
                              }
                              whole.content = nullptr;
                              messages++;
                          });
    if (adapter.Reassembly().Counters().reassembled != messages)
    {
        state.SkipWithError("a message was not completed");
    }
}

void
SplitReassembleFresh(benchmark::State& state)
{
    SplitReassemble(state, RealPacket(PACKET));
}

BENCHMARK(SplitReassembleFresh)->Name("fragment/split-reassemble-64k-in-64")->Iterations(1);

/// What ns-3 offers: the same fragments, without headers or any check, joined one by one.
void
Concatenation(benchmark::State& state, const Ptr<Packet>& message)
{
    constexpr uint32_t LENGTH = PACKET / FRAGMENTS;
    std::vector<Ptr<Packet>> fragments(FRAGMENTS);
    for ([[maybe_unused]] auto iteration : state)
    {
        for (uint32_t i = 0; i < FRAGMENTS; i++)
        {
            fragments[i] = message->CreateFragment(i * LENGTH, LENGTH);
        }
        for (uint32_t i = 1; i < FRAGMENTS; i++)
        {
            fragments[0]->AddAtEnd(fragments[i]);
        }
        benchmark::DoNotOptimize(fragments[0]);
    }
    ReportPerFragment(state, FRAGMENTS);
}

void
ConcatenationFresh(benchmark::State& state)
{
    Concatenation(state, RealPacket(PACKET));
}

BENCHMARK(ConcatenationFresh)->Name("fragment/ns3-concatenation-64k-in-64");

void
SplitReassembleAfterLarge(benchmark::State& state)
{
    FreeLargePackets();
    SplitReassemble(state, RealPacket(PACKET));
}

BENCHMARK(SplitReassembleAfterLarge)
    ->Name("fragment/split-reassemble-64k-in-64-after-large")
    ->Iterations(1);

void
ConcatenationAfterLarge(benchmark::State& state)
{
    FreeLargePackets();
    Concatenation(state, RealPacket(PACKET));
}

BENCHMARK(ConcatenationAfterLarge)->Name("fragment/ns3-concatenation-64k-in-64-after-large");

void
SplitReassembleVirtual(benchmark::State& state)
{
    SplitReassemble(state, Create<Packet>(PACKET));
}

BENCHMARK(SplitReassembleVirtual)
    ->Name("fragment/split-reassemble-64k-in-64-virtual")
    ->Iterations(1);

} // namespace
