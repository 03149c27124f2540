/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SOURCE_H
#define PAYLOAD_SOURCE_H

#include "payload-corpus.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Offers messages to a device, each one packet with a MessageTag: open loop, so that a slow network does not slow it.
 *
 * Its random draws come from streams of the roles "arrivals/<Role>" and "payload/<Role>".
 */
class PayloadSource : public Application
{
  public:
    /// EtherType of the messages: IEEE Std 802 local experimental EtherType 2.
    static constexpr uint16_t PROTOCOL = 0x88B6;

    /// Spacing of messages.
    enum class Arrivals
    {
        PERIODIC,
        POISSON
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PayloadSource();
    ~PayloadSource() override;

    /// @param device where messages leave
    void SetDevice(Ptr<NetDevice> device);

    /**
     * @param corpus the bytes to send; needed unless IsSynthetic(payload)
     */
    void SetCorpus(std::shared_ptr<const PayloadCorpus> corpus);

    /**
     * @param payload a value of the attribute Payload
     * @return whether it names made-up bytes ("zeros", "random") rather than a path
     */
    static bool IsSynthetic(const std::string& payload);

    /// @return the spacing of messages
    Arrivals GetArrivals() const;

    /// @return messages offered so far
    uint64_t GetOffered() const;

    /**
     * Signature of the Offer trace, fired before the message is sent.
     *
     * @param packet the message
     * @param id its number, dense from 0
     */
    typedef void (*OfferTracedCallback)(Ptr<const Packet> packet, uint64_t id);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// Sends one message and schedules the next.
    void Offer();

    /// @return the content of the next message
    Ptr<Packet> MakeMessage();

    Time m_interval;        //!< attribute Interval
    Arrivals m_arrivals;    //!< attribute Arrivals
    uint32_t m_messageSize; //!< attribute MessageSize
    std::string m_payload;  //!< attribute Payload
    uint32_t m_flows;       //!< attribute Flows
    std::string m_role;     //!< attribute Role

    Ptr<NetDevice> m_device;
    std::shared_ptr<const PayloadCorpus> m_corpus;
    std::optional<PayloadCorpus::Reader> m_reader; //!< set while m_corpus is
    Ptr<ExponentialRandomVariable> m_gap;
    Ptr<UniformRandomVariable> m_byte;
    std::string m_bytes; //!< reused for random content
    uint64_t m_offered{0};
    EventId m_event;
    TracedCallback<Ptr<const Packet>, uint64_t> m_offer;
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SOURCE_H */
