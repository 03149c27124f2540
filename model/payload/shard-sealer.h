/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_SEALER_H
#define SHARD_SEALER_H

#include "parity-coder.h"
#include "shard-cipher.h"
#include "shard-header.h"

#include "ns3/packet.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * How many shards a packet gets beyond those that carry it.
 */
struct ShardRedundancy
{
    ShardCode code{ShardCode::NONE}; //!< how they are made
    /// COPY: how often each data shard is sent in all, 2 to 16. REED_SOLOMON: parity shards of a
    /// packet, 1 to 254. Otherwise not used.
    uint32_t amount{2};

    /**
     * @param redundancy what to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const ShardRedundancy& redundancy);

    /**
     * @param dataShards how many carry the packet, at least 1
     * @return how many there are in all; 0 when the code cannot take so many
     */
    uint32_t TotalShards(uint32_t dataShards) const;
};

/**
 * @ingroup sharding-payload
 *
 * Which packet the shards belong to, and where it is to be put together.
 */
struct ShardIdentity
{
    uint64_t packetId{0};        //!< grows with each packet of the sender, also over a restart
    uint16_t protocol{0};        //!< EtherType of the packet
    uint64_t sendTimeNs{0};      //!< now, ns; below 2^63
    uint32_t reassemblyPoint{0}; //!< see ShardHeader
};

/**
 * @ingroup sharding-payload
 *
 * Makes the shards of a packet once it is known where to cut: pieces, redundancy, headers.
 */
class ShardSealer
{
  public:
    /// Who sends, and how.
    struct Config
    {
        uint32_t senderId{0};                      //!< unique among the senders to one receiver
        ShardRedundancy redundancy;                //!< what is sent beyond the packet itself
        std::shared_ptr<const ShardCipher> cipher; //!< encrypts the metadata; null: in clear
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit ShardSealer(const Config& config);

    /**
     * @param payload the packet, which stays as it is
     * @param lengths bytes of each data shard, none 0, that add up to the packet; for so many
     *        TotalShards is not 0
     * @param identity of the packet
     * @param flags processing flags of each data shard, or empty; copies have those of their data
     *        shard, parity shards have none
     * @param shards replaced by the sealed shards in order of their index; they have the packet tags
     *        of the packet, and virtual zeros stay virtual
     */
    void Seal(const Ptr<const Packet>& payload,
              const std::vector<uint32_t>& lengths,
              const ShardIdentity& identity,
              const std::vector<uint16_t>& flags,
              std::vector<Ptr<Packet>>& shards);

  private:
    const Config m_config;
    ParityCoder m_coder;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_SEALER_H */
