/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_INLET_H
#define FRAGMENT_INLET_H

#include "fragment-strategy.h"
#include "reassembler.h"

#include <cstdint>
#include <map>
#include <unordered_map>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Decides from what a header says to which message a fragment belongs and at which place. It stands
 * between a strategy's FragmentMeta and a reassembler, and is the same for bytes and for packets.
 *
 * With an id, the sequence number is the place; without one, fragments of a message come in their
 * order. A header without an id belongs to the one message of its peer that is under way, whose
 * sequence numbers, if any, must count up:
 *
 * | header without id | no message under way | one under way |
 * |---|---|---|
 * | WHOLE | delivered | delivered, the other goes on |
 * | FIRST, final | delivered | unexpected: both are refused |
 * | FIRST | opens | unexpected: both are refused |
 * | NEXT | unexpected | continues |
 * | ANY, final | delivered | completes |
 * | ANY | opens | continues |
 *
 * When a message without id is given up, the rest of it is skipped: without ids nothing else tells
 * where the next one begins. So protocols without ids need a peer whose fragments come in order and
 * without gaps.
 *
 * As many peers as there may be open messages can have one under way or skipped. For a further one,
 * the oldest is forgotten: what was open of it is evicted, and what still comes of it is judged as
 * if nothing had come before.
 */
template <typename Store>
class FragmentInlet
{
  public:
    using Core = BasicReassembler<Store>;   //!< what puts the messages together
    using View = typename Core::View;       //!< a fragment's payload
    using Message = typename Core::Message; //!< a whole message

    /**
     * @param limits what ReassemblyLimits::Validate accepts
     * @param onLoss told of each message that is given up; may be empty
     * @param budget memory shared with others; nullptr: none
     */
    FragmentInlet(const ReassemblyLimits& limits,
                  typename Core::LossCallback onLoss,
                  FragmentBudget* budget);

    /**
     * Takes a fragment.
     *
     * @param now the time
     * @param meta what its header says
     * @param payload its content, of meta.payloadLength bytes
     * @param peer who sent it
     * @param whole set when, and only when, the result is COMPLETED
     * @return what became of it; PASSED: the payload is the whole message
     */
    FragmentOutcome
    Take(const Time& now,
         const FragmentMeta& meta,
         const View& payload,
         uint64_t peer,
         Message& whole)
    {
        if (meta.place == FragmentPlace::WHOLE)
        {
            return m_core.Count(meta.payloadLength > m_core.Limits().maxMessageSize
                                    ? FragmentOutcome::MESSAGE_TOO_LONG
                                    : FragmentOutcome::PASSED);
        }
        return meta.messageId ? TakeNamed(now, meta, payload, peer, whole)
                              : TakeUnnamed(now, meta, payload, peer, whole);
    }

    /// @return what puts the messages together
    Core&
    Reassembly()
    {
        return m_core;
    }

    /// @return what puts the messages together
    const Core&
    Reassembly() const
    {
        return m_core;
    }

  private:
    /// How it stands with a peer's message without id.
    struct Lane
    {
        /// How far it is.
        enum class State : uint8_t
        {
            IDLE,    //!< none is under way
            OPEN,    //!< it waits for more
            SKIPPING //!< it was given up, and its rest still comes
        };

        State state{State::IDLE};
        uint64_t number{0};   //!< stands in for the id; no two messages have the same
        uint64_t sequence{0}; //!< the sequence number that comes next
        uint32_t index{0};    //!< the place that comes next
    };

    /// Lanes that are not idle, by peer.
    using Lanes = std::unordered_map<uint64_t, Lane>;

    FragmentOutcome TakeNamed(const Time& now,
                              const FragmentMeta& meta,
                              const View& payload,
                              uint64_t peer,
                              Message& whole);
    FragmentOutcome TakeUnnamed(const Time& now,
                                const FragmentMeta& meta,
                                const View& payload,
                                uint64_t peer,
                                Message& whole);
    FragmentOutcome TakeInLane(const Time& now,
                               const FragmentMeta& meta,
                               const View& payload,
                               uint64_t peer,
                               Lane& lane,
                               Message& whole);
    FragmentOutcome
    Break(const FragmentMeta& meta, uint64_t peer, Lane& lane, FragmentOutcome reason);

    static MessageKey
    KeyOf(uint64_t peer, const Lane& lane)
    {
        return {peer, MessageId(lane.number), false};
    }

    void KeepLane(uint64_t peer, const Lane& lane);
    void RemoveLane(typename Lanes::iterator lane);

    Core m_core;
    Lanes m_lanes;
    std::map<uint64_t, uint64_t> m_lanesByAge; //!< number of the message: peer
    uint64_t m_laneNumber{0};                  //!< of the last message that began
};

extern template class FragmentInlet<ByteStore>;
extern template class FragmentInlet<PacketStore>;

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_INLET_H */
