/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAST_PATH_PROCESSOR_H
#define FAST_PATH_PROCESSOR_H

#include "ns3/alarm.h"
#include "ns3/application.h"
#include "ns3/cpu.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * What a node of the packet processing pipeline does: it takes frames from one device, spends CPU time on each and
 * sends them on through another device. Fast path nodes and the exception path node are both of this kind, with
 * different costs.
 *
 * The CPU has a finite queue (see Cpu); a frame that finds it full is dropped with reason "cpu-queue-full". A crashed
 * processor forgets the frames it held and drops what arrives until it is restarted, both with reason "crashed"; its
 * links stay up, so that neighbors notice nothing.
 *
 * Like every ns-3 application it works from StartTime to StopTime only.
 */
class FastPathProcessor : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FastPathProcessor();
    ~FastPathProcessor() override;

    /**
     * Adds a way through this node. To be called before the application starts.
     *
     * @param in device of this node from which frames come
     * @param out device of this node through which they leave
     */
    void AddRoute(Ptr<NetDevice> in, Ptr<NetDevice> out);

    /// The process dies: what it holds is lost, what arrives is lost. Nothing happens when it is down already.
    void Crash();

    /// The process comes back with an empty queue. Nothing happens when it is up already.
    void Restart();

    /// @return whether it is up
    bool IsUp() const;

    /**
     * One more slow-down of the CPU begins; see Cpu::AddSlowDown.
     *
     * @param factor by which all work takes longer
     * @return false when it is not taken
     */
    bool AddCpuSlowDown(double factor);

    /**
     * @param factor of a slow-down that ends
     * @return false when none of this factor acts
     */
    bool RemoveCpuSlowDown(double factor);

    /// Exact counts of frames, for the ledger: taken = forwarded + every drop + GetInside().
    struct Counters
    {
        uint64_t taken{0};        //!< arrived at this node
        uint64_t forwarded{0};    //!< handed to the outgoing device, which may still drop them
        uint64_t queueDropped{0}; //!< found the CPU queue full
        uint64_t crashDropped{0}; //!< arrived while down, or were held at the crash
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return frames waiting for the CPU or in service
    uint64_t GetInside() const;

    /// @return core time spent on frames so far
    Time GetBusyTime() const;

    /**
     * Signature of the drop trace.
     *
     * @param packet the frame's payload
     * @param reason "cpu-queue-full" or "crashed"
     */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, const std::string& reason);

  protected:
    void DoDispose() override;

  private:
    /// In by one device, out by another.
    struct Route
    {
        Ptr<NetDevice> in;
        Ptr<NetDevice> out;
    };

    void StartApplication() override;
    void StopApplication() override;

    /// A frame arrives; protocol handler of the incoming devices.
    void Take(Ptr<NetDevice> device,
              Ptr<const Packet> packet,
              uint16_t protocol,
              const Address& source,
              const Address& dest,
              NetDevice::PacketType type);

    /// Sends on what the CPU has finished.
    void Finish();

    /// @return the CPU, which is made on first use, as its attributes then are
    Cpu& GetCpu();

    /// A frame that the CPU holds.
    struct Held
    {
        Ptr<Packet> packet; //!< null: the slot is free
        Ptr<NetDevice> out;
        uint16_t protocol{0};
    };

    uint32_t m_cores;      //!< attribute Cores
    Time m_perPacket;      //!< attribute CostPerPacket
    double m_perByteNs;    //!< attribute CostPerByte
    uint32_t m_queueLimit; //!< attribute QueueLimit

    std::vector<Route> m_routes;
    std::unique_ptr<Cpu> m_cpu; //!< see GetCpu
    Alarm m_alarm;              //!< the next frame is finished
    std::vector<Held> m_held;   //!< slots, reused through m_free
    std::vector<uint32_t> m_free;
    bool m_up{true};
    Counters m_counters;
    TracedCallback<Ptr<const Packet>, const std::string&> m_drop;
};

} // namespace sharding
} // namespace ns3

#endif /* FAST_PATH_PROCESSOR_H */
