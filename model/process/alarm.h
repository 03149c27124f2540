/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_ALARM_H
#define SHARDING_ALARM_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <functional>
#include <optional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * The one timer that the owner of a pure core keeps: rings when the core's next event is due.
 *
 * An alarm that is put off keeps its simulator event, which then rings early: cancelling and
 * scheduling anew would cost more. Whoever is rung looks at the time, does what is due, which may
 * be nothing, and sets the alarm again.
 */
class Alarm
{
  public:
    /// @param ring what to call; may set the alarm again
    explicit Alarm(std::function<void()> ring);
    ~Alarm();

    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /**
     * @param now the present time, which every caller has at hand
     * @param when the latest time at which it is to ring, now when that is past; nothing: as Cancel
     */
    void Set(Time now, std::optional<Time> when);

    /// It need not ring any more.
    void Cancel();

  private:
    void Ring();

    std::function<void()> m_ring;
    EventId m_event;
    Time m_at; //!< of m_event, meaningful only while m_armed
    bool m_armed{false};
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_ALARM_H */
