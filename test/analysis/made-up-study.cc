/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "made-up-study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>
#include <unistd.h>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param random source
 * @return about normal, mean 0, deviation 1: the same on every platform, unlike std::normal_distribution
 */
double
Noise(std::mt19937_64& random)
{
    double sum = 0;
    for (int i = 0; i < 12; ++i)
    {
        sum += static_cast<double>(random() >> 11) / 9007199254740992.0;
    }
    return sum - 6;
}

/**
 * @param shards number of shards
 * @param random source
 * @return ten seconds at 131 Mbit/s, less what three faults take
 */
SeriesTable
MadeUpSeries(int shards, std::mt19937_64& random)
{
    SeriesTable series;
    series.columns = {{"time", "s", "Start of the interval."},
                      {"offered-bytes", "B", "Payload offered in the interval."},
                      {"delivered-bytes", "B", "Payload that came in time in the interval."}};
    const double interval = 0.05;
    for (int i = 0; i < 200; ++i)
    {
        const double time = i * interval;
        double share = 1;
        if (time >= 2.5 && time < 3.5)
        {
            share = std::pow(0.98, shards);
        }
        else if ((time >= 5 && time < 5.7) || (time >= 7.5 && time < 8.2))
        {
            share = std::max(0.0, 1 - shards / 8.0);
        }
        const double offered = 819200 + 60000 * Noise(random);
        const double spread = share < 1 ? 0.03 * Noise(random) : 0;
        series.rows.push_back({time,
                               std::round(offered),
                               std::round(offered * std::min(1.0, std::abs(share + spread)))});
    }
    return series;
}

/// Removes the folders of a test program when it ends.
class Cleaner
{
  public:
    ~Cleaner()
    {
        for (const auto& folder : folders)
        {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
        }
    }

    std::vector<std::string> folders; //!< made by FreshFolder
};

} // namespace

std::string
FreshFolder()
{
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const std::string folder = testing::TempDir() + "sharding-" + test->test_suite_name() + "-" +
                               test->name() + "-" + std::to_string(getpid());
    std::filesystem::remove_all(folder);
    static Cleaner cleaner;
    cleaner.folders.push_back(folder);
    return folder;
}

RunManifest
MadeUpManifest(uint32_t cell,
               const std::string& policy,
               const std::string& shards,
               uint32_t replication)
{
    RunManifest manifest;
    manifest.studyName = "made-up";
    manifest.scenario = "PayloadFabric";
    manifest.cell = {{"sharding.policy", policy}, {"sharding.shard-count", shards}};
    manifest.cellIndex = cell;
    manifest.replication = replication;
    manifest.seed = replication;
    manifest.configuration =
        "sharding.policy = " + policy + "\nsharding.shard-count = " + shards + "\n";
    manifest.modelVersion = "0.1.0";
    manifest.ns3Version = "3.37";
    manifest.commandLine = "shardsim study made-up.ini";
    manifest.binaryHash = "00112233445566778899aabbccddeeff";
    manifest.runId =
        RunId(manifest.configuration, manifest.seed, replication, manifest.modelVersion);
    return manifest;
}

RunRecord
SmallRecord(double goodput, double loss)
{
    RunRecord record;
    record.metrics = {{"goodput", goodput, "bit/s", "Payload per second."},
                      {"loss", loss, "1", "Share of the messages that was lost."}};
    return record;
}

void
WriteMadeUpStudy(RunStore& store, uint32_t replications)
{
    store.Begin("[study]\nname = made-up\n", "0.1.0");
    uint32_t cell = 0;
    for (const std::string policy : {"none", "fixed-size", "delimiter"})
    {
        for (const std::string shards : {"1", "4", "8"})
        {
            for (uint32_t replication = 1; replication <= replications; ++replication)
            {
                std::mt19937_64 random(1000 * cell + replication);
                const int parts = policy == "none" ? 1 : std::stoi(shards);
                const double loss = 0.01 + 0.013 * parts + 0.004 * Noise(random) +
                                    (policy == "delimiter" ? 0.01 : 0);
                const double outage = replication == 7 ? 0.03 : 0; // what a mean would hide
                RunRecord record = SmallRecord(131e6 * (1 - loss - outage), loss + outage);
                record.metrics.push_back({"latency.p99",
                                          0.0021 / std::sqrt(parts) * (1 + 0.06 * Noise(random)),
                                          "s",
                                          "0.99 quantile of the latency."});
                record.metrics.push_back({"downtime.longest-gap",
                                          parts == 8 ? 0.71 + 0.01 * Noise(random) : 0.012,
                                          "s",
                                          "Longest time without a message."});
                uint32_t fault = 0;
                for (const auto& [verb, begin, end] :
                     {std::tuple("loss", 2500, 3500), {"cut", 5000, 5700}, {"crash", 7500, 8200}})
                {
                    const std::string number = std::to_string(fault++);
                    record.events.push_back(
                        {MilliSeconds(begin),
                         "fault",
                         {{"action", "begin"}, {"fault", number}, {"verb", verb}}});
                    record.events.push_back(
                        {MilliSeconds(end),
                         "fault",
                         {{"action", "end"}, {"fault", number}, {"verb", verb}}});
                }
                record.series = MadeUpSeries(parts, random);
                store.Write(MadeUpManifest(cell, policy, shards, replication), record);
            }
            ++cell;
        }
    }
}

} // namespace sharding
} // namespace ns3
