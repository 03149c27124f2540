/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/dice.h"
#include "tools/soak/raft-node.h"
#include "tools/validation.h"

#include <algorithm>
#include <cstdint>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t MS = 1000000;
constexpr uint64_t BATCHES = 40;
constexpr uint64_t TRIALS = 400; //!< in each batch
constexpr uint64_t CRASHES = 4000;

/// @return mean of the first election timeout of so many nodes, uniform in 150 to 300 ms
ValidationOutcome
FirstTimeout(uint32_t candidates)
{
    std::vector<double> samples;
    for (uint64_t batch = 0; batch < BATCHES; batch++)
    {
        double sumMs = 0;
        for (uint64_t trial = 0; trial < TRIALS; trial++)
        {
            int64_t first = RaftCore::NEVER;
            for (uint32_t id = 1; id <= candidates; id++)
            {
                RaftStart start;
                start.bootstrap.voters = {1, 2, 3, 4, 5};
                const uint64_t seed = (batch * TRIALS + trial) * 64 + id;
                const RaftCore core(id, RaftOptions(), start, 0, seed);
                first = std::min(first, core.NextDeadlineNs());
            }
            sumMs += static_cast<double>(first) / static_cast<double>(MS);
        }
        samples.push_back(sumMs / static_cast<double>(TRIALS));
    }
    return ValidationOutcome::FromSamples(samples);
}

/**
 * Five servers as in figure 16 of Ongaro's dissertation: the leader crashes at a random moment
 * between two heartbeats, two of the other four lack an entry and cannot be elected.
 *
 * Delay model: a message takes 1 to 2 ms, a write to the disk 1 to 3 ms, both uniform. So an
 * election takes 7 ms, and two candidates spoil each other's when they begin within 3.5 ms.
 */
class LeaderCrash
{
  public:
    LeaderCrash(int64_t minMs, int64_t maxMs, uint64_t seed) : m_dice(seed), m_nodes(5)
    {
        RaftOptions options;
        options.electionMinNs = minMs * MS;
        options.electionMaxNs = maxMs * MS;
        options.heartbeatNs = minMs * MS / 2;
        options.preVote = false;
        options.checkQuorum = false;
        options.sticky = false;
        for (RaftNodeId id = 1; id <= 5; id++)
        {
            RaftNode& node = m_nodes[id - 1];
            node.id = id;
            node.options = options;
            node.bootstrap.voters = {1, 2, 3, 4, 5};
            node.Start(0, seed * 5 + id);
        }
    }

    /// @return ms from the crash to the next leader
    double
    Run()
    {
        Core(1).Campaign(0);
        Settle(1);
        const int64_t settled = 10 * Options().heartbeatNs;
        RunUntil(settled);
        // An entry that reaches the leader and two others only.
        m_deaf = {4, 5};
        Core(1).Propose(m_nowNs, nullptr);
        Settle(1);
        RunUntil(settled + Options().heartbeatNs / 2);
        m_deaf.clear();
        m_onlyHeartbeats = true;
        RunUntil(
            settled + 3 * Options().heartbeatNs +
            static_cast<int64_t>(m_dice.Between(0, static_cast<uint64_t>(Options().heartbeatNs))));
        const int64_t crashNs = m_nowNs;
        m_nodes[0].core = nullptr;
        m_onlyHeartbeats = false;
        while (!HasLeader())
        {
            Step();
        }
        return static_cast<double>(m_nowNs - crashNs) / static_cast<double>(MS);
    }

  private:
    struct Event
    {
        int64_t timeNs;
        uint64_t order;
        RaftNodeId node;
        uint64_t write; //!< 0: the message, or a tick where it has no sender
        RaftMessage message;

        bool
        operator<(const Event& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    const RaftOptions&
    Options() const
    {
        return m_nodes[0].options;
    }

    RaftCore&
    Core(RaftNodeId id)
    {
        return *m_nodes[id - 1].core;
    }

    bool
    HasLeader() const
    {
        return std::any_of(m_nodes.begin(),
                           m_nodes.end(),
                           [](const RaftNode& node)
                           { return node.core && node.core->Role() == RaftRole::LEADER; });
    }

    void
    Push(int64_t timeNs, RaftNodeId node, uint64_t write, const RaftMessage& message)
    {
        m_events.push({timeNs, m_orders++, node, write, message});
    }

    int64_t
    Draw(int64_t lowMs, int64_t highMs)
    {
        return static_cast<int64_t>(
            m_dice.Between(static_cast<uint64_t>(lowMs * MS), static_cast<uint64_t>(highMs * MS)));
    }

    void
    Settle(RaftNodeId id)
    {
        RaftReady& ready = Core(id).Collect(m_nowNs);
        for (const RaftMessage& message : ready.messages)
        {
            const bool isDeaf = std::find(m_deaf.begin(), m_deaf.end(), message.to) != m_deaf.end();
            const bool isLost =
                message.type == RaftMessageType::APPEND && (isDeaf || m_onlyHeartbeats);
            if (!isLost)
            {
                Push(m_nowNs + Draw(1, 2), message.to, 0, message);
            }
        }
        if (ready.write.id != 0)
        {
            Push(m_nowNs + Draw(1, 3), id, ready.write.id, {});
        }
        const uint64_t applied = ready.applyLast;
        Core(id).OnApplied(applied);
        Push(std::max(m_nowNs, Core(id).NextDeadlineNs()), id, 0, {});
    }

    void
    Step()
    {
        const Event event = m_events.top();
        m_events.pop();
        m_nowNs = event.timeNs;
        if (!m_nodes[event.node - 1].core)
        {
            return;
        }
        RaftCore& core = Core(event.node);
        if (event.write != 0)
        {
            core.OnPersisted(m_nowNs, event.write);
        }
        else if (event.message.from != RAFT_NOBODY)
        {
            core.Receive(m_nowNs, event.message);
        }
        else if (core.NextDeadlineNs() > m_nowNs)
        {
            return; // the deadline has moved
        }
        else
        {
            core.Tick(m_nowNs);
        }
        Settle(event.node);
    }

    void
    RunUntil(int64_t timeNs)
    {
        while (m_events.top().timeNs <= timeNs)
        {
            Step();
        }
        m_nowNs = timeNs;
    }

    Dice m_dice;
    std::vector<RaftNode> m_nodes;
    std::priority_queue<Event> m_events;
    std::vector<RaftNodeId> m_deaf; //!< no append reaches them
    bool m_onlyHeartbeats{false};   //!< logs stay as they are
    uint64_t m_orders{0};
    int64_t m_nowNs{0};
};

/// @return a quantile of the time without a leader, ms, and 10 % to both sides for what is not known
///         of the delays
ValidationOutcome
Downtime(int64_t minMs, int64_t maxMs, double quantile)
{
    std::vector<double> times;
    for (uint64_t seed = 1; seed <= CRASHES; seed++)
    {
        times.push_back(LeaderCrash(minMs, maxMs, seed).Run());
    }
    std::sort(times.begin(), times.end());
    const double value = times[static_cast<size_t>(quantile * static_cast<double>(CRASHES))];
    return {value, 0.9 * value, 1.1 * value};
}

ValidationRow
Figure16(int64_t maxMs, const char* name, double quantile, double expectedMs)
{
    const std::string range = "150-" + std::to_string(maxMs);
    return {"raft/figure-16-" + range + "-" + name,
            std::string(name) + " of the time without a leader, timeouts " + range + " ms, in ms",
            expectedMs,
            "Ongaro's dissertation, figure 16",
            [=] { return Downtime(150, maxMs, quantile); },
            0.11};
}

const RegisterValidation
    REGISTER({{"raft/first-timeout-of-2",
               "first election timeout of 2 candidates, uniform in 150 to 300 ms",
               200,
               "a + (b - a) / (k + 1)",
               [] { return FirstTimeout(2); },
               0.005},
              {"raft/first-timeout-of-4",
               "first election timeout of 4 candidates, uniform in 150 to 300 ms",
               180,
               "a + (b - a) / (k + 1)",
               [] { return FirstTimeout(4); },
               0.005},
              Figure16(155, "p50", 0.5, 287),
              Figure16(155, "p90", 0.9, 609),
              Figure16(200, "p50", 0.5, 146),
              Figure16(200, "p90", 0.9, 194),
              Figure16(300, "p50", 0.5, 171),
              Figure16(300, "p90", 0.9, 244)});

} // namespace
} // namespace sharding
} // namespace ns3
