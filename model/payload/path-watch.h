/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_WATCH_H
#define PATH_WATCH_H

#include "path-meter.h"
#include "path-receipts.h"
#include "path-report.h"
#include "path-state.h"

#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a sharding device knows of its paths, and how it learns it: from the queues of its own lower
 * devices, and, with a feedback interval, from the receipts of the other end. It sends the receipts
 * and probes of its own end. The rules are those of PathMeter and PathReceipts.
 *
 * With a timeout, a path is not used from the time on at which something that was sent over it has
 * been without a receipt for so long; it is probed once in each timeout, when there are packets to
 * send, and used again once a probe is answered.
 */
class PathWatch
{
  public:
    /// How it watches.
    struct Config
    {
        uint32_t senderId{0};        //!< names the own end
        uint16_t reportProtocol{0};  //!< EtherType of reports
        Time interval;               //!< between two receipts for a path; zero: none are sent
        Time timeout;                //!< see above; zero: paths are used whatever happens
        std::vector<double> weights; //!< of the paths; those without one have their rate in Gbit/s
    };

    ~PathWatch();

    /**
     * Starts to watch.
     *
     * @param config how
     * @param paths the lower devices
     */
    void Start(const Config& config, const std::vector<Ptr<NetDevice>>& paths);

    /**
     * Brings the table up to date, and sends probes that are due.
     *
     * @param now the time
     * @return the paths; what is placed is to be added to their backlogs
     */
    PathTable& Refresh(Time now);

    /**
     * @param now the time
     * @param path over which a shard is sent
     * @param packetId its packet
     * @param bytes its size with header
     */
    void NoteSent(Time now, uint32_t path, uint64_t packetId, uint32_t bytes);

    /**
     * A sound shard came.
     *
     * @param device over which
     * @param senderId whose
     * @param packetId of which packet
     */
    void NoteShard(const Ptr<NetDevice>& device, uint32_t senderId, uint64_t packetId);

    /**
     * A frame of the report protocol came.
     *
     * @param device over which
     * @param packet the frame
     */
    void TakeReport(const Ptr<NetDevice>& device, const Packet& packet);

    /// Exact counts of report frames.
    struct Counters
    {
        uint64_t sent{0};     //!< receipts, probes and answers
        uint64_t received{0}; //!< all that came under the report protocol
        uint64_t refused{0};  //!< of these, malformed, for another sender, or not believed
        uint64_t silences{0}; //!< times at which a path fell silent
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// Sends no receipts until the next shard has come.
    void Silence();

    /// Stops the timer and lets go of the devices.
    void Stop();

  private:
    /// One lower device.
    struct Path
    {
        Ptr<NetDevice> device;
        PathMeter meter;
        Time nextProbe;
    };

    /// @return index of the path over a device; m_paths.size() when there is none
    uint32_t Find(const Ptr<NetDevice>& device) const;

    /// Brings up to date what receipts tell.
    void ReadMeter(Time now, uint32_t path);

    void Send(uint32_t path, const PathReport& report);

    /// Sends the receipts that are due.
    void SendReceipts();

    Config m_config;
    std::vector<Path> m_paths;
    PathTable m_table;
    PathReceipts m_receipts;
    std::vector<PathReceipts::Due> m_due; //!< reused
    EventId m_timer;
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* PATH_WATCH_H */
