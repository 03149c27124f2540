/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_STATES_H
#define LINEARIZABILITY_STATES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * A set of arrays of one length, in the order of their first insertion.
 */
class LinearizabilityStates
{
  public:
    /// @param width words of each array
    explicit LinearizabilityStates(uint32_t width);

    /// @param state an array, which may not lie in this set @return whether it is new
    bool Insert(const uint32_t* state);

    /// @param index of an array, below Size @return it; valid until the next insertion
    uint32_t* At(std::size_t index);

    /// @return how many arrays
    std::size_t Size() const;

    /// @return memory, in bytes
    uint64_t Bytes() const;

    /// Makes it empty; it keeps its memory.
    void Clear();

  private:
    std::size_t Hash(const uint32_t* state) const;
    void Rehash();

    uint32_t m_width;              //!< see the constructor
    std::size_t m_size{0};         //!< see Size
    std::vector<uint32_t> m_words; //!< all arrays
    std::vector<uint32_t>
        m_table; //!< index + 1 by hash, open addressing; empty while the set is small
};

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_STATES_H */
