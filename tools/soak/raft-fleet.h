/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FLEET_H
#define RAFT_FLEET_H

#include "dice.h"
#include "raft-checker.h"
#include "raft-clients.h"
#include "raft-event-queue.h"
#include "raft-fleet-disk.h"
#include "raft-fleet-echoes.h"
#include "raft-links.h"
#include "raft-node-clock.h"
#include "raft-node.h"
#include "raft-slots.h"
#include "raft-weather.h"
#include "tools/soak-outcome.h"

#include "ns3/raft-host.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Hosts with many Raft groups on a simulated network, with simulated disks and clocks: what
 * RaftGroup is for one group, with RaftHost, RaftBeats and RaftStorage in the loop.
 */
class RaftFleet
{
  public:
    /// What it is made of.
    struct Plan
    {
        uint32_t hosts{3};                //!< how many
        RaftHost::Config host;            //!< of all, but for self and epoch
        bool isMixed{false};              //!< the first host lets no group rest
        bool encodes{false};              //!< messages pass as bytes
        bool isFar{false};                //!< large shard numbers
        RaftFleetDisk::Config disk;       //!< of all
        std::vector<RaftOptions> options; //!< of each group

        /// Where groups begin.
        std::vector<RaftMembership> memberships;
    };

    /// What a group is on a host.
    enum class Place : uint8_t
    {
        ABSENT, //!< it is not running there, and can
        PLACED, //!< it runs there whenever the host does
        RETIRED //!< it was there, and never will be again
    };

    /// One group.
    struct Group
    {
        /// @param size nodes of the fleet
        Group(RaftShardId id, uint32_t size)
            : shard(id), nodes(size), places(size, Place::ABSENT), checker(nodes), clients(size)
        {
        }

        RaftShardId shard;
        std::vector<RaftNode> nodes; //!< by id - 1
        std::vector<Place> places;   //!< by id - 1
        RaftChecker checker;
        RaftClients clients;

        /// @return member by id
        RaftNode&
        Node(RaftNodeId id)
        {
            return nodes[id - 1];
        }
    };

    /**
     * @param dice all chance
     * @param plan what it is made of
     * @param outcome where probes are counted
     */
    RaftFleet(Dice& dice, Plan plan, SoakOutcome& outcome);
    ~RaftFleet();

    /// @return false when nothing is going to happen any more, or something was wrong
    bool Step();

    /// @param untilNs nothing happens, and it is this time
    void
    PassTo(int64_t untilNs)
    {
        m_nowNs = std::max(m_nowNs, untilNs);
    }

    /// @return global time
    int64_t
    NowNs() const
    {
        return m_nowNs;
    }

    /// @return how many hosts there are
    uint32_t
    Size() const
    {
        return m_plan.hosts;
    }

    /// @return what it is made of
    const Plan&
    ItsPlan() const
    {
        return m_plan;
    }

    /// @return the groups
    std::vector<std::unique_ptr<Group>>&
    Groups()
    {
        return m_groups;
    }

    /// @return a host by id, nullptr while it is down
    RaftHost* Host(RaftNodeId id);

    /// @return the host's local time
    int64_t LocalNs(RaftNodeId id) const;

    /// Changes what the network and disks do.
    RaftWeather weather;

    /// Which links are cut.
    RaftLinks links;

    /**
     * @param id goes down with all groups
     * @param backNs after which it returns; 0: when Restart is called
     */
    void Crash(RaftNodeId id, int64_t backNs);

    /// @param id returns if it is down
    void Restart(RaftNodeId id);

    /**
     * @param id its disk answers nothing
     * @param forNs so long
     */
    void StallDisk(RaftNodeId id, int64_t forNs);

    /**
     * @param id its clock
     * @param ppm runs so much too fast
     */
    void SetClockRate(RaftNodeId id, int64_t ppm);

    /**
     * @param group which
     * @param id is asked to propose a command
     * @return its index, 0: it was refused
     */
    uint64_t Propose(Group& group, RaftNodeId id);

    /**
     * @param group which
     * @param id is asked for a read
     * @param lease a lease will do
     * @return the number of the read; 0: it was refused
     */
    uint64_t Read(Group& group, RaftNodeId id, bool lease);

    /// @param id makes a snapshot of all that it can of the group
    void Compact(Group& group, RaftNodeId id);

    /**
     * @param group comes to run on a host
     * @param id the host
     * @param inNs after so long
     */
    void PlaceIn(Group& group, RaftNodeId id, int64_t inNs);

    /// @param group does not run on the host until it is placed there again; its disk stays
    void Stop(Group& group, RaftNodeId id);

    /// @param group is forgotten by a host that no member needs any more
    void Retire(Group& group, RaftNodeId id);

    /// @param id did something: carries out what its host wants
    void Settle(RaftNodeId id);

    /// @return the first thing that was wrong, ""
    const std::string&
    Violation() const
    {
        return m_violation;
    }

    /// Adds what the hosts counted to the probes.
    void CountProbes();

    /// Counts a probe.
    void Probe(const std::string& probe, uint64_t count = 1);

  private:
    using Kind = RaftEventQueue::Kind;
    class Node;

    /// A message of a group, or beats when shard is RAFT_NODE_PREFIX; as bytes, or not.
    struct Mail
    {
        RaftNodeId from{RAFT_NOBODY};
        RaftNodeId to{RAFT_NOBODY};
        RaftShardId shard{0};
        RaftMessage message;
        RaftBeats beats;
        std::vector<uint8_t> bytes;
    };

    Group& GroupOf(RaftShardId shard);
    void Push(int64_t timeNs, Kind kind, RaftNodeId id, uint64_t number);
    void Transmit(Mail& mail);
    void Deliver(const RaftEventQueue::Event& event);
    bool Decode(Mail& mail);
    void Sync(Node& node);
    void PlanEvents(Node& node);
    void PlaceNow(uint64_t group, RaftNodeId id);
    void AddToHost(Group& group, Node& node);
    void CountHost(const RaftHost& host);
    void CountCore(const RaftCore& core);
    void Say(const std::string& what);

    Dice& m_dice;
    const Plan m_plan;
    SoakOutcome& m_outcome;
    std::vector<std::unique_ptr<Group>> m_groups;
    std::vector<std::unique_ptr<Node>> m_nodes; //!< by id - 1
    RaftEventQueue m_events;
    RaftFleetEchoes m_echoes;
    RaftSlots<Mail> m_slots;
    std::vector<RaftStorage::Written> m_written;
    int64_t m_nowNs{0};
    std::string m_violation;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FLEET_H */
