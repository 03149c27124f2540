/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SINK_H
#define PAYLOAD_SINK_H

#include "ns3/application.h"
#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Takes the messages of PayloadSources from a device and checks that their content is what was offered.
 */
class PayloadSink : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PayloadSink();
    ~PayloadSink() override;

    /// @param device where messages arrive
    void SetDevice(Ptr<NetDevice> device);

    /// @return messages that arrived so far, whatever their content
    uint64_t GetReceived() const;

    /// @return of these, the messages with an error code of a node that they passed
    uint64_t GetErrors() const;

    /**
     * Signature of the Receive trace.
     *
     * @param packet the message
     * @param id its number
     * @param intact whether its content is what was offered
     */
    typedef void (*ReceiveTracedCallback)(Ptr<const Packet> packet, uint64_t id, bool intact);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// A message arrives; protocol handler of the device.
    void Take(Ptr<NetDevice> device,
              Ptr<const Packet> packet,
              uint16_t protocol,
              const Address& source,
              const Address& dest,
              NetDevice::PacketType type);

    Ptr<NetDevice> m_device;
    uint64_t m_errors{0};
    uint64_t m_received{0};
    TracedCallback<Ptr<const Packet>, uint64_t, bool> m_receive;
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SINK_H */
