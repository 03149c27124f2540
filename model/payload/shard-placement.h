/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_PLACEMENT_H
#define SHARD_PLACEMENT_H

#include "path-state.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * How shards are spread over paths.
 */
enum class ShardPlacementType : uint8_t
{
    HASH,           //!< "hash": by a hash of sender, packet id and shard index
    FLOW_HASH,      //!< "flow-hash": by a hash of the flow, as equal-cost multipath routing does
    ROUND_ROBIN,    //!< "round-robin": one path after the other
    RANDOM,         //!< "random": each path with the same probability
    TWO_CHOICES,    //!< "two-choices": of two random paths, which may be the same, the emptier one
    SHORTEST_QUEUE, //!< "shortest-queue": the smallest backlog
    WEIGHTED,       //!< "weighted": in turn, each path as often as its weight says
    FLOWLET,        //!< "flowlet": as the flow's last shard, unless that is long ago
    MIN_RTT,        //!< "min-rtt": the shortest measured round trip
    EARLIEST        //!< "earliest": where the shard is expected to arrive first
};

/// How many values ShardPlacementType has.
constexpr uint32_t SHARD_PLACEMENTS = 10;

/**
 * @ingroup sharding-payload
 *
 * What a placement may look at.
 */
struct PlacementKey
{
    uint32_t senderId{0};   //!< who splits the packet
    uint64_t packetId{0};   //!< which of the sender's packets
    uint32_t shardIndex{0}; //!< place among its shards
    uint32_t bytes{0};      //!< size with header
    uint64_t flow{0};       //!< which flow the packet belongs to, any number
    int64_t nowNs{0};       //!< the time, which never goes back
};

/**
 * @ingroup sharding-payload
 *
 * Chooses the path of each shard. One object belongs to one sender.
 *
 * Random numbers come from outside. Where several paths are equally good, they take turns, so that
 * no path is preferred for its index.
 */
class ShardPlacement
{
  public:
    /// @param below a positive number @return a random number in [0, below), each equally likely
    using Draw = std::function<uint32_t(uint32_t below)>;

    /// The rule and what it needs.
    struct Config
    {
        ShardPlacementType type{ShardPlacementType::HASH}; //!< the rule
        int64_t flowletGapNs{100000}; //!< flowlet: pause of a flow after which it may move
        Draw draw{};                  //!< must be set where NeedsDraw
    };

    static constexpr uint32_t FLOWLETS =
        4096; //!< slots for flows; flows share a slot by their hash

    /// @param type a rule @return whether it draws random numbers
    static bool NeedsDraw(ShardPlacementType type);

    /**
     * @param config the rule
     * @return a placement that follows it
     */
    static std::unique_ptr<ShardPlacement> Create(const Config& config);

    virtual ~ShardPlacement() = default;

    /**
     * Places one shard. The state of the paths stays as it is: who sends the shard adds it to the
     * backlog.
     *
     * @param key the shard
     * @param paths the state of all paths
     * @param candidates indices of the paths among which to choose, ascending, at least one
     * @return one of the candidates
     */
    virtual uint32_t Place(const PlacementKey& key,
                           const PathTable& paths,
                           const std::vector<uint32_t>& candidates) = 0;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_PLACEMENT_H */
