/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_GROUP_H
#define RAFT_GROUP_H

#include "dice.h"
#include "raft-checker.h"
#include "raft-clients.h"
#include "raft-event-queue.h"
#include "raft-links.h"
#include "raft-node-clock.h"
#include "raft-node.h"
#include "raft-slots.h"
#include "raft-weather.h"
#include "tools/soak-outcome.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A Raft group on a simulated network, with simulated disks and clocks: what happens next is in one
 * queue, and all chance comes from one pair of dice.
 */
class RaftGroup
{
  public:
    /**
     * @param dice all chance
     * @param nodes how many there are
     * @param voters how many of them vote at first
     * @param options of all nodes
     * @param outcome where probes are counted
     */
    RaftGroup(Dice& dice,
              uint32_t nodes,
              uint32_t voters,
              const RaftOptions& options,
              SoakOutcome& outcome);

    /// @return false when nothing is going to happen any more, or something was wrong
    bool Step();

    /// @return global time
    int64_t NowNs() const;

    /// @return node by id
    RaftNode& Node(RaftNodeId id);

    /// @return how many nodes there are
    uint32_t Size() const;

    /// @return the leader of the highest term that is up, RAFT_NOBODY
    RaftNodeId Leader() const;

    /// @return a node that is up, the leader every other time; RAFT_NOBODY when all are down
    RaftNodeId SomebodyUp();

    /// @return a node that takes itself for the leader every other time, else SomebodyUp()
    RaftNodeId SomebodyLeading();

    /// @return the node's local time
    int64_t LocalNs(RaftNodeId id) const;

    /// Changes what the network and disks do.
    RaftWeather weather;

    /// Which links are cut.
    RaftLinks links;

    /**
     * @param id goes down, with some of its writes on the disk
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
     * @param id is asked to propose a command
     * @return its index, 0: it was refused
     */
    uint64_t Propose(RaftNodeId id);

    /**
     * @param id is asked for a read
     * @param lease a lease will do
     * @return the number of the read; 0: it was refused
     */
    uint64_t Read(RaftNodeId id, bool lease);

    /// @return whether the read was answered
    bool IsAnswered(uint64_t read) const;

    /// @param id makes a snapshot of all that it can
    void Compact(RaftNodeId id);

    /// @param id did something: carries out what its core wants
    void Settle(RaftNodeId id);

    /// @return the first thing that was wrong, ""
    const std::string& Violation() const;

    /// Adds what the cores counted to the probes.
    void CountProbes();

  private:
    using Kind = RaftEventQueue::Kind;

    /// What belongs to a node but is no part of it.
    struct Surroundings
    {
        RaftNodeClock clock;
        int64_t tickNs{INT64_MAX}; //!< next tick in the queue, global
        int64_t diskFreeNs{0};     //!< the last write ends then
    };

    void Push(int64_t timeNs, Kind kind, RaftNodeId node, uint64_t number);
    void Transmit(RaftMessage& message);
    void Post(RaftMessage& message, int64_t longestNs);
    void Deliver(const RaftEventQueue::Event& event);
    bool CarryOut(RaftNode& node);
    void Plan(RaftNode& node);
    void Probe(const std::string& probe, uint64_t count = 1);

    Dice& m_dice;
    SoakOutcome& m_outcome;
    std::vector<RaftNode> m_nodes;            //!< by id - 1
    std::vector<Surroundings> m_surroundings; //!< by id - 1
    RaftChecker m_checker;
    RaftClients m_clients;
    RaftEventQueue m_events;
    RaftSlots<RaftMessage> m_slots;
    int64_t m_nowNs{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_GROUP_H */
