/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PARITY_CODER_H
#define PARITY_CODER_H

#include "erasure-code.h"

#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Makes parity shards from the payloads of data shards, and lost payloads from those that came.
 *
 * Data shards may differ in length. A block of the code is a shard's length in four bytes (network
 * order), then its payload, then zeros up to the length of the longest: so a block that is computed
 * again knows where it ends (as the lengths in RFC 8627, section 4.2). The zeros are never sent;
 * only parity has the full length. Where all payloads are virtual zeros, so is all parity but its
 * first four bytes, and neither way touches what exists nowhere.
 *
 * Codes are kept for the numbers of blocks that were used last, up to MAX_CODES; beyond that all
 * are made again.
 */
class ParityCoder
{
  public:
    static constexpr size_t MAX_CODES = 64; //!< codes that are kept

    /**
     * @param code XOR or REED_SOLOMON
     * @param data payloads of all data shards, none empty
     * @param parityShards how many to make; with the data at most ErasureCode::MAX_BLOCKS
     * @param shards the parity payloads are appended; they have the packet tags of the first data
     *        shard
     * @return the length of each
     */
    uint32_t Encode(ShardCode code,
                    const std::vector<Ptr<Packet>>& data,
                    uint32_t parityShards,
                    std::vector<Ptr<Packet>>& shards);

    /**
     * Makes the data payloads that are missing. Memory is in proportion to what came, not to what
     * the header announces.
     *
     * @param header of any shard of the packet, as TakeShardHeader lets it pass
     * @param shards payloads in order of index, nullptr where one did not come; at least as many as
     *        there are data shards are there; those of the data shards are filled in
     * @return false when the shards contradict each other: their lengths do not make up the packet
     */
    bool Recover(const ShardHeader& header, std::vector<Ptr<Packet>>& shards);

  private:
    /// Blocks of one code, all but their prefix.
    struct Block
    {
        const uint8_t* bytes; //!< nullptr: zeros
        uint32_t size;        //!< bytes there are; zeros follow
    };

    using Prefix = std::array<uint8_t, ShardHeader::BLOCK_PREFIX>;

    const ErasureCode& Code(ShardCode code, uint32_t dataShards, uint32_t parityShards);
    /// Copies payloads into m_bytes and makes m_blocks of them. @return whether any byte is real
    bool Gather(const std::vector<Ptr<Packet>>& payloads, uint32_t skip, uint32_t skipFrom);
    /// Points m_sources at a range of columns of all blocks.
    void PointAt(uint32_t column, uint32_t size);

    static constexpr uint32_t STRIPE = 4096; //!< columns that are worked on at a time

    std::unordered_map<uint32_t, ErasureCode> m_codes; //!< by code and numbers of blocks
    std::vector<uint8_t> m_bytes;                      //!< reused, as all below
    std::vector<Block> m_blocks;
    std::vector<uint8_t> m_padded;
    std::vector<uint8_t*> m_sources;
    std::vector<Prefix> m_prefixes;
};

} // namespace sharding
} // namespace ns3

#endif /* PARITY_CODER_H */
