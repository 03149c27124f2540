/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOTAL_LENGTH_STRATEGY_H
#define TOTAL_LENGTH_STRATEGY_H

#include "fragment-strategy.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A header that declares the length of the whole message in every fragment, so that a receiver can
 * refuse a message with its first fragment and knows from it how much room the message takes. 28
 * bytes in network byte order:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | 1 in the last fragment, else 0 |
 * | 2 | 2 | reserved, 0 |
 * | 4 | 4 | payload length |
 * | 8 | 8 | message id; 2^64 - 1 for a message that was not split |
 * | 16 | 4 | fragment index |
 * | 20 | 8 | total length |
 */
class TotalLengthStrategy : public FragmentStrategy
{
  public:
    static constexpr size_t HEADER = 28;  //!< bytes in front of every frame
    static constexpr uint8_t VERSION = 1; //!< the only version that is understood

    /// @param maxPayload most bytes of payload in a frame, at least 1
    explicit TotalLengthStrategy(uint32_t maxPayload);

    std::string Name() const override;
    uint64_t MaxFragmentPayload(const LogicalFrame& frame) const override;
    HeaderParse DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const override;
    bool EncodeHeader(const LogicalFrame& frame,
                      const OutboundFragment& fragment,
                      ByteWriter& dst) const override;

  private:
    const uint32_t m_maxPayload;
};

} // namespace sharding
} // namespace ns3

#endif /* TOTAL_LENGTH_STRATEGY_H */
