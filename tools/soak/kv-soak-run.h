/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_SOAK_RUN_H
#define KV_SOAK_RUN_H

#include "dice.h"
#include "kv-checker.h"
#include "kv-soak-node.h"
#include "tools/soak-outcome.h"

#include "ns3/kv-workload.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * One seed of SoakKv.
 */
class KvSoak : private KvSoakNodeOwner
{
  public:
    /// @param seed any number
    explicit KvSoak(uint64_t seed);
    ~KvSoak() override;

    /// @return what it gave
    SoakOutcome Run();

  private:
    class Client;

    static constexpr int64_t MS = 1000000; //!< ns

    /// What the network does at present; "one in 0" is never.
    struct Weather
    {
        uint64_t lossOneIn{0};
        uint64_t repeatOneIn{0};
        uint64_t slowOneIn{0};    //!< messages that take up to slowNs
        int64_t delayNs{1000000}; //!< others take up to this
        int64_t slowNs{300000000};
        int64_t fsyncNs{0}; //!< a write takes up to this; 0: none
    };

    /// What is on its way, or due.
    enum class Kind : uint8_t
    {
        MESSAGE, //!< of Raft
        BEATS,   //!< of Raft
        REQUEST, //!< to a node
        REPLY,   //!< to a client
        SYNCED,  //!< a write
        RESTART, //!< of a node
        USER,    //!< of a client calls
        HEAL,    //!< a node's links
        BROKEN   //!< a client learns that its connection has ended
    };

    /// One of them.
    struct Event
    {
        Kind kind{Kind::MESSAGE};
        uint64_t from{0};
        uint64_t to{0};
        uint64_t life{0};   //!< of whom it is for; other lives ignore it
        uint64_t number{0}; //!< write, or origin
        RaftShardId shard{0};
        RaftMessage message;
        RaftBeats beats;
        std::vector<uint8_t> bytes;
    };

    /// When an event is due; of equal times, the first one pushed.
    struct Due
    {
        int64_t timeNs;
        uint64_t order;
        uint32_t slot;

        bool
        operator<(const Due& other) const
        {
            return timeNs != other.timeNs ? timeNs > other.timeNs : order > other.order;
        }
    };

    KvSoakNode::Config DrawNodeConfig();
    KvClientCore::Config DrawClientConfig();
    KvWorkload::Config DrawWorkloadConfig();
    Weather DrawWeather();

    Event& Push(int64_t timeNs, Kind kind);
    bool Step(int64_t endNs);
    void Handle(Event& event);
    void HandleRequest(Event& event);
    void HandleReply(Event& event);

    /// @return when it comes; 0: never
    int64_t DrawArrival(bool isCut);
    bool IsCut(uint64_t a, uint64_t b) const;
    bool SendRequest(uint32_t client, uint64_t life, RaftNodeId node, const KvRequest& request);

    void Disturb();
    void CrashNode(RaftNodeId id);
    void CrashClient(uint32_t client);
    void CutOff(RaftNodeId id);
    void HandOver();
    void Heal();
    bool IsWaiting() const;
    bool IsDone() const;
    void Calm();
    void CountProbes();
    void Probe(const std::string& probe, uint64_t count = 1);

    KvSoakNode& Node(RaftNodeId id);

    void OnMessage(KvSoakNode& node, RaftShardId shard, RaftMessage& message) override;
    void OnBeats(KvSoakNode& node, RaftBeats& beats) override;
    void OnWrite(KvSoakNode& node, RaftShardId shard, uint64_t write) override;
    void OnReply(KvSoakNode& node, uint64_t origin, const KvReply& reply) override;
    void
    OnApplied(KvSoakNode& node, RaftShardId shard, uint64_t index, const RaftEntry& entry) override;
    void
    OnRestored(KvSoakNode& node, RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnFollows(KvSoakNode& node, RaftShardId shard) override;

    SoakOutcome m_outcome;
    Dice m_dice;
    int64_t m_nowNs{1000000000};
    uint32_t m_shards;
    Weather m_weather;
    bool m_isCalm{false};
    KvSoakNode::Config m_nodeConfig;
    std::vector<std::unique_ptr<KvSoakNode>> m_nodes; //!< by id - 1
    std::vector<std::unique_ptr<Client>> m_clients;
    std::vector<bool> m_isOff;         //!< by id - 1: cut off from the other nodes
    std::vector<bool> m_isHidden;      //!< by id - 1: from the clients
    std::vector<int64_t> m_diskFreeNs; //!< by id - 1
    KvChecker m_checker;

    std::vector<Event> m_events; //!< slots
    std::vector<uint32_t> m_free;
    std::vector<Due> m_due; //!< heap
    uint64_t m_pushed{0};
    int64_t m_nextFaultNs{0};
    KvStateCounters m_states; //!< of lives that have ended
};

} // namespace sharding
} // namespace ns3

#endif /* KV_SOAK_RUN_H */
