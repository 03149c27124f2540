/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-sealer.h"

#include "ns3/assert.h"
#include "ns3/packet-bytes.h"

namespace ns3
{
namespace sharding
{

std::string
ShardRedundancy::Validate(const ShardRedundancy& redundancy)
{
    if (redundancy.code == ShardCode::COPY && (redundancy.amount < 2 || redundancy.amount > 16))
    {
        return "copies must be sent 2 to 16 times";
    }
    if (redundancy.code == ShardCode::REED_SOLOMON &&
        (redundancy.amount < 1 || redundancy.amount >= ErasureCode::MAX_BLOCKS))
    {
        return "parity shards must lie in [1, 254]";
    }
    return "";
}

uint32_t
ShardRedundancy::TotalShards(uint32_t dataShards) const
{
    uint32_t total = dataShards;
    switch (code)
    {
    case ShardCode::NONE:
        return total;
    case ShardCode::COPY:
        return dataShards <= UINT32_MAX / amount ? dataShards * amount : 0;
    case ShardCode::XOR:
        total++;
        break;
    case ShardCode::REED_SOLOMON:
        total += amount;
        break;
    }
    return total <= ErasureCode::MAX_BLOCKS ? total : 0;
}

std::string
ShardSealer::Validate(const Config& config)
{
    return ShardRedundancy::Validate(config.redundancy);
}

ShardSealer::ShardSealer(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

void
ShardSealer::Seal(const Ptr<const Packet>& payload,
                  const std::vector<uint32_t>& lengths,
                  const ShardIdentity& identity,
                  const std::vector<uint16_t>& flags,
                  std::vector<Ptr<Packet>>& shards)
{
    const auto data = static_cast<uint32_t>(lengths.size());
    ShardHeader header;
    header.code = m_config.redundancy.code;
    header.protocol = identity.protocol;
    header.senderId = m_config.senderId;
    header.packetId = identity.packetId;
    header.totalShards = m_config.redundancy.TotalShards(data);
    header.redundantShards = header.totalShards - data;
    header.packetLength = payload->GetSize();
    header.reassemblyPoint = identity.reassemblyPoint;
    header.sendTimeNs = identity.sendTimeNs;
    NS_ASSERT(header.totalShards > 0);

    shards.clear();
    uint32_t offset = 0;
    for (const uint32_t length : lengths)
    {
        shards.push_back(payload->CreateFragment(offset, length));
        offset += length;
    }
    NS_ASSERT(offset == header.packetLength);
    if (header.HasParity())
    {
        // The coder reads the data while it appends to the shards.
        const std::vector<Ptr<Packet>> pieces = shards;
        header.blockLength = m_coder.Encode(header.code, pieces, header.redundantShards, shards);
    }
    else
    {
        for (uint32_t i = data; i < header.totalShards; i++)
        {
            shards.push_back(shards[i % data]->Copy());
        }
    }

    const uint8_t* bytes = FindBytes(*payload);
    for (uint32_t i = 0; i < header.totalShards; i++)
    {
        header.shardIndex = i;
        const bool isParity = header.IsParity();
        header.payloadLength = isParity ? header.blockLength : lengths[i % data];
        header.flags = isParity || flags.empty() ? 0 : flags[i % data];
        header.offset = isParity || i % data == 0 ? 0 : header.offset;
        SealShard(shards[i],
                  header,
                  m_config.cipher.get(),
                  bytes && !isParity ? bytes + header.offset : nullptr);
        header.offset += header.payloadLength;
    }
}

} // namespace sharding
} // namespace ns3
