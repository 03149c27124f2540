/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CANONICAL_STRATEGY_H
#define CANONICAL_STRATEGY_H

#include "fragment-strategy.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * The canonical header: message id, fragment index, last flag. Network byte order:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version 1 in the upper half; 0x1 fragment, 0x2 last fragment in the lower one |
 * | 1 | 4 | payload length |
 * | 5 | 8 | message id; of fragments only |
 * | 13 | 4 | fragment index; of fragments only |
 *
 * A message that was not split has the first 5 bytes only, with neither flag. What a frame is
 * stands in its first byte, which is never payload; so no payload, whatever it begins with, is
 * taken for a fragment.
 */
class CanonicalStrategy : public FragmentStrategy
{
  public:
    static constexpr size_t WHOLE_HEADER = 5; //!< bytes in front of a message that was not split
    static constexpr size_t FRAGMENT_HEADER = 17; //!< bytes in front of a fragment
    static constexpr uint8_t VERSION = 1;         //!< the only version that is understood

    /// @param maxPayload most bytes of payload in a frame, at least 1
    explicit CanonicalStrategy(uint32_t maxPayload);

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

#endif /* CANONICAL_STRATEGY_H */
