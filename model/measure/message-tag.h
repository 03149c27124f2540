/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TAG_H
#define MESSAGE_TAG_H

#include "ns3/tag.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * The simulation's own book-keeping: a packet tag that says to which message of a workload a packet belongs.
 *
 * No protocol reads it and it takes no bytes on the wire. Sources attach it, fragments and shards inherit it, probes
 * read it where a packet arrives or is lost.
 */
class MessageTag : public Tag
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MessageTag() = default;

    /**
     * @param id number of the message, dense from 0
     * @param checksum CRC32C of its content
     */
    MessageTag(uint64_t id, uint32_t checksum);

    /// @return number of the message
    uint64_t GetId() const;

    /// @return CRC32C of the content as it was offered
    uint32_t GetChecksum() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

  private:
    uint64_t m_id{0};
    uint32_t m_checksum{0};
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_TAG_H */
