/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/scenario.h"
#include "tools/validation.h"

#include "ns3/canonical-strategy.h"
#include "ns3/kv-command.h"
#include "ns3/raft-frame.h"
#include "ns3/raft-wire.h"
#include "ns3/rng-seed-manager.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string SCENARIO = "[scenario]\ntype = RaftCluster\n";

/// @return a metric of a run with the first seed; not a number where the run was not sound
double
Measure(const std::string& text, const std::string& metric)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    std::istringstream in(text);
    const auto record = CreateScenario(ScenarioFile::Parse(in, "validation"))->Run();
    for (const auto& candidate : record.metrics)
    {
        if (candidate.name == metric && candidate.value && record.violations.empty())
        {
            return *candidate.value;
        }
    }
    return std::numeric_limits<double>::quiet_NaN();
}

/// @return median time to commit where CPU and transmission take no time, ms
double
CommitLatencyMs(double fsyncMs)
{
    // Site 1 has the leader and the client. Of four followers the second nearest completes the majority.
    std::ostringstream text;
    text << SCENARIO << "duration = 30s\nwarm-up = 2s\nnodes = 5\nreplicas = 5\nclients = 1\n"
         << "[node]\ncost-per-item = 0s\ncost-per-byte = 0\ndisk-bandwidth = 0bps\n"
         << "disk-fsync-mean = " << fsyncMs << "ms\nelection-min = 500ms\nelection-max = 1s\n"
         << "[client]\ninterval = 500ms\nget-weight = 0\n"
         << "[network]\nkind = mesh\ndata-rate = 1000Gbps\nsites = 5\n"
         << "site-delays = 1-2 3ms, 1-3 5ms, 1-4 20ms, 1-5 40ms, 2-3 5ms, 2-4 20ms, 2-5 40ms, "
         << "3-4 20ms, 3-5 40ms, 4-5 40ms\n"
         << "[measure]\ndeadline = 5s\ngap-threshold = 6s\n";
    return 1e3 * Measure(text.str(), "commit-latency.p50");
}

constexpr uint32_t NIC_BPS = 20000000;
constexpr uint32_t NIC_REPLICAS = 3;
constexpr uint32_t NIC_VALUE = 16384;

/// @return bytes of an append with one entry that writes such a value, on a point-to-point link
double
EntryOnTheWire()
{
    KvRequest request;
    request.verb = KvVerb::PUT;
    request.key = "key-00000000";
    request.value = std::string(NIC_VALUE, 'x');
    const auto payload = KvCommand::Encode(request);
    RaftMessage append;
    append.type = RaftMessageType::APPEND;
    append.entries.resize(1);
    append.entries[0].payload = payload;
    append.entries[0].sizeBytes =
        static_cast<uint32_t>(1 + 8 + 8 + 2 + request.key.size() + NIC_VALUE); // doc of KvCommand
    constexpr double SHARD_PREFIX = 4;
    constexpr double FRAGMENT = 4096;
    const double message =
        static_cast<double>(RaftFrame::HEAD_BYTES + RaftWire::Size(append)) + SHARD_PREFIX;
    const double stream =
        message + std::ceil(message / FRAGMENT) * CanonicalStrategy::FRAGMENT_HEADER;
    constexpr double SEGMENT = 1448;
    constexpr double HEADERS = 20 + 20 + 2; // TCP, IP, PPP
    return stream * (SEGMENT + HEADERS) / SEGMENT;
}

/// @return commits per second of a leader whose link is the bottleneck
ValidationOutcome
NicCap()
{
    std::ostringstream text;
    text << SCENARIO << "duration = 12s\nwarm-up = 2s\nnodes = 3\nreplicas = " << NIC_REPLICAS
         << "\nclients = 4\n"
         << "[node]\ncost-per-item = 0s\ncost-per-byte = 0\ndisk-bandwidth = 0bps\n"
         << "election-min = 1s\nelection-max = 2s\n"
         << "[client]\nload = closed\nusers = 16\nget-weight = 0\ntry-timeout = 10s\n"
         << "call-timeout = 30s\nvalue-size = " << NIC_VALUE << "\n[network]\nkind = star\n"
         << "data-rate = " << NIC_BPS << "bps\n[transport]\nsend-buffer = 65536\n"
         << "[measure]\ndeadline = 20s\ngap-threshold = 2s\n";
    const double value = Measure(text.str(), "commits");
    // Answers, acknowledgments and heartbeats go through the same link: 1 to 2 % of it.
    return {value, 0.97 * value, 1.03 * value};
}

/// Which protections are on; stickiness goes with check-quorum, as where the outcomes were measured.
struct Guard
{
    bool preVote;
    bool checkQuorum;
};

/// @return what a run measures in which links fail at 3 s, for good unless said
double
Partial(uint32_t nodes, const std::string& fault, Guard guard, const std::string& metric)
{
    const auto word = [](bool on) { return on ? "true" : "false"; };
    std::ostringstream text;
    text << SCENARIO << "duration = 15s\nwarm-up = 2s\nclients = 2\nnodes = " << nodes
         << "\nreplicas = " << nodes << "\n[node]\npre-vote = " << word(guard.preVote)
         << "\ncheck-quorum = " << word(guard.checkQuorum)
         << "\nsticky = " << word(guard.checkQuorum)
         << "\n[client]\ninterval = 50ms\ntry-timeout = 200ms\n[network]\nkind = mesh\n"
         << "[transport]\nsilence-timeout = 400ms\nopen-timeout = 200ms\nback-off-max = 200ms\n"
         << "[measure]\ndeadline = 300ms\ngap-threshold = 300ms\nservice-level = 0.5\n"
         << "bin = 100ms\nsustain = 1s\n[faults]\nat 3s " << fault << "\n";
    return Measure(text.str(), metric);
}

/// @return 1 where clients are served again, 0 where never
ValidationOutcome
Recovers(const std::string& fault, Guard guard)
{
    return ValidationOutcome::Exact(1 - Partial(5, fault, guard, "downtime.unrecovered"));
}

/// @return 1 where leaders changed or terms grew, 0 where the first leader is undisturbed
ValidationOutcome
Disturbs(uint32_t nodes, const std::string& fault, Guard guard)
{
    const double term = Partial(nodes, fault, guard, "term.highest");
    return ValidationOutcome::Exact(std::isnan(term) ? term : term > 1);
}

const std::string HUB = "partition node-2|node-1,node-3,node-4,node-5 shape=hub";
const std::string DEAF = "cut node-*>node-1";
const std::string RETURN = "cut node-5:node-* for 3s";
const std::string ONE_LINK = "cut node-1:node-3";
const std::string PUBLISHED = "published partial connectivity cases";

ValidationRow
RecoveryRow(const std::string& name,
            const std::string& what,
            const std::string& fault,
            Guard guard,
            bool recovers)
{
    return {"raft/partial-" + name,
            what + ": 1 recovers, 0 never",
            recovers ? 1.0 : 0.0,
            PUBLISHED,
            [=] { return Recovers(fault, guard); }};
}

ValidationRow
DisturbanceRow(const std::string& name,
               const std::string& what,
               uint32_t nodes,
               const std::string& fault,
               Guard guard,
               bool disturbs)
{
    return {"raft/partial-" + name,
            what + ": 1 the leader is disturbed, 0 it is not",
            disturbs ? 1.0 : 0.0,
            PUBLISHED,
            [=] { return Disturbs(nodes, fault, guard); }};
}

const RegisterValidation REGISTER(
    {{"raft/commit-latency",
      "commit, ms: fsync of 4 ms, five nodes, one way 3, 5, 20, 40 ms to the followers",
      2 * 5 + 4,
      "round trip + fsync of the follower that completes the majority",
      [] { return ValidationOutcome::Exact(CommitLatencyMs(4)); }},
     {"raft/commit-latency-fast-disk",
      "commit, ms: the same with an fsync of 0.1 ms",
      2 * 5 + 0.1,
      "round trip + fsync of the follower that completes the majority",
      [] { return ValidationOutcome::Exact(CommitLatencyMs(0.1)); }},
     {"raft/nic-cap",
      "commits per second, values of 16 KiB, 3 replicas, leader's link 20 Mb/s",
      NIC_BPS / 8.0 / ((NIC_REPLICAS - 1) * EntryOnTheWire()),
      "NIC rate / ((n - 1) (entry + headers))",
      NicCap},
     RecoveryRow("hub-plain", "only the hub's links are left, plain", HUB, {false, false}, true),
     RecoveryRow("hub-pre-vote", "hub, pre-vote", HUB, {true, false}, false),
     RecoveryRow("hub-check-quorum", "hub, check-quorum", HUB, {false, true}, true),
     RecoveryRow("hub-both", "hub, pre-vote and check-quorum", HUB, {true, true}, true),
     RecoveryRow(
         "deaf-check-quorum", "leader hears nothing, check-quorum", DEAF, {false, true}, true),
     RecoveryRow(
         "deaf-both", "leader hears nothing, pre-vote and check-quorum", DEAF, {true, true}, true),
     DisturbanceRow("return-plain", "follower returns, plain", 5, RETURN, {false, false}, true),
     DisturbanceRow(
         "return-pre-vote", "follower returns, pre-vote", 5, RETURN, {true, false}, false),
     DisturbanceRow(
         "one-link-plain", "one link of three, plain", 3, ONE_LINK, {false, false}, true),
     DisturbanceRow("one-link-both",
                    "one link of three, pre-vote and check-quorum",
                    3,
                    ONE_LINK,
                    {true, true},
                    false)});

} // namespace
} // namespace sharding
} // namespace ns3
