/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_FORGER_H
#define PAYLOAD_FORGER_H

#include "dice.h"

#include "ns3/packet.h"
#include "ns3/shard-header.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Makes shards that nobody sent: impossible headers, floods of packets that never end, wrong ranges,
 * parity that contradicts its data, repeated indices with other content, shards and whole packets
 * under the true senders' identities. Its send times are odd, true ones even.
 *
 * It also sees what true senders sent: it sends shards of long ago again, and, where there is a
 * key that it has not, makes one shard of two.
 */
class PayloadForger
{
  public:
    /// What it makes of a shard.
    struct Forged
    {
        Ptr<Packet> shard; //!< the shard
        bool refused;      //!< whether no receiver may take it
    };

    /// Gets each forged shard.
    using Post = std::function<void(const Forged&)>;

    /**
     * @param dice all chances; must outlive it
     * @param foreign seals what it makes; nullptr: in clear
     * @param spliced whether true shards are authentic, so that parts of two do not make a third
     * @param post what happens to its shards
     */
    PayloadForger(Dice& dice, const ShardCipher* foreign, bool spliced, Post post);

    /// @param shard that a true sender sent
    void See(const Ptr<Packet>& shard);

    /**
     * Makes one or more shards.
     *
     * @param nowNs the time
     * @param newestIds for each true sender, an id beyond those it used
     */
    void Act(int64_t nowNs, const std::vector<uint64_t>& newestIds);

    /// @return shards of true senders that it sent again
    uint64_t
    Replays() const
    {
        return m_replays;
    }

    /// @return shards that it made of two
    uint64_t
    Splices() const
    {
        return m_splices;
    }

  private:
    ShardHeader Header(int64_t nowNs, const std::vector<uint64_t>& newestIds);
    void PostOverlap(ShardHeader header);
    void PostContradiction(ShardHeader header);
    void PostFlood(ShardHeader header);
    void PostReplay();
    void PostSplice();
    void PostShard(ShardHeader header, const Ptr<Packet>& payload);

    Dice& m_dice;
    const ShardCipher* m_foreign;
    const bool m_spliced;
    const Post m_post;
    std::vector<Ptr<Packet>> m_seen;
    uint64_t m_replays{0};
    uint64_t m_splices{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_FORGER_H */
