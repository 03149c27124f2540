/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cpu.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return the engine of a discipline
std::variant<FifoCores, SharedCores>
MakeEngine(const Cpu::Config& config)
{
    if (config.discipline == Cpu::Discipline::FIFO)
    {
        return FifoCores(config.cores);
    }
    return SharedCores(config.cores);
}

} // namespace

Cpu::Cpu(const Config& config) : m_config(config), m_engine(MakeEngine(config))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
Cpu::Validate(const Config& config)
{
    if (config.cores < 1 || config.cores > 1024)
    {
        return "cores must lie in [1, 1024]";
    }
    if (config.perItem.IsStrictlyNegative())
    {
        return "perItem must not be negative";
    }
    if (!(config.perByteNs >= 0 && config.perByteNs <= 1e6))
    {
        return "perByteNs must lie in [0, 1e6]";
    }
    return "";
}

Time
Cpu::GetServiceTime(uint32_t bytes) const
{
    return m_config.perItem + NanoSeconds(std::llround(m_config.perByteNs * bytes));
}

bool
Cpu::Submit(Time now, Time service, uint32_t ticket)
{
    const Time at = m_clock.ToDevice(now);
    if (auto* fifo = std::get_if<FifoCores>(&m_engine))
    {
        if (fifo->IsBusy(at) && fifo->GetWaiting(at) >= m_config.queueLimit)
        {
            return false;
        }
        fifo->Submit(at, service, ticket);
        return true;
    }
    auto& shared = std::get<SharedCores>(m_engine);
    if (shared.GetInService(at) >= m_config.cores + m_config.queueLimit)
    {
        return false;
    }
    shared.Submit(at, service, ticket);
    return true;
}

std::optional<Time>
Cpu::GetNextFinish() const
{
    if (m_clock.IsHalted())
    {
        return std::nullopt;
    }
    const auto finish =
        std::visit([](const auto& engine) { return engine.GetNextFinish(); }, m_engine);
    return finish ? std::optional<Time>(m_clock.ToGlobal(*finish)) : std::nullopt;
}

std::optional<uint32_t>
Cpu::PopFinished(Time now)
{
    const Time at = m_clock.ToDevice(now);
    return std::visit([at](auto& engine) { return engine.PopFinished(at); }, m_engine);
}

bool
Cpu::AddSlowDown(Time now, double factor)
{
    const bool valid = factor >= MIN_SLOW_DOWN && factor <= MAX_SLOW_DOWN; // false for NaN
    if (!valid || m_slowDowns.size() >= MAX_SLOW_DOWNS)
    {
        return false;
    }
    m_slowDowns.insert(std::upper_bound(m_slowDowns.begin(), m_slowDowns.end(), factor), factor);
    UpdateSlowDown(now);
    return true;
}

bool
Cpu::RemoveSlowDown(Time now, double factor)
{
    const auto found = std::find(m_slowDowns.begin(), m_slowDowns.end(), factor);
    if (found == m_slowDowns.end())
    {
        return false;
    }
    m_slowDowns.erase(found);
    UpdateSlowDown(now);
    return true;
}

double
Cpu::GetSlowDown() const
{
    return m_slowDown;
}

void
Cpu::Halt(Time now)
{
    m_clock.Halt(now);
}

bool
Cpu::Continue(Time now)
{
    return m_clock.Continue(now);
}

uint32_t
Cpu::Clear(Time now)
{
    const uint32_t held = GetHeld();
    const Time at = m_clock.ToDevice(now);
    std::visit([at](auto& engine) { engine.Clear(at); }, m_engine);
    return held;
}

uint32_t
Cpu::GetWaiting(Time now)
{
    const Time at = m_clock.ToDevice(now);
    return std::visit([at](auto& engine) { return engine.GetWaiting(at); }, m_engine);
}

uint32_t
Cpu::GetHeld() const
{
    return std::visit([](const auto& engine) { return engine.GetHeld(); }, m_engine);
}

Time
Cpu::GetBusyTime(Time now)
{
    const Time at = m_clock.ToDevice(now);
    return std::visit([at](auto& engine) { return engine.GetBusyTime(at); }, m_engine);
}

void
Cpu::UpdateSlowDown(Time now)
{
    double product = 1;
    for (double factor : m_slowDowns)
    {
        // Each step is bounded, or 171 factors of a million would be infinite.
        product = std::clamp(product * factor, 1e-150, 1e150);
    }
    m_slowDown = std::clamp(product, MIN_SLOW_DOWN, MAX_SLOW_DOWN);
    const Time at = m_clock.ToDevice(now);
    std::visit([this, at](auto& engine) { engine.SetSlowDown(at, m_slowDown); }, m_engine);
}

} // namespace sharding
} // namespace ns3
