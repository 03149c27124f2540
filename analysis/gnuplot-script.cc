/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gnuplot-script.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace ns3
{
namespace sharding
{

std::string
GnuplotString(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
    {
        const bool isControl = static_cast<unsigned char>(c) < 0x20;
        quoted += isControl ? ' ' : c;
        if (c == '\'')
        {
            quoted += c;
        }
    }
    return quoted + "'";
}

std::string
GnuplotNumber(double value)
{
    char text[64];
    std::snprintf(text, sizeof(text), "%.4f", value);
    return text;
}

std::string
SeriesColor(size_t index, double opacity)
{
    constexpr std::array<uint32_t, 7> COLORS{
        0x0072b2, // blue
        0xd55e00, // vermilion
        0x009e73, // bluish green
        0xcc79a7, // reddish purple
        0xe69f00, // orange
        0x56b4e9, // sky blue
        0x000000, // black
    };
    const auto transparency = static_cast<uint32_t>(std::lround((1 - opacity) * 255));
    char text[16];
    std::snprintf(text,
                  sizeof(text),
                  "'#%02x%06x'",
                  static_cast<unsigned>(transparency),
                  static_cast<unsigned>(COLORS[index % COLORS.size()]));
    return text;
}

std::string
CommonStyle()
{
    return "set encoding utf8\n"
           "set datafile separator comma\n"
           "set style line 100 linecolor rgb '#d9d9d9' linewidth 0.5\n"
           "set style line 101 linecolor rgb '#4d4d4d' linewidth 0.75\n"
           "set grid ytics back linestyle 100\n"
           "set border 3 back linestyle 101\n"
           "set tics nomirror out scale 0.5\n";
}

} // namespace sharding
} // namespace ns3
