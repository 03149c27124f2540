/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/shard-reassembler.h"
#include "ns3/shard-sealer.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <random>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 50;
constexpr uint32_t PIECES = 4;
constexpr uint32_t SPREAD_SHARDS = 8;
constexpr double LOSS = 0.1;
constexpr int64_t MEAN_DELAY_NS = 1000000;
constexpr int64_t GAP_NS = 100000; //!< between packets: ten in a mean delay

/// @return a uniform number in [0, 1), the same with every standard library
double
Uniform(std::mt19937_64& random)
{
    return static_cast<double>(random() >> 11U) * 0x1p-53;
}

/// A sender of packets in PIECES data shards of 16 bytes.
class Source
{
  public:
    explicit Source(const ShardRedundancy& redundancy, uint32_t pieces = PIECES)
        : m_payload(Create<Packet>(16 * pieces)), m_lengths(pieces, 16),
          m_sealer({1, redundancy, nullptr})
    {
    }

    const std::vector<Ptr<Packet>>&
    Next()
    {
        m_sealer.Seal(m_payload, m_lengths, m_identity, {}, m_shards);
        m_identity.packetId++;
        return m_shards;
    }

  private:
    const Ptr<Packet> m_payload;
    const std::vector<uint32_t> m_lengths;
    ShardIdentity m_identity;
    ShardSealer m_sealer;
    std::vector<Ptr<Packet>> m_shards;
};

/// @return share of the packets that are complete when each shard is lost independently
double
DeliveredShare(uint32_t seed, const ShardRedundancy& redundancy)
{
    constexpr uint32_t PACKETS = 4000;
    std::mt19937_64 random(seed);
    Source source(redundancy);
    ShardReassembler reassembler({});
    ReassembledPacket whole;
    for (uint32_t i = 0; i < PACKETS; i++)
    {
        for (const auto& shard : source.Next())
        {
            if (Uniform(random) >= LOSS)
            {
                reassembler.Push(Seconds(i), shard, whole);
            }
        }
    }
    return static_cast<double>(reassembler.Counters().completedPackets) / PACKETS;
}

/// What a crowd of packets gives whose shards arrive after independent exponential delays.
struct Crowd
{
    double completion; //!< mean time from sending to completion, in mean delays
    double open;       //!< mean number of open packets
};

Crowd
Spread(uint32_t seed, const ShardRedundancy& redundancy, uint32_t pieces)
{
    constexpr uint32_t PACKETS = 2000;
    std::mt19937_64 random(seed);
    Source source(redundancy, pieces);
    std::multimap<int64_t, Ptr<Packet>> arrivals;
    for (uint32_t i = 0; i < PACKETS; i++)
    {
        for (const auto& shard : source.Next())
        {
            const double delay = -std::log(1 - Uniform(random)) * MEAN_DELAY_NS;
            arrivals.emplace(i * GAP_NS + std::llround(delay), shard);
        }
    }
    ShardReassembler::Config config;
    config.timeout = Seconds(1000);
    ShardReassembler reassembler(config);
    ReassembledPacket whole;
    double completion = 0;
    double openNs = 0;
    int64_t lastNs = 0;
    for (const auto& [timeNs, shard] : arrivals)
    {
        openNs += static_cast<double>(timeNs - lastNs) * reassembler.OpenPackets();
        lastNs = timeNs;
        if (reassembler.Push(NanoSeconds(timeNs), shard, whole) == ShardOutcome::COMPLETED)
        {
            const auto sentNs = static_cast<int64_t>(whole.packetId) * GAP_NS;
            completion += static_cast<double>(timeNs - sentNs);
        }
    }
    return {completion / PACKETS / MEAN_DELAY_NS, openNs / PACKETS / GAP_NS};
}

/// @return mean number of packets that wait although no shard is under way, in vain
double
OpenByLoss(uint32_t seed)
{
    constexpr uint32_t PACKETS = 2000;
    constexpr int64_t TIMEOUT_NS = 10 * GAP_NS;
    std::mt19937_64 random(seed);
    Source source({}, SPREAD_SHARDS);
    ShardReassembler::Config config;
    config.timeout = NanoSeconds(TIMEOUT_NS);
    ShardReassembler reassembler(config);
    ReassembledPacket whole;
    double open = 0;
    for (uint32_t i = 0; i < PACKETS; i++)
    {
        const Time now = NanoSeconds(i * GAP_NS);
        for (const auto& shard : source.Next())
        {
            if (Uniform(random) >= LOSS)
            {
                reassembler.Push(now, shard, whole);
            }
        }
        reassembler.Expire(now);
        open += reassembler.OpenPackets();
    }
    return open / PACKETS;
}

template <typename Sample>
ValidationOutcome
OverSeeds(Sample sample)
{
    std::vector<double> samples;
    for (uint32_t seed = 1; seed <= SEEDS; seed++)
    {
        samples.push_back(sample(seed));
    }
    return ValidationOutcome::FromSamples(samples);
}

ValidationOutcome
Delivered(ShardCode code)
{
    return OverSeeds([code](uint32_t seed) { return DeliveredShare(seed, {code, 2}); });
}

const RegisterValidation REGISTER(
    {{"payload/reed-solomon-6-4",
      "packets of 4 shards and 2 of parity that arrive at 10 % loss a shard",
      0.98415,
      "binomial tail",
      [] { return Delivered(ShardCode::REED_SOLOMON); },
      0.005},
     {"payload/xor-5-4",
      "packets of 4 shards and their sum that arrive at 10 % loss a shard",
      std::pow(1 - LOSS, 5) + 5 * LOSS* std::pow(1 - LOSS, 4),
      "binomial tail",
      [] { return Delivered(ShardCode::XOR); },
      0.005},
     {"payload/two-copies-of-4",
      "packets of 4 shards, each sent twice, that arrive at 10 % loss a shard, (1-p^2)^k",
      std::pow(1 - LOSS * LOSS, PIECES),
      "independent losses",
      [] { return Delivered(ShardCode::COPY); },
      0.005},
     {"payload/4-of-6-completion",
      "time until any 4 of 6 shards came after exponential delays, H_6 - H_2 mean delays",
      0.95,
      "order statistics",
      []
      {
          return OverSeeds(
              [](uint32_t seed) {
                  return Spread(seed, {ShardCode::REED_SOLOMON, 2}, PIECES).completion;
              });
      },
      0.01},
     {"payload/open-by-delay",
      "open packets of 8 shards after exponential delays, ten sent in a mean delay, "
      "l d (H_n - 1/n)",
      10 * (761.0 / 280 - 1.0 / SPREAD_SHARDS),
      "order statistics, Little's law",
      [] { return OverSeeds([](uint32_t seed) { return Spread(seed, {}, SPREAD_SHARDS).open; }); },
      0.01},
     {"payload/open-by-loss",
      "packets of 8 shards that wait in vain at 10 % loss, ten sent in a timeout, "
      "l T (1 - (1-p)^n - p^n)",
      10 * (1 - std::pow(1 - LOSS, SPREAD_SHARDS) - std::pow(LOSS, SPREAD_SHARDS)),
      "independent losses, Little's law",
      [] { return OverSeeds(OpenByLoss); },
      0.01}});

} // namespace
} // namespace sharding
} // namespace ns3
