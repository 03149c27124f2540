/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULTY_LINK_H
#define FAULTY_LINK_H

#include "ns3/fault-injector.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Kinds of devices that faults are tried on.
enum class LinkKind
{
    POINT_TO_POINT,
    SIMPLE,
    DIRECT
};

/// @return as test names call it
std::string LinkKindName(LinkKind kind);

/**
 * Nodes a and b, joined by a link of 8 Mb/s and 10 ms, with a shim at both ends. A packet takes exactly 1 ms to send, so
 * it arrives 11 ms after its sending starts. Each packet goes by the number in its first four bytes.
 */
class FaultyLink
{
  public:
    /// What arrived, in order.
    struct Arrival
    {
        int64_t number; //!< of the packet; -1: its number is damaged
        Time at;        //!< when
        std::vector<uint8_t> bytes;
    };

    /// @param kind of both devices
    explicit FaultyLink(LinkKind kind);
    ~FaultyLink();

    /**
     * Sends packets 0, 1, 2 ... from a to b at 0, step, 2 step ... and simulates until all is over.
     *
     * @param script faults; the run ends a minute after the last packet
     * @param packets how many
     * @param step between them
     */
    void Run(const std::vector<std::string>& script, uint32_t packets, Time step);

    std::vector<Arrival> arrivals;          //!< at b
    std::map<std::string, uint64_t> lost;   //!< packets by reason
    std::map<std::string, uint64_t> traced; //!< packets by trace source of the shim
    Ptr<FaultShim> shim;                    //!< at b
    Ptr<FaultInjector> injector;

    /// @return the numbers of what arrived
    std::vector<int64_t> Numbers() const;

    /// What a packet with a number looks like when it is sent.
    static constexpr uint32_t BYTES = 998;
    static std::vector<uint8_t> Content(uint32_t number);

  private:
    void Send(uint32_t number);
    void Arrive(Ptr<NetDevice> device,
                Ptr<const Packet> packet,
                uint16_t protocol,
                const Address& from,
                const Address& to,
                NetDevice::PacketType type);
    void Drop(Ptr<const Packet> packet, const std::string& reason);
    void Trace(std::string name, Ptr<const Packet> packet);

    std::vector<Ptr<Node>> m_nodes;
    std::vector<Ptr<NetDevice>> m_devices;
};

} // namespace sharding
} // namespace ns3

#endif /* FAULTY_LINK_H */
