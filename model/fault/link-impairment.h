/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_IMPAIRMENT_H
#define LINK_IMPAIRMENT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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

    /// @param fault id of a fault that acts here; it no longer does
    void End(uint32_t fault);

    /**
     * @param uniform the packet's number, in [0, 1); of no account while GetLossRate is 0
     * @return what becomes of the packet
     */
    Verdict Judge(double uniform) const;

    /// @return whether a cut acts
    bool IsCut() const;

    /// @return joint rate of all losses that act
    double GetLossRate() const;

  private:
    /// Recomputes the joint rate from the losses that act.
    void Combine();

    std::vector<uint32_t> m_cuts; //!< ids of the cuts that act
    std::vector<std::pair<uint32_t, double>>
        m_losses;         //!< id and rate of the losses that act, by id
    double m_lossRate{0}; //!< joint rate
};

} // namespace sharding
} // namespace ns3

#endif /* LINK_IMPAIRMENT_H */
