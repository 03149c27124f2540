/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_REPORT_H
#define PATH_REPORT_H

#include "path-meter.h"

#include "ns3/header.h"
#include "ns3/packet.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * The whole of a frame that speaks about a path: a receiver's receipt, which goes back over the path
 * that it is about, a sender's probe, or the receipt that answers it. Network byte order, 36 bytes:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | kind: 0 receipt, 1 probe, 2 answer |
 * | 2 | 2 | reserved, 0 |
 * | 4 | 4 | sender of the shards |
 * | 8 | 8 | shards received; 0 in a probe |
 * | 16 | 8 | largest packet id received; in a probe, the last one sent |
 * | 24 | 8 | for how long the receiver has known it, ns; 0 in a probe or an answer |
 * | 32 | 4 | CRC32C of bytes 0 to 31 |
 */
class PathReport : public Header
{
  public:
    static constexpr uint32_t SIZE = 36;  //!< bytes on the wire
    static constexpr uint8_t VERSION = 1; //!< the only version that is understood

    /// What a report is.
    enum class Kind : uint8_t
    {
        RECEIPT, //!< from the receiver of shards
        PROBE,   //!< from their sender
        ANSWER   //!< from the receiver, to a probe
    };

    Kind kind{Kind::RECEIPT}; //!< see Kind
    uint32_t senderId{0};     //!< who sends the shards
    PathReceipt receipt;      //!< what has come

    /// @return the type id
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// @return SIZE, or 0 when it is not a report: short, of another version or kind, or damaged
    uint32_t Deserialize(Buffer::Iterator start) override;

    /// @return a frame with this report and nothing else
    Ptr<Packet> MakePacket() const;

    /**
     * Reads a frame. This is the one place that does it, and it trusts nothing.
     *
     * @param packet any packet; stays as it is
     * @return whether it is a report and nothing else; then the fields are set
     */
    bool Read(const Packet& packet);
};

} // namespace sharding
} // namespace ns3

#endif /* PATH_REPORT_H */
