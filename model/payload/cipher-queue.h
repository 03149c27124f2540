/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIPHER_QUEUE_H
#define CIPHER_QUEUE_H

#include "shard-cipher.h"

#include "ns3/address.h"
#include "ns3/alarm.h"
#include "ns3/cpu.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * @param frame a sealed shard or request
 * @return bytes for which the cipher costs time, by which CipherCosts is asked
 */
uint32_t SealedBytes(const Packet& frame);

/**
 * @ingroup sharding-payload
 *
 * The cores on which a node seals what it sends and opens what came, both in one queue: each shard
 * goes on once its work is done. The work itself was done, or will be, at one instant; this is the
 * time that it takes.
 *
 * Limit: queueLimit shards wait; a further one is not taken, and counted.
 */
class CipherQueue
{
  public:
    /// What is to be worked on.
    enum class Kind : uint8_t
    {
        SHARD,   //!< one that is sent
        REQUEST, //!< for late shards, that is sent
        FRAME    //!< one that came
    };

    /// How many values Kind has.
    static constexpr size_t KINDS = 3;

    /// Something that waits, with what its owner needs to know when it goes on.
    struct Job
    {
        Kind kind;
        Ptr<Packet> packet;
        Ptr<NetDevice> device; //!< over which a frame came
        Address source;        //!< link-layer address of a frame's sender
        uint64_t packetId{0};  //!< of a shard
        uint32_t path{0};      //!< over which a shard or request is to be sent
    };

    /// What the cores can do.
    struct Config
    {
        uint32_t cores{1};         //!< in [1, 1024]
        uint32_t queueLimit{1000}; //!< that may wait for a core
        CipherCosts costs;         //!< see there
    };

    /// Called with each job that is done.
    using Done = std::function<void(const Job&)>;

    /// Exact counts of jobs of one kind: taken = done + lost + inside.
    struct Counters
    {
        uint64_t done{0};
        uint64_t dropped{0}; //!< not taken: the queue was full
        uint64_t lost{0};    //!< in a crash
        uint64_t inside{0};  //!< waiting or in service now
    };

    /**
     * @param config the cores
     * @param done what to call
     */
    CipherQueue(const Config& config, Done done);

    /**
     * @param job is worked on
     * @return false when the queue is full
     */
    bool Take(const Job& job);

    /**
     * All that waits is lost.
     *
     * @return what it was
     */
    std::vector<Job> Crash();

    /// See Cpu::AddSlowDown.
    bool AddSlowDown(double factor);

    /// See Cpu::RemoveSlowDown.
    bool RemoveSlowDown(double factor);

    /// @return the counts so far of one kind
    const Counters& Of(Kind kind) const;

    /// @return core time spent so far
    Time GetBusyTime();

  private:
    /// Passes on what is done.
    void Ring();

    void ArmAlarm();

    const CipherCosts m_costs;
    const Done m_done;
    Cpu m_cpu;
    Alarm m_alarm;
    std::vector<Job> m_jobs;      //!< slots by ticket; packet null: free
    std::vector<uint32_t> m_free; //!< slots
    std::array<Counters, KINDS> m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* CIPHER_QUEUE_H */
