/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_FRAGMENT_ADAPTER_H
#define PACKET_FRAGMENT_ADAPTER_H

#include "fragment-adapter.h"

#include "ns3/packet.h"

#include <functional>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Fragmentation as a transparent layer between ns-3 packets, for datagrams: see FragmentAdapter for
 * what it does. No payload is copied when a packet is split, and none but once when it is put
 * together; virtual payload stays virtual, and the packet tags stay.
 *
 * Callbacks are called while a packet is being pushed; they must not push, and must not destroy the
 * adapter.
 */
class PacketFragmentAdapter
{
  public:
    using Config = FragmentAdapterConfig;       //!< see there
    using Message = PacketReassembler::Message; //!< a whole message

    /// Who is told of what.
    struct Listener
    {
        std::function<void(const LostMessage&)> onLoss; //!< a message was given up; may be empty
        std::function<void(const RefusedFragment&)>
            onRefused; //!< a fragment was refused; may be empty
    };

    /**
     * @param config what FragmentAdapterConfig::Validate accepts
     * @param listener who is told
     */
    explicit PacketFragmentAdapter(const Config& config, Listener listener = {});

    /**
     * Splits a message.
     *
     * @param message a packet, which stays as it is
     * @param type the protocol's mark
     * @param frames receives its fragments, each with its header; empty when it cannot be sent
     * @return NONE, or why it cannot be sent
     */
    FragmentError
    Split(const Ptr<const Packet>& message, uint32_t type, std::vector<Ptr<Packet>>& frames);

    /**
     * @param frame one that Split gave
     * @return the message that it belongs to; nothing where the header has no id
     */
    std::optional<MessageId> IdOf(const Ptr<const Packet>& frame) const;

    /**
     * Takes a frame: header and payload, with nothing behind it.
     *
     * @param now the time
     * @param frame any packet; it is used up
     * @param peer who sent it: ids of two peers are different ids
     * @param whole set when, and only when, the result is COMPLETED or PASSED
     * @return what became of it; COMPLETED and PASSED: a message is whole
     */
    FragmentOutcome Push(const Time& now, const Ptr<Packet>& frame, uint64_t peer, Message& whole);

    /// @return when Expire must be called; nothing when no message is open
    std::optional<Time> NextDeadline() const;

    /**
     * Gives up the messages whose deadline has come.
     *
     * @param now the time
     */
    void Expire(const Time& now);

    /// Gives up all that waits, as CLOSED.
    void Close();

    /// @return what puts the messages together: counters, memory held, whether reading should pause
    const PacketReassembler& Reassembly() const;

  private:
    HeaderParse Peek(const Packet& frame, FragmentMeta& meta, size_t& headerLength) const;
    FragmentOutcome Take(const Time& now, const Ptr<Packet>& frame, uint64_t peer, Message& whole);

    const Config m_config;
    const Listener m_listener;
    OutboundIds m_ids;
    FragmentInlet<PacketStore> m_inlet;
    std::optional<MessageId> m_arrivedId; //!< of the frame that is being taken
};

} // namespace sharding
} // namespace ns3

#endif /* PACKET_FRAGMENT_ADAPTER_H */
