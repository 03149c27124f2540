/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROGRESS_LINE_H
#define PROGRESS_LINE_H

#include <cstddef>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * How far long work is.
 */
struct Progress
{
    std::size_t total{0};  //!< pieces of work, 0 for none
    std::size_t before{0}; //!< done before this program started
    std::size_t done{0};   //!< done now, failed ones included
    std::size_t failed{0}; //!< failed now
    double seconds{0};     //!< since the start
};

/**
 * @ingroup sharding-tools
 *
 * @param seconds a time span, not negative
 * @return "7 s", "1:05 min" or "2:03:04 h", rounded up to a second
 */
std::string FormatClock(double seconds);

/**
 * @ingroup sharding-tools
 *
 * @param progress how far the work is
 * @return one line without an end: "[#####     ] 37/90 runs, 1 failed, 12 s left"; the time left is
 *         known once a piece is done now
 */
std::string FormatProgress(const Progress& progress);

/**
 * @ingroup sharding-tools
 *
 * For output that is no terminal: a line at each tenth.
 *
 * @param progress how far the work is, one more piece being done than when this was last asked
 * @return whether a tenth was crossed by that piece
 */
bool CrossesTenth(const Progress& progress);

} // namespace sharding
} // namespace ns3

#endif /* PROGRESS_LINE_H */
