/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-benchmark-kit.h"

#include "ns3/reassembler.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <new>
#include <vector>

namespace
{

/// What operator new gives out while it is watched, as the C library counts it.
struct Allocations
{
    bool watched{false};
    uint64_t count{0};
    int64_t live{0};
    int64_t peak{0};
};

Allocations g_allocations;

int64_t
TrueSize(void* memory)
{
    constexpr int64_t BOOK_KEEPING = 8;
    return static_cast<int64_t>(malloc_usable_size(memory)) + BOOK_KEEPING;
}

void
Watch()
{
    g_allocations = {};
    g_allocations.watched = true;
}

} // namespace

// For the whole program, as the C++ standard has it ([replacement.functions]); all other forms call
// these. Not inlined, so that the compiler does not take malloc and free for a mismatch of new and
// delete.

[[gnu::noinline]] void*
operator new(std::size_t size)
{
    void* memory = std::malloc(std::max<std::size_t>(size, 1));
    if (!memory)
    {
        throw std::bad_alloc();
    }
    if (g_allocations.watched)
    {
        g_allocations.count++;
        g_allocations.live += TrueSize(memory);
        g_allocations.peak = std::max(g_allocations.peak, g_allocations.live);
    }
    return memory;
}

[[gnu::noinline]] void
operator delete(void* memory) noexcept
{
    if (g_allocations.watched && memory)
    {
        g_allocations.live -= TrueSize(memory);
    }
    std::free(memory);
}

[[gnu::noinline]] void
operator delete(void* memory, std::size_t) noexcept
{
    operator delete(memory);
}

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Frames of 64 bytes that need no fragmentation, out on one side and in on the other.
class Passthrough
{
  public:
    static constexpr int FRAMES = 10000;

    Passthrough()
        : m_message(Pattern(64)),
          m_adapter(Canonical(1000),
                    {[this](const InboundMessage& message) { m_delivered += message.bytes.size; },
                     nullptr,
                     nullptr})
    {
        EndTimeMarking();
        m_adapter.Encode(m_message, 0, m_wire);
    }

    void
    Send()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            m_adapter.ForEachFragment({m_message.size(), 0, m_message.data()},
                                      [this](ByteSpan header, ByteSpan payload)
                                      { m_sent += header.size + payload.size; });
            benchmark::ClobberMemory();
        }
    }

    void
    Receive()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            m_adapter.PushStream(m_now, m_wire);
            benchmark::ClobberMemory();
        }
    }

    /// @return frames that went out and came in again
    uint64_t
    Frames() const
    {
        return std::min(m_delivered / m_message.size(), m_sent / m_wire.size());
    }

  private:
    const Bytes m_message;
    Bytes m_wire;
    const Time m_now;
    uint64_t m_sent{0};
    uint64_t m_delivered{0};
    FragmentAdapter m_adapter;
};

/// The best of many turns: what else the machine does must not count.
void
PassthroughTime(benchmark::State& state, void (Passthrough::*step)())
{
    Passthrough pass;
    for ([[maybe_unused]] auto iteration : state)
    {
        double best = 1;
        for (int turn = 0; turn < 200; turn++)
        {
            best = std::min(best, TimeOf([&] { (pass.*step)(); }));
        }
        state.counters["s/frame"] = best / Passthrough::FRAMES;
    }
}

BENCHMARK_CAPTURE(PassthroughTime, in, &Passthrough::Receive)
    ->Name("fragment/passthrough")
    ->Iterations(1);
BENCHMARK_CAPTURE(PassthroughTime, out, &Passthrough::Send)
    ->Name("fragment/passthrough-out")
    ->Iterations(1);

void
PassthroughAllocations(benchmark::State& state)
{
    Passthrough pass;
    for ([[maybe_unused]] auto iteration : state)
    {
        Watch();
        // One allocation of its own, so that a count of nothing is known to be one.
        const std::unique_ptr<int> known(new int(1));
        benchmark::DoNotOptimize(known.get());
        pass.Send();
        pass.Receive();
        g_allocations.watched = false;
    }
    if (g_allocations.count < 1 || pass.Frames() != Passthrough::FRAMES)
    {
        state.SkipWithError("allocations are not counted, or frames not delivered");
    }
    state.counters["allocations"] =
        static_cast<double>(g_allocations.count - 1) / Passthrough::FRAMES;
}

BENCHMARK(PassthroughAllocations)->Name("fragment/passthrough-allocations")->Iterations(1);

void
SplitReassembleBytes(benchmark::State& state)
{
    EndTimeMarking();
    FragmentAdapter adapter(Canonical(PACKET / FRAGMENTS),
                            {[](const InboundMessage&) {}, nullptr, nullptr});
    const Bytes message = Pattern(PACKET);
    Bytes wire;
    const Time now;
    for ([[maybe_unused]] auto iteration : state)
    {
        wire.clear();
        adapter.Encode(message, 0, wire);
        adapter.PushStream(now, wire);
    }
    if (adapter.Reassembly().Counters().reassembled != static_cast<uint64_t>(state.iterations()))
    {
        state.SkipWithError("a message was not completed");
    }
    ReportPerFragment(state, FRAGMENTS);
}

BENCHMARK(SplitReassembleBytes)->Name("fragment/split-reassemble-64k-in-64-bytes");

/// Fragments of 64 bytes pushed while many messages are open.
class CrowdedReassembler
{
  public:
    explicit CrowdedReassembler(uint64_t openMessages)
        : m_payload(Pattern(64)), m_next(openMessages), m_reassembler(Limits())
    {
        EndTimeMarking();
        for (uint64_t id = 0; id < openMessages; id++)
        {
            Push(id, 0, false);
        }
    }

    /// A new message comes in two fragments while all others stay open.
    void
    PushNew()
    {
        Push(m_next, 0, false);
        Push(m_next, 1, true);
        m_next++;
    }

    /// The oldest message ends and a new one opens: what is touched has left every cache long ago.
    void
    PushOldest()
    {
        Push(m_oldest++, 1, true);
        Push(m_next++, 0, false);
    }

    uint64_t
    Open() const
    {
        return m_reassembler.OpenMessages();
    }

  private:
    static ReassemblyLimits
    Limits()
    {
        ReassemblyLimits limits;
        limits.timeout = Seconds(1000000);
        limits.maxOpenMessages = 200000;
        limits.maxBytes = uint64_t{1} << 32;
        return limits;
    }

    void
    Push(uint64_t id, uint32_t index, bool isLast)
    {
        ArrivedFragment fragment;
        fragment.header = {MessageId(id), FragmentIndex(index), isLast};
        m_reassembler.Push(m_now, fragment, m_payload, m_whole);
    }

    const Bytes m_payload;
    const Time m_now;
    uint64_t m_next;
    uint64_t m_oldest{0};
    Reassembler m_reassembler;
    Reassembler::Message m_whole;
};

void
PushWithOpen(benchmark::State& state, uint64_t openMessages, void (CrowdedReassembler::*push)())
{
    CrowdedReassembler crowd(openMessages);
    for ([[maybe_unused]] auto iteration : state)
    {
        (crowd.*push)();
    }
    if (crowd.Open() != openMessages)
    {
        state.SkipWithError("not as many messages are open as should be");
    }
    ReportPerFragment(state, 2);
}

BENCHMARK_CAPTURE(PushWithOpen, one, 1, &CrowdedReassembler::PushNew)->Name("fragment/push-1-open");
BENCHMARK_CAPTURE(PushWithOpen, many, 100000, &CrowdedReassembler::PushNew)
    ->Name("fragment/push-100000-open");
BENCHMARK_CAPTURE(PushWithOpen, oldest, 100000, &CrowdedReassembler::PushOldest)
    ->Name("fragment/push-oldest-of-100000");

/// Two things timed in turns, so that both see the same machine; the best of each counts.
template <typename A, typename B>
double
RatioOfBest(A&& a, B&& b)
{
    double bestA = 1e9;
    double bestB = 1e9;
    for (int round = 0; round < 40; round++)
    {
        bestA = std::min(bestA, TimeOf(a));
        bestB = std::min(bestB, TimeOf(b));
    }
    return bestA / bestB;
}

void
PushFlatness(benchmark::State& state)
{
    CrowdedReassembler one(1);
    CrowdedReassembler many(100000);
    const auto pushes = [](CrowdedReassembler& crowd)
    {
        for (int i = 0; i < 5000; i++)
        {
            crowd.PushNew();
        }
    };
    for ([[maybe_unused]] auto iteration : state)
    {
        state.counters["ratio"] = RatioOfBest([&] { pushes(many); }, [&] { pushes(one); });
    }
}

BENCHMARK(PushFlatness)->Name("fragment/push-100000-open-over-1")->Iterations(1);

/// Splits and reassembles messages of so many fragments of 64 bytes.
void
ManyFragments(FragmentAdapter& adapter, const Bytes& message, Bytes& wire, const Time& now)
{
    wire.clear();
    adapter.Encode(message, 0, wire);
    adapter.PushStream(now, wire);
}

void
LinearInFragments(benchmark::State& state)
{
    EndTimeMarking();
    constexpr size_t LENGTH = 64;
    FragmentAdapter adapter(Canonical(LENGTH), {[](const InboundMessage&) {}, nullptr, nullptr});
    const Bytes small = Pattern(64 * LENGTH);
    const Bytes large = Pattern(4096 * LENGTH);
    Bytes wire;
    const Time now;
    for ([[maybe_unused]] auto iteration : state)
    {
        // 64 times as many fragments must take 64 times as long.
        state.counters["ratio"] = RatioOfBest([&] { ManyFragments(adapter, large, wire, now); },
                                              [&]
                                              {
                                                  for (int i = 0; i < 64; i++)
                                                  {
                                                      ManyFragments(adapter, small, wire, now);
                                                  }
                                              });
    }
}

BENCHMARK(LinearInFragments)->Name("fragment/4096-fragments-over-64")->Iterations(1);

/// Floods of first fragments and of fragments ahead of the next one, of several sizes: the most memory ever held, over the cap.
void
AttackMemory(benchmark::State& state)
{
    EndTimeMarking();
    constexpr uint64_t CAP = 16 << 20;
    ReassemblyLimits limits;
    limits.maxMessageSize = 4 << 20;
    limits.maxOpenMessages = 1000000;
    limits.maxBytes = CAP;
    limits.softBytes = CAP;
    limits.reorderWindow = 64;
    const Time now;
    int64_t peak = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        for (const size_t size : {1, 60, 1000, 60000})
        {
            const Bytes payload(size);
            for (const uint64_t ids : {uint64_t{3}, uint64_t{100}, uint64_t{1000000}})
            {
                Watch();
                Reassembler reassembler(limits);
                Reassembler::Message whole;
                for (uint64_t i = 0; i < 100000; i++)
                {
                    ArrivedFragment fragment;
                    fragment.peer = i % 3;
                    const auto turn = static_cast<uint32_t>(i / ids);
                    fragment.header = {MessageId(i % ids), FragmentIndex(i % 2 + turn % 64), false};
                    reassembler.Push(now, fragment, payload, whole);
                }
                g_allocations.watched = false;
                peak = std::max(peak, g_allocations.peak);
            }
        }
    }
    if (peak < static_cast<int64_t>(CAP / 2))
    {
        state.SkipWithError("the attack did not fill the memory");
    }
    state.counters["ratio"] = static_cast<double>(peak) / static_cast<double>(CAP);
}

BENCHMARK(AttackMemory)->Name("fragment/attack-peak-memory-over-cap")->Iterations(1);

} // namespace
