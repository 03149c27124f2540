/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DICE_H
#define DICE_H

#include <cstdint>
#include <initializer_list>
#include <random>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Uniform numbers from a seed that are the same with every standard library.
 */
class Dice
{
  public:
    /// @param seed any number
    explicit Dice(uint64_t seed) : m_random(seed)
    {
    }

    /// @return a number in [low, high]
    uint64_t
    Between(uint64_t low, uint64_t high)
    {
        return low + m_random() % (high - low + 1);
    }

    /// @return true once in so many times
    bool
    OneIn(uint64_t times)
    {
        return Between(1, times) == 1;
    }

    /// @return one of the values
    template <typename T>
    T
    OneOf(std::initializer_list<T> values)
    {
        return values.begin()[Between(0, values.size() - 1)];
    }

  private:
    std::mt19937_64 m_random;
};

} // namespace sharding
} // namespace ns3

#endif /* DICE_H */
