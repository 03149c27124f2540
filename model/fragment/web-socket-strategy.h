/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WEB_SOCKET_STRATEGY_H
#define WEB_SOCKET_STRATEGY_H

#include "fragment-strategy.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * WebSocket frames, RFC 6455, section 5.2: FIN, opcode, a length of 7, 16 or 64 bits, and
 * continuation frames (section 5.4).
 *
 * The message's type is its opcode. Control frames (close, ping, pong) are messages of their own
 * and may come between the fragments of another one; a data frame that begins a message while
 * another is open is an error. There are no message ids: one message at a time, over a connection
 * that keeps order.
 *
 * What is refused as malformed: reserved bits and opcodes, a length that is not written in its
 * shortest form or has its top bit set, a control frame that is fragmented or longer than 125
 * bytes, and the mask bit where it does not belong.
 *
 * Masking (section 5.3) hides payload from proxies that are fooled by it, which a simulation has
 * not. A masked connection therefore carries the mask bit and a masking key of 0: every frame has
 * its true length, and the payload is itself. Another key is refused as malformed, because the
 * payload would be garbage.
 */
class WebSocketStrategy : public FragmentStrategy
{
  public:
    /// Opcodes of section 5.2.
    enum Opcode : uint32_t
    {
        CONTINUATION = 0x0,
        TEXT = 0x1,
        BINARY = 0x2,
        CLOSE = 0x8,
        PING = 0x9,
        PONG = 0xa
    };

    static constexpr uint64_t MAX_CONTROL_PAYLOAD = 125; //!< longest control frame, section 5.5

    /**
     * @param maxPayload most bytes of payload in a data frame, at least 1
     * @param masked whether frames carry a mask, as those of a client must
     */
    explicit WebSocketStrategy(uint64_t maxPayload, bool masked = false);

    std::string Name() const override;
    uint64_t MaxFragmentPayload(const LogicalFrame& frame) const override;
    HeaderParse DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const override;
    /// @return false also for a type that is not an opcode of a first frame, and for a control message that is too long
    bool EncodeHeader(const LogicalFrame& frame,
                      const OutboundFragment& fragment,
                      ByteWriter& dst) const override;

  private:
    const uint64_t m_maxPayload;
    const bool m_masked;
};

} // namespace sharding
} // namespace ns3

#endif /* WEB_SOCKET_STRATEGY_H */
