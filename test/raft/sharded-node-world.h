/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_NODE_WORLD_H
#define SHARDED_NODE_WORLD_H

#include "ns3/sharded-node.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Texts, in the order in which they were committed.
class TextService : public RaftService
{
  public:
    /// What one shard has.
    struct Shard
    {
        uint64_t index{0};              //!< applied
        std::vector<std::string> texts; //!< all of them, with those of the snapshot
        uint64_t restored{0};           //!< times
        uint64_t fromSnapshots{0};      //!< of them
    };

    void
    OnStart(RaftReplicas& own) override
    {
        replicas = &own;
        starts++;
        shards.clear();
    }

    void
    OnForget() override
    {
        forgets++;
    }

    void
    OnRestore(RaftShardId id, const RaftSnapshotPointer& snapshot) override
    {
        Shard& shard = shards[id];
        shard.restored++;
        shard.fromSnapshots += snapshot ? 1 : 0;
        shard.index = snapshot ? snapshot->index : 0;
        shard.texts.clear();
        for (uint32_t i = 0; snapshot && i < snapshot->SizeBytes();)
        {
            const auto* text = reinterpret_cast<const char*>(snapshot->data->Data() + i);
            shard.texts.emplace_back(text); // ends with 0
            i += static_cast<uint32_t>(shard.texts.back().size()) + 1;
        }
    }

    void
    OnApply(RaftShardId id, uint64_t index, const RaftEntry& entry) override
    {
        Shard& shard = shards[id];
        gaps += shard.restored == 0 || index != shard.index + 1 ? 1 : 0;
        shard.index = index;
        if (entry.type == RaftEntryType::NORMAL)
        {
            shard.texts.emplace_back(reinterpret_cast<const char*>(entry.payload->Data()),
                                     entry.payload->Size());
        }
    }

    Ptr<const RaftPayload>
    OnSave(RaftShardId id) override
    {
        std::string all;
        for (const std::string& text : shards[id].texts)
        {
            all += text + '\0';
        }
        return RaftPayload::Create(reinterpret_cast<const uint8_t*>(all.data()),
                                   static_cast<uint32_t>(all.size()));
    }

    void
    OnRead(RaftShardId, const RaftReadAnswer& answer) override
    {
        reads[answer.id] = answer.ok;
    }

    void
    OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override
    {
        roles.push_back(RoleText(shard, role, term, leader));
    }

    /// @return a change of role in words
    static std::string
    RoleText(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader)
    {
        return std::to_string(shard) + ": " + RaftRoleName(role) + " in " + std::to_string(term) +
               " under " + std::to_string(leader);
    }

    std::map<RaftShardId, Shard> shards;
    std::map<uint64_t, bool> reads; //!< answers by id
    RaftReplicas* replicas{nullptr};
    uint64_t starts{0};
    uint64_t forgets{0};
    uint64_t gaps{0}; //!< entries that did not follow the one before, or came before OnRestore
    std::vector<std::string> roles; //!< RoleText of each change
};

/// Nodes in memory: frames and disks take a fixed time.
class ShardedNodeWorld
{
  public:
    static constexpr int64_t US = 1000;
    static constexpr int64_t MS = 1000000;
    static constexpr int64_t START_NS = 1000 * MS; //!< when it begins
    static constexpr int64_t DISK_NS = 500 * US;   //!< until a record is durable

    /// What the shell was told of a snapshot.
    struct Snapshot
    {
        RaftShardId shard;
        uint64_t index;
        uint32_t bytes;
        bool isReceived;
    };

    /// A frame that the shell was given.
    struct Sent
    {
        RaftNodeId to;
        std::vector<uint8_t> frame;
        RaftUrgency urgency;
    };

    /// A process and its disk, which outlives it.
    class Node : public ShardedNodeShell
    {
      public:
        Node(ShardedNodeWorld& world, RaftNodeId id) : m_world(world), m_id(id)
        {
        }

        bool
        IsLegacy(RaftNodeId node) const override
        {
            return m_world.IsLegacy(m_id, node);
        }

        bool
        Transmit(RaftNodeId to, std::vector<uint8_t>& frame, RaftUrgency urgency, uint64_t) override
        {
            sent.push_back({to, frame, urgency});
            if (!refusesToSend)
            {
                m_world.Post(m_id, to, std::move(frame));
            }
            return !refusesToSend;
        }

        void
        Persist(Disk::Record record) override
        {
            const uint64_t serial = record.id;
            const uint32_t size = record.sizeBytes;
            disk.push_back({std::move(record), size});
            if (!isStalled)
            {
                m_world.At(DISK_NS,
                           [this, serial, life = m_life]
                           {
                               if (life == m_life)
                               {
                                   BecomeDurable(serial);
                               }
                           });
            }
        }

        void
        RemoveOldest(uint64_t count) override
        {
            removed += count;
            disk.erase(disk.begin(), disk.begin() + static_cast<ptrdiff_t>(count));
        }

        uint64_t
        RecordsOnDisk() override
        {
            return disk.size();
        }

        void
        OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override
        {
            roles.push_back(TextService::RoleText(shard, role, term, leader));
        }

        void
        OnCommitted(RaftShardId, uint64_t, int64_t latencyNs) override
        {
            latenciesNs.push_back(latencyNs);
        }

        void
        OnSnapshot(RaftShardId shard, uint64_t index, uint32_t bytes, bool isReceived) override
        {
            snapshots.push_back({shard, index, bytes, isReceived});
        }

        /// Begins a life with what the disk has. @return why not
        std::optional<ShardedNodeProblem>
        Start()
        {
            config.host.epoch++;
            auto started = BootstrapShardedNode(m_world.m_nowNs, config, disk, service, *this);
            if (!started.IsOk())
            {
                return started.Error();
            }
            handle = std::move(started.Value());
            handle->Settle(m_world.m_nowNs);
            return std::nullopt;
        }

        /// Ends a life. @param survivors so many records that were not durable are on the disk
        void
        Crash(size_t survivors = 0)
        {
            handle.reset();
            m_life++;
            while (!disk.empty() && disk.back().record.id > durable + survivors)
            {
                disk.pop_back();
            }
            durable = disk.empty() ? 0 : disk.back().record.id;
        }

        /// Proposes a text, and settles. @return why not
        RaftError
        Propose(RaftShardId shard, const std::string& text)
        {
            handle->SetNow(m_world.m_nowNs);
            const auto result =
                handle->Propose(shard,
                                RaftPayload::Create(reinterpret_cast<const uint8_t*>(text.data()),
                                                    static_cast<uint32_t>(text.size())));
            handle->Settle(m_world.m_nowNs);
            return result.IsOk() ? RaftError::NONE : result.Error();
        }

        /// A record and all before it are durable.
        void
        BecomeDurable(uint64_t serial)
        {
            durable = std::max(durable, serial);
            handle->OnDurable(m_world.m_nowNs, serial);
            handle->Settle(m_world.m_nowNs);
        }

        /// @return bytes on the disk
        uint64_t
        DiskBytes() const
        {
            uint64_t bytes = 0;
            for (const Disk::Recovered& one : disk)
            {
                bytes += one.record.sizeBytes;
            }
            return bytes;
        }

        /// @return texts of a shard
        const std::vector<std::string>&
        Texts(RaftShardId shard)
        {
            return service.shards[shard].texts;
        }

        ShardedNodeConfig config;
        TextService service;
        std::unique_ptr<ShardedNodeHandle> handle; //!< nullptr: it is down
        std::vector<Disk::Recovered> disk;
        uint64_t durable{0};   //!< serial number of the last record that is
        bool isStalled{false}; //!< nothing becomes durable by itself
        bool refusesToSend{false};
        std::vector<Sent> sent;         //!< also what was refused
        std::vector<std::string> roles; //!< RoleText of each change
        uint64_t removed{0};            //!< records
        std::vector<int64_t> latenciesNs;
        std::vector<Snapshot> snapshots;

      private:
        ShardedNodeWorld& m_world;
        const RaftNodeId m_id;
        uint64_t m_life{0};
    };

    /// @return nodes 1 to @p nodes, down, with shards 0 to @p shards - 1 on nodes 1 to @p members; node
    ///         (shard % members) + 1 leads first
    ShardedNodeWorld(uint32_t nodes, uint32_t shards, uint32_t members)
    {
        for (RaftNodeId id = 1; id <= nodes; id++)
        {
            m_nodes.push_back(std::make_unique<Node>(*this, id));
            ShardedNodeConfig& config = m_nodes.back()->config;
            config.host.self = id;
            config.host.epoch = 0; // before the first life
            for (RaftShardId shard = 0; shard < shards && id <= members; shard++)
            {
                RaftShardConfig one;
                one.shard = shard;
                for (RaftNodeId member = members; member >= 1; member--)
                {
                    one.voters.push_back(member);
                }
                one.leadsFirst = shard % members + 1 == id;
                config.shards.push_back(one);
            }
        }
    }

    /// @return a node, from 1 on
    Node&
    operator[](RaftNodeId id)
    {
        return *m_nodes[id - 1];
    }

    void
    StartAll()
    {
        for (const auto& node : m_nodes)
        {
            node->Start();
        }
    }

    /// @param change of every node's configuration
    void
    Configure(const std::function<void(ShardedNodeConfig&)>& change)
    {
        for (const auto& node : m_nodes)
        {
            change(node->config);
        }
    }

    /// Lets time pass.
    void
    Run(int64_t forNs)
    {
        for (const int64_t endNs = m_nowNs + forNs;;)
        {
            int64_t nextNs = m_events.empty() ? RaftCore::NEVER : m_events.begin()->first;
            for (const auto& node : m_nodes)
            {
                nextNs = std::min(nextNs, node->handle ? node->handle->NextDeadlineNs() : nextNs);
            }
            if (nextNs > endNs)
            {
                m_nowNs = endNs;
                return;
            }
            m_nowNs = std::max(m_nowNs, nextNs);
            while (!m_events.empty() && m_events.begin()->first <= m_nowNs)
            {
                const auto event = std::move(m_events.begin()->second);
                m_events.erase(m_events.begin());
                event();
            }
            for (const auto& node : m_nodes)
            {
                if (node->handle && node->handle->NextDeadlineNs() <= m_nowNs)
                {
                    node->handle->Tick(m_nowNs);
                    node->handle->Settle(m_nowNs);
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

    int64_t frameNs{100 * US};   //!< a frame is on its way
    std::set<RaftNodeId> legacy; //!< nodes that speak the protocol without shards only
    std::set<RaftNodeId> cutOff; //!< nodes that hear nothing and are not heard
    std::set<uint8_t> kinds;     //!< of frames that were sent

  private:
    /// @return whether two nodes speak the protocol without shards
    bool
    IsLegacy(RaftNodeId a, RaftNodeId b) const
    {
        return legacy.count(a) + legacy.count(b) > 0;
    }

    void
    At(int64_t inNs, std::function<void()> what)
    {
        m_events.emplace(m_nowNs + inNs, std::move(what)); // behind those of the same time
    }

    void
    Post(RaftNodeId from, RaftNodeId to, std::vector<uint8_t> frame)
    {
        kinds.insert(frame[1]);
        At(frameNs,
           [this, from, to, frame = std::move(frame)]
           {
               Node& node = *m_nodes[to - 1];
               if (node.handle && cutOff.count(from) + cutOff.count(to) == 0)
               {
                   node.handle->Receive(m_nowNs, from, IsLegacy(from, to), frame);
                   node.handle->Settle(m_nowNs);
               }
           });
    }

    int64_t m_nowNs{START_NS};
    std::vector<std::unique_ptr<Node>> m_nodes;
    std::multimap<int64_t, std::function<void()>> m_events;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_NODE_WORLD_H */
