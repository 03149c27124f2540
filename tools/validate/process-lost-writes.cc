/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-queue.h"
#include "scenarios/scenario.h"

#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 20;
constexpr uint32_t SERVERS = 64;      //!< each with a client of its own, all crash at once
constexpr double RATE = 100;          //!< writes per second and server
constexpr double SYNC_INTERVAL = 0.1; //!< seconds
constexpr double FSYNC = 0.01;        //!< seconds

/// Lost writes = write rate x lag: an fsync is asked for SYNC_INTERVAL after the first write that waits for one.
double
ExpectedLoss()
{
    const double batch = RATE * SYNC_INTERVAL;
    const double waiting =
        batch * (1 + batch / 2) / (1 + batch); // a renewal cycle of SYNC_INTERVAL and one gap
    return waiting + RATE * FSYNC;             // and what is being synced
}

/// @return writes that a server had answered and has lost when it crashes, mean over the servers
double
LostWrites()
{
    std::ostringstream text;
    text << "[scenario]\ntype = RequestService\nduration = 1500ms\nwarm-up = 0s\nservers = "
         << SERVERS << "\nclients = " << SERVERS
         << "\n[client]\ntransport = udp\narrivals = poisson\ninterval = " << 1e3 / RATE
         << "ms\nmax-attempts = 1\nsuspect-after = 1000000\n[server]\ntransport = udp\n"
         << "durability = async\nsync-interval = " << SYNC_INTERVAL * 1e3
         << "ms\ndisk-fsync-mean = " << FSYNC * 1e3
         << "ms\ndisk-torn-probability = 0\n[measure]\ngap-threshold = 200ms\n[faults]\n"
         << "at 1s crash server-*\n";
    std::istringstream in(text.str());
    const auto record = CreateScenario(ScenarioFile::Parse(in, "validation"))->Run();
    for (const auto& metric : record.metrics)
    {
        if (metric.name == "acknowledged.lost")
        {
            return metric.value.value_or(0) / SERVERS;
        }
    }
    return 0;
}

const RegisterValidation REGISTER({{"process/lost-writes",
                                    "writes answered before their fsync (100/s, synced 100 ms "
                                    "after the first, 10 ms) and lost in a crash",
                                    ExpectedLoss(),
                                    "write rate x lag, renewal theory",
                                    [] { return OverSeeds(SEEDS, LostWrites); },
                                    0.06}});

} // namespace
} // namespace sharding
} // namespace ns3
