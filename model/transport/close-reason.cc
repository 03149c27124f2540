/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "close-reason.h"

#include <array>
#include <cstddef>

namespace ns3
{
namespace sharding
{

const std::string&
CloseReasonName(CloseReason reason)
{
    static const std::array<std::string, CLOSE_REASONS> names{"none",
                                                              "asked",
                                                              "peer",
                                                              "broken",
                                                              "preface",
                                                              "no-protocol",
                                                              "busy",
                                                              "duplicate",
                                                              "timeout",
                                                              "stream",
                                                              "silent",
                                                              "idle",
                                                              "evicted",
                                                              "replaced",
                                                              "abandoned"};
    return names[static_cast<size_t>(reason)];
}

} // namespace sharding
} // namespace ns3
