/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REPLAY_WINDOW_H
#define REPLAY_WINDOW_H

#include "packet-key.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Knows for each sender which of its packets were closed, so that none is opened twice, however
 * long ago it was: exactly for the last packet ids, and by refusing all that is older. This is the
 * anti-replay window of RFC 4303, section 3.4.3, with the ring of RFC 6479.
 *
 * It is meant for shards that are authentic: whoever can forge a large packet id could shut out all
 * smaller ones. Packet ids of a sender must grow over a restart.
 */
class ReplayWindow
{
  public:
    /// What is known of a packet.
    enum class Verdict
    {
        FRESH,  //!< it was not closed
        CLOSED, //!< it was
        OLD,    //!< too long ago to know
        FULL    //!< its sender is unknown, and no more senders can be known
    };

    /**
     * @param window how many packet ids are known exactly, at least 64; rounded up to a multiple
     * @param maxSenders how many senders are known
     */
    ReplayWindow(uint32_t window, uint32_t maxSenders);

    /**
     * @param key a packet
     * @return what is known of it
     */
    Verdict Judge(const PacketKey& key) const;

    /**
     * Notes that a packet was closed.
     *
     * @param key the packet; that it is not FULL was asked before, other packets of new senders may
     *        have been closed since: then nothing is noted, and Judge says FULL
     */
    void Close(const PacketKey& key);

  private:
    struct Sender
    {
        uint64_t newest{0};         //!< largest id that was closed
        std::vector<uint64_t> bits; //!< a ring; the bit of id i is i modulo the window
    };

    const uint64_t m_window;
    const uint32_t m_maxSenders;
    std::unordered_map<uint32_t, Sender> m_senders;
};

} // namespace sharding
} // namespace ns3

#endif /* REPLAY_WINDOW_H */
