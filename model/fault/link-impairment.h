/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_IMPAIRMENT_H
#define LINK_IMPAIRMENT_H

#include "acting-faults.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the faults that act on one direction of a link do together to a packet that arrives.
 *
 * Faults begin and end in any order, and what is left depends only on which act, never on the
 * order. A cut passes nothing while at least one cut acts. Losses are independent of each other:
 * with rates r1, r2, ... a packet survives with probability (1 - r1)(1 - r2)...
 *
 * **Common random numbers.** A packet is judged by one number that is uniform in [0, 1): it is lost
 * when the number is below the joint loss rate. The n-th packet to arrive gets the n-th number of
 * the direction's random stream, whether or not earlier ones were needed. So its fate depends on n
 * and on what acts on it, not on what acted before: adding, moving or removing a fault changes no
 * packet outside its own time, and a higher rate loses the same packets and some more. One number
 * is enough for any number of losses, because only their joint rate decides.
 *
 * **Bursts** follow Gilbert and Elliott (E. N. Gilbert, "Capacity of a burst-noise channel", 1960; E. O. Elliott,
 * "Estimates of error rates for codes on burst-noise channels", 1963): the link is in a good or a bad state, each packet that
 * arrives first moves it (good to bad with probability p, bad to good with r), then is lost with the probability of the state. A
 * burst loss begins in the good state. In the long run a share p / (p + r) of the packets finds the bad state, in stays
 * of 1 / r packets on average. Moves are decided by a second number of the packet; losses of several bursts and rates
 * combine as above.
 *
 * Pure: it draws nothing itself.
 */
class LinkImpairment
{
  public:
    /// What becomes of a packet.
    enum class Verdict
    {
        PASS,
        CUT, //!< the wire is cut
        LOSS //!< lost at random
    };

    /// How many verdicts there are.
    static constexpr std::size_t VERDICTS = 3;

    /**
     * @param verdict CUT or LOSS
     * @return the reason as ledgers and tables call it: "cut", "fault-loss"; "" for PASS
     */
    static const std::string& GetReason(Verdict verdict);

    /// @param fault id of a fault that does not act here yet
    void BeginCut(uint32_t fault);

    /**
     * @param fault id of a fault that does not act here yet
     * @param rate probability in [0, 1] with which it loses a packet
     */
    void BeginLoss(uint32_t fault, double rate);

    /// The numbers of a burst loss, all in [0, 1].
    struct Burst
    {
        double p{0};        //!< from good to bad, per packet
        double r{1};        //!< from bad to good
        double lossGood{0}; //!< loss rate in the good state
        double lossBad{1};  //!< loss rate in the bad state
        uint64_t salt{0};   //!< makes bursts that act at once independent of each other
    };

    /**
     * @param fault id of a fault that does not act here yet
     * @param burst what it does
     */
    void BeginBurst(uint32_t fault, const Burst& burst);

    /// @param fault id of a fault; it acts here no longer
    void End(uint32_t fault);

    /**
     * Judges the next packet.
     *
     * @param uniform the packet's number, in [0, 1); of no account unless NeedsNumber
     * @param move its second number, in [0, 1); of no account unless HasBursts
     * @return what becomes of the packet
     */
    Verdict Judge(double uniform, double move = 0);

    /// @return whether a packet's number decides about it
    bool NeedsNumber() const;

    /// @return whether a burst loss acts
    bool HasBursts() const;

    /// @return whether nothing acts
    bool
    IsIdle() const
    {
        return m_idle;
    }

    /// @return whether a cut acts
    bool IsCut() const;

    /// @return joint rate of all losses that act, those of bursts apart
    double GetLossRate() const;

  private:
    /// Recomputes what the faults that act come to.
    void Combine();

    /// A burst loss and its state.
    struct Chain
    {
        Burst burst;
        bool bad{false}; //!< state
    };

    /// @return probability with which the next packet survives all bursts, whose states it moves
    double MoveChains(double move);

    ActingFaults<bool> m_cuts;     //!< the cuts that act; their values say nothing
    ActingFaults<double> m_losses; //!< rates of the losses that act
    ActingFaults<Chain> m_chains;  //!< the burst losses that act
    bool m_idle{true};             //!< nothing acts
    double m_lossRate{0};          //!< joint rate of m_losses
};

} // namespace sharding
} // namespace ns3

#endif /* LINK_IMPAIRMENT_H */
