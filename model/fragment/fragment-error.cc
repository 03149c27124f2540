/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-error.h"

#include <array>

namespace ns3
{
namespace sharding
{

const std::string&
FragmentErrorName(FragmentError error)
{
    static const std::array<std::string, FRAGMENT_ERRORS> names{"none",
                                                                "message-too-long",
                                                                "index-overflow",
                                                                "ids-exhausted",
                                                                "no-payload",
                                                                "header-refused"};
    return names.at(static_cast<size_t>(error));
}

} // namespace sharding
} // namespace ns3
