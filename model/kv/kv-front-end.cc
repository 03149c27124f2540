/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-front-end.h"

#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

KvFrontEnd::KvFrontEnd(const ShardedKeyValueStore::Config& config, Host host)
    : m_host(std::move(host)),
      m_store(config, [this](uint64_t origin, const KvReply& reply) { Send(origin, reply); })
{
}

void
KvFrontEnd::Attach(MessageEndpoint& endpoint)
{
    ProtocolHandler handler;
    handler.onOpen = [this](MessageConnection& connection)
    { m_connections[connection.tag] = &connection; };
    handler.onMessage = [this](MessageConnection& connection, const InboundMessage& message)
    { Receive(connection, message); };
    handler.onClose = [this](MessageConnection& connection, CloseReason /* reason */)
    { m_connections.erase(connection.tag); };
    endpoint.Serve(KV_PROTOCOL, handler);
}

void
KvFrontEnd::Forget()
{
    m_connections.clear();
}

ShardedKeyValueStore&
KvFrontEnd::Store()
{
    return m_store;
}

const ShardedKeyValueStore&
KvFrontEnd::Store() const
{
    return m_store;
}

void
KvFrontEnd::Receive(MessageConnection& connection, const InboundMessage& message)
{
    auto request = KvRequest::Decode(message.bytes.data, message.bytes.size);
    if (!request.IsOk())
    {
        m_counters.malformed++;
        connection.Close(CloseReason::ASKED);
        return;
    }
    m_counters.requests++;
    const uint64_t origin = connection.tag;
    const uint64_t tag = request.Value().tag;
    const RaftShardId shard = request.Value().shard;
    const bool isTaken = m_host.execute(static_cast<uint32_t>(message.bytes.size),
                                        [this, origin, request = std::move(request.Value())]
                                        {
                                            m_store.Ask(request, origin);
                                            m_host.settle();
                                        });
    if (!isTaken)
    {
        m_counters.unprocessed++;
        KvReply reply;
        reply.status = KvStatus::OVERLOADED;
        reply.shard = shard;
        reply.tag = tag;
        Send(origin, reply);
    }
}

void
KvFrontEnd::Send(uint64_t origin, const KvReply& reply)
{
    const auto found = m_connections.find(origin);
    std::vector<uint8_t> bytes;
    reply.Encode(bytes);
    const bool isSent =
        found != m_connections.end() && found->second->Send(std::move(bytes)).IsOk();
    (isSent ? m_counters.replies : m_counters.unsent)++;
}

} // namespace sharding
} // namespace ns3
