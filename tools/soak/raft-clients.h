/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CLIENTS_H
#define RAFT_CLIENTS_H

#include "dice.h"
#include "raft-checker.h"
#include "raft-node.h"

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * The clients of a simulated group: what they have proposed and asked, and what they were told.
 */
class RaftClients
{
  public:
    /// @param nodes of the group
    explicit RaftClients(uint32_t nodes);

    /// @return a command that no other one is equal to
    Ptr<const RaftPayload> Command(Dice& dice);

    /**
     * @param id took a command
     * @param where it stands
     */
    void OnProposed(RaftNodeId id, const RaftProposal& where);

    /**
     * Entries are applied; who proposed one is told.
     *
     * @param node whose state
     * @param first first entry
     * @param last last entry
     * @param log has them
     * @param checker is told
     */
    void
    Apply(RaftNode& node, uint64_t first, uint64_t last, const RaftLog& log, RaftChecker& checker);

    /// @return the number of a read that is asked now
    uint64_t
    NewRead()
    {
        return ++m_reads;
    }

    /// @param answer came
    void
    OnAnswer(const RaftReadAnswer& answer)
    {
        m_answered[answer.id] = answer.ok;
    }

    /// @return whether the read was answered well
    bool IsAnswered(uint64_t read) const;

    /// @param id crashed: nobody who proposed there is told any more
    void OnCrash(RaftNodeId id);

  private:
    std::vector<std::map<uint64_t, uint64_t>> m_proposed; //!< by id - 1: index, term
    std::unordered_map<uint64_t, bool> m_answered;
    uint64_t m_commands{0};
    uint64_t m_reads{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CLIENTS_H */
