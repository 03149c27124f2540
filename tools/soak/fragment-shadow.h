/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_SHADOW_H
#define FRAGMENT_SHADOW_H

#include "ns3/fragment-inlet.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Watches a reassembler of messages with ids from outside and keeps books of its own, plainly and
 * slowly, from what its header documents.
 */
class FragmentShadow
{
  public:
    using Key = std::pair<uint64_t, uint64_t>; //!< peer and message id

    /// @param limits the reassembler's
    explicit FragmentShadow(const ReassemblyLimits& limits);

    /**
     * Called for each message that is given up.
     *
     * @param lost what was reported
     * @param nowNs the time of the step that is going on
     */
    void OnLoss(const LostMessage& lost, int64_t nowNs);

    /**
     * Called after each fragment with an id and a sequence number.
     *
     * @param key its message
     * @param meta its header
     * @param outcome what became of it
     * @param nowNs when
     */
    void OnPush(const Key& key, const FragmentMeta& meta, FragmentOutcome outcome, int64_t nowNs);

    /**
     * Compares the books, at the end of a step.
     *
     * @param core the reassembler
     * @param nowNs when
     */
    template <typename Store>
    void
    Compare(const BasicReassembler<Store>& core, int64_t nowNs)
    {
        uint64_t fragments = 0;
        int64_t oldestNs = INT64_MAX;
        for (const auto& [key, open] : m_open)
        {
            fragments += open.indices.size();
            oldestNs = open.sinceNs < oldestNs ? open.sinceNs : oldestNs;
        }
        const auto deadline = core.NextDeadline();
        const int64_t dueNs = oldestNs - (m_open.empty() ? 0 : -m_timeoutNs);
        if (core.OpenMessages() != m_open.size() || core.BufferedFragments() != fragments)
        {
            Say("open messages or fragments differ from the independent books");
        }
        if (deadline.has_value() == m_open.empty() ||
            (deadline && deadline->GetNanoSeconds() != dueNs))
        {
            Say("the next deadline is not that of the oldest message");
        }
        if (!m_open.empty() && dueNs <= nowNs)
        {
            Say("a message is open beyond its time");
        }
    }

    /// @return what was wrong so far, one sentence each
    const std::vector<std::string>& Violations() const;

  private:
    struct Open
    {
        int64_t sinceNs;
        std::set<uint64_t> indices;
        uint64_t last; //!< index of the last fragment; UINT64_MAX: not known
    };

    void Say(const std::string& violation);
    void OnKept(const Key& key, const FragmentMeta& meta, FragmentOutcome outcome, int64_t nowNs);

    const ReassemblyLimits m_limits;
    const int64_t m_timeoutNs;
    std::map<Key, Open> m_open;
    std::map<Key, uint64_t> m_closed; //!< when, counted in closings
    uint64_t m_closings{0};
    std::vector<std::string> m_violations;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_SHADOW_H */
