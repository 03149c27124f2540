/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NETWORK_FACTORY_H
#define RAFT_NETWORK_FACTORY_H

#include "raft-beats.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Which protocols a node speaks to others.
enum class RaftProtocols : uint8_t
{
    BOTH,         //!< raft-shard, and raft-rpc for shard 0 with nodes that know nothing else
    SHARDED_ONLY, //!< raft-shard
    LEGACY_ONLY   //!< raft-rpc: shard 0 only
};

extern const std::string RAFT_SHARDED_ALPN; //!< "raft-shard": frames with a shard's number
extern const std::string RAFT_LEGACY_ALPN;  //!< "raft-rpc": bare messages, of shard 0

/// How urgent a message between nodes is, in the priorities of transport (0 first).
struct RaftUrgency
{
    uint8_t priority{0}; //!< see SendOptions
    uint64_t flow{0};    //!< see SendOptions; 0: none
};

/**
 * @ingroup sharding-raft
 *
 * Heartbeats, votes and all that elections rest on go first; appends and their answers next, in order within each shard;
 * chunks of snapshots last.
 *
 * @param shard of the message
 * @param type of the message
 * @return its priority and flow
 */
RaftUrgency UrgencyOf(RaftShardId shard, RaftMessageType type);

/**
 * @ingroup sharding-raft
 *
 * Carries bytes to a node: a RaftShardNode does, over its endpoint.
 */
class RaftCarrier
{
  public:
    virtual ~RaftCarrier() = default;

    /**
     * @param to a node
     * @param bytes a transport message; may be moved away
     * @param urgency how it wants to be sent
     * @return whether it was taken
     */
    virtual bool Carry(RaftNodeId to, std::vector<uint8_t>& bytes, const RaftUrgency& urgency) = 0;

    /**
     * Opens a connection to a node if there is none.
     *
     * @param to a node
     * @return false: none can be opened now
     */
    virtual bool Reach(RaftNodeId to) = 0;

    /**
     * @param shard of a reply that leaves now
     * @param message the reply
     * @return the timestamps that go with it
     */
    virtual RaftRpcTimestamps Stamp(RaftShardId shard, const RaftMessage& message) = 0;
};

class RaftNetworkFactory;

/**
 * @ingroup sharding-raft
 *
 * Sends the messages of one shard to one node, over the connection that all shards share. A small value; valid while its
 * factory is.
 */
class RaftShardClient
{
  public:
    /**
     * @param message of the shard to the target
     * @return false: it was dropped, which Raft bears
     */
    bool Send(RaftMessage& message) const;

    /// @return the node that it sends to
    RaftNodeId
    Target() const
    {
        return m_target;
    }

    /// @return the shard whose messages it sends
    RaftShardId
    Shard() const
    {
        return m_shard;
    }

  private:
    friend class RaftNetworkFactory;

    RaftShardClient(RaftNetworkFactory& factory, RaftNodeId target, RaftShardId shard)
        : m_factory(&factory), m_target(target), m_shard(shard)
    {
    }

    RaftNetworkFactory* m_factory;
    RaftNodeId m_target;
    RaftShardId m_shard;
};

/**
 * @ingroup sharding-raft
 *
 * Turns messages into what the protocol of the connection to a node has for them. While a connection opens, and it is not
 * known which protocol it will speak, a few messages wait. Pure.
 */
class RaftNetworkFactory
{
  public:
    /// What it keeps to.
    struct Config
    {
        RaftProtocols protocols{RaftProtocols::BOTH}; //!< that are spoken
        uint32_t maxWaiting{256}; //!< messages to one node that wait for its protocol
        bool usePriorities{true}; //!< false: all messages are equally urgent
    };

    /// What happened.
    struct Counters
    {
        uint64_t sent{0};          //!< transport messages that were taken
        uint64_t bytes{0};         //!< theirs
        uint64_t refused{0};       //!< that transport did not take
        uint64_t waitedTooMany{0}; //!< dropped at maxWaiting
        uint64_t unspeakable{0};   //!< dropped: the node speaks raft-rpc, and the shard is not 0
    };

    /**
     * @param config what it keeps to
     * @param carrier must outlive the factory
     */
    RaftNetworkFactory(const Config& config, RaftCarrier& carrier);

    /**
     * @param target a node
     * @param shard a shard
     * @return sends the messages of the shard to the node
     */
    RaftShardClient NewClientForShard(RaftNodeId target, RaftShardId shard);

    /// @param target a node @return sends the messages of shard 0 to the node
    RaftShardClient NewClient(RaftNodeId target);

    /// @return protocols in order of preference
    std::vector<std::string> Offered() const;

    /**
     * @param to a node
     * @param shard a shard
     * @param message of the shard to the node; may be swapped for an old one
     * @return false: it was dropped, which Raft bears
     */
    bool Send(RaftNodeId to, RaftShardId shard, RaftMessage& message);

    /// @param beats to be sent now; may be swapped for old ones @return false: they were dropped
    bool SendBeats(RaftBeats& beats);

    /**
     * @param to a node
     * @param frame of raft-shard, an answer to what came over that protocol
     * @return false: it was dropped
     */
    bool SendFrame(RaftNodeId to, std::vector<uint8_t> frame);

    /**
     * @param peer a node with which a connection is open now
     * @param protocol that it speaks
     */
    void NoteOpen(RaftNodeId peer, const std::string& protocol);

    /// @param peer a node with which a connection that was open has ended
    void NoteClosed(RaftNodeId peer);

    /// @return whether the node is known to speak raft-rpc only
    bool IsLegacy(RaftNodeId peer) const;

    /// @return what happened
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

  private:
    struct Waiting
    {
        RaftShardId shard;
        RaftMessage message;
    };

    struct Peer
    {
        uint32_t open{0}; //!< connections
        bool isLegacy{false};
        std::deque<Waiting> waiting;
    };

    enum class Speech
    {
        SHARDED,
        LEGACY,
        UNKNOWN
    };

    Speech SpeechOf(const Peer& peer) const;
    bool Wait(RaftNodeId to, Peer& peer, RaftShardId shard, const RaftMessage& message);
    bool Speak(RaftNodeId to, bool legacy, RaftShardId shard, const RaftMessage& message);
    bool Carry(RaftNodeId to, const RaftUrgency& urgency);

    const Config m_config;
    RaftCarrier& m_carrier;
    std::unordered_map<RaftNodeId, Peer> m_peers;
    std::vector<uint8_t> m_bytes; //!< reused
    RaftMessage m_message;        //!< reused
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NETWORK_FACTORY_H */
