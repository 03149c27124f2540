/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_ERROR_H
#define FRAGMENT_ERROR_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Why a message cannot be sent.
 */
enum class FragmentError : uint8_t
{
    NONE,             //!< "none": it can
    MESSAGE_TOO_LONG, //!< "message-too-long": it is above the limit
    INDEX_OVERFLOW, //!< "index-overflow": it would take more fragments than the limit, or than there are indices
    IDS_EXHAUSTED, //!< "ids-exhausted": every message id has been used, and none is used twice
    NO_PAYLOAD,    //!< "no-payload": the strategy allows no byte of payload in a fragment
    HEADER_REFUSED //!< "header-refused": the strategy cannot express a fragment in its header
};

/// How many values FragmentError has.
constexpr uint32_t FRAGMENT_ERRORS = 6;

/**
 * @ingroup sharding-fragment
 *
 * @param error an error
 * @return its name, such as "index-overflow"
 */
const std::string& FragmentErrorName(FragmentError error);

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_ERROR_H */
