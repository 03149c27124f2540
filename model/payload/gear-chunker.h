/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GEAR_CHUNKER_H
#define GEAR_CHUNKER_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Content-defined chunking with a gear hash: FastCDC (Xia et al., "FastCDC: a Fast and Efficient
 * Content-Defined Chunking Approach for Data Deduplication", USENIX ATC 2016, algorithm 1).
 *
 * A hash rolls over the bytes, h = 2 h + G[byte] with 256 fixed random numbers G. A chunk ends
 * where certain bits of h are all 0. Before the average size there are two more of these bits than
 * the average asks for, behind it two fewer (normalized chunking, level 2), so that sizes gather
 * around the average; the first bytes up to the minimum are skipped without hashing, and at the
 * maximum a chunk ends in any case. What follows a cut does not depend on what came before it: an
 * insertion changes the chunks around it only.
 *
 * The bits lie apart in the upper 48 of the hash, so that a decision rests on the last 16 to 64
 * bytes.
 */
class GearChunker
{
  public:
    /// Bounds of a chunk, bytes.
    struct Config
    {
        uint32_t least;   //!< no cut before; taken as at most average
        uint32_t average; //!< cuts are rare before it and frequent behind it; at least 1
        uint32_t most;    //!< a cut at the latest; at least 1; may lie below the others
    };

    /// @param config the bounds
    explicit GearChunker(const Config& config);

    /**
     * @param bytes where the chunk starts
     * @param length how many bytes are left, at least 1
     * @return length of the first chunk
     */
    uint32_t FindCut(const uint8_t* bytes, uint32_t length) const;

    /**
     * @param average as in Config
     * @return bits that decide before and behind the average: log2(average), rounded down, plus and
     *         minus 2, within [0, 48]
     */
    static uint32_t GetStrictBits(uint32_t average);
    /// @copydoc GetStrictBits
    static uint32_t GetLooseBits(uint32_t average);

  private:
    Config m_config;
    uint64_t m_strictMask;
    uint64_t m_looseMask;
};

} // namespace sharding
} // namespace ns3

#endif /* GEAR_CHUNKER_H */
