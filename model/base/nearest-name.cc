/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nearest-name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace ns3
{
namespace sharding
{
namespace
{

char
Lower(char c)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Edits (insert, delete, replace, swap neighbours) between two words; optimal string alignment.
std::size_t
EditDistance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); i++)
    {
        d[i][0] = i;
    }
    for (std::size_t j = 0; j <= b.size(); j++)
    {
        d[0][j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); i++)
    {
        for (std::size_t j = 1; j <= b.size(); j++)
        {
            const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
            d[i][j] =
                std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
                Lower(a[i - 2]) == Lower(b[j - 1]))
            {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

std::string
NearestName(const std::string& word, const std::vector<std::string>& names)
{
    constexpr std::size_t LONGEST_WORD = 128; // the distance costs the product of the lengths
    std::string nearest;
    std::size_t best = word.size() / 2 + 1;
    if (word.size() > LONGEST_WORD)
    {
        return nearest;
    }
    for (const auto& name : names)
    {
        const std::size_t distance = EditDistance(word, name);
        if (distance < best)
        {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string
ValidNames(const std::string& word, const std::vector<std::string>& names)
{
    constexpr std::size_t MOST = 24;
    std::string text = "; ";
    const std::string nearest = NearestName(word, names);
    if (!nearest.empty())
    {
        text += "did you mean '" + nearest + "'? ";
    }
    text += names.empty() ? "None is valid here" : "Valid: ";
    for (std::size_t i = 0; i < std::min(names.size(), MOST); i++)
    {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > MOST)
    {
        text += " and " + std::to_string(names.size() - MOST) + " more";
    }
    return text;
}

} // namespace sharding
} // namespace ns3
