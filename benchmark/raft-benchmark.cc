/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-core.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t REPLICAS = 3;
constexpr uint32_t ENTRY_BYTES = 64;
constexpr uint64_t COMPACT_EVERY = 16384;
constexpr int64_t NOW_NS = 1000000000;

/// Three cores in memory: messages arrive in order, writes are durable at once.
class MemoryGroup
{
  public:
    MemoryGroup()
    {
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        RaftOptions options;
        options.trailingEntries = 4096;
        for (uint32_t id = 1; id <= REPLICAS; id++)
        {
            m_cores[id - 1] = std::make_unique<RaftCore>(id, options, start, NOW_NS, id);
        }
        Leader().Campaign(NOW_NS);
        Settle(1);
        Run();
    }

    RaftCore&
    Leader()
    {
        return *m_cores[0];
    }

    /// Proposes one entry without telling anybody yet.
    void
    Propose()
    {
        const std::array<uint8_t, ENTRY_BYTES> bytes{};
        Leader().Propose(NOW_NS, RaftPayload::Create(bytes.data(), ENTRY_BYTES));
    }

    /// Carries out what a core wants.
    void
    Settle(uint32_t id)
    {
        RaftCore& core = *m_cores[id - 1];
        for (bool again = true; again;)
        {
            RaftReady& ready = core.Collect(NOW_NS);
            for (RaftMessage& message : ready.messages)
            {
                Push(message);
            }
            const uint64_t write = ready.write.id;
            const uint64_t applied = ready.applyLast;
            const bool applies = ready.applyFirst <= ready.applyLast;
            for (uint64_t index = ready.applyFirst; index <= applied; index++)
            {
                m_digests[id - 1] += core.Log().At(index).payload ? 1 : 0;
            }
            if (applies)
            {
                core.OnApplied(applied);
            }
            if (write != 0)
            {
                core.OnPersisted(NOW_NS, write);
            }
            if (applies && applied / COMPACT_EVERY != m_compacted[id - 1])
            {
                m_compacted[id - 1] = applied / COMPACT_EVERY;
                core.Compact(applied, nullptr);
            }
            again = write != 0;
        }
    }

    /// Delivers one message.
    bool
    Step()
    {
        if (m_first == m_last)
        {
            return false;
        }
        RaftMessage& message = m_queue[m_first++ % m_queue.size()];
        m_cores[message.to - 1]->Receive(NOW_NS, message);
        Settle(message.to);
        return true;
    }

    /// Delivers all messages.
    void
    Run()
    {
        while (Step())
        {
        }
    }

  private:
    void
    Push(RaftMessage& message)
    {
        if (m_last - m_first == m_queue.size())
        {
            std::abort(); // the queue is longer than any load of these benchmarks
        }
        std::swap(m_queue[m_last++ % m_queue.size()], message);
    }

    std::array<std::unique_ptr<RaftCore>, REPLICAS> m_cores;
    std::array<uint64_t, REPLICAS> m_digests{};
    std::array<uint64_t, REPLICAS> m_compacted{};
    std::vector<RaftMessage> m_queue{4096};
    uint64_t m_first{0};
    uint64_t m_last{0};
};

void
Report(benchmark::State& state, uint64_t commits)
{
    if (commits < static_cast<uint64_t>(state.iterations()))
    {
        state.SkipWithError("not everything was committed");
    }
    state.counters["commits/s"] =
        benchmark::Counter(static_cast<double>(commits), benchmark::Counter::kIsRate);
}

/// Each entry is sent by itself; a new one is proposed for each that is committed.
void
InFlight(benchmark::State& state)
{
    constexpr uint64_t IN_FLIGHT = 64;
    MemoryGroup group;
    const uint64_t before = group.Leader().Commit();
    uint64_t proposed = before;
    for ([[maybe_unused]] auto iteration : state)
    {
        // One iteration is 1024 commits, to keep the clock out of the measurement.
        const uint64_t target = group.Leader().Commit() + 1024;
        while (group.Leader().Commit() < target)
        {
            while (proposed < group.Leader().Commit() + IN_FLIGHT)
            {
                group.Propose();
                group.Settle(1);
                proposed++;
            }
            group.Step();
        }
    }
    Report(state, group.Leader().Commit() - before);
}

BENCHMARK(InFlight)->Name("raft/core-64-in-flight");

/// Entries are proposed 1024 at a time.
void
Batched(benchmark::State& state)
{
    MemoryGroup group;
    const uint64_t before = group.Leader().Commit();
    for ([[maybe_unused]] auto iteration : state)
    {
        for (int i = 0; i < 1024; i++)
        {
            group.Propose();
        }
        group.Settle(1);
        group.Run();
    }
    Report(state, group.Leader().Commit() - before);
}

BENCHMARK(Batched)->Name("raft/core-batched");

} // namespace
