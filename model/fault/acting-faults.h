/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ACTING_FAULTS_H
#define ACTING_FAULTS_H

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * The faults of one kind that act on one target, by id.
 *
 * Faults begin and end in any order; what is left, and the order in which it is walked, depends
 * only on which act. That matters to the last bit: a product of floating-point numbers depends on
 * the order of its factors.
 *
 * @tparam Value what each fault brings
 */
template <typename Value>
class ActingFaults
{
  public:
    /**
     * @param fault id of a fault that does not act here yet
     * @param value what it brings
     */
    void
    Begin(uint32_t fault, const Value& value)
    {
        m_acting.insert(Find(fault), {fault, value});
    }

    /**
     * @param fault an id
     * @return false when it does not act here, then nothing happens
     */
    bool
    End(uint32_t fault)
    {
        const auto it = Find(fault);
        if (it == m_acting.end() || it->first != fault)
        {
            return false;
        }
        m_acting.erase(it);
        return true;
    }

    /// Ends all.
    void
    Clear()
    {
        m_acting.clear();
    }

    bool
    IsEmpty() const
    {
        return m_acting.empty();
    }

    auto
    begin()
    {
        return m_acting.begin();
    }

    auto
    end()
    {
        return m_acting.end();
    }

    auto
    begin() const
    {
        return m_acting.begin();
    }

    auto
    end() const
    {
        return m_acting.end();
    }

  private:
    auto
    Find(uint32_t fault)
    {
        return std::lower_bound(m_acting.begin(),
                                m_acting.end(),
                                fault,
                                [](const auto& entry, uint32_t id) { return entry.first < id; });
    }

    std::vector<std::pair<uint32_t, Value>> m_acting; //!< by id
};

} // namespace sharding
} // namespace ns3

#endif /* ACTING_FAULTS_H */
