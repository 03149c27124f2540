/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_ENVELOPE_H
#define FRAGMENT_ENVELOPE_H

#include "ns3/header.h"
#include "ns3/packet.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * What a FragmentNetDevice puts in front of a packet before it is split: the EtherType, which the
 * fragments' own one hides, and a checksum, because a link may change bits and because strategies
 * without ids cannot tell when a fragment is missing. 8 bytes in network byte order:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | reserved, 0 |
 * | 2 | 2 | EtherType of the packet |
 * | 4 | 4 | CRC32C of the four bytes before and the packet behind |
 */
class FragmentEnvelope : public Header
{
  public:
    static constexpr uint32_t SIZE = 8;   //!< its length, bytes
    static constexpr uint8_t VERSION = 1; //!< the only version that is understood

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Puts a packet into an envelope.
     *
     * @param packet the packet; it grows by SIZE bytes
     * @param protocol its EtherType
     */
    static void Seal(const Ptr<Packet>& packet, uint16_t protocol);

    /**
     * Takes a packet out of its envelope.
     *
     * @param packet any packet; it shrinks by SIZE bytes when it is sound, else it stays as it is
     * @param protocol receives its EtherType when it is sound
     * @return whether version, reserved byte and checksum are right
     */
    static bool Open(const Ptr<Packet>& packet, uint16_t& protocol);

    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// @return SIZE, or 0 when fewer bytes are there
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    uint32_t Checksum(const Packet& packet, uint32_t skip) const;

    uint8_t m_version{VERSION};
    uint8_t m_reserved{0};
    uint16_t m_protocol{0};
    uint32_t m_checksum{0};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_ENVELOPE_H */
