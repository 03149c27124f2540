/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MY_SQL_STRATEGY_H
#define MY_SQL_STRATEGY_H

#include "fragment-strategy.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Packets of the MySQL client/server protocol ("MySQL Packets" and "Sending More Than 16MB" in
 * MySQL's internals manual): a length of 3 bytes, little-endian, and a sequence number of one byte,
 * then the payload.
 *
 * A payload of 0xFFFFFF bytes means that the message goes on in the next packet; a message whose
 * length is a multiple of that ends with an empty packet. The sequence number grows by one with
 * each packet and wraps after 255; the protocol lets a message begin with any number, which here is
 * the message's type. There are no message ids: one message at a time, over a connection that keeps
 * order.
 */
class MySqlStrategy : public FragmentStrategy
{
  public:
    static constexpr size_t HEADER = 4;        //!< bytes in front of every packet
    static constexpr uint32_t FULL = 0xffffff; //!< payload that means that more follows

    /// @param full payload that means that more follows; the protocol's is FULL, a smaller one keeps a simulation small
    explicit MySqlStrategy(uint32_t full = FULL);

    std::string Name() const override;
    uint64_t MaxFragmentPayload(const LogicalFrame& frame) const override;
    HeaderParse DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const override;
    bool EncodeHeader(const LogicalFrame& frame,
                      const OutboundFragment& fragment,
                      ByteWriter& dst) const override;
    bool FullFragmentContinues() const override;

  private:
    const uint32_t m_full;
};

} // namespace sharding
} // namespace ns3

#endif /* MY_SQL_STRATEGY_H */
