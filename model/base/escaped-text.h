/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ESCAPED_TEXT_H
#define ESCAPED_TEXT_H

#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * @param bytes any bytes
 * @return the same as printable ASCII: \\, \n and, for every other byte outside of it, \xHH; Unescape turns it back
 */
std::string EscapeBytes(const std::string& bytes);

/**
 * @ingroup sharding-base
 *
 * Bytes that a line of a text file cannot hold, written as in C.
 *
 * @param text with the escapes \n, \r, \t, \0, \\ and \xHH (two hex digits)
 * @return the bytes that it stands for; nothing where another escape stands in it, or a lone backslash at its end
 */
std::optional<std::string> Unescape(const std::string& text);

} // namespace sharding
} // namespace ns3

#endif /* ESCAPED_TEXT_H */
