/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_GROUP_H
#define RAFT_GROUP_H

#include "dice.h"
#include "raft-checker.h"
#include "raft-node-clock.h"
#include "raft-node.h"
#include "tools/soak-outcome.h"

#include <cstdint>
#include <map>
#include <queue>
#include <string>
#include <tuple>
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
    /// What the network and the disks do to what passes.
    struct Weather
    {
        uint64_t lossOneIn{0};    //!< 0: none
        uint64_t repeatOneIn{0};  //!< 0: none
        uint64_t ghostOneIn{0};   //!< messages of which a copy comes up to 5 s later; 0: none
        uint64_t slowOneIn{0};    //!< messages that take up to 50 times as long; 0: none
        int64_t delayNs{5000000}; //!< longest ordinary delay
        int64_t fsyncNs{5000000}; //!< longest write
        uint64_t crashOneIn{
            0}; //!< steps that end in a crash, ten times as many of a leader that has
                //!< just committed; 0: none
    };

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
    Weather weather;

    /**
     * @param from sender
     * @param to receiver
     * @param isCut whether nothing passes
     */
    void Cut(RaftNodeId from, RaftNodeId to, bool isCut);

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
    enum class Kind
    {
        MESSAGE,
        TICK,
        SYNCED,
        RESTART
    };

    struct Event
    {
        int64_t timeNs;
        uint64_t order;
        Kind kind;
        RaftNodeId node;
        uint64_t number; //!< slot of a message, id of a write
        uint32_t starts; //!< it is for this life of the node

        bool
        operator<(const Event& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    /// What belongs to a node but is no part of it.
    struct Surroundings
    {
        RaftNodeClock clock;
        int64_t tickNs{INT64_MAX};             //!< next tick in the queue, global
        int64_t diskFreeNs{0};                 //!< the last write ends then
        std::map<uint64_t, uint64_t> proposed; //!< index: term
    };

    void Push(int64_t timeNs, Kind kind, RaftNodeId node, uint64_t number);
    void Transmit(RaftMessage& message);
    void Post(RaftMessage& message, int64_t longestNs);
    void Deliver(const Event& event);
    bool CarryOut(RaftNode& node);
    void ApplyEntries(RaftNode& node, uint64_t first, uint64_t last);
    void Plan(RaftNode& node);
    void Probe(const std::string& probe, uint64_t count = 1);
    void AddCounters(const RaftCounters& counters);

    Dice& m_dice;
    SoakOutcome& m_outcome;
    std::vector<RaftNode> m_nodes;            //!< by id - 1
    std::vector<Surroundings> m_surroundings; //!< by id - 1
    RaftChecker m_checker;
    std::vector<std::vector<bool>> m_cut; //!< by id - 1
    std::priority_queue<Event> m_events;
    std::vector<RaftMessage> m_slots;
    std::vector<uint64_t> m_freeSlots;
    uint64_t m_orders{0};
    uint64_t m_commands{0};
    uint64_t m_readIds{0};
    std::map<uint64_t, bool> m_answered;
    int64_t m_nowNs{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_GROUP_H */
