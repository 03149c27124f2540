/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_ORDER_WATCH_H
#define PAYLOAD_ORDER_WATCH_H

#include "tools/soak-outcome.h"

#include "ns3/reorder-buffer.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A ReorderBuffer, and whether what leaves it is in order.
 */
class PayloadOrderWatch
{
  public:
    /**
     * @param config the buffer's
     * @param outcome gets violations and probes; must outlive it
     */
    PayloadOrderWatch(const ReorderBuffer::Config& config, SoakOutcome& outcome);

    /// @return the buffer, to push to
    ReorderBuffer&
    Buffer()
    {
        return m_buffer;
    }

    /**
     * Lets all that waits go.
     *
     * @param nowNs the time
     */
    void Finish(int64_t nowNs);

  private:
    void Check(const ReassembledPacket& whole);

    SoakOutcome& m_outcome;
    std::map<uint32_t, uint64_t> m_newest; //!< packet id by sender
    ReorderBuffer m_buffer;
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_ORDER_WATCH_H */
