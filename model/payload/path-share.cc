/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-share.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

/// A path seen as a vessel: where its floor is, and how fast it fills.
struct Vessel
{
    uint32_t path;
    double floorNs;    //!< earliest arrival of a first bit
    double bytesPerNs; //!< its width
    double share;      //!< bytes it takes
};

/// @return the level at which the vessels, in order of their floors, hold the volume
double
FindLevel(const std::vector<Vessel>& vessels, double volume)
{
    double width = 0;
    double held = 0; // what a level of 0 would take away
    double level = 0;
    for (size_t i = 0; i < vessels.size(); i++)
    {
        width += vessels[i].bytesPerNs;
        held += vessels[i].bytesPerNs * vessels[i].floorNs;
        level = (volume + held) / width;
        if (i + 1 == vessels.size() || level <= vessels[i + 1].floorNs)
        {
            break;
        }
    }
    return level;
}

} // namespace

void
ShareByCapacity(const PathTable& paths, uint32_t length, PathShares& shares)
{
    NS_ASSERT(!paths.GetUsable().empty());
    std::vector<Vessel> vessels;
    for (const uint32_t path : paths.GetUsable())
    {
        const PathState& state = paths[path];
        vessels.push_back({path,
                           static_cast<double>(state.delayNs) + state.GetBacklogNs(),
                           state.rateBps / 8e9,
                           0});
    }
    std::stable_sort(vessels.begin(),
                     vessels.end(),
                     [](const Vessel& a, const Vessel& b) { return a.floorNs < b.floorNs; });
    const double level = FindLevel(vessels, length);

    shares.bytes.assign(paths.GetCount(), 0);
    uint32_t left = length;
    for (Vessel& vessel : vessels)
    {
        vessel.share = std::max(0.0, (level - vessel.floorNs) * vessel.bytesPerNs);
        const auto whole = std::min(left, static_cast<uint32_t>(vessel.share));
        shares.bytes[vessel.path] = whole;
        left -= whole;
        vessel.share -= whole;
    }
    // Fewer bytes are left than there are paths with a share, but for errors of rounding.
    std::stable_sort(vessels.begin(),
                     vessels.end(),
                     [](const Vessel& a, const Vessel& b) { return a.share > b.share; });
    for (size_t i = 0; left > 0; i = (i + 1) % vessels.size(), left--)
    {
        shares.bytes[vessels[i].path]++;
    }

    shares.completionNs = 0;
    for (const Vessel& vessel : vessels)
    {
        const uint32_t bytes = shares.bytes[vessel.path];
        if (bytes > 0)
        {
            shares.completionNs =
                std::max(shares.completionNs, vessel.floorNs + bytes / vessel.bytesPerNs);
        }
    }
}

} // namespace sharding
} // namespace ns3
