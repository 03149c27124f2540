/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KEY_VALUE_NODE_H
#define KEY_VALUE_NODE_H

#include "kv-front-end.h"

#include "ns3/raft-shard-node.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * A server of the sharded key-value store: a RaftShardNode whose shards are replicas of a ShardedKeyValueStore, and which serves
 * clients ("shard-kv") on the port and the CPU that it has for the other nodes.
 *
 * As RaftShardNode, with SetStoreShards in place of SetService. Requests of one event become one record and one message for each
 * follower.
 */
class KeyValueNode : public RaftShardNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    KeyValueNode();
    ~KeyValueNode() override;

    /// @param shards how many the whole store has, on all nodes; before it starts
    void SetStoreShards(uint32_t shards);

    /// @return why its attributes and shards cannot be used; "" when they can
    std::string ValidateStore() const;

    /// @return the store; nullptr before the first start. Its states are gone while the node is down
    const ShardedKeyValueStore* GetStore() const;

    /// @return what came from clients and went to them, over all lives
    KvFrontEndCounters GetFrontEndCounters() const;

    /// @return what became of requests, over all lives
    KvStoreCounters GetStoreCounters() const;

  private:
    void DoStart() override;
    void DoForget() override;
    void DoDispose() override;

    ShardedKeyValueStore::Config MakeStoreConfig() const;
    bool Work(uint32_t bytes, std::function<void()> action);

    KvReadMode m_readMode;      //!< attribute ReadMode
    bool m_followerReads;       //!< attribute FollowerReads
    uint32_t m_maxPending;      //!< attribute MaxPending
    uint32_t m_maxKeyBytes;     //!< attribute MaxKeySize
    uint32_t m_maxValueBytes;   //!< attribute MaxValueSize
    uint64_t m_maxEntries;      //!< attribute MaxEntries
    uint64_t m_maxBytes;        //!< attribute MaxBytes
    uint32_t m_maxSessions;     //!< attribute MaxSessions
    uint64_t m_maxSessionBytes; //!< attribute MaxSessionBytes
    uint32_t m_maxScanEntries;  //!< attribute MaxScanEntries
    uint32_t m_maxScanBytes;    //!< attribute MaxScanBytes

    uint32_t m_storeShards{1};
    std::unique_ptr<KvFrontEnd> m_front; //!< its states and connections are gone with a crash
};

} // namespace sharding
} // namespace ns3

#endif /* KEY_VALUE_NODE_H */
