/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_SELECTOR_H
#define FLOW_SELECTOR_H

#include "packet-flow.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Says of a flow whether it is one of those that a rule names.
 *
 * A rule is a list of conditions, joined with commas, of which one has to hold; an empty one takes
 * every flow: `flow=1-5` (numbers of FlowIdTags), `udp=53`, `tcp=80-90` (either port),
 * `ethertype=2048`.
 */
class FlowSelector
{
  public:
    /// Takes every flow.
    FlowSelector() = default;

    /**
     * @param rule see above
     * @param selector replaced when the rule can be read
     * @return an empty string, else one sentence that says what is wrong
     */
    static std::string Parse(const std::string& rule, FlowSelector& selector);

    /// @return whether it takes every flow
    bool TakesAll() const;

    /// @param flow a flow @return whether the rule names it
    bool Takes(const PacketFlow& flow) const;

  private:
    /// What a condition looks at.
    enum class Field : uint8_t
    {
        FLOW,
        TCP,
        UDP,
        ETHERTYPE
    };

    /// One condition: the field lies in [low, high].
    struct Condition
    {
        Field field;
        uint64_t low;
        uint64_t high;
    };

    static bool Holds(const Condition& condition, const PacketFlow& flow);

    std::vector<Condition> m_conditions;
};

} // namespace sharding
} // namespace ns3

#endif /* FLOW_SELECTOR_H */
