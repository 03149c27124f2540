/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-soak-plan.h"

#include "ns3/canonical-strategy.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

namespace ns3
{
namespace sharding
{

namespace
{

bool
HasIds(const FragmentStrategy& strategy)
{
    return strategy.Name() == "canonical" || strategy.Name() == "total-length";
}

} // namespace

const std::vector<std::string>&
FragmentSoakPlan::Strategies()
{
    static const std::vector<std::string> names{"canonical", "total-length", "mysql", "websocket"};
    return names;
}

const std::vector<std::string>&
FragmentSoakPlan::Forms()
{
    static const std::vector<std::string> names{"frames", "packets", "stream"};
    return names;
}

FragmentSoakPlan::FragmentSoakPlan(Dice& random)
    : dice(random), clean(dice.OneIn(8)),
      form(dice.OneOf({Form::FRAMES, Form::PACKETS, Form::STREAM})),
      budget(clean ? 1000000 : dice.OneOf<uint64_t>({9000, 20000, 1000000}), 5000),
      config(MakeConfig()), hasIds(HasIds(*config.strategy))
{
    if (config.budget && dice.OneIn(4))
    {
        others = budget.Max() - dice.OneOf<uint64_t>({100, 3000});
        budget.Take(others);
    }
}

std::shared_ptr<const FragmentStrategy>
FragmentSoakPlan::MakeStrategy()
{
    const auto maxPayload = static_cast<uint32_t>(dice.OneOf<uint64_t>({10, 40, 100}));
    switch (dice.Between(0, 3))
    {
    case 0:
        return std::make_shared<CanonicalStrategy>(maxPayload);
    case 1:
        return std::make_shared<TotalLengthStrategy>(maxPayload);
    case 2:
        return std::make_shared<MySqlStrategy>(maxPayload);
    default:
        return std::make_shared<WebSocketStrategy>(maxPayload, dice.OneIn(2));
    }
}

FragmentAdapterConfig
FragmentSoakPlan::MakeConfig()
{
    FragmentAdapterConfig config;
    config.strategy = MakeStrategy();
    auto& limits = config.limits;
    limits.maxMessageSize = 2000;
    limits.reorderWindow = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 0, 3, 100}));
    limits.maxRemembered = 100000;
    if (clean)
    {
        limits.timeout = Seconds(1);
        return config;
    }
    config.budget = dice.OneIn(2) ? &budget : nullptr;
    limits.timeout = NanoSeconds(dice.OneOf<int64_t>({200, 2000, 100000}));
    limits.maxOpenMessages = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 3, 10, 100}));
    limits.maxFragments = static_cast<uint32_t>(dice.OneOf<uint64_t>({8, 30, 1000}));
    limits.maxBytes = dice.OneOf<uint64_t>({8096, 12000, 1000000});
    limits.softBytes = limits.maxBytes / 2;
    limits.minFragmentSize = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 1, 5}));
    limits.maxRemembered = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 3, 100000, 100000}));
    return config;
}

} // namespace sharding
} // namespace ns3
