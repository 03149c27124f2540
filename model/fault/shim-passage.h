/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHIM_PASSAGE_H
#define SHIM_PASSAGE_H

#include "link-disturbance.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <list>
#include <memory>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * One copy of a packet on its way through a shim.
 */
struct ShimPacket
{
    Ptr<const Packet> packet;
    Time arrived;
    LinkDisturbance::Numbers numbers;
    uint32_t toPass{0}; //!< packets that have still to pass it
    Time hold;          //!< longest wait for them
    EventId giveUp;     //!< end of that wait
};

/**
 * @ingroup sharding-fault
 *
 * The way of packets through a shim, in time: the queue of the rate limit, then delay and jitter,
 * then those that are held back.
 *
 * A rate limit is a queue that is served at the limit. When it changes, the packet that is being
 * served starts anew; when it ends, all that wait go on at once. What LinkDisturbance says of a
 * packet is asked when it has passed the rate limit.
 */
class ShimPassage
{
  public:
    using PacketPtr = std::shared_ptr<ShimPacket>;

    /// Where packets come out.
    class Exit
    {
      public:
        /// @param packet is chosen to be held back, by time or by distance; it comes out later
        virtual void NoteHeldBack(const PacketPtr& packet) = 0;

        /// @param packet is through
        virtual void GoOn(const PacketPtr& packet) = 0;

      protected:
        ~Exit() = default;
    };

    /**
     * @param disturbance what acts; must outlive the passage
     * @param exit where packets come out; likewise
     */
    ShimPassage(LinkDisturbance& disturbance, Exit& exit);

    /**
     * @param packet comes in; it may be out when this returns
     * @return false when the queue of the rate limit is full, then nothing happens
     */
    bool Enter(const PacketPtr& packet);

    /// @return whether nothing waits for the rate limit
    bool IsQueueEmpty() const;

    /// Starts to serve the first of the queue: anew when the rate limit has changed, all when there is none.
    void Serve();

    /// Forgets all that is on its way.
    void Clear();

  private:
    /// The first of the queue has been served.
    void Served();

    /// A packet has passed the rate limit.
    void Pass(const PacketPtr& packet);

    /// A packet has been delayed enough.
    void Release(PacketPtr packet);

    /// A packet that is held back has waited long enough.
    void GiveUp(PacketPtr packet);

    /// A packet that is held back was passed often enough.
    void GoOn(PacketPtr packet);

    /// Lets those go that have been passed often enough.
    void CountPassing();

    LinkDisturbance& m_disturbance;
    Exit& m_exit;
    std::deque<PacketPtr> m_queue;   //!< of the rate limit; the first is being served
    EventId m_served;                //!< end of that
    std::list<PacketPtr> m_heldBack; //!< waiting to be passed
};

} // namespace sharding
} // namespace ns3

#endif /* SHIM_PASSAGE_H */
