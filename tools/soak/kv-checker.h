/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_CHECKER_H
#define KV_CHECKER_H

#include "ns3/key-value-state.h"
#include "ns3/kv-client-core.h"
#include "ns3/raft-snapshot.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What must hold of a replicated key-value store, checked with books of its own: the first replica that applies an entry shows what
 * it did, and all that is answered and all other replicas are held against that.
 *
 * - Replicas that have applied the same entries have the same digest, also after a snapshot, which gives the same bytes again.
 * - An entry changes its own key only, to what its command says; no value, and no number of a session, takes effect twice.
 * - A write that was acknowledged stands at the index that the answer names, with the effect that it says. One that FAILED
 *   has none. (One that is UNKNOWN has it once or not.)
 * - A read has what stood there at the index that the answer names, and, unless it is stale, that index is not below any that was
 *   answered before the read was called: together with the order of the log that is linearizability.
 *
 * Values must be different for each write.
 */
class KvChecker
{
  public:
    /// @param shards how many
    explicit KvChecker(uint32_t shards);

    /// @param state of the replica, after the entry
    void OnApplied(RaftShardId shard,
                   uint64_t index,
                   const RaftEntry& entry,
                   const KeyValueState& state);

    /// @param state of the replica, after the snapshot; nullptr snapshot: the empty state
    void
    OnRestored(RaftShardId shard, const RaftSnapshotPointer& snapshot, const KeyValueState& state);

    /// A call begins. @return what OnEnd must be given
    uint64_t Floor(RaftShardId shard) const;

    /// A call has ended. @param floor what Floor gave when it began
    void OnEnd(const KvCall& call, const KvEnd& end, uint64_t floor);

    /// All calls have ended and every replica has applied all.
    void AtEnd();

    /// @return the first rule that was broken; "": none
    const std::string&
    Violation() const
    {
        return m_violation;
    }

    /// @param violation a rule that the owner found broken
    void Violate(const std::string& violation);

  private:
    using Value = std::optional<std::string>;

    /// What an entry was and did.
    struct Step
    {
        uint64_t term{0};
        uint64_t content{0}; //!< hash of type and payload
        uint64_t digest{0};  //!< of the state after it
        bool isCommand{false};
        bool isChange{false}; //!< the key has another value after it
        KvCommand command;
    };

    /// All that is known of a shard.
    struct Shard
    {
        std::vector<Step> steps{1};                                              //!< by index
        std::map<std::string, std::vector<std::pair<uint64_t, Value>>> versions; //!< by key
        uint64_t entries{0};
        std::unordered_map<std::string, uint64_t> effects; //!< index by value
        std::set<std::pair<uint64_t, uint64_t>> sequences; //!< session and number with effect
        std::set<uint64_t> claimed;                        //!< removals that were acknowledged
        std::map<std::string, int64_t>
            removals;         //!< by key: with effect, less those that may have had it
        uint64_t answered{0}; //!< highest index that an answer named
    };

    void Record(Shard& shard, uint64_t index, Step step, const KeyValueState& state);
    void CheckWrite(Shard& shard, const KvCall& call, const KvReply& reply, uint64_t floor);
    void CheckScan(const Shard& shard, const KvCall& call, const KvReply& reply);
    Value At(const Shard& shard, const std::string& key, uint64_t index) const;

    std::vector<Shard> m_shards;
    std::vector<std::pair<RaftShardId, std::string>> m_failed; //!< values that must have no effect
    std::string m_violation;
};

} // namespace sharding
} // namespace ns3

#endif /* KV_CHECKER_H */
