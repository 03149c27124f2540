/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESSING_TAG_H
#define PROCESSING_TAG_H

#include "ns3/tag.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Tells the layers above a reassembler what became of a packet's shards on their way: a packet tag
 * on a packet whose shards had processing flags or an error code.
 */
class ProcessingTag : public Tag
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ProcessingTag() = default;

    /**
     * @param flags processing flags of all shards, or-ed; see ShardTask
     * @param errorCode the largest of its shards; see ShardError
     */
    ProcessingTag(uint16_t flags, uint8_t errorCode);

    /// @return the flags
    uint16_t GetFlags() const;

    /// @return the error code
    uint8_t GetErrorCode() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

  private:
    uint16_t m_flags{0};
    uint8_t m_errorCode{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESSING_TAG_H */
