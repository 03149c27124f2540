/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_EVENT_QUEUE_H
#define RAFT_EVENT_QUEUE_H

#include "ns3/raft-entry.h"

#include <cstdint>
#include <queue>
#include <tuple>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What is going to happen at simulated nodes, by time; at one time, in the order of planning.
 */
class RaftEventQueue
{
  public:
    /// What happens.
    enum class Kind : uint8_t
    {
        MESSAGE, //!< something comes
        TICK,    //!< a deadline
        SYNCED,  //!< the disk has something to say
        RESTART, //!< a node comes back
        PLACE    //!< a group comes to a node
    };

    /// One of them.
    struct Event
    {
        int64_t timeNs;  //!< when, global
        uint64_t order;  //!< of planning
        Kind kind;       //!< what
        RaftNodeId node; //!< where
        uint64_t number; //!< of a message, write or group
        uint32_t starts; //!< it is for this life of the node

        /// @return whether the other one comes first
        bool
        operator<(const Event& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    /// Plans an event; see Event.
    void
    Push(int64_t timeNs, Kind kind, RaftNodeId node, uint64_t number, uint32_t starts)
    {
        m_events.push({timeNs, m_orders++, kind, node, number, starts});
    }

    /// @return whether nothing is going to happen any more
    bool
    IsEmpty() const
    {
        return m_events.empty();
    }

    /// @return the next event, which is taken out
    Event
    Pop()
    {
        const Event event = m_events.top();
        m_events.pop();
        return event;
    }

  private:
    std::priority_queue<Event> m_events;
    uint64_t m_orders{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_EVENT_QUEUE_H */
