/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-leadership.h"

#include "ns3/latency-histogram.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace ns3
{
namespace sharding
{

ShardLeadership::ShardLeadership(uint32_t shards, uint32_t nodes)
    : m_shards(shards), m_running(nodes, false)
{
}

void
ShardLeadership::NoteState(Time now, uint32_t node, bool isRunning, bool isForgetful)
{
    m_running[node] = isRunning;
    for (uint32_t shard = 0; shard < m_shards.size(); shard++)
    {
        auto& claims = m_shards[shard].claims;
        const auto mine = std::find_if(claims.begin(),
                                       claims.end(),
                                       [node](const Claim& claim) { return claim.node == node; });
        if (mine == claims.end())
        {
            continue;
        }
        if (isForgetful)
        {
            claims.erase(mine);
        }
        Judge(now, shard);
    }
}

void
ShardLeadership::NoteRole(Time now, uint32_t node, uint32_t shard, bool leads, uint64_t term)
{
    Shard& of = m_shards[shard];
    of.claims.erase(std::remove_if(of.claims.begin(),
                                   of.claims.end(),
                                   [node](const Claim& claim) { return claim.node == node; }),
                    of.claims.end());
    if (leads)
    {
        of.claims.push_back({node, term});
        if (term > of.term)
        {
            of.term = term;
            m_won.push_back(now);
            if (m_elections.size() < MAX_EVENTS)
            {
                m_elections.push_back({now, shard, node, term});
            }
        }
    }
    Judge(now, shard);
}

void
ShardLeadership::Judge(Time now, uint32_t shard)
{
    Shard& of = m_shards[shard];
    int32_t leader = NOBODY;
    for (const Claim& claim : of.claims)
    {
        if (claim.term == of.term && m_running[claim.node])
        {
            leader = static_cast<int32_t>(claim.node);
        }
    }
    if (leader == NOBODY && of.leader != NOBODY)
    {
        of.since = now;
    }
    else if (leader != NOBODY && of.leader == NOBODY)
    {
        m_gaps.push_back({of.since, now - of.since});
    }
    of.leader = leader;
}

int32_t
ShardLeadership::GetLeader(uint32_t shard) const
{
    return m_shards[shard].leader;
}

void
ShardLeadership::Report(Time warmUp,
                        Time end,
                        const std::vector<std::string>& nodeNames,
                        RunRecord& record) const
{
    LatencyHistogram ended;
    Time total;
    Time longest;
    const auto count = [&](Time length)
    {
        total += length;
        longest = std::max(longest, length);
    };
    for (const Gap& gap : m_gaps)
    {
        if (gap.begin >= warmUp)
        {
            ended.Add(gap.length);
            count(gap.length);
        }
    }
    uint64_t open = 0;
    uint64_t highest = 0;
    for (const Shard& shard : m_shards)
    {
        highest = std::max(highest, shard.term);
        if (shard.leader == NOBODY)
        {
            open++;
            // What began before the warm-up ended has lasted since then at least.
            const Time begin = std::max(shard.since, warmUp);
            count(end - begin);
        }
    }
    const auto won =
        static_cast<uint64_t>(m_won.end() - std::lower_bound(m_won.begin(), m_won.end(), warmUp));
    record.metrics.push_back({"elections.won",
                              static_cast<double>(won),
                              "elections",
                              "Elections that a node won, of all shards."});
    record.metrics.push_back({"term.highest",
                              static_cast<double>(highest),
                              "terms",
                              "Highest term of a leader, of all shards, since the start."});
    record.metrics.push_back({"leaderless.total",
                              total.GetSeconds(),
                              "s",
                              "Time for which shards had no running leader, summed over shards."});
    record.metrics.push_back({"leaderless.longest",
                              longest.GetSeconds(),
                              "s",
                              "Longest time for which a shard had no running leader."});
    for (const auto& [name, quantile] :
         {std::pair<const char*, double>{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}})
    {
        const std::optional<Time> value = ended.GetQuantile(quantile);
        record.metrics.push_back(
            {std::string("leaderless.") + name,
             value ? std::optional<double>(value->GetSeconds()) : std::nullopt,
             "s",
             std::string("Of the times from the loss of a shard's leader to the next: ") + name +
                 "."});
    }
    record.metrics.push_back({"leaderless.at-end",
                              static_cast<double>(open),
                              "shards",
                              "Shards without a running leader at the end."});
    for (const Election& election : m_elections)
    {
        record.events.push_back({election.when,
                                 "election",
                                 {{"shard", std::to_string(election.shard)},
                                  {"node", nodeNames[election.node]},
                                  {"term", std::to_string(election.term)}}});
    }
    std::stable_sort(record.events.begin(),
                     record.events.end(),
                     [](const RunEvent& a, const RunEvent& b) { return a.time < b.time; });
}

} // namespace sharding
} // namespace ns3
