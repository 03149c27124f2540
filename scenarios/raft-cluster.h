/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CLUSTER_H
#define RAFT_CLUSTER_H

#include "host-scenario.h"
#include "shard-leadership.h"
#include "snapshot-bystanders.h"

#include "ns3/key-value-client.h"
#include "ns3/key-value-node.h"
#include "ns3/kv-history.h"
#include "ns3/latency-histogram.h"
#include "ns3/raft-placement.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * A sharded key-value store on Raft, and its clients, over IP: shards x replicas on nodes ("node-1" ...), clients
 * ("client-1" ...). Links and interfaces can fail, and the CPU, disk, clock and life of every node and client.
 *
 * A message of the measures is an operation of a client; it is delivered when the client has its answer. What the
 * clients asked and got is checked for linearizability at the end of every run. The selector leader(shard-0) names the
 * node that leads a shard at the moment, follower(shard-0) the first running node that has a replica of it and does not
 * lead it.
 */
class RaftCluster : public HostScenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool HasHistory() const override;

  protected:
    std::vector<Section> GetModelSections() const override;
    void Prepare(const ScenarioFile& file) override;
    FaultTargets ListTargets() const override;
    std::vector<std::string> ListLossReasons() const override;
    Time GetNormalSpacing() const override;
    std::vector<std::string> HostNames() const override;
    void BuildProcesses() override;
    void ClearProcesses() override;
    void ReportModel(RunRecord& record) override;

  private:
    /// An operation of a client.
    struct Operation
    {
        KvOperation record;  //!< for the history
        bool isStale{false}; //!< it promises nothing, and is left out there
    };

    RaftPlacement MakePlacement() const;
    void BuildNodes();
    void BuildClients();
    void BindSelectors();
    int32_t FindFollower(RaftShardId shard) const;

    uint64_t NoteOffer(uint32_t client, const KvCall& call, RaftShardId shard);
    void NoteEnd(uint64_t number, const KvCall& call, const KvEnd& end, const std::string& reason);
    static void NoteRole(RaftCluster* self,
                         uint32_t node,
                         RaftShardId shard,
                         RaftRole role,
                         uint64_t term,
                         RaftNodeId leader);
    static void NoteState(RaftCluster* self,
                          uint32_t node,
                          ProcessApplication::State before,
                          ProcessApplication::State after);
    static void NoteSnapshot(
        RaftCluster* self, RaftShardId shard, uint64_t index, uint32_t bytes, bool isReceived);
    static void NoteCommit(RaftCluster* self, RaftShardId shard, uint64_t index, Time latency);

    // raft-cluster-report.cc
    void ReportOperations(RunRecord& record) const;
    void ReportRaft(RunRecord& record) const;
    void ReportMachines(RunRecord& record) const;
    void ReportTransport(RunRecord& record) const;
    void ReportHistory(RunRecord& record) const;
    void CheckConservation(RunRecord& record) const;
    uint64_t CountLag() const;
    uint32_t AddFinalReads(KvHistory& history) const;
    const ShardedKeyValueStore* FindCompleteStore(RaftShardId shard) const;

    uint32_t m_nodeCount;    //!< attribute Nodes
    uint32_t m_shardCount;   //!< attribute Shards
    uint32_t m_replicaCount; //!< attribute Replicas
    uint32_t m_clientCount;  //!< attribute Clients
    bool m_checksHistory;    //!< attribute CheckHistory
    bool m_jointScans;       //!< attribute JointScans
    uint64_t m_historyBytes; //!< attribute HistoryBytes
    uint64_t m_checkStates;  //!< attribute CheckStates

    // While it runs.
    std::vector<Ptr<KeyValueNode>> m_nodes;
    std::vector<Ptr<KeyValueClient>> m_clients;
    std::optional<ShardLeadership> m_leadership;
    std::optional<SnapshotBystanders> m_bystanders;
    std::vector<Operation> m_operations;  //!< by number
    uint64_t m_operationBytes{0};         //!< of their keys and values, about
    uint64_t m_forgotten{0};              //!< beyond HistoryBytes: the history cannot be checked
    std::array<uint64_t, 3> m_outcomes{}; //!< operations that ended, by KvOutcome
    uint64_t m_commits{0};                //!< after the warm-up
    LatencyHistogram m_commitLatency;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CLUSTER_H */
