/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-clock.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr int64_t BILLION = 1000000000;
constexpr int64_t MAX_DRIFT_PPB = 900000000;
constexpr int64_t MAX_OFFSET_NS = int64_t(100) * 365 * 86400 * BILLION;

/// @return whether a drift is in range; not, when it is NaN
bool
IsDrift(double ppm)
{
    return std::abs(ppm) <= LocalClock::MAX_DRIFT_PPM;
}

/// @return whether an offset or a step is in range
bool
IsOffset(Time offset)
{
    return offset >= Time(0) - LocalClock::MaxOffset() && offset <= LocalClock::MaxOffset();
}

/// @return @p ppm in whole parts per billion
int64_t
ToPpb(double ppm)
{
    return std::llround(ppm * 1000);
}

} // namespace

Time
LocalClock::MaxOffset()
{
    return NanoSeconds(MAX_OFFSET_NS);
}

LocalClock::LocalClock(const Config& config)
    : m_offset(config.offset), m_driftPpb(ToPpb(config.driftPpm))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
LocalClock::Validate(const Config& config)
{
    if (!IsOffset(config.offset))
    {
        return "offset must be at most 100 years";
    }
    if (!IsDrift(config.driftPpm))
    {
        return "driftPpm must lie in [-900000, 900000]";
    }
    return "";
}

Time
LocalClock::GetMonotonic(Time now) const
{
    // Split in whole seconds and a rest, neither product can overflow.
    const int64_t elapsed = (now - m_globalAnchor).GetNanoSeconds();
    const int64_t rate = GetRate();
    const int64_t local = elapsed / BILLION * rate + elapsed % BILLION * rate / BILLION;
    return m_monotonicAnchor + NanoSeconds(local);
}

Time
LocalClock::GetWall(Time now) const
{
    return GetMonotonic(now) + m_offset;
}

Time
LocalClock::MonotonicToGlobal(Time monotonic) const
{
    const int64_t local = (monotonic - m_monotonicAnchor).GetNanoSeconds();
    if (local <= 0)
    {
        return m_globalAnchor;
    }
    const int64_t rate = GetRate();
    const int64_t seconds = local / rate;
    if (seconds >= MAX_OFFSET_NS / BILLION)
    {
        return m_globalAnchor + NanoSeconds(MAX_OFFSET_NS);
    }
    const int64_t rest = (local % rate * BILLION + rate - 1) / rate; // rounded up: never too early
    return m_globalAnchor + NanoSeconds(seconds * BILLION + rest);
}

Time
LocalClock::WallToGlobal(Time wall) const
{
    return MonotonicToGlobal(wall - m_offset);
}

bool
LocalClock::Step(Time by)
{
    if (!IsOffset(by) || !IsOffset(m_offset + by))
    {
        return false;
    }
    m_offset += by;
    return true;
}

bool
LocalClock::AddDrift(Time now, double ppm)
{
    if (!IsDrift(ppm))
    {
        return false;
    }
    m_monotonicAnchor = GetMonotonic(now);
    m_globalAnchor = now;
    m_driftPpb += ToPpb(ppm);
    return true;
}

double
LocalClock::GetDriftPpm() const
{
    return static_cast<double>(GetRate() - BILLION) / 1000;
}

Time
LocalClock::GetOffset() const
{
    return m_offset;
}

int64_t
LocalClock::GetRate() const
{
    return BILLION + std::clamp(m_driftPpb, -MAX_DRIFT_PPB, MAX_DRIFT_PPB);
}

} // namespace sharding
} // namespace ns3
