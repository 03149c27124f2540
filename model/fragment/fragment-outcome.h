/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_OUTCOME_H
#define FRAGMENT_OUTCOME_H

#include "message-id.h"

#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * What became of a fragment. All but the first three say why it was refused; those from TOO_SMALL
 * on, and the three that only messages have, also say why a whole message was given up.
 */
enum class FragmentOutcome : uint8_t
{
    ACCEPTED,  //!< "accepted": it waits for others
    COMPLETED, //!< "completed": its message is whole with it
    PASSED,    //!< "passed": it is a message by itself

    DUPLICATE,  //!< "duplicate": the same fragment is there already
    LATE,       //!< "late": its message was delivered or given up
    SKIPPED,    //!< "skipped": the rest of a message without id that was given up
    MALFORMED,  //!< "malformed": the strategy cannot read its header
    BAD_LENGTH, //!< "bad-length": a frame that is shorter or longer than its header says

    TOO_SMALL,    //!< "too-small": below the least size and not the last of its message
    OUT_OF_ORDER, //!< "out-of-order": not the next one, or too far ahead of it
    CONFLICT, //!< "conflict": it has another content than the same fragment that is there already
    BEYOND_LAST, //!< "beyond-last": it, or one that is there, lies beyond its message's last one
    TOO_MANY_FRAGMENTS, //!< "too-many-fragments": its index is at or above the limit
    MESSAGE_TOO_LONG,   //!< "message-too-long": its message is, or says that it is, above the limit
    TOTAL_MISMATCH,     //!< "total-mismatch": the declared total changes, or is not what comes
    UNEXPECTED,         //!< "unexpected": begins a message while another is open, or continues none
    NO_ROOM,            //!< "no-room": the memory for it cannot be had

    EXPIRED, //!< "expired", of messages: not whole at its deadline
    EVICTED, //!< "evicted", of messages: its memory or its place was needed
    CLOSED   //!< "closed", of messages: the connection ended or failed
};

/// How many values FragmentOutcome has.
constexpr uint32_t FRAGMENT_OUTCOMES = 20;

/**
 * @ingroup sharding-fragment
 *
 * @param outcome an outcome
 * @return its name, such as "out-of-order"
 */
const std::string& FragmentOutcomeName(FragmentOutcome outcome);

/**
 * @ingroup sharding-fragment
 *
 * @param outcome what became of a fragment
 * @return whether it was refused
 */
constexpr bool
IsRefusal(FragmentOutcome outcome)
{
    return outcome > FragmentOutcome::PASSED;
}

/**
 * @ingroup sharding-fragment
 *
 * @param outcome an outcome
 * @return whether a whole message can be given up for this reason
 */
constexpr bool
EndsMessages(FragmentOutcome outcome)
{
    return outcome >= FragmentOutcome::TOO_SMALL;
}

/**
 * @ingroup sharding-fragment
 *
 * A message that was given up after at least one of its fragments had been kept.
 */
struct LostMessage
{
    FragmentOutcome reason;              //!< why
    uint64_t peer;                       //!< who sent it
    std::optional<MessageId> id;         //!< which; nothing where the protocol has no ids
    uint32_t type;                       //!< the protocol's mark of its first fragment
    uint64_t fragments;                  //!< how many of its fragments are lost with it, at least 1
    uint64_t bytes;                      //!< their payload
    std::optional<uint64_t> totalLength; //!< how long it was said to be
    Time opened;                         //!< when its first fragment came
};

/**
 * @ingroup sharding-fragment
 *
 * A fragment that was refused.
 */
struct RefusedFragment
{
    FragmentOutcome reason;      //!< why
    uint64_t peer;               //!< who sent it
    std::optional<MessageId> id; //!< of which message, as far as known
    uint64_t bytes; //!< its payload, or the whole frame where its header cannot be read
};

/**
 * @ingroup sharding-fragment
 *
 * What a receiver did. The ledger, in fragments, at any time: pushed = passed + fragments of
 * delivered messages + refused (each reason) + fragments of lost messages + waiting.
 */
struct FragmentCounters
{
    uint64_t pushed{0};                                 //!< every fragment
    std::array<uint64_t, FRAGMENT_OUTCOMES> outcomes{}; //!< fragments by what became of them
    uint64_t reassembled{0};          //!< messages put together from several fragments
    uint64_t reassembledFragments{0}; //!< their fragments
    std::array<uint64_t, FRAGMENT_OUTCOMES> lostMessages{}; //!< by reason
    std::array<uint64_t, FRAGMENT_OUTCOMES>
        lostFragments{}; //!< fragments kept of lost messages, by reason

    /// @return fragments with this outcome
    uint64_t
    Of(FragmentOutcome outcome) const
    {
        return outcomes[static_cast<size_t>(outcome)];
    }

    /// @return messages lost for this reason
    uint64_t
    Lost(FragmentOutcome reason) const
    {
        return lostMessages[static_cast<size_t>(reason)];
    }

    /// @return fragments that were refused
    uint64_t Refused() const;

    /// @return fragments that had been kept of messages that were lost
    uint64_t LostFragments() const;

    /// @return messages delivered, whether they came in one frame or in several
    uint64_t
    Delivered() const
    {
        return reassembled + Of(FragmentOutcome::PASSED);
    }
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_OUTCOME_H */
