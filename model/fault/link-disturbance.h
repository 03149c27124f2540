/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_DISTURBANCE_H
#define LINK_DISTURBANCE_H

#include "acting-faults.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the faults that act on one direction of a link do together to a packet that was not lost:
 * when it goes on, how often, and whether it is damaged.
 *
 * A packet is damaged, then doubled; each copy waits for its turn at the rate limit, is delayed, and
 * may be held back. Faults combine as follows, in whatever order they begin and end:
 * - delays add up, and so do jitters;
 * - of several rate limits and queue lengths the smallest acts;
 * - shares of duplicates, of damaged and of held-back packets are those of independent faults:
 *   1 - (1 - r1)(1 - r2)...; a packet is doubled at most once, damaged in as many bits as the
 *   greatest of the faults says, and held back as far as the farthest says.
 *
 * **Order.** A packet never goes on before one that arrived earlier, also when a delay ends or gets
 * shorter, unless it or the other was chosen by a reorder fault or is subject to a jitter with reorder=yes.
 *
 * Pure: it knows no simulator and draws nothing. Each packet brings one number in [0, 1) per kind of
 * fault; the n-th packet always the n-th of the direction's streams, as in LinkImpairment.
 */
class LinkDisturbance
{
  public:
    /// How long a packet takes more.
    struct Delay
    {
        Time add; //!< >= 0
    };

    /// How long a packet takes more, at random.
    struct Jitter
    {
        bool normal{false};  //!< normal, cut off at zero, else uniform in [0, max)
        Time max;            //!< of uniform
        Time mean;           //!< of normal
        Time deviation;      //!< standard deviation of normal
        bool reorder{false}; //!< whether packets may overtake each other
    };

    /// Which packets are held back.
    struct Reorder
    {
        double rate{0};       //!< share of the packets
        uint32_t distance{0}; //!< how many later packets pass one; 0: held back by time
        Time hold;            //!< longest wait for them
        Time by;              //!< how long it is held back otherwise
    };

    /// Which packets arrive twice.
    struct Duplicate
    {
        double rate{0}; //!< share of the packets
    };

    /// Which packets are damaged.
    struct Corrupt
    {
        double rate{0};   //!< share of the packets
        uint32_t bits{1}; //!< how many bits are flipped
    };

    /// How fast packets pass.
    struct Rate
    {
        double bitsPerSecond{0}; //!< above zero
        uint32_t queue{0};       //!< packets that may wait besides the one that passes
    };

    /// What one fault does.
    using Effect = std::variant<Delay, Jitter, Reorder, Duplicate, Corrupt, Rate>;

    /**
     * @param fault id of a fault that does not act here yet
     * @param effect what it does
     */
    void Begin(uint32_t fault, const Effect& effect);

    /// @param fault id of a fault; it acts here no longer
    void End(uint32_t fault);

    /// @return whether no fault acts
    bool
    IsIdle() const
    {
        return m_acting.IsEmpty();
    }

    /// The numbers of one packet, uniform in [0, 1); see Needs.
    struct Numbers
    {
        double jitter{0};    //!< how much jitter
        double angle{0};     //!< likewise: a normal one takes two numbers
        double reorder{0};   //!< whether it is held back
        double duplicate{0}; //!< whether it is doubled
        double corrupt{0};   //!< whether it is damaged
    };

    /// @return whether a jitter acts: jitter and angle are needed
    bool NeedsJitter() const;
    /// @return whether reorder is needed
    bool NeedsReorder() const;
    /// @return whether duplicate is needed
    bool NeedsDuplicate() const;
    /// @return whether corrupt is needed
    bool NeedsCorrupt() const;

    /// What becomes of a packet when it arrives.
    struct Arrival
    {
        uint32_t copies{1};      //!< 2: it is doubled
        uint32_t flippedBits{0}; //!< 0: it is whole
    };

    /**
     * @param numbers of the packet that arrives
     * @return what becomes of it
     */
    Arrival Judge(const Numbers& numbers) const;

    /// @return the smallest of all rate limits; bitsPerSecond 0: none acts
    const Rate& GetRate() const;

    /// When one copy of a packet goes on.
    struct Passage
    {
        Time release; //!< when it goes on, or, with a distance, joins those that are held back
        uint32_t distance{0}; //!< how many packets have to pass it; 0: it is not held back
        Time hold;            //!< longest wait for them, from release on
        bool late{false};     //!< whether it was chosen to be held back, by time or distance
    };

    /**
     * Plans for the next copy that has passed the rate limit.
     *
     * @param now when it has, not before the last
     * @param numbers of its packet
     * @return when it goes on
     */
    Passage Pass(Time now, const Numbers& numbers);

  private:
    /// What faults come to together.
    struct Joint
    {
        Time delay;                  //!< sum
        std::vector<Jitter> jitters; //!< in order of the ids
        Reorder reorder;
        Duplicate duplicate;
        Corrupt corrupt;
        Rate rate; //!< smallest; 0: no limit

        /// @{ @param one effect that joins the others
        void Add(const Delay& one);
        void Add(const Jitter& one);
        void Add(const Reorder& one);
        void Add(const Duplicate& one);
        void Add(const Corrupt& one);
        void Add(const Rate& one);
        /// @}
    };

    /// Recomputes what the faults come to together.
    void Combine();

    /// @return the sum of all jitters of a packet
    Time AddUpJitter(const Numbers& numbers) const;

    ActingFaults<Effect> m_acting;
    Joint m_joint;
    bool m_overtaking{false}; //!< a jitter allows it
    Time m_lastRelease;       //!< of those that keep their order
};

} // namespace sharding
} // namespace ns3

#endif /* LINK_DISTURBANCE_H */
