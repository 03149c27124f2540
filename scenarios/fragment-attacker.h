/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_ATTACKER_H
#define FRAGMENT_ATTACKER_H

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/fragment-strategy.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * Floods a FragmentNetDevice with fragments of messages that never end.
 */
class FragmentAttacker : public Application
{
  public:
    /// What it sends.
    enum class Attack
    {
        NONE,         //!< "none"
        UNFINISHED,   //!< "unfinished": first fragments, each of a new message
        EMPTY,        //!< "empty": fragments without payload, a thousand to a message
        FORGED_TOTAL, //!< "forged-total": as unfinished, of messages declared to have 2^40 bytes
        MANY_SOURCES, //!< "many-sources": as unfinished, each from a made-up address of its own
        SPOOFED //!< "spoofed": as unfinished, in the name of the victim, under its first 1000 ids
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FragmentAttacker();
    ~FragmentAttacker() override;

    /// @return what it sends
    Attack GetAttack() const;

    /**
     * @param device where frames leave; it supports SendFrom
     * @param receiver who is attacked
     * @param victim in whose name, where that matters
     * @param protocol EtherType of fragments
     * @param strategy that of the receiver; it has message ids
     */
    void SetTarget(Ptr<NetDevice> device,
                   const Address& receiver,
                   const Address& victim,
                   uint16_t protocol,
                   std::shared_ptr<const FragmentStrategy> strategy);

    /// @return frames sent so far
    uint64_t GetSent() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// Sends one frame and schedules the next.
    void Strike();

    /// @return in whose name the next frame is sent
    Address GetSource() const;

    Attack m_attack;        //!< attribute Attack
    Time m_interval;        //!< attribute Interval
    uint32_t m_payloadSize; //!< attribute PayloadSize

    Ptr<NetDevice> m_device;
    Address m_receiver;
    Address m_victim;
    uint16_t m_protocol{0};
    std::shared_ptr<const FragmentStrategy> m_strategy;
    uint64_t m_sent{0};
    EventId m_event;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_ATTACKER_H */
