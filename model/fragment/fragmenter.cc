/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragmenter.h"

#include "ns3/assert.h"
#include "ns3/buffer.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

FragmentBatch::FragmentBatch(MessageId id, std::vector<uint8_t> bytes, size_t maxPayload)
    : m_id(id), m_bytes(std::move(bytes)), m_maxPayload(maxPayload),
      m_count(m_bytes.empty() ? 1 : (m_bytes.size() - 1) / maxPayload + 1)
{
}

MessageId
FragmentBatch::Id() const
{
    return m_id;
}

uint64_t
FragmentBatch::Count() const
{
    return m_count;
}

bool
FragmentBatch::IsFragmented() const
{
    return m_count > 1;
}

const std::vector<uint8_t>&
FragmentBatch::Bytes() const
{
    return m_bytes;
}

FragmentFrame
FragmentBatch::operator[](uint64_t at) const
{
    NS_ASSERT(at < m_count);
    const size_t offset = at * m_maxPayload;
    const ByteSpan rest = ByteSpan(m_bytes).From(offset);
    return {{m_id, FragmentIndex(static_cast<uint32_t>(at)), at + 1 == m_count},
            rest.First(std::min(rest.size, m_maxPayload))};
}

std::string
Fragmenter::Validate(const Config& config)
{
    if (config.maxPayload < 1)
    {
        return "maxPayload must be at least 1";
    }
    if (config.maxFragments < 1 || config.maxFragments > uint64_t{1} << 32U)
    {
        return "maxFragments must lie in [1, 2^32]";
    }
    return "";
}

Fragmenter::Fragmenter(const Config& config) : m_config(config), m_nextId(config.firstId.Value())
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

Fragmenter::BatchOrError
Fragmenter::FragmentBytes(std::vector<uint8_t> bytes)
{
    if (m_exhausted)
    {
        return FragmentError::IDS_EXHAUSTED;
    }
    BatchOrError batch = FragmentWithId(MessageId(m_nextId), std::move(bytes));
    if (batch.IsOk())
    {
        m_exhausted = m_nextId == UINT64_MAX;
        m_nextId++;
    }
    return batch;
}

Fragmenter::BatchOrError
Fragmenter::FragmentWithId(MessageId id, std::vector<uint8_t> bytes) const
{
    if (bytes.size() > m_config.maxMessageSize)
    {
        return FragmentError::MESSAGE_TOO_LONG;
    }
    FragmentBatch batch(id, std::move(bytes), m_config.maxPayload);
    if (batch.Count() > m_config.maxFragments)
    {
        return FragmentError::INDEX_OVERFLOW;
    }
    return batch;
}

std::vector<uint8_t>
Fragmenter::BytesOf(const Header& header)
{
    const uint32_t size = header.GetSerializedSize();
    Buffer buffer;
    buffer.AddAtStart(size);
    header.Serialize(buffer.Begin());
    std::vector<uint8_t> bytes(size);
    buffer.CopyData(bytes.data(), size);
    return bytes;
}

} // namespace sharding
} // namespace ns3
