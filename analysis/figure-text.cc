/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-text.h"

#include <cctype>
#include <vector>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double EM_CM = 8 * 2.54 / 72; //!< 8 points
const std::string ELLIPSIS = "\u2026";

/**
 * @param letter one UTF-8 sequence
 * @return its width in em; four classes are near enough for Liberation Sans
 */
double
WidthInEm(const std::string& letter)
{
    const char c = letter[0];
    if (std::string(" !,.:;|'/\\[]()fijlrtI-").find(c) != std::string::npos)
    {
        return 0.31;
    }
    if (std::string("mwMW%@").find(c) != std::string::npos || letter == ELLIPSIS)
    {
        return 0.9;
    }
    return std::isupper(static_cast<unsigned char>(c)) != 0 ? 0.7 : 0.56;
}

/**
 * @param text UTF-8
 * @return its letters
 */
std::vector<std::string>
LettersOf(const std::string& text)
{
    std::vector<std::string> letters;
    for (const char c : text)
    {
        const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
        if (continues && !letters.empty())
        {
            letters.back() += c;
        }
        else
        {
            letters.emplace_back(1, c);
        }
    }
    return letters;
}

} // namespace

double
FigureTextWidthCm(const std::string& text)
{
    double em = 0;
    for (const auto& letter : LettersOf(text))
    {
        em += WidthInEm(letter);
    }
    return em * EM_CM;
}

std::string
ShortenFigureText(const std::string& text, double widthCm)
{
    const auto letters = LettersOf(text);
    std::string shortened = text;
    for (size_t kept = letters.size(); kept > 2 && FigureTextWidthCm(shortened) > widthCm;)
    {
        kept--;
        shortened.clear();
        for (size_t i = 0; i < kept; i++)
        {
            const size_t head = (kept + 1) / 2;
            shortened += i == head ? ELLIPSIS : "";
            shortened += letters[i < head ? i : letters.size() - kept + i];
        }
    }
    return shortened;
}

} // namespace sharding
} // namespace ns3
