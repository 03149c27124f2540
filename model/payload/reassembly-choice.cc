/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reassembly-choice.h"

#include "shard-header.h"

#include "ns3/byte-reader.h"
#include "ns3/mix-hash.h"
#include "ns3/quantity.h"

#include <array>
#include <sstream>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr size_t MAX_POINTS = 65535;
constexpr size_t POINT_AT = 44;                  //!< in a shard's header
constexpr uint64_t PURPOSE = 0x9e3779b97f4a7c15; //!< unlike the hashes that choose paths

/// @return a point number; nothing when it is none
std::optional<uint32_t>
ParsePoint(const std::string& text)
{
    const auto point = ParseCount(text);
    return point && *point >= 1 && *point <= UINT32_MAX
               ? std::optional<uint32_t>(static_cast<uint32_t>(*point))
               : std::nullopt;
}

} // namespace

std::optional<std::vector<uint32_t>>
ReassemblyChoice::ParsePoints(const std::string& list)
{
    std::vector<uint32_t> points;
    std::istringstream in(list);
    for (std::string part; std::getline(in, part, ',');)
    {
        part.erase(0, part.find_first_not_of(' '));
        part.erase(part.find_last_not_of(' ') + 1);
        const auto dash = part.find('-');
        const auto first = ParsePoint(part.substr(0, dash));
        const auto last = dash == std::string::npos ? first : ParsePoint(part.substr(dash + 1));
        if (!first || !last || *last < *first || *last - *first >= MAX_POINTS - points.size())
        {
            return std::nullopt;
        }
        for (uint64_t point = *first; point <= *last; point++)
        {
            points.push_back(static_cast<uint32_t>(point));
        }
    }
    return points;
}

ReassemblyChoice::ReassemblyChoice(const std::vector<uint32_t>& points, ReassemblyChoiceType type)
    : m_points(points), m_type(type)
{
}

uint32_t
ReassemblyChoice::Choose(uint32_t senderId, uint64_t packet, uint64_t flow) const
{
    if (m_points.empty())
    {
        return 0;
    }
    const uint64_t what = m_type == ReassemblyChoiceType::FLOW ? flow : packet;
    return m_points[MixHash(MixHash(what ^ PURPOSE) + senderId) % m_points.size()];
}

std::optional<uint32_t>
PeekReassemblyPoint(const Packet& shard)
{
    std::array<uint8_t, ShardHeader::METADATA_AT> bytes;
    if (shard.GetSize() < ShardHeader::SIZE ||
        shard.CopyData(bytes.data(), bytes.size()) < bytes.size() ||
        bytes[0] != ShardHeader::VERSION)
    {
        return std::nullopt;
    }
    ByteReader reader(bytes.data(), bytes.size());
    reader.Bytes(POINT_AT);
    return reader.U32();
}

} // namespace sharding
} // namespace ns3
