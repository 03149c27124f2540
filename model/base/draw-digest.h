/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRAW_DIGEST_H
#define DRAW_DIGEST_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * A fingerprint of what chance has brought into a run. Two runs with equal digests were given the
 * same, and may be compared as a pair.
 *
 * It depends on what was added and how often, not on the order: what happens at one instant has
 * none. XXH3 of each entry, added up modulo 2^64; it tells accidents, not forgeries.
 */
class DrawDigest
{
  public:
    /**
     * Adds something that happened at a time.
     *
     * @param nanoseconds the time
     * @param value what happened: a size
     */
    void Add(int64_t nanoseconds, uint64_t value);

    /// @param text to add
    void Add(const std::string& text);

    /**
     * Adds a number that was drawn.
     *
     * @param role of its stream, see RoleStream
     * @param draw the number
     */
    void Add(const std::string& role, double draw);

    /// @return 16 hex digits
    std::string GetText() const;

  private:
    uint64_t m_sum{0};
};

} // namespace sharding
} // namespace ns3

#endif /* DRAW_DIGEST_H */
