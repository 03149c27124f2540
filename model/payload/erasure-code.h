/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ERASURE_CODE_H
#define ERASURE_CODE_H

#include "shard-header.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A systematic linear code over GF(256) with k data blocks and n - k parity blocks of equal length:
 * any k of the n give the data blocks.
 *
 * XOR: the one parity block is the sum of all data blocks. Reed-Solomon: the coefficient of data
 * block j in parity block i is 1 / ((k + i) + j), a Cauchy matrix (Bloemer et al., "An XOR-based
 * erasure-resilient coding scheme", ICSI TR-95-048, 1995), of which every square part can be
 * inverted; field polynomial x^8 + x^4 + x^3 + x^2 + 1. The arithmetic is ISA-L's.
 */
class ErasureCode
{
  public:
    static constexpr uint32_t MAX_BLOCKS = 255; //!< most blocks, data and parity

    /**
     * @param code XOR or REED_SOLOMON
     * @param dataBlocks at least 1
     * @param parityBlocks at least 1, of XOR exactly 1; with the data blocks at most MAX_BLOCKS
     */
    ErasureCode(ShardCode code, uint32_t dataBlocks, uint32_t parityBlocks);

    /**
     * Computes all parity blocks.
     *
     * @param size bytes of each block
     * @param data the data blocks; not changed, though ISA-L asks for pointers to non-const
     * @param parity receives the parity blocks
     */
    void Encode(uint32_t size, uint8_t** data, uint8_t** parity) const;

    /// Computes certain lost data blocks from certain blocks that are there.
    class Recovery
    {
      public:
        /**
         * @param size bytes of each block; may be a part of all blocks, at the same place of each
         * @param sources the blocks of Sources(), in that order; not changed
         * @param lost receives the lost data blocks in ascending order of index
         */
        void Run(uint32_t size, uint8_t** sources, uint8_t** lost) const;

        /// @return indices of the blocks that it starts from, k of them: the data blocks that are
        ///         there, then parity blocks
        const std::vector<uint32_t>&
        Sources() const
        {
            return m_sources;
        }

        /// @return indices of the data blocks that are computed, ascending
        const std::vector<uint32_t>&
        Lost() const
        {
            return m_lost;
        }

      private:
        friend class ErasureCode;
        std::vector<uint32_t> m_sources;
        std::vector<uint32_t> m_lost;
        std::vector<uint8_t> m_tables;
    };

    /**
     * @param present for each block, whether it is there; at least k are
     * @return how to compute the data blocks that are not
     */
    Recovery Plan(const std::vector<bool>& present) const;

  private:
    uint32_t m_data;
    uint32_t m_parity;
    std::vector<uint8_t> m_coefficients; //!< of parity block i in row i
    std::vector<uint8_t> m_tables;       //!< what ISA-L makes of them
};

} // namespace sharding
} // namespace ns3

#endif /* ERASURE_CODE_H */
