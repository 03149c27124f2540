/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SCHEDULE_CALL_H
#define SCHEDULE_CALL_H

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <functional>

namespace ns3
{
namespace sharding
{

/// Calls what it is given.
inline void
Call(const std::function<void()>& action)
{
    action();
}

/**
 * Schedules a lambda, which Simulator::Schedule itself takes only since ns-3.36.
 *
 * @param delay from now
 * @param action what to do then
 */
inline void
ScheduleCall(Time delay, const std::function<void()>& action)
{
    Simulator::Schedule(delay, &Call, action);
}

} // namespace sharding
} // namespace ns3

#endif /* SCHEDULE_CALL_H */
