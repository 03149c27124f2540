/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/scenario.h"
#include "tools/validation.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <sstream>
#include <string>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 3;
constexpr double RATE_BPS = 10e6;
constexpr double HOP_SECONDS = 1e-3;
constexpr double SEND_BUFFER = 32768;
constexpr double FRAGMENT = 4096;
constexpr double BULK = 2e6;
constexpr double SEGMENT = 1448;
constexpr double SEGMENT_ON_WIRE = 1448 + 20 + 20 + 2; //!< with TCP, IP and PPP headers

/// @return seconds that so many bytes of a TCP stream take on the link
double
OnLink(double bytes)
{
    return bytes / SEGMENT * SEGMENT_ON_WIRE * 8 / RATE_BPS;
}

/// @return seconds that an urgent message needs where nothing is before it: two hops, and a segment again at the second
double
Alone()
{
    return 2 * HOP_SECONDS + SEGMENT_ON_WIRE * 8 / RATE_BPS;
}

/// @return the longest latency of urgent messages behind bulk ones, seconds
double
LongestWait(bool interleave)
{
    std::istringstream text("[scenario]\ntype = MessageStreams\nduration = 20s\nwarm-up = 1s\n"
                            "[network]\ndata-rate = 10Mbps\ndelay = 1ms\n"
                            "[client]\nurgent-interval = 7ms\nbulk-size = 2000000\n"
                            "[transport]\nfragment-payload = 4096\nlook-ahead = 8192\n"
                            "send-buffer = 32768\ninterleave = " +
                            std::string(interleave ? "true" : "false") +
                            "\n[measure]\ndeadline = 20s\ngap-threshold = 19s\n");
    double longest = 0;
    for (uint32_t run = 1; run <= SEEDS; run++)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(run);
        text.clear();
        text.seekg(0);
        const RunRecord record = CreateScenario(ScenarioFile::Parse(text, "validate"))->Run();
        for (const auto& metric : record.metrics)
        {
            longest =
                metric.name == "urgent.max" ? std::max(longest, metric.value.value_or(0)) : longest;
        }
    }
    return longest;
}

/// The largest of many waits comes close to the bound from below, and never passes it.
ValidationOutcome
BelowBound(double bound, double slack, double ours)
{
    return {ours, ours, ours <= bound ? ours + slack : ours};
}

const double WITH = OnLink(SEND_BUFFER + FRAGMENT + 17 + 105) + Alone();
const double WITHOUT = OnLink(SEND_BUFFER + BULK * (1 + 17 / FRAGMENT)) + Alone();

const RegisterValidation REGISTER(
    {{"transport/urgent-wait-interleaved",
      "longest wait of an urgent message, s: what the socket holds and one fragment, over the rate",
      WITH,
      "send buffer + fragment + headers, over the link rate, + delay; reached from below",
      [] { return BelowBound(WITH, 0.2 * WITH, LongestWait(true)); },
      0.2},
     {"transport/urgent-wait-whole-message",
      "the same without interleaving, s: the socket and all of a bulk message",
      WITHOUT,
      "send buffer + bulk message + headers, over the link rate, + delay; reached from below",
      [] { return BelowBound(WITHOUT, 0.2 * WITHOUT, LongestWait(false)); },
      0.2}});

} // namespace
} // namespace sharding
} // namespace ns3
