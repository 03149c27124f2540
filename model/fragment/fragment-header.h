/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_HEADER_H
#define FRAGMENT_HEADER_H

#include "fragment-index.h"
#include "message-id.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * The three facts about a fragment that every protocol must tell, in whatever form it puts them on
 * the wire. A value, not an ns3::Header: how it is written is a FragmentStrategy's business.
 */
struct FragmentHeader
{
    MessageId messageId; //!< which message
    FragmentIndex index; //!< which of its fragments
    bool isLast{false};  //!< whether the message is complete with it

    /// @return whether all three are equal
    bool
    operator==(const FragmentHeader& other) const
    {
        return messageId == other.messageId && index == other.index && isLast == other.isLast;
    }
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_HEADER_H */
