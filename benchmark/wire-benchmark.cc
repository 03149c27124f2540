/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"
#include "ns3/packet.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t BLOCK = 65536;

void
CrcOfMemory(benchmark::State& state)
{
    const std::vector<uint8_t> bytes(BLOCK, 0x5a);
    for ([[maybe_unused]] auto step : state)
    {
        benchmark::DoNotOptimize(sharding::Crc32c(0, bytes.data(), bytes.size()));
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * BLOCK);
}

BENCHMARK(CrcOfMemory)->Name("wire/crc32c-64k");

void
CrcOfPacket(benchmark::State& state)
{
    const std::vector<uint8_t> bytes(BLOCK, 0x5a);
    const Ptr<Packet> packet = Create<Packet>(bytes.data(), BLOCK);
    for ([[maybe_unused]] auto step : state)
    {
        benchmark::DoNotOptimize(sharding::Crc32c(0, *packet));
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * BLOCK);
}

BENCHMARK(CrcOfPacket)->Name("wire/crc32c-packet-64k");

void
CrcOfVirtualPacket(benchmark::State& state, uint32_t size)
{
    const Ptr<Packet> packet = Create<Packet>(size);
    for ([[maybe_unused]] auto step : state)
    {
        benchmark::DoNotOptimize(sharding::Crc32c(0, *packet));
    }
}

BENCHMARK_CAPTURE(CrcOfVirtualPacket, small, 1U << 10)->Name("wire/crc32c-virtual-1k");
BENCHMARK_CAPTURE(CrcOfVirtualPacket, large, 1U << 30)->Name("wire/crc32c-virtual-1g");

} // namespace
