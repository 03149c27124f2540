/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_STREAMS_TALK_H
#define MESSAGE_STREAMS_TALK_H

#include "ns3/random-variable-stream.h"
#include "ns3/transport-process.h"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * The two kinds of messages of MessageStreams: what one looks like, and whether it is whole.
 *
 * A message begins with its number (8 bytes), its kind (1 byte) and the CRC32C of the rest (4 bytes).
 */
struct StreamMessage
{
    static constexpr uint32_t HEAD = 13; //!< bytes in front of the filler

    uint64_t number{0};
    bool isUrgent{false};

    /**
     * @param size bytes in all, at least HEAD
     * @return the message's bytes
     */
    std::vector<uint8_t> Write(uint32_t size) const;

    /**
     * @param bytes what came
     * @return whether it is a whole and unchanged message; then number and kind are set
     */
    bool Read(ByteSpan bytes);
};

/**
 * @ingroup sharding-scenarios
 *
 * A client of MessageStreams: sends urgent messages at fixed intervals, and bulk messages, one at a time or at fixed
 * intervals, all to one server over the same pool.
 */
class StreamClient : public TransportProcess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    StreamClient();

    /// Who is told of messages.
    struct Listener
    {
        std::function<uint64_t(bool isUrgent, uint32_t bytes)> onOffer; //!< returns its number
        std::function<void(uint64_t number, const std::string& reason)> onLoss;
    };

    static constexpr uint64_t SERVER = 1;             //!< the server's id
    static const std::string PROTOCOL;                //!< what is spoken
    static constexpr const char* CRASHED = "crashed"; //!< the client forgot it before it was sent

    /**
     * @param listener who is told
     * @param phase when it begins, after the process
     */
    void SetListener(Listener listener, Time phase);

    /// @return why its attributes cannot be used; "" when they can
    std::string Validate() const;

    /// @return longest time between two urgent messages, 0: none are sent
    Time GetLongestGap() const;

  private:
    void DoStart() override;
    void DoForget() override;
    void OfferUrgent();
    void OfferBulk();
    Time NextGap();
    bool Offer(bool isUrgent);
    void NoteFate(uint64_t ticket, SendFate fate);

    Time m_urgentInterval;     //!< attribute UrgentInterval
    uint32_t m_urgentSize;     //!< attribute UrgentSize
    uint32_t m_urgentPriority; //!< attribute UrgentPriority
    Time m_urgentDeadline;     //!< attribute UrgentDeadline
    uint32_t m_bulkSize;       //!< attribute BulkSize
    uint32_t m_bulkPriority;   //!< attribute BulkPriority
    Time m_bulkInterval;       //!< attribute BulkInterval

    Listener m_listener;
    Time m_phase;
    Ptr<UniformRandomVariable> m_gap;

    /// A message that waits.
    struct Waiting
    {
        uint64_t number;
        bool isUrgent;
    };

    std::unordered_map<uint64_t, Waiting> m_waiting; //!< by ticket
};

/**
 * @ingroup sharding-scenarios
 *
 * The server of MessageStreams: takes what comes.
 */
class StreamServer : public TransportProcess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    StreamServer();

    /// @param onMessage told of each message's bytes; to be called after SetEndpoint
    void SetListener(std::function<void(ByteSpan bytes)> onMessage);

    static constexpr uint16_t PORT = 7000; //!< where it listens

  private:
    void DoStart() override;
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_STREAMS_TALK_H */
