/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NODE_FIXTURE_H
#define RAFT_NODE_FIXTURE_H

#include "test/raft/raft-node-cluster.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Tests of RaftShardNode over ns-3's TCP: clusters, one after the other, in which every entry is applied once and in order.
class RaftNodeFixture : public testing::Test
{
  protected:
    using Commands = std::vector<std::string>;

    void
    TearDown() override
    {
        Finish();
    }

    /// @return a cluster with one shard on each of three nodes 1 ms apart, or another one; to be told more and installed
    RaftNodeCluster&
    Make(const RaftPlacement& placement = RaftPlacement(1, 3, 3),
         uint32_t count = 3,
         const RaftLinks& links = {})
    {
        Finish();
        m_cluster = std::make_unique<RaftNodeCluster>(placement, count, links);
        return *m_cluster;
    }

    /// Ends the cluster, if there is one.
    void
    Finish()
    {
        for (size_t i = 0; m_cluster && i < m_cluster->services.size(); i++)
        {
            EXPECT_EQ(m_cluster->services[i]->gaps, 0U) << "node " << i + 1;
        }
        m_cluster.reset();
    }

    /// @return what a node is told of a shard
    static RaftShardConfig
    Shard(RaftShardId id, std::vector<RaftNodeId> voters, bool leadsFirst)
    {
        RaftShardConfig config;
        config.shard = id;
        config.voters = std::move(voters);
        config.leadsFirst = leadsFirst;
        return config;
    }

    /// A node speaks the protocol without shards only.
    static void
    MakeLegacy(RaftShardNode& node)
    {
        node.SetAttribute("Protocols", StringValue("legacy"));
        node.SetAttribute("ShardingEnabled", BooleanValue(false));
    }

  private:
    std::unique_ptr<RaftNodeCluster> m_cluster;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NODE_FIXTURE_H */
