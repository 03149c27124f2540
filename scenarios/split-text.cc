/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-text.h"

namespace ns3
{
namespace sharding
{

std::string
Trim(const std::string& text)
{
    const char* const white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::vector<std::string>
SplitText(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (auto end = text.find(separator); end != std::string::npos;
         end = text.find(separator, start))
    {
        parts.push_back(Trim(text.substr(start, end - start)));
        start = end + 1;
    }
    parts.push_back(Trim(text.substr(start)));
    return parts;
}

} // namespace sharding
} // namespace ns3
