/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_HOST_MESH_H
#define RAFT_HOST_MESH_H

#include "ns3/raft-host.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * Hosts in memory: what they send comes after a fixed time, in order, and writes are durable at
 * once.
 */
class RaftHostMesh
{
  public:
    static constexpr int64_t START_NS = 1000000000; //!< when it begins

    /// One host, and what it did.
    class Node : public RaftHostOutput
    {
      public:
        Node(RaftHostMesh& mesh, const RaftHost::Config& config)
            : host(config, *this), m_mesh(mesh), m_self(config.self)
        {
        }

        void
        OnRole(RaftShardId, RaftRole, uint64_t, RaftNodeId) override
        {
            roles++;
        }

        void
        OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog&) override
        {
            m_writes.emplace_back(shard, write.id);
        }

        void
        OnMessage(RaftShardId shard, RaftMessage& message) override
        {
            m_mesh.Post(m_self, message.to, shard, &message, nullptr);
        }

        void
        OnRestore(RaftShardId, const RaftSnapshotPointer&) override
        {
            restored++;
        }

        void
        OnApply(RaftShardId, uint64_t first, uint64_t last, const RaftLog&) override
        {
            applied += last - first + 1;
        }

        void
        OnRead(RaftShardId, const RaftReadAnswer& answer) override
        {
            reads[answer.id] = answer.ok;
        }

        void
        OnBeats(RaftBeats& beats) override
        {
            m_mesh.Post(m_self, beats.to, RAFT_NODE_PREFIX, nullptr, &beats);
        }

        /// Carries out what the host wants.
        void
        Settle(int64_t nowNs)
        {
            host.Collect(nowNs);
            while (!m_writes.empty())
            {
                m_done.swap(m_writes);
                for (const auto& [shard, id] : m_done)
                {
                    host.OnPersisted(nowNs, shard, id);
                }
                m_done.clear();
                host.Collect(nowNs);
            }
        }

        RaftHost host;
        bool isUp{true};
        uint64_t roles{0};
        uint64_t restored{0};
        uint64_t applied{0};
        std::map<uint64_t, bool> reads; //!< answers by id

      private:
        RaftHostMesh& m_mesh;
        const RaftNodeId m_self;
        std::vector<std::pair<RaftShardId, uint64_t>> m_writes;
        std::vector<std::pair<RaftShardId, uint64_t>> m_done;
    };

    /**
     * @param nodes how many
     * @param config of all, but for self
     * @param delayNs of every message
     */
    RaftHostMesh(uint32_t nodes, RaftHost::Config config, int64_t delayNs = 100000)
        : m_delayNs(delayNs)
    {
        for (config.self = 1; config.self <= nodes; config.self++)
        {
            m_nodes.push_back(std::make_unique<Node>(*this, config));
        }
    }

    /// @return a node, from 1 on
    Node&
    At(RaftNodeId id)
    {
        return *m_nodes[id - 1];
    }

    /// Groups 0 and on, each on @p replicas nodes that follow each other; the first is made leader.
    void
    AddGroups(uint32_t groups, uint32_t replicas, const RaftOptions& options)
    {
        const auto size = static_cast<uint32_t>(m_nodes.size());
        for (RaftShardId shard = 0; shard < groups; shard++)
        {
            RaftStart start;
            for (uint32_t i = 0; i < replicas; i++)
            {
                start.bootstrap.voters.push_back((shard + i) % size + 1);
            }
            const RaftNodeId first = start.bootstrap.voters.front();
            std::sort(start.bootstrap.voters.begin(), start.bootstrap.voters.end());
            for (const RaftNodeId id : start.bootstrap.voters)
            {
                At(id).host.AddShard(m_nowNs, shard, options, start, shard * size + id);
            }
            At(first).host.Campaign(m_nowNs, shard);
        }
        for (const auto& node : m_nodes)
        {
            node->Settle(m_nowNs);
        }
    }

    /// @param id its host is made anew and empty, with a new epoch
    void
    Restart(RaftNodeId id, RaftHost::Config config)
    {
        config.self = id;
        m_nodes[id - 1] = std::make_unique<Node>(*this, config);
    }

    /// Lets time pass. @return messages that came
    uint64_t
    Run(int64_t forNs)
    {
        uint64_t came = 0;
        for (const int64_t endNs = m_nowNs + forNs;;)
        {
            int64_t nextNs = m_first == m_last ? RaftCore::NEVER : Slot(m_first).timeNs;
            for (const auto& node : m_nodes)
            {
                nextNs = std::min(nextNs, node->isUp ? node->host.NextDeadlineNs() : nextNs);
            }
            if (nextNs > endNs)
            {
                m_nowNs = endNs;
                return came;
            }
            m_nowNs = std::max(m_nowNs, nextNs);
            for (; m_first != m_last && Slot(m_first).timeNs <= m_nowNs; came++)
            {
                Deliver(Slot(m_first++));
            }
            for (const auto& node : m_nodes)
            {
                if (node->isUp && node->host.NextDeadlineNs() <= m_nowNs)
                {
                    node->host.Tick(m_nowNs);
                    node->Settle(m_nowNs);
                }
            }
        }
    }

    /// @return local time of all nodes
    int64_t
    NowNs() const
    {
        return m_nowNs;
    }

    /// Whether a message is lost.
    std::function<bool(RaftNodeId from, RaftNodeId to)> isLost;

  private:
    struct Mail
    {
        int64_t timeNs;
        RaftNodeId to;
        RaftShardId shard;
        RaftMessage message;
        RaftBeats beats;
    };

    Mail&
    Slot(uint64_t number)
    {
        return m_slots[number & (m_slots.size() - 1)];
    }

    void
    Post(RaftNodeId from, RaftNodeId to, RaftShardId shard, RaftMessage* message, RaftBeats* beats)
    {
        if (isLost && isLost(from, to))
        {
            return;
        }
        if (m_last - m_first == m_slots.size())
        {
            std::vector<Mail> more(2 * m_slots.size());
            for (uint64_t i = m_first; i != m_last; i++)
            {
                more[i & (more.size() - 1)] = std::move(Slot(i));
            }
            m_slots.swap(more);
        }
        Mail& mail = Slot(m_last++);
        mail.timeNs = m_nowNs + m_delayNs;
        mail.to = to;
        mail.shard = shard;
        message ? std::swap(mail.message, *message) : std::swap(mail.beats, *beats);
    }

    void
    Deliver(Mail& mail)
    {
        Node& node = At(mail.to);
        if (!node.isUp)
        {
            return;
        }
        if (mail.shard == RAFT_NODE_PREFIX)
        {
            node.host.ReceiveBeats(m_nowNs, mail.beats);
        }
        else
        {
            node.host.Receive(m_nowNs, mail.shard, mail.message);
        }
        node.Settle(m_nowNs);
    }

    const int64_t m_delayNs;
    int64_t m_nowNs{START_NS};
    std::vector<std::unique_ptr<Node>> m_nodes;
    std::vector<Mail> m_slots{64};
    uint64_t m_first{0};
    uint64_t m_last{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_HOST_MESH_H */
