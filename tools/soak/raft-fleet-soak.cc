/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-fleet-soak.h"

#include "raft-draws.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t FLEET_MS = 1000000;

/// The rare paths of hosts.
const char* const FLEET_PROBES[] = {"fleet: rest",
                                    "fleet: rest refused",
                                    "fleet: leader asked by who rests",
                                    "fleet: woken: message",
                                    "fleet: woken: proposal",
                                    "fleet: woken: read",
                                    "fleet: woken: transfer",
                                    "fleet: woken: campaign",
                                    "fleet: woken: membership",
                                    "fleet: woken: refused",
                                    "fleet: woken: check-failed",
                                    "fleet: woken: node-silent",
                                    "fleet: woken: node-restarted",
                                    "fleet: crash at rest",
                                    "fleet: beat that changes nothing but times",
                                    "fleet: beats share a message",
                                    "fleet: beats in several messages",
                                    "fleet: beats pass as bytes",
                                    "fleet: set of heartbeats repeated",
                                    "fleet: set of heartbeats answered",
                                    "fleet: set of heartbeats not followed by all",
                                    "fleet: repeated set not held",
                                    "fleet: answer for an older set",
                                    "fleet: sign of life",
                                    "fleet: unknown shard",
                                    "fleet: stray beats",
                                    "fleet: node silent",
                                    "fleet: node restarted",
                                    "fleet: record closed early",
                                    "fleet: shard written again",
                                    "fleet: old records removed",
                                    "fleet: crash with an open record",
                                    "fleet: crash with records under way",
                                    "fleet: torn record",
                                    "fleet: compaction lost",
                                    "fleet: shard forgotten again",
                                    "fleet: group comes to a host",
                                    "fleet: group stopped on a host",
                                    "fleet: group forgotten by a host",
                                    "fleet: lull",
                                    "fleet: attack: resting leader off",
                                    "fleet: attack: old leader asked",
                                    "fleet: calm: proposal wakes",
                                    "fleet: calm: read wakes",
                                    "fleet: calm: leader's node dies",
                                    "fleet: calm: leader's node restarts",
                                    "proposal refused: unknown-shard"};

} // namespace

RaftFleetSoak::RaftFleetSoak(uint64_t seed, SoakOutcome& outcome)
    : m_outcome(outcome), m_dice(seed), m_fleet(m_dice, DrawPlan(), outcome)
{
}

RaftFleet::Plan
RaftFleetSoak::DrawPlan()
{
    RaftFleet::Plan plan;
    plan.hosts = static_cast<uint32_t>(m_dice.Between(3, 7));
    plan.encodes = m_dice.OneIn(3);
    plan.isFar = m_dice.OneIn(4);
    plan.isMixed = m_dice.OneIn(8);

    RaftHost::Config& host = plan.host;
    host.tickNs = m_dice.OneOf<int64_t>({100000, FLEET_MS, 10 * FLEET_MS, 20 * FLEET_MS});
    host.coalesce = !m_dice.OneIn(3);
    host.repeat = !m_dice.OneIn(4);
    host.answerWithinNs = m_dice.OneOf<int64_t>({0, 5, 40}) * FLEET_MS;
    host.quiesce = !m_dice.OneIn(4);
    host.restAfterNs = m_dice.OneOf<int64_t>({1, 50, 300}) * FLEET_MS;
    host.restCheckNs = m_dice.OneOf<int64_t>({500, 5000, 60000, 60000}) * FLEET_MS;
    host.nodeBeatNs = m_dice.OneOf<int64_t>({50, 200}) * FLEET_MS;
    host.nodeSilenceNs = host.nodeBeatNs * m_dice.OneOf<int64_t>({2, 3, 10});
    host.maxBeats = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({1, 2, 4096, 4096}));

    plan.disk.hasStorage = !m_dice.OneIn(3);
    plan.disk.bytesPerSecond = static_cast<double>(m_dice.OneOf<uint64_t>({0, 100000, 10000000}));
    plan.disk.storage.slackBytes = m_dice.OneOf<uint64_t>({0, 500, 5000, 1U << 20U});
    plan.disk.storage.rewriteBytes = m_dice.OneOf<uint64_t>({1, 500, 1U << 20U});
    plan.disk.storage.maxRecordBytes = m_dice.OneOf<uint64_t>({1, 300, 1U << 20U});

    const auto groups = m_dice.OneOf<uint64_t>({1, 2, 2, 3, 4, m_dice.Between(5, 8)});
    const double clockDrift = static_cast<double>(m_dice.OneOf<uint64_t>({0, 1, 20, 40})) / 100;
    for (uint64_t i = 0; i < groups; i++)
    {
        plan.options.push_back(DrawRaftOptions(m_dice));
        plan.options.back().clockDrift = clockDrift;
        if (host.tickNs > FLEET_MS)
        {
            // Timeouts that differ by less than a tick end together, and votes are split for ever.
            plan.options.back().electionMaxNs = 300 * FLEET_MS;
        }
        const auto voters = m_dice.OneOf<uint64_t>({1, 2, 3, 3, 3, 4, 5});
        const auto first = m_dice.Between(0, plan.hosts - 1);
        RaftMembership membership;
        for (uint64_t j = 0; j < std::min<uint64_t>(voters, plan.hosts); j++)
        {
            membership.voters.push_back(static_cast<RaftNodeId>((first + j) % plan.hosts + 1));
        }
        std::sort(membership.voters.begin(), membership.voters.end());
        plan.memberships.push_back(membership);
    }
    return plan;
}

std::vector<std::string>
RaftFleetSoak::Probes()
{
    return {std::begin(FLEET_PROBES), std::end(FLEET_PROBES)};
}

void
RaftFleetSoak::Run()
{
    const uint64_t events = m_dice.OneOf<uint64_t>({500, 1000, 2000, 4000});
    m_useMs = m_dice.OneOf<int64_t>({20, 100, 1000});
    m_faultMs = m_dice.OneOf<int64_t>({250, 250, 1000});
    m_fleet.weather = RaftWeather::Draw(m_dice);
    const double clockDrift = m_fleet.ItsPlan().options.front().clockDrift;
    for (RaftNodeId id = 1; id <= m_fleet.Size(); id++)
    {
        m_fleet.SetClockRate(id, DrawRaftClockRate(m_dice, clockDrift));
    }
    for (uint64_t event = 0; event < events && m_fleet.Violation().empty(); event++)
    {
        if (m_fleet.NowNs() >= m_nextFaultNs)
        {
            m_nextFaultNs =
                m_fleet.NowNs() + static_cast<int64_t>(m_dice.Between(1, m_faultMs)) * FLEET_MS;
            Disturb();
        }
        if (m_fleet.NowNs() >= m_nextUseNs)
        {
            m_nextUseNs =
                m_fleet.NowNs() + static_cast<int64_t>(m_dice.Between(1, m_useMs)) * FLEET_MS;
            UseSome();
        }
        if (!m_fleet.Step())
        {
            // Nobody is up or electable for now.
            m_nextFaultNs = m_fleet.NowNs();
        }
    }
    if (m_fleet.Violation().empty())
    {
        Live();
    }
    m_fleet.CountProbes();
    if (!m_fleet.Violation().empty())
    {
        m_outcome.violations.insert(m_outcome.violations.begin(), m_fleet.Violation());
    }
}

} // namespace sharding
} // namespace ns3
