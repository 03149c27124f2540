/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-weather.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t WEATHER_MS = 1000000;

} // namespace

RaftWeather
RaftWeather::Draw(Dice& dice)
{
    RaftWeather weather;
    weather.lossOneIn = dice.OneOf<uint64_t>({0, 0, 50, 10, 4});
    weather.repeatOneIn = dice.OneOf<uint64_t>({0, 50, 10});
    weather.ghostOneIn = dice.OneOf<uint64_t>({0, 100, 10});
    weather.slowOneIn = dice.OneOf<uint64_t>({0, 0, 100, 20});
    weather.delayNs = dice.OneOf<int64_t>({1, 5, 20, 40}) * WEATHER_MS;
    weather.fsyncNs = dice.OneOf<int64_t>({1, 5, 20, 100}) * WEATHER_MS;
    weather.crashOneIn = dice.OneOf<uint64_t>({0, 1000, 300, 100});
    return weather;
}

} // namespace sharding
} // namespace ns3
