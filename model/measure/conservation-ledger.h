/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONSERVATION_LEDGER_H
#define CONSERVATION_LEDGER_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * Says whether everything that was put in came out or is still inside.
 *
 * Whoever sends, drops, receives or holds shards (or packets, or requests) keeps its own counter;
 * at the end of the run the scenario enters them here under the name of the place. A place that
 * forgets, drops without a reason or copies shows as a difference.
 *
 * Pure: it knows no simulator.
 */
class ConservationLedger
{
  public:
    /// @param what is counted, as a plural: "shards"
    explicit ConservationLedger(const std::string& what);

    /**
     * @param name where they came from: "sent by ingress"; entries of one name add up
     * @param count how many
     */
    void AddInflow(const std::string& name, uint64_t count);

    /**
     * @param name where they went: "received by reassembly", "dropped: queue-full"; entries of one
     *        name add up
     * @param count how many
     */
    void AddOutflow(const std::string& name, uint64_t count);

    /**
     * @param name where they are: "queued at fast-1"; entries of one name add up
     * @param count how many
     */
    void AddInside(const std::string& name, uint64_t count);

    /// @return an empty string when inflows = outflows + inside, else one sentence with every entry
    std::string Check() const;

  private:
    /// A place and its count.
    using Entry = std::pair<std::string, uint64_t>;

    std::string m_what;            //!< plural
    std::vector<Entry> m_inflows;  //!< in order of first entry
    std::vector<Entry> m_outflows; //!< likewise
    std::vector<Entry> m_inside;   //!< likewise
};

} // namespace sharding
} // namespace ns3

#endif /* CONSERVATION_LEDGER_H */
