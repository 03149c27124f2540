/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "escaped-text.h"

#include <charconv>
#include <cstdint>

namespace ns3
{
namespace sharding
{

std::string
EscapeBytes(const std::string& bytes)
{
    constexpr const char* DIGITS = "0123456789abcdef";
    std::string text;
    for (const char c : bytes)
    {
        const auto byte = static_cast<uint8_t>(c);
        if (c == '\\')
        {
            text += "\\\\";
        }
        else if (c == '\n')
        {
            text += "\\n";
        }
        else if (byte < 0x20 || byte > 0x7e)
        {
            text += std::string("\\x") + DIGITS[byte >> 4] + DIGITS[byte & 15];
        }
        else
        {
            text += c;
        }
    }
    return text;
}

std::optional<std::string>
Unescape(const std::string& text)
{
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i++)
    {
        if (text[i] != '\\')
        {
            bytes += text[i];
            continue;
        }
        i++;
        const char escape = i < text.size() ? text[i] : '?';
        if (escape == 'x')
        {
            uint8_t value = 0;
            const char* start = text.data() + i + 1;
            if (text.size() - i < 3 ||
                std::from_chars(start, start + 2, value, 16).ptr != start + 2)
            {
                return std::nullopt;
            }
            bytes += static_cast<char>(value);
            i += 2;
            continue;
        }
        constexpr const char* NAMES = "nrt0\\";
        constexpr char BYTES[] = {'\n', '\r', '\t', '\0', '\\'};
        const std::size_t which = std::string(NAMES).find(escape);
        if (which == std::string::npos)
        {
            return std::nullopt;
        }
        bytes += BYTES[which];
    }
    return bytes;
}

} // namespace sharding
} // namespace ns3
