/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/gear-chunker.h"
#include "ns3/path-share.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t PAYLOAD = 65536;

/// @return two paths of 1 Gbit/s, one way 10 and 200 us
PathTable
NearAndFar()
{
    PathTable paths(2);
    paths[0].delayNs = 10000;
    paths[1].delayNs = 200000;
    return paths;
}

/// @return the best split of 64 KiB over them
PathShares
BestShares()
{
    PathShares shares;
    ShareByCapacity(NearAndFar(), PAYLOAD, shares);
    return shares;
}

/// @return microseconds until 64 KiB are there when only one path is usable
double
OnePathMicroseconds(uint32_t path)
{
    PathTable paths = NearAndFar();
    paths.SetUsable(1 - path, false);
    PathShares shares;
    ShareByCapacity(paths, PAYLOAD, shares);
    return shares.completionNs / 1e3;
}

constexpr uint32_t LEAST = 256;
constexpr uint32_t AVERAGE = 1024;
constexpr uint32_t MOST = 8192;

/// @return mean chunk of random bytes, from the probability of a cut at each place
double
ExpectedChunk()
{
    // The mean is the sum over all lengths of the probability that a chunk is longer.
    const double strict = std::exp2(-static_cast<double>(GearChunker::GetStrictBits(AVERAGE)));
    const double loose = std::exp2(-static_cast<double>(GearChunker::GetLooseBits(AVERAGE)));
    double longer = 1;
    double mean = 0;
    for (uint32_t length = 0; length < MOST; length++)
    {
        mean += longer;
        longer *= length < LEAST ? 1 : length < AVERAGE ? 1 - strict : 1 - loose;
    }
    return mean;
}

/// @return mean chunk of some MB of random bytes
double
MeanChunk(uint32_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<uint8_t> bytes(4U << 20U);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
    const GearChunker chunker({LEAST, AVERAGE, MOST});
    uint32_t chunks = 0;
    uint32_t at = 0;
    while (bytes.size() - at > MOST)
    {
        at += chunker.FindCut(bytes.data() + at, bytes.size() - at);
        chunks++;
    }
    return static_cast<double>(at) / chunks;
}

ValidationOutcome
ChunkSize()
{
    std::vector<double> samples;
    for (uint32_t seed = 1; seed <= 30; seed++)
    {
        samples.push_back(MeanChunk(seed));
    }
    return ValidationOutcome::FromSamples(samples);
}

const RegisterValidation
    REGISTER({{"payload/capacity-near-share",
               "64 KiB over two paths of 1 Gbit/s, one way 10 and 200 us: bytes of the near one",
               44643,
               "water-filling",
               [] { return ValidationOutcome::Exact(BestShares().bytes[0]); }},
              {"payload/capacity-far-share",
               "the same: bytes of the far one",
               20893,
               "water-filling",
               [] { return ValidationOutcome::Exact(BestShares().bytes[1]); }},
              {"payload/capacity-completion",
               "the same: complete after, us",
               367.1,
               "water-filling",
               [] { return ValidationOutcome::Exact(BestShares().completionNs / 1e3); }},
              {"payload/capacity-one-path",
               "the same over the near path alone: complete after, us",
               534.3,
               "length over rate, plus delay",
               [] { return ValidationOutcome::Exact(OnePathMicroseconds(0)); }},
              {"payload/content-defined-mean-chunk",
               "mean chunk of random bytes, at least 256, average 1,024, at most 8,192 bytes",
               ExpectedChunk(),
               "FastCDC with normalized chunking: geometric, two rates",
               ChunkSize,
               0.01}});

} // namespace
} // namespace sharding
} // namespace ns3
