/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "node-receive.h"

namespace ns3
{
namespace sharding
{
namespace
{

// A device cannot be asked for its callbacks, and the functions of Node behind them are private; nothing public leads
// there but Node::AddDevice, which would give the node a further device. The names in an explicit instantiation are not
// subject to access control (C++17, [temp.explicit] 12), which is how they are reached here.

using ReceiveFunction = bool (Node::*)(Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&);
using PromiscFunction = bool (Node::*)(Ptr<NetDevice>,
                                       Ptr<const Packet>,
                                       uint16_t,
                                       const Address&,
                                       const Address&,
                                       NetDevice::PacketType);

template <typename Function, Function function>
struct Opener
{
    friend Function
    Open(Function*)
    {
        return function;
    }
};

ReceiveFunction Open(ReceiveFunction*);
PromiscFunction Open(PromiscFunction*);
template struct Opener<ReceiveFunction, &Node::NonPromiscReceiveFromDevice>;
template struct Opener<PromiscFunction, &Node::PromiscReceiveFromDevice>;

} // namespace

NetDevice::ReceiveCallback
MakeNodeReceive(Ptr<Node> node)
{
    return MakeCallback(Open(static_cast<ReceiveFunction*>(nullptr)), PeekPointer(node));
}

NetDevice::PromiscReceiveCallback
MakeNodePromiscReceive(Ptr<Node> node)
{
    return MakeCallback(Open(static_cast<PromiscFunction*>(nullptr)), PeekPointer(node));
}

} // namespace sharding
} // namespace ns3
