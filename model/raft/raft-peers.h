/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_PEERS_H
#define RAFT_PEERS_H

#include "raft-beats.h"
#include "raft-timer-ring.h"

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What a node knows of another one, and has to send it.
 */
struct RaftPeer : RaftTimerRing::Item
{
    RaftNodeId id{RAFT_NOBODY};
    uint64_t epoch{0};    //!< of its life, 0: not known
    int64_t heardNs{0};   //!< RaftBeats, last
    int64_t sentNs{0};    //!< RaftBeats, last
    uint32_t led{0};      //!< groups that rest, that this node leads, and of which it is a member
    uint32_t leading{0};  //!< groups that rest here and that it leads
    bool isQueued{false}; //!< is to be sent a message, even if there are no beats
    std::vector<RaftBeat> beats; //!< to be sent, one by one

    std::vector<RaftBeat> due;     //!< heartbeats of this tick, to be sent as a set
    int64_t dueNs{0};              //!< when the first of them was made
    std::vector<RaftBeat> sentSet; //!< what it was sent last as a set
    uint64_t sentNumber{0};        //!< of sentSet, 0: nothing
    uint64_t holds{0};             //!< number of the set of ours that it has, as it said
    std::vector<RaftBeat> heldSet; //!< what it sent last as a set
    uint64_t heldNumber{0};        //!< of heldSet, 0: nothing
    RaftBeats::SetName owed;       //!< all groups of this repeated set followed: it is to be told

    /// It has another life, of which nothing is known: neither side has the other's sets.
    void
    ForgetSets()
    {
        holds = 0;
        heldNumber = 0;
        heldSet.clear();
        owed = {};
    }
};

/**
 * @ingroup sharding-raft
 *
 * The other nodes that a node knows, and when something is due for one of them: a sign of life to
 * the members of groups that it leads and that rest, and the end of waiting for one.
 */
class RaftPeers
{
  public:
    static constexpr int64_t NEVER = INT64_MAX; //!< a deadline that does not come

    /**
     * @param beatNs spacing of signs of life; sent at multiples of it
     * @param silenceNs so long without: gone
     */
    RaftPeers(int64_t beatNs, int64_t silenceNs);

    /// @return a peer that has been asked for with At, nullptr
    RaftPeer*
    Find(RaftNodeId id) const
    {
        return id < m_near.size() ? m_near[id] : FindFar(id);
    }

    /// @return a peer, made when it is asked for the first time; valid for good
    RaftPeer&
    At(RaftNodeId id)
    {
        RaftPeer* peer = Find(id);
        return peer ? *peer : Make(id);
    }

    /**
     * @param nowNs local time
     * @param mute peers that are to hear that this node lives are added; then Watch is to be called
     * @param silent peers of which nothing was heard for too long are added
     */
    void TakeDue(int64_t nowNs, std::vector<RaftPeer*>& mute, std::vector<RaftPeer*>& silent);

    /// @return when something is due at the earliest; NEVER
    int64_t
    NextNs() const
    {
        return m_nextNs;
    }

    /// @param peer has a group more that rests, or was sent something
    void Watch(const RaftPeer& peer);

  private:
    static constexpr size_t NEAR = 1024;

    RaftPeer* FindFar(RaftNodeId id) const;
    RaftPeer& Make(RaftNodeId id);
    int64_t BeatDueNs(const RaftPeer& peer) const;
    int64_t SilenceDueNs(const RaftPeer& peer) const;

    const int64_t m_beatNs;
    const int64_t m_silenceNs;
    int64_t m_nextNs{NEVER};
    std::deque<RaftPeer> m_peers;
    std::array<RaftPeer*, NEAR> m_near{}; //!< by id
    std::unordered_map<RaftNodeId, RaftPeer*> m_far;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_PEERS_H */
