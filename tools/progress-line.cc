/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "progress-line.h"

#include <cmath>
#include <cstdint>
#include <cstdio>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t BAR_WIDTH = 20;

std::size_t
DoneInAll(const Progress& progress)
{
    return progress.before + progress.done;
}

} // namespace

std::string
FormatClock(double seconds)
{
    const auto whole = static_cast<uint64_t>(std::ceil(seconds));
    char text[64];
    if (whole < 60)
    {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600)
    {
        std::snprintf(
            text, sizeof(text), "%u:%02u min", unsigned(whole / 60), unsigned(whole % 60));
        return text;
    }
    std::snprintf(text,
                  sizeof(text),
                  "%llu:%02u:%02u h",
                  static_cast<unsigned long long>(whole / 3600),
                  unsigned(whole / 60 % 60),
                  unsigned(whole % 60));
    return text;
}

std::string
FormatProgress(const Progress& progress)
{
    const std::size_t done = DoneInAll(progress);
    const std::size_t filled = progress.total == 0 ? BAR_WIDTH : BAR_WIDTH * done / progress.total;
    std::string line = "[" + std::string(filled, '#') + std::string(BAR_WIDTH - filled, ' ') +
                       "] " + std::to_string(done) + "/" + std::to_string(progress.total) + " runs";
    if (progress.failed > 0)
    {
        line += ", " + std::to_string(progress.failed) + " failed";
    }
    if (progress.done > 0 && done < progress.total)
    {
        const double perPiece = progress.seconds / static_cast<double>(progress.done);
        line += ", " + FormatClock(perPiece * static_cast<double>(progress.total - done)) + " left";
    }
    return line;
}

bool
CrossesTenth(const Progress& progress)
{
    const std::size_t done = DoneInAll(progress);
    return done > 0 && 10 * done / progress.total > 10 * (done - 1) / progress.total;
}

} // namespace sharding
} // namespace ns3
