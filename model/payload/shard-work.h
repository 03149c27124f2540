/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_WORK_H
#define SHARD_WORK_H

#include "shard-header.h"

#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What can be done with a shard on its way. The lower eight processing flags of a shard say what is
 * wanted, one bit each; the bit eight places above says that a node has done it.
 */
enum class ShardTask : uint8_t
{
    INSPECT, //!< "inspect", flag 1: looks for a pattern; where it is found, the error code says so
    TRANSFORM, //!< "transform", flag 2: changes every byte, keeping the length; can be undone
    COUNT      //!< "count", flag 4: counts the shard and its bytes
};

/// How many values ShardTask has.
constexpr uint32_t SHARD_TASKS = 3;

/// @param task a task @return its name, such as "inspect"
std::string ShardTaskName(ShardTask task);

/**
 * @ingroup sharding-payload
 *
 * Values of the error code that a shard brings from the nodes that it passed. Of several the largest
 * one counts.
 */
enum class ShardError : uint8_t
{
    NONE = 0,          //!< "none"
    PATTERN_FOUND = 1, //!< "pattern-found": an inspection found what it looked for
    NOT_PROCESSED = 2  //!< "not-processed": a node had no room to do what was wanted
};

/// How many values ShardError has.
constexpr uint32_t SHARD_ERRORS = 3;

/// @param error a code @return its name, such as "not-processed"
std::string ShardErrorName(ShardError error);

/**
 * @ingroup sharding-payload
 *
 * The processors of a node, one per task: tells which shards need them, and does the work.
 *
 * A shard that was done already is not done again. The content of a shard is one piece: a pattern
 * that straddles two shards is not found. (A split at delimiters keeps records whole.)
 */
class ShardWork
{
  public:
    /// Which tasks a node does, and how.
    struct Config
    {
        uint8_t tasks{0};        //!< a bit for each ShardTask
        std::string pattern;     //!< inspect: what to look for; empty: nothing is found
        uint8_t transformKey{0}; //!< transform: every byte is combined with it by exclusive or
        ShardLimits limits;      //!< what to believe of a header
        std::shared_ptr<const ShardCipher> cipher; //!< null: shards come in clear
    };

    /// What was done.
    struct Counters
    {
        std::array<uint64_t, SHARD_TASKS> shards{}; //!< by task
        std::array<uint64_t, SHARD_TASKS> bytes{};  //!< theirs, payload only
        uint64_t found{0};                          //!< shards in which the pattern was
    };

    /**
     * @param list names of tasks joined with commas; may be empty
     * @param tasks set to the bits of those named
     * @return false when a name is not known
     */
    static bool ParseTasks(const std::string& list, uint8_t& tasks);

    /// @param config the tasks
    explicit ShardWork(const Config& config);

    /**
     * @param packet any packet
     * @return tasks of this node that it wants and that are not done, a bit each; 0 for what is no
     *         sound shard
     */
    uint8_t FindTasks(const Packet& packet) const;

    /**
     * Does tasks and says so in the header.
     *
     * @param packet a shard for which FindTasks gave these tasks
     * @param tasks what to do
     * @return the shard with its header as it is now
     */
    Ptr<Packet> Do(const Packet& packet, uint8_t tasks);

    /**
     * Says in the header that nothing was done for want of room.
     *
     * @param packet a sound shard
     * @return the shard with its header as it is now
     */
    Ptr<Packet> Skip(const Packet& packet) const;

    /**
     * Undoes a transformation, at the receiver; the header goes on saying that it was done.
     *
     * @param packet any packet
     * @return the shard as it was before it was transformed; null when it is no sound shard or was
     *         not transformed
     */
    Ptr<Packet> Undo(const Packet& packet) const;

    /// @return whether shards have to be opened and sealed again
    bool HasKey() const;

    /// @return what was done so far
    const Counters& GetCounters() const;

  private:
    /// @return the payload of a sound shard and its header; null when it is none
    Ptr<Packet> Open(const Packet& packet, ShardHeader& header) const;

    /// @return a packet with every byte combined with the key, and the tags of the payload
    Ptr<Packet> Transform(const Ptr<Packet>& payload) const;

    /// @return whether the pattern is in it
    bool Contains(const Packet& payload) const;

    const Config m_config;
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_WORK_H */
