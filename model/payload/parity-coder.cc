/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parity-coder.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/packet-bytes.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t PREFIX = ShardHeader::BLOCK_PREFIX;

class RealBytes : public PacketByteVisitor
{
  public:
    bool any{false}; //!< whether there are some

    void
    Bytes(const uint8_t*, uint32_t) override
    {
        any = true;
    }

    void
    Zeros(uint32_t) override
    {
    }
};

} // namespace

const ErasureCode&
ParityCoder::Code(ShardCode code, uint32_t dataShards, uint32_t parityShards)
{
    const uint32_t key = static_cast<uint32_t>(code) << 16 | dataShards << 8 | parityShards;
    const auto found = m_codes.find(key);
    if (found != m_codes.end())
    {
        return found->second;
    }
    if (m_codes.size() >= MAX_CODES)
    {
        m_codes.clear();
    }
    return m_codes.emplace(key, ErasureCode(code, dataShards, parityShards)).first->second;
}

bool
ParityCoder::Gather(const std::vector<Ptr<Packet>>& payloads, uint32_t skip, uint32_t skipFrom)
{
    RealBytes real;
    size_t total = 0;
    for (size_t i = 0; i < payloads.size(); i++)
    {
        total += payloads[i]->GetSize();
        if (!real.any)
        {
            VisitPacketBytes(*payloads[i], i < skipFrom ? 0 : skip, real);
        }
    }
    m_blocks.assign(payloads.size(), {nullptr, 0});
    if (!real.any)
    {
        return false;
    }
    m_bytes.resize(total);
    uint8_t* next = m_bytes.data();
    for (size_t i = 0; i < payloads.size(); i++)
    {
        const uint32_t size = payloads[i]->CopyData(next, payloads[i]->GetSize());
        const uint32_t left = i < skipFrom ? 0 : skip;
        m_blocks[i] = {next + left, size - left};
        next += size;
    }
    return true;
}

void
ParityCoder::PointAt(uint32_t column, uint32_t size)
{
    m_padded.resize(m_blocks.size() * STRIPE);
    m_sources.resize(m_blocks.size());
    for (size_t i = 0; i < m_blocks.size(); i++)
    {
        const Block& block = m_blocks[i];
        uint8_t* padded = m_padded.data() + i * STRIPE;
        if (block.size >= column + size)
        {
            m_sources[i] = const_cast<uint8_t*>(block.bytes) + column;
            continue;
        }
        const uint32_t there = block.size > column ? block.size - column : 0;
        std::copy_n(block.bytes + (there > 0 ? column : 0), there, padded);
        std::memset(padded + there, 0, size - there);
        m_sources[i] = padded;
    }
}

uint32_t
ParityCoder::Encode(ShardCode code,
                    const std::vector<Ptr<Packet>>& data,
                    uint32_t parityShards,
                    std::vector<Ptr<Packet>>& shards)
{
    const ErasureCode& erasure = Code(code, static_cast<uint32_t>(data.size()), parityShards);
    uint32_t longest = 0;
    m_prefixes.resize(data.size());
    m_sources.resize(data.size());
    for (size_t i = 0; i < data.size(); i++)
    {
        const uint32_t size = data[i]->GetSize();
        longest = std::max(longest, size);
        ByteWriter(m_prefixes[i].data(), PREFIX).U32(size);
        m_sources[i] = m_prefixes[i].data();
    }
    const bool isReal = Gather(data, 0, 0);
    const uint32_t length = PREFIX + (isReal ? longest : 0);
    std::vector<uint8_t> parity(size_t{parityShards} * length);
    std::vector<uint8_t*> rows(parityShards);
    const auto aim = [&](uint32_t column)
    {
        for (uint32_t i = 0; i < parityShards; i++)
        {
            rows[i] = parity.data() + size_t{i} * length + column;
        }
    };
    aim(0);
    erasure.Encode(PREFIX, m_sources.data(), rows.data());
    for (uint32_t column = 0; isReal && column < longest; column += STRIPE)
    {
        const uint32_t size = std::min(STRIPE, longest - column);
        PointAt(column, size);
        aim(PREFIX + column);
        erasure.Encode(size, m_sources.data(), rows.data());
    }
    for (uint32_t i = 0; i < parityShards; i++)
    {
        Ptr<Packet> shard = data.front()->CreateFragment(0, 0); // for its packet tags
        shard->AddAtEnd(Create<Packet>(parity.data() + size_t{i} * length, length));
        if (!isReal)
        {
            shard->AddAtEnd(Create<Packet>(longest));
        }
        shards.push_back(std::move(shard));
    }
    return PREFIX + longest;
}

bool
ParityCoder::Recover(const ShardHeader& header, std::vector<Ptr<Packet>>& shards)
{
    const uint32_t dataShards = header.DataShards();
    const uint32_t longest = header.blockLength - PREFIX;
    std::vector<bool> present(header.totalShards);
    for (uint32_t i = 0; i < header.totalShards; i++)
    {
        present[i] = shards[i] != nullptr;
    }
    const ErasureCode::Recovery plan =
        Code(header.code, dataShards, header.redundantShards).Plan(present);

    std::vector<Ptr<Packet>> payloads;
    m_prefixes.resize(dataShards);
    m_sources.resize(dataShards);
    uint64_t total = 0;
    uint32_t known = 0;
    for (const uint32_t index : plan.Sources())
    {
        const Ptr<Packet>& payload = shards[index];
        Prefix& prefix = m_prefixes[payloads.size()];
        if (index < dataShards)
        {
            ByteWriter(prefix.data(), PREFIX).U32(payload->GetSize());
            total += payload->GetSize();
            known++;
        }
        else
        {
            payload->CopyData(prefix.data(), PREFIX);
        }
        m_sources[payloads.size()] = prefix.data();
        payloads.push_back(payload);
    }

    // The lengths first: what they say bounds all that follows.
    const size_t lost = plan.Lost().size();
    std::vector<uint8_t> rows(lost * STRIPE);
    std::vector<uint8_t*> to(lost);
    for (size_t i = 0; i < lost; i++)
    {
        to[i] = rows.data() + i * STRIPE;
    }
    plan.Run(PREFIX, m_sources.data(), to.data());
    std::vector<uint32_t> lengths(lost);
    for (size_t i = 0; i < lost; i++)
    {
        lengths[i] = ByteReader(to[i], PREFIX).U32();
        total += lengths[i];
        if (lengths[i] == 0 || lengths[i] > longest)
        {
            return false;
        }
    }
    if (total != header.packetLength)
    {
        return false;
    }

    std::vector<std::vector<uint8_t>> contents(lost);
    const bool isReal = Gather(payloads, PREFIX, known);
    const uint32_t columns = isReal ? *std::max_element(lengths.begin(), lengths.end()) : 0;
    for (uint32_t column = 0; column < columns; column += STRIPE)
    {
        const uint32_t size = std::min(STRIPE, columns - column);
        PointAt(column, size);
        plan.Run(size, m_sources.data(), to.data());
        for (size_t i = 0; i < lost; i++)
        {
            const uint32_t end = std::min(lengths[i], column + size);
            contents[i].insert(contents[i].end(), to[i], to[i] + (end > column ? end - column : 0));
        }
    }
    for (size_t i = 0; i < lost; i++)
    {
        // Where all is virtual zeros, so is a part of a parity shard, and it has the tags.
        Ptr<Packet> payload = payloads[known]->CreateFragment(PREFIX, isReal ? 0 : lengths[i]);
        if (isReal)
        {
            payload->AddAtEnd(Create<Packet>(contents[i].data(), lengths[i]));
        }
        shards[plan.Lost()[i]] = std::move(payload);
    }
    return true;
}

} // namespace sharding
} // namespace ns3
