/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_WEATHER_H
#define RAFT_WEATHER_H

#include "dice.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What a simulated network and simulated disks do to what passes, and how often nodes crash.
 */
struct RaftWeather
{
    static constexpr int64_t GHOST_NS = 5000000000; //!< a copy comes as late as this
    static constexpr int64_t SLOW_FACTOR = 50;      //!< a slow message takes so many times as long

    uint64_t lossOneIn{0};    //!< 0: none
    uint64_t repeatOneIn{0};  //!< 0: none
    uint64_t ghostOneIn{0};   //!< messages of which a copy comes up to GHOST_NS later; 0: none
    uint64_t slowOneIn{0};    //!< messages that take up to SLOW_FACTOR times as long; 0: none
    int64_t delayNs{5000000}; //!< longest ordinary delay
    int64_t fsyncNs{5000000}; //!< longest write
    uint64_t crashOneIn{0};   //!< steps that end in a crash, ten times as many of a leader that has
                              //!< just committed; 0: none

    /// @return any weather, fair or foul
    static RaftWeather Draw(Dice& dice);

    /**
     * @param dice all chance
     * @param hasCommitted whether the step is that of a leader that has just committed
     * @return whether the step ends in a crash
     */
    bool
    Crashes(Dice& dice, bool hasCommitted) const
    {
        return Happens(dice, crashOneIn / (hasCommitted ? 10 : 1));
    }

    /**
     * @param dice all chance
     * @param mail is sent: lost, repeated, late
     * @param post called for each copy that comes, with the longest time on its way; it may take
     *        the copy's content
     */
    template <typename Mail, typename Post>
    void
    Transmit(Dice& dice, Mail& mail, const Post& post) const
    {
        if (Happens(dice, ghostOneIn))
        {
            Mail ghost = mail;
            post(ghost, GHOST_NS);
        }
        if (Happens(dice, repeatOneIn))
        {
            Mail copy = mail;
            post(copy, delayNs);
        }
        if (!Happens(dice, lossOneIn))
        {
            post(mail, delayNs * (Happens(dice, slowOneIn) ? SLOW_FACTOR : 1));
        }
    }

  private:
    static bool
    Happens(Dice& dice, uint64_t oneIn)
    {
        return oneIn > 0 && dice.OneIn(oneIn);
    }
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_WEATHER_H */
