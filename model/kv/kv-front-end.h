/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_FRONT_END_H
#define KV_FRONT_END_H

#include "sharded-key-value-store.h"

#include "ns3/message-endpoint.h"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace ns3
{
namespace sharding
{

/// What happened at a front end, counted over all its lives.
struct KvFrontEndCounters
{
    uint64_t requests{0};    //!< that could be read
    uint64_t malformed{0};   //!< that could not; their connections were closed
    uint64_t unprocessed{0}; //!< answered OVERLOADED, as the CPU had no room
    uint64_t replies{0};     //!< that were handed to their connections
    uint64_t unsent{0};      //!< whose connections had ended, or had no room
};

/**
 * @ingroup sharding-kv
 *
 * What stands between the connections of a node and its ShardedKeyValueStore: reads requests, has the CPU work on them, asks
 * the store, and sends what it answers over the connection that the request came on.
 */
class KvFrontEnd
{
  public:
    /// What it needs of its process.
    struct Host
    {
        /// See ProcessApplication::Execute.
        std::function<bool(uint32_t bytes, std::function<void()> action)> execute;

        /// Called after the store was asked: what it wants done is to be carried out.
        std::function<void()> settle;
    };

    /**
     * @param config what ShardedKeyValueStore::Config::Validate accepts
     * @param host the process
     */
    KvFrontEnd(const ShardedKeyValueStore::Config& config, Host host);

    /**
     * @param endpoint serves the protocol from now on; less preferred than those before, and not offered to peers
     */
    void Attach(MessageEndpoint& endpoint);

    /// The process has lost its memory, after the store was told.
    void Forget();

    /// @return the store
    ShardedKeyValueStore& Store();

    /// @return the store, to read
    const ShardedKeyValueStore& Store() const;

    /// @return what happened so far
    const KvFrontEndCounters&
    Counters() const
    {
        return m_counters;
    }

  private:
    void Receive(MessageConnection& connection, const InboundMessage& message);
    void Send(uint64_t origin, const KvReply& reply);

    const Host m_host;
    ShardedKeyValueStore m_store;
    std::unordered_map<uint64_t, MessageConnection*> m_connections; //!< by tag
    KvFrontEndCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* KV_FRONT_END_H */
