/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REASSEMBLY_SHADOW_H
#define REASSEMBLY_SHADOW_H

#include "ns3/packet-key.h"
#include "ns3/shard-reassembler.h"
#include "ns3/shard-request.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Watches a ShardReassembler from outside and keeps books of its own, plainly and slowly, from what
 * its header documents.
 */
class ReassemblyShadow
{
  public:
    using Key = std::pair<uint32_t, uint64_t>; //!< sender and packet id

    /// @param config the reassembler's
    explicit ReassemblyShadow(const ShardReassembler::Config& config);

    /**
     * Called for each loss that the reassembler reports.
     *
     * @param lost what it reported
     * @param nowNs the time of the step that is going on
     */
    void OnLoss(const LostPacket& lost, int64_t nowNs);

    /// Called before the memory of the reassembler is lost.
    void BeginCrash();

    /// Called after that.
    void EndCrash();

    /**
     * Called after each Push.
     *
     * @param header the header that the shard carried
     * @param damaged whether its bits were changed or cut on the way
     * @param outcome what the reassembler said
     * @param nowNs when
     */
    void OnPush(const ShardHeader& header, bool damaged, ShardOutcome outcome, int64_t nowNs);

    /**
     * Compares the books, at the end of a step.
     *
     * @param reassembler the one that is watched
     * @param nowNs when
     */
    void Compare(const ShardReassembler& reassembler, int64_t nowNs);

    /// @return what was wrong so far, one sentence each
    const std::vector<std::string>& Violations() const;

    /**
     * Called for each request for late shards.
     *
     * @param request what the reassembler asks for
     */
    void OnRequest(const ShardRequest& request);

    /**
     * @param key a packet
     * @return whether it was closed and the reassembler must still know
     */
    bool IsRemembered(const Key& key) const;

  private:
    struct Open
    {
        int64_t sinceNs;
        uint64_t order;
        uint64_t bytes;
        uint32_t neededShards;
        uint32_t contents;
        std::set<uint32_t> indices;
        bool conflicted;
        bool asked;
    };

    /// When a packet was closed, counted in those that were closed the same way.
    struct Closed
    {
        bool completed;
        uint64_t count;
    };

    void Say(const std::string& violation);
    void Close(const Key& key, bool completed);
    uint64_t Weight(const Open& open) const;
    std::map<uint32_t, uint64_t> Weights() const;
    /// @return the oldest packet of a sender
    Key OldestOf(uint32_t senderId) const;
    Key Victim() const;

    const ShardReassembler::Config m_config;
    std::map<Key, Open> m_open;
    std::map<Key, Closed> m_closed;
    uint64_t m_completions{0};
    uint64_t m_losses{0};
    uint64_t m_undecodable{0}; //!< packets lost for it since the last push
    uint64_t m_openings{0};
    uint64_t m_pushed{0};
    uint64_t m_lostShards{0};
    bool m_crashing{false}; //!< between BeginCrash and EndCrash
    std::vector<std::string> m_violations;
};

} // namespace sharding
} // namespace ns3

#endif /* REASSEMBLY_SHADOW_H */
