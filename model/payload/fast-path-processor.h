/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAST_PATH_PROCESSOR_H
#define FAST_PATH_PROCESSOR_H

#include "cipher-cost-attributes.h"
#include "shard-work.h"

#include "ns3/alarm.h"
#include "ns3/application.h"
#include "ns3/cpu.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

class PayloadShardingNetDevice;

/**
 * @ingroup sharding-payload
 *
 * What a node of the packet processing pipeline does: it takes frames from one device, spends CPU time on each and
 * sends them on through another device. Fast path nodes and the exception path node are both of this kind, with
 * different costs.
 *
 * With Processors, the node works selectively: a shard whose flags ask for one of them costs CPU time once for each of
 * them; one that asks for none, and any frame of the BypassProtocol, passes without touching the CPU. Frames that are
 * no shards are worked on as ever.
 *
 * With a KeyFile it can read the flags of shards that are sealed with this key. Each shard then costs the CPU time to open
 * it, also one that asks for nothing, and one that is worked on the time to seal it again.
 *
 * The CPU has a finite queue (see Cpu); a frame that finds it full is dropped with reason "cpu-queue-full", or, with
 * Overload = pass, a shard goes on as it is, with the error code "not-processed". A crashed
 * processor forgets the frames it held and drops what arrives until it is restarted, both with reason "crashed"; its
 * links stay up, so that neighbors notice nothing.
 *
 * Where packets are put together at fast path nodes, a shard goes, after the CPU, where its reassembly point is (AddPoint):
 * through a device that leads there, or to the sharding stage of this node. One that leads nowhere is dropped with reason
 * "no-route".
 *
 * Like every ns-3 application it works from StartTime to StopTime only.
 */
class FastPathProcessor : public Application, public CipherCostAttributes
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
     * @param out device of this node through which they leave; null: shards go where AddPoint says
     */
    void AddRoute(Ptr<NetDevice> in, Ptr<NetDevice> out);

    /**
     * Says where shards go that come in without a device to leave through. Same condition as AddRoute.
     *
     * @param point number of a reassembly point
     * @param out leads there; or the stage of SetStage, for shards that are put together here
     */
    void AddPoint(uint32_t point, Ptr<NetDevice> out);

    /**
     * Sets the sharding stage of this node: what leaves through it is not sent, but given to it as what came over the
     * device by which it came (see PayloadShardingNetDevice::AddForwardedPath). Same condition as AddRoute.
     *
     * @param stage a device of this node
     */
    void SetStage(Ptr<PayloadShardingNetDevice> stage);

    /**
     * Adds a way back: frames that go against the traffic (feedback) cross the node without touching the CPU, while it
     * is up. Same condition as AddRoute.
     *
     * @param in device of this node from which frames come
     * @param out device of this node through which they leave
     */
    void AddReturn(Ptr<NetDevice> in, Ptr<NetDevice> out);

    /// @return an empty string when the attributes go together, else one sentence that says what is wrong
    std::string Validate() const;

    /// What to do with a shard that finds the CPU queue full.
    enum class Overload : uint8_t
    {
        DROP, //!< "drop"
        PASS  //!< "pass": on, unprocessed
    };

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

    /// Exact counts of frames, for the ledger: taken = forwarded + every drop + GetInside(); ways back apart.
    struct Counters
    {
        uint64_t taken{0};         //!< arrived at this node
        uint64_t forwarded{0};     //!< handed to the outgoing device, which may still drop them
        uint64_t routeDropped{0};  //!< led nowhere
        uint64_t queueDropped{0};  //!< found the CPU queue full
        uint64_t crashDropped{0};  //!< arrived while down, or were held at the crash
        uint64_t bypassed{0};      //!< of those forwarded, without touching the CPU
        uint64_t skipped{0};       //!< of these, for want of room
        uint64_t returned{0};      //!< went back
        uint64_t returnDropped{0}; //!< were to go back while it was down
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return of these, the counts of whole packets: neither shards nor reports of sharding stages
    const Counters& GetWholeCounters() const;

    /// @return what the processors of this node have done; null when it does not work selectively
    const ShardWork* GetWork() const;

    /// @return frames waiting for the CPU or in service
    uint64_t GetInside() const;

    /// @return of these, whole packets
    uint64_t GetWholeInside() const;

    /// @return core time that opening and sealing takes for the frames taken so far, at nominal speed
    Time GetCipherTime() const;

    /// @return core time spent on frames so far
    Time GetBusyTime() const;

    /**
     * Signature of the drop trace.
     *
     * @param packet the frame's payload
     * @param reason "cpu-queue-full", "crashed" or "no-route"
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

    /// A frame on its way through the node.
    struct Held
    {
        Ptr<Packet> packet; //!< null: the slot is free
        Ptr<NetDevice> in;
        Ptr<NetDevice> out;
        uint16_t protocol{0};
        uint8_t tasks{0}; //!< of a shard, when the node works selectively
    };

    /// @return what Processors and KeyFile say
    ShardWork::Config GetWorkConfig() const;

    /// What a frame wants of the CPU.
    struct Demand
    {
        uint8_t tasks{0}; //!< of a shard, when the node works selectively
        Time cipher;      //!< to open and to seal it
        Time service;     //!< in all
    };

    /// @return what a frame wants
    Demand GetDemand(const Packet& packet, uint16_t protocol) const;

    /// A frame found the CPU queue full.
    void Refuse(const Held& frame);

    /// @return the outgoing device of a route
    static Ptr<NetDevice> FindOut(const std::vector<Route>& routes, const Ptr<NetDevice>& in);

    /// @return where a frame goes; null: nowhere
    Ptr<NetDevice> FindWay(const Ptr<NetDevice>& in, const Packet& packet, uint16_t protocol) const;

    /// Counts one more of something.
    void Count(uint64_t Counters::*what, uint16_t protocol);

    /// A frame is lost.
    void Lose(uint64_t Counters::*what,
              const Ptr<const Packet>& packet,
              uint16_t protocol,
              const std::string& reason);

    /// Sends a frame on, with this content.
    void Forward(const Ptr<Packet>& packet, const Held& frame);

    /// A frame arrives against the traffic; protocol handler.
    void TakeBack(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& source,
                  const Address& dest,
                  NetDevice::PacketType type);

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

    uint32_t m_cores;      //!< attribute Cores
    Time m_perPacket;      //!< attribute CostPerPacket
    double m_perByteNs;    //!< attribute CostPerByte
    uint32_t m_queueLimit; //!< attribute QueueLimit

    std::string m_processors;  //!< attribute Processors
    std::string m_pattern;     //!< attribute InspectPattern
    uint8_t m_transformKey;    //!< attribute TransformKey
    Overload m_overload;       //!< attribute Overload
    std::string m_keyFile;     //!< attribute KeyFile
    uint16_t m_shardProtocol;  //!< attribute ShardProtocol
    uint16_t m_bypassProtocol; //!< attribute BypassProtocol

    std::vector<Route> m_routes;
    std::vector<Route> m_returns;
    std::map<uint32_t, Ptr<NetDevice>> m_points; //!< see AddPoint
    Ptr<PayloadShardingNetDevice> m_stage;       //!< see SetStage; null: none
    std::unique_ptr<ShardWork> m_work;           //!< null: works on every frame
    std::unique_ptr<Cpu> m_cpu;                  //!< see GetCpu
    Alarm m_alarm;                               //!< the next frame is finished
    std::vector<Held> m_held;                    //!< slots, reused through m_free
    std::vector<uint32_t> m_free;
    Time m_cipherTime; //!< see GetCipherTime
    bool m_up{true};
    Counters m_counters;
    Counters m_whole; //!< see GetWholeCounters
    TracedCallback<Ptr<const Packet>, const std::string&> m_drop;
};

} // namespace sharding
} // namespace ns3

#endif /* FAST_PATH_PROCESSOR_H */
