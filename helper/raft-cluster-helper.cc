/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-cluster-helper.h"

#include "ns3/inet-socket-address.h"
#include "ns3/message-endpoint.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

RaftClusterHelper::RaftClusterHelper(const RaftPlacement& placement) : m_placement(placement)
{
    m_nodes.SetTypeId(RaftShardNode::GetTypeId());
    m_transport.SetTypeId(MessageEndpoint::GetTypeId());
}

void
RaftClusterHelper::SetNodeFactory(const ObjectFactory& factory)
{
    m_nodes = factory;
}

void
RaftClusterHelper::SetNodeAttribute(const std::string& name, const AttributeValue& value)
{
    m_nodes.Set(name, value);
}

void
RaftClusterHelper::SetTransportAttribute(const std::string& name, const AttributeValue& value)
{
    m_transport.Set(name, value);
}

void
RaftClusterHelper::SetTransportFactory(const ObjectFactory& factory)
{
    m_transport = factory;
}

Ptr<RaftShardNode>
RaftClusterHelper::Make(RaftNodeId id) const
{
    const Ptr<RaftShardNode> server = m_nodes.Create<RaftShardNode>();
    server->SetEndpoint(m_transport.Create<MessageEndpoint>(), id);
    server->SetShards(m_placement.GetShards(id));
    return server;
}

std::string
RaftClusterHelper::Validate(uint32_t nodes) const
{
    for (RaftNodeId id = 1; id <= nodes; id++)
    {
        const Ptr<RaftShardNode> server = Make(id);
        const std::string wrong = server->Validate();
        server->Dispose();
        if (!wrong.empty())
        {
            return "node " + std::to_string(id) + ": " + wrong;
        }
    }
    return "";
}

std::vector<Ptr<RaftShardNode>>
RaftClusterHelper::Install(const NodeContainer& nodes, const AddressOf& addressOf) const
{
    std::vector<Ptr<RaftShardNode>> servers;
    for (uint32_t from = 0; from < nodes.GetN(); from++)
    {
        const Ptr<RaftShardNode> server = Make(from + 1);
        UintegerValue port;
        server->GetAttribute("Port", port);
        for (uint32_t to = 0; to < nodes.GetN(); to++)
        {
            if (to != from)
            {
                server->GetEndpoint()->AddPeer(
                    to + 1,
                    InetSocketAddress(addressOf(from, to), static_cast<uint16_t>(port.Get())));
            }
        }
        nodes.Get(from)->AddApplication(server);
        servers.push_back(server);
    }
    return servers;
}

} // namespace sharding
} // namespace ns3
