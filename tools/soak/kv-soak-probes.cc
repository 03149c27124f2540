/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The rare paths of SoakKv, and what counts them.

#include "kv-soak-client.h"
#include "kv-soak-run.h"
#include "kv-soak.h"

namespace ns3
{
namespace sharding
{
namespace
{

const char* const PROBES[] = {"crash with requests waiting",
                              "crash of an idle store",
                              "crash of a client",
                              "cut off from the nodes",
                              "cut off from the clients",
                              "cut off from all",
                              "leader hands over",
                              "disk stall",
                              "no way to a node",
                              "call refused",
                              "state restored",
                              "state empty",
                              "snapshot made",
                              "write repeated",
                              "write behind a later one of its session",
                              "write of a session that has ended",
                              "session ended for room",
                              "no room for an entry",
                              "write lost with leadership",
                              "read without quorum",
                              "stale read",
                              "request forgotten in a crash",
                              "redirect",
                              "late reply"};

} // namespace

std::vector<std::string>
KvSoakProbes()
{
    std::vector<std::string> probes(std::begin(PROBES), std::end(PROBES));
    for (auto status = static_cast<uint8_t>(KvStatus::OK);
         status <= static_cast<uint8_t>(KvStatus::RETRY);
         status++)
    {
        // Clients are configured alike and every node has every shard.
        if (status != static_cast<uint8_t>(KvStatus::WRONG_SHARD) &&
            status != static_cast<uint8_t>(KvStatus::UNKNOWN_SHARD))
        {
            probes.push_back("answer: " + KvStatusName(static_cast<KvStatus>(status)));
        }
    }
    for (const KvVerb verb :
         {KvVerb::GET, KvVerb::PUT, KvVerb::REMOVE, KvVerb::COMPARE_AND_SWAP, KvVerb::SCAN})
    {
        probes.push_back(KvVerbName(verb) + " ok");
        probes.push_back(KvVerbName(verb) + " failed");
        if (IsKvWrite(verb))
        {
            probes.push_back(KvVerbName(verb) + " unknown");
        }
    }
    for (uint32_t retry = 0; retry < KV_RETRIES; retry++)
    {
        if (static_cast<KvRetry>(retry) != KvRetry::UNKNOWN_SHARD)
        {
            probes.push_back("retry: " + KvRetryName(static_cast<KvRetry>(retry)));
        }
    }
    return probes;
}

void
KvSoak::Probe(const std::string& probe, uint64_t count)
{
    m_outcome.probes[probe] += count;
}

void
KvSoak::CountProbes()
{
    for (const auto& node : m_nodes)
    {
        const KvStateCounters states = node->Store().StateCounters();
        m_states.repeated += states.repeated;
        m_states.outdated += states.outdated;
        m_states.strangers += states.strangers;
        m_states.full += states.full;
        m_states.sessionsExpired += states.sessionsExpired;
        const KvStoreCounters& store = node->Store().Counters();
        Probe("snapshot made", node->Snapshots());
        Probe("write lost with leadership", store.writesLost);
        Probe("read without quorum", store.readsFailed);
        Probe("stale read", store.staleReads);
        Probe("request forgotten in a crash", store.forgotten);
    }
    Probe("write repeated", m_states.repeated);
    Probe("write behind a later one of its session", m_states.outdated);
    Probe("write of a session that has ended", m_states.strangers);
    Probe("session ended for room", m_states.sessionsExpired);
    Probe("no room for an entry", m_states.full);
    KvClientCounters sum;
    for (const auto& client : m_clients)
    {
        client->AddTo(sum);
    }
    Probe("redirect", sum.redirects);
    Probe("late reply", sum.lateReplies);
    for (uint32_t retry = 0; retry < KV_RETRIES; retry++)
    {
        if (static_cast<KvRetry>(retry) != KvRetry::UNKNOWN_SHARD)
        {
            Probe("retry: " + KvRetryName(static_cast<KvRetry>(retry)), sum.retries[retry]);
        }
    }
}

} // namespace sharding
} // namespace ns3
