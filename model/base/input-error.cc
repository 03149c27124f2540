/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "input-error.h"

namespace ns3
{
namespace sharding
{

std::string
SourcePlace::ToString() const
{
    return line == 0 ? file : file + ":" + std::to_string(line);
}

InputError::InputError(const SourcePlace& place, const std::string& message)
    : std::runtime_error(place.file.empty() ? message : place.ToString() + ": " + message)
{
}

InputError::InputError(const std::string& message) : std::runtime_error(message)
{
}

} // namespace sharding
} // namespace ns3
