/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FLEET_DISK_H
#define RAFT_FLEET_DISK_H

#include "dice.h"
#include "raft-node.h"
#include "raft-weather.h"
#include "tools/soak-outcome.h"

#include "ns3/disk.h"
#include "ns3/raft-storage.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
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
 * The disk of one simulated host: one RaftStorage on a Disk for all groups, or a disk of its own
 * for each, of which only the times are those of one device.
 *
 * Either way, the RaftNodeDisk of each member says what is durable there. What a RaftStorage finds
 * after a crash is compared with it.
 */
class RaftFleetDisk
{
  public:
    static constexpr int64_t NEVER = INT64_MAX; //!< a time that does not come

    /// What it is.
    struct Config
    {
        bool hasStorage{false};      //!< one log for all groups
        RaftStorage::Config storage; //!< of the log
        double bytesPerSecond{0};    //!< of the device; 0: unlimited
    };

    /**
     * @param config what it is
     * @param dice all chance
     * @param weather of the moment; must outlive it
     * @param outcome where probes are counted
     */
    RaftFleetDisk(const Config& config,
                  Dice& dice,
                  const RaftWeather& weather,
                  SoakOutcome& outcome);

    /// @param member of a group that can be on this host; must outlive it
    void Add(RaftShardId shard, RaftNode& member);

    /**
     * @param nowNs global time
     * @param shard whose
     * @param write as RaftHostOutput::OnWrite
     * @param log likewise
     */
    void Write(int64_t nowNs, RaftShardId shard, const RaftWrite& write, const RaftLog& log);

    /// @param shard has a new snapshot, of its own state
    void Compact(RaftShardId shard, const RaftSnapshotPointer& snapshot);

    /// @param shard is not here any more, for good
    void Forget(RaftShardId shard);

    /// @return whether something was written that Flush has to close
    bool
    HasOpen() const
    {
        return m_storage && m_storage->HasOpen();
    }

    /// Closes what was written.
    void Flush(int64_t nowNs);

    /// @return when something becomes durable if nothing else happens, NEVER
    int64_t NextNs() const;

    /**
     * @param nowNs global time
     * @param written gets what has become durable
     */
    void TakeDurable(int64_t nowNs, std::vector<RaftStorage::Written>& written);

    /// @param forNs it answers nothing for so long
    void Stall(int64_t nowNs, int64_t forNs);

    /// The host crashes: some of what was on its way survives.
    void Crash(int64_t nowNs);

    /// @return what was wrong, ""
    const std::string&
    Violation() const
    {
        return m_violation;
    }

  private:
    /// A write on its way to a disk of a group's own.
    struct Plain
    {
        int64_t timeNs;
        RaftStorage::Written what;
    };

    void Append(int64_t nowNs);
    void Recover();
    void Compare(RaftShardId shard, const RaftStart& found, const RaftNodeDisk& expected);
    void Probe(const char* probe, bool happened = true);

    const Config m_config;
    Dice& m_dice;
    const RaftWeather& m_weather;
    SoakOutcome& m_outcome;
    std::map<RaftShardId, RaftNode*> m_members;
    std::map<RaftShardId, bool> m_forgotten;
    int64_t m_freeNs{0};
    std::deque<Plain> m_plain;
    int64_t m_stallNs{0}; //!< the next fsync takes so much longer
    std::unique_ptr<RaftStorage> m_storage;
    std::unique_ptr<Disk> m_disk;
    uint64_t m_askedFor{0}; //!< record up to which a sync was asked for
    std::deque<std::pair<uint64_t, RaftShardId>> m_begun; //!< writes that wait, with their records
    std::string m_violation;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FLEET_DISK_H */
