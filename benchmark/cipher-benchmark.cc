/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a key costs per shard: the figures behind the defaults of SealCost and OpenCost.

#include "ns3/shard-cipher.h"
#include "ns3/shard-header.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr size_t METADATA = 12;      //!< bytes that are encrypted
constexpr size_t CLEAR = 48;         //!< bytes of header that are authenticated besides
constexpr int64_t LONG_SHARD = 8192; //!< bytes of payload
constexpr int64_t SHARD = 1024;      //!< bytes of payload
constexpr int64_t EMPTY = 0;         //!< what it costs whatever the size

/// A shard's bytes as the cipher sees them.
class SealedShard
{
  public:
    explicit SealedShard(int64_t payload)
        : m_cipher(ShardKey::FromHex(std::string(64, '5')).Value()),
          m_clear(CLEAR + static_cast<size_t>(payload), 7)
    {
    }

    void
    Seal()
    {
        m_cipher.Seal({m_clear.data(), m_clear.size()}, m_text.data(), METADATA, m_nonce, m_tag);
    }

    /// @return whether it was authentic; it has to be sealed again to be opened again
    bool
    Open()
    {
        auto text = m_text;
        return m_cipher.Open(
            {m_clear.data(), m_clear.size()}, text.data(), METADATA, m_nonce, m_tag);
    }

  private:
    ShardCipher m_cipher;
    std::vector<uint8_t> m_clear;
    std::array<uint8_t, METADATA> m_text{};
    ShardCipher::Nonce m_nonce{};
    ShardCipher::Tag m_tag{};
};

void
ReportPerShard(benchmark::State& state)
{
    using benchmark::Counter;
    state.counters["s/shard"] = Counter(1, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

void
Seal(benchmark::State& state, int64_t payload)
{
    SealedShard shard(payload);
    for ([[maybe_unused]] auto iteration : state)
    {
        shard.Seal();
    }
    ReportPerShard(state);
}

void
Open(benchmark::State& state, int64_t payload)
{
    SealedShard shard(payload);
    shard.Seal();
    for ([[maybe_unused]] auto iteration : state)
    {
        if (!shard.Open())
        {
            state.SkipWithError("what was sealed is not authentic");
        }
    }
    ReportPerShard(state);
}

BENCHMARK_CAPTURE(Seal, empty, EMPTY)->Name("cipher/seal-0");
BENCHMARK_CAPTURE(Seal, shard, SHARD)->Name("cipher/seal-1k");
BENCHMARK_CAPTURE(Seal, large, LONG_SHARD)->Name("cipher/seal-8k");
BENCHMARK_CAPTURE(Open, empty, EMPTY)->Name("cipher/open-0");
BENCHMARK_CAPTURE(Open, shard, SHARD)->Name("cipher/open-1k");
BENCHMARK_CAPTURE(Open, large, LONG_SHARD)->Name("cipher/open-8k");

} // namespace
