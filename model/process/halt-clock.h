/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_HALT_CLOCK_H
#define SHARDING_HALT_CLOCK_H

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Time as a device sees it that can be stopped: it stands still while at least one halt acts.
 *
 * A device which keeps all its times in device time need not touch them when it is halted or goes
 * on.
 */
class HaltClock
{
  public:
    /**
     * One more halt begins; halts may overlap and end in any order.
     *
     * @param now not before that of the last call
     */
    void
    Halt(Time now)
    {
        if (m_halts++ == 0)
        {
            m_haltedAt = now;
        }
    }

    /**
     * One halt ends.
     *
     * @param now not before that of the last call
     * @return false when none acts
     */
    bool
    Continue(Time now)
    {
        if (m_halts == 0)
        {
            return false;
        }
        if (--m_halts == 0)
        {
            m_lost += now - m_haltedAt;
        }
        return true;
    }

    /// @return whether a halt acts
    bool
    IsHalted() const
    {
        return m_halts > 0;
    }

    /**
     * @param now global time, not before the last halt or its end
     * @return device time
     */
    Time
    ToDevice(Time now) const
    {
        return (IsHalted() ? m_haltedAt : now) - m_lost;
    }

    /**
     * @param deviceTime a time that is yet to come, while no halt acts
     * @return the global time at which it comes if no further halt begins
     */
    Time
    ToGlobal(Time deviceTime) const
    {
        return deviceTime + m_lost;
    }

  private:
    uint32_t m_halts{0}; //!< that act now
    Time m_haltedAt;     //!< when the first of them began
    Time m_lost;         //!< length of all stretches that are over
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_HALT_CLOCK_H */
