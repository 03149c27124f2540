/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NODE_RECEIVE_H
#define NODE_RECEIVE_H

#include "ns3/net-device.h"
#include "ns3/node.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * @param node a node; must outlive the callback
 * @return the callback that Node::AddDevice sets on a device: packets for this node
 */
NetDevice::ReceiveCallback MakeNodeReceive(Ptr<Node> node);

/**
 * @ingroup sharding-fault
 *
 * @param node likewise
 * @return the callback that Node::RegisterProtocolHandler sets on a device for promiscuous handlers
 */
NetDevice::PromiscReceiveCallback MakeNodePromiscReceive(Ptr<Node> node);

} // namespace sharding
} // namespace ns3

#endif /* NODE_RECEIVE_H */
