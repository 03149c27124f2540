/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-series.h"

#include <array>

namespace ns3
{
namespace sharding
{

const std::string&
SeriesVerdictName(SeriesVerdict verdict)
{
    static const std::array<std::string, SERIES_VERDICTS> names{"incomplete",
                                                                "complete",
                                                                "message-mismatch",
                                                                "index-mismatch",
                                                                "series-complete",
                                                                "index-overflow"};
    return names.at(static_cast<size_t>(verdict));
}

} // namespace sharding
} // namespace ns3
