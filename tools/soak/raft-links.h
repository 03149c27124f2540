/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_LINKS_H
#define RAFT_LINKS_H

#include "dice.h"

#include "ns3/raft-entry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Which links between simulated nodes are cut, each way by itself.
 */
class RaftLinks
{
  public:
    /// @param nodes how many, from 1 on
    explicit RaftLinks(uint32_t nodes);

    /**
     * @param from sender
     * @param to receiver
     * @param isCut whether nothing passes
     */
    void Cut(RaftNodeId from, RaftNodeId to, bool isCut);

    /// @return whether nothing passes; true for a node that there is not
    bool IsCut(RaftNodeId from, RaftNodeId to) const;

    /// @param id nothing passes from and to it
    void Isolate(RaftNodeId id);

    /// Everything passes.
    void Heal();

    /**
     * Cuts links in one of seven ways.
     *
     * @param dice all chance
     * @param one a node that it may be about
     * @return the name of the way
     */
    std::string CutSome(Dice& dice, RaftNodeId one);

    /// @return the names of the ways
    static std::vector<std::string> Ways();

  private:
    const uint32_t m_size;
    std::vector<bool> m_cut; //!< by sender and receiver
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_LINKS_H */
