/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REASSEMBLY_LIMITS_H
#define REASSEMBLY_LIMITS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * What a receiver of fragments keeps to, whoever sends.
 */
struct ReassemblyLimits
{
    uint64_t maxMessageSize{uint64_t{16} << 20U}; //!< longest message, bytes, 1 to 2^31
    uint32_t maxOpenMessages{4096};               //!< messages that wait for fragments, at least 1
    uint32_t maxFragments{65536};                 //!< fragments of one message, 1 to 2^31
    uint64_t maxBytes{uint64_t{64}
                      << 20U}; //!< memory for all that waits, at least 2 maxMessageSize + 4096
    uint64_t softBytes{uint64_t{48}
                       << 20U}; //!< memory from which on reading should pause, at most maxBytes
    uint32_t minFragmentSize{
        1}; //!< least payload of a fragment that is not its message's last, bytes
    uint32_t reorderWindow{
        0}; //!< how far ahead of the next fragment one may come, 0 to 4096; 0: strict order
    uint32_t maxRemembered{4096}; //!< identities of finished messages; 0: none
    Time timeout{Seconds(30)};    //!< from a message's first fragment to giving it up, positive

    /**
     * @param limits limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const ReassemblyLimits& limits);
};

} // namespace sharding
} // namespace ns3

#endif /* REASSEMBLY_LIMITS_H */
