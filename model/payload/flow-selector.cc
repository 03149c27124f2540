/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-selector.h"

#include "ns3/quantity.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace ns3
{
namespace sharding
{

std::string
FlowSelector::Parse(const std::string& rule, FlowSelector& selector)
{
    static const std::array<std::pair<const char*, Field>, 4> fields{
        {{"flow", Field::FLOW},
         {"tcp", Field::TCP},
         {"udp", Field::UDP},
         {"ethertype", Field::ETHERTYPE}}};
    FlowSelector read;
    std::istringstream in(rule);
    for (std::string part; std::getline(in, part, ',');)
    {
        part.erase(std::remove(part.begin(), part.end(), ' '), part.end());
        const size_t equals = part.find('=');
        const std::string name = part.substr(0, equals);
        const auto* field = std::find_if(
            fields.begin(), fields.end(), [&](const auto& known) { return name == known.first; });
        if (equals == std::string::npos || field == fields.end())
        {
            return "'" + part + "' is no flow: valid are flow=, tcp=, udp= and ethertype=";
        }
        const std::string range = part.substr(equals + 1);
        const size_t dash = range.find('-');
        const auto low = ParseCount(range.substr(0, dash));
        const auto high = dash == std::string::npos ? low : ParseCount(range.substr(dash + 1));
        if (!low || !high || *low > *high)
        {
            return "'" + range + "' is no number and no range such as 1-5";
        }
        read.m_conditions.push_back({field->second, *low, *high});
    }
    selector = std::move(read);
    return "";
}

bool
FlowSelector::TakesAll() const
{
    return m_conditions.empty();
}

bool
FlowSelector::Holds(const Condition& condition, const PacketFlow& flow)
{
    const auto isIn = [&condition](uint64_t value)
    { return value >= condition.low && value <= condition.high; };
    const bool isIp = flow.kind == PacketFlow::Kind::IP;
    switch (condition.field)
    {
    case Field::FLOW:
        return flow.kind == PacketFlow::Kind::TAG && isIn(flow.flowId);
    case Field::TCP:
        return isIp && flow.ipProtocol == PacketFlow::TCP &&
               (isIn(flow.sourcePort) || isIn(flow.destinationPort));
    case Field::UDP:
        return isIp && flow.ipProtocol == PacketFlow::UDP &&
               (isIn(flow.sourcePort) || isIn(flow.destinationPort));
    case Field::ETHERTYPE:
        return isIn(flow.etherType);
    }
    return false;
}

bool
FlowSelector::Takes(const PacketFlow& flow) const
{
    return TakesAll() ||
           std::any_of(m_conditions.begin(),
                       m_conditions.end(),
                       [&flow](const Condition& condition) { return Holds(condition, flow); });
}

} // namespace sharding
} // namespace ns3
