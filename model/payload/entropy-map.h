/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ENTROPY_MAP_H
#define ENTROPY_MAP_H

#include "split-policy.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Tells bytes of low entropy (text, tables) from those of high entropy (compressed, encrypted).
 *
 * The payload is judged in windows that follow each other. The entropy of a window is that of its
 * byte frequencies, H = log2 w - (1/w) sum c log2 c bits per byte over the counts c of each value
 * in w bytes; it is at most log2 w, for random bytes about 7.2 in a window of 256. A window is high
 * from the threshold on. Windows of the same kind that follow each other are one run, to which a last
 * window that is not full is added. A payload that is shorter than a window is judged against the
 * same part of what it can reach: the threshold times log2 of its length over log2 of a window's.
 */
class EntropyMap
{
  public:
    /**
     * @param window bytes of a window, at least 2
     * @param threshold bits per byte, see above
     */
    EntropyMap(uint32_t window, double threshold);

    /**
     * @param bytes a payload from the start of a window
     * @param length how many bytes are left, at least 1
     * @return length and kind of the first run
     */
    PayloadPart FindRun(const uint8_t* bytes, uint32_t length) const;

    /**
     * @param bytes where they are
     * @param length how many, at least 1
     * @return entropy of their frequencies, bits per byte, in [0, 8]
     */
    static double GetEntropy(const uint8_t* bytes, uint32_t length);

  private:
    /// @return whether a window is of high entropy
    bool IsHigh(const uint8_t* bytes, uint32_t length) const;

    const uint32_t m_window;
    const double m_threshold;
};

} // namespace sharding
} // namespace ns3

#endif /* ENTROPY_MAP_H */
