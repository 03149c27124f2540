/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NODE_H
#define RAFT_NODE_H

#include "ns3/raft-core.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What a node of a simulated group has on its disk, and what is on its way there.
 */
class RaftNodeDisk
{
  public:
    /**
     * Copies what a core wants written.
     *
     * @param write the write, with an id
     * @param log the core's
     */
    void Begin(const RaftWrite& write, const RaftLog& log);

    /// @return ids of the writes that are under way, oldest first
    std::vector<uint64_t> Pending() const;

    /// @param id this write and all before it become durable
    void Sync(uint64_t id);

    /// @param survivors this many writes, the oldest ones, reached the disk; the others are lost
    void Crash(size_t survivors);

    /// @param snapshot replaces the entries up to its index, which are durable
    void Compact(const RaftSnapshotPointer& snapshot);

    /// @return what a core finds when it starts; bootstrap is left empty
    RaftStart Read() const;

    /// @param start is what is on the disk; nothing is on its way
    void Reset(const RaftStart& start);

    /// @return durable term and vote
    const RaftHardState& State() const;

    /// @return last durable entry
    uint64_t LastIndex() const;

    /**
     * @param index of an entry, at least 1
     * @param term its term
     * @return whether it, or a snapshot that stands for it, is durable
     */
    bool Has(uint64_t index, uint64_t term) const;

  private:
    struct Write
    {
        RaftWrite what;
        std::vector<RaftEntry> entries;
    };

    void Apply(const Write& write);
    uint64_t Base() const;

    RaftHardState m_state;
    RaftSnapshotPointer m_snapshot;
    std::vector<RaftEntry> m_entries; //!< behind the snapshot
    std::deque<Write> m_pending;
};

/**
 * @ingroup sharding-tools
 *
 * A state machine whose state tells which commands were applied, and in which order.
 */
class RaftNodeState
{
  public:
    /**
     * @param index of the entry, the one behind Index()
     * @param entry what to apply
     */
    void Apply(uint64_t index, const RaftEntry& entry);

    /// @param snapshot one that Save() made, of any node
    void Restore(const RaftSnapshot& snapshot);

    /// @return the state as bytes, @p padding more than it needs
    Ptr<const RaftPayload> Save(uint32_t padding) const;

    /// @return last entry that was applied
    uint64_t
    Index() const
    {
        return m_index;
    }

    /// @return a digest of all that was applied
    uint64_t
    Digest() const
    {
        return m_digest;
    }

  private:
    uint64_t m_index{0};
    uint64_t m_digest{0};
};

/**
 * @ingroup sharding-tools
 *
 * A simulated member of a group: a core, which a crash takes, and a disk, which stays.
 */
struct RaftNode
{
    RaftNodeId id{RAFT_NOBODY};
    RaftOptions options;
    RaftMembership bootstrap; //!< the group's first membership
    RaftNodeDisk disk;
    RaftNodeState state;
    std::unique_ptr<RaftCore> core;   //!< of its own; nullptr: it is down, or a host has the core
    const RaftCore* watched{nullptr}; //!< the core, to look at; nullptr: it is down
    uint32_t starts{0};               //!< how often it has started

    /**
     * Starts it from its disk.
     *
     * @param nowNs local time
     * @param seed of its election timeouts
     */
    void Start(int64_t nowNs, uint64_t seed);

    /// @return what a core finds when it starts; the state is that of the snapshot then
    RaftStart Prepare();

    /// @param survivors writes under way that reached the disk
    void Crash(size_t survivors);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NODE_H */
