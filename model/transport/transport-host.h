/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_HOST_H
#define TRANSPORT_HOST_H

#include "ns3/local-timers.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <functional>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * What transport needs of the process that it runs in: sockets and timers that share its fate. TransportProcess
 * fills it in for any ProcessApplication.
 */
struct TransportHost
{
    std::string role; //!< names the random streams; unique within the run
    std::function<Ptr<Socket>(TypeId)> createSocket;
    std::function<Time()> now;  //!< monotonic local time
    std::function<bool()> isUp; //!< false while it is paused
    std::function<LocalTimers::Id(Time delay, std::function<void()>)> schedule;
    std::function<bool(const LocalTimers::Id&)> cancel;
};

/**
 * @ingroup sharding-transport
 *
 * The one timer of the owner of a pure core, on the local clock of a process. One that is put off rings early, and
 * whoever is rung looks at the time: that costs less than to cancel and schedule anew.
 */
class LocalAlarm
{
  public:
    /**
     * @param host whose timers; must outlive the alarm
     * @param ring what to call; may set the alarm
     */
    LocalAlarm(const TransportHost& host, std::function<void()> ring);
    ~LocalAlarm();
    LocalAlarm(const LocalAlarm&) = delete;
    LocalAlarm& operator=(const LocalAlarm&) = delete;

    /**
     * @param now the time
     * @param when the latest time at which it is to ring; nothing: it need not
     */
    void Set(const Time& now, const std::optional<Time>& when);

    /// The process has lost its timers, this one too.
    void Forget();

  private:
    void Ring();

    const TransportHost& m_host;
    std::function<void()> m_ring;
    LocalTimers::Id m_timer;
    bool m_armed{false};
    Time m_at; //!< of m_timer, meaningful only while armed
};

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_HOST_H */
