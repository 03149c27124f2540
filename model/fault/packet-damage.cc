/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-damage.h"

#include "salted-number.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::vector<uint64_t>
ChooseBits(double number, uint32_t bits, uint64_t total)
{
    const uint64_t wanted = std::min<uint64_t>(bits, total);
    std::vector<uint64_t> positions;
    // R. W. Floyd's sampling without replacement (Communications of the ACM 30(9), 1987).
    for (uint64_t last = total - wanted; last < total; last++)
    {
        const double draw = SaltNumber(number, last);
        const auto pick = static_cast<uint64_t>(draw * static_cast<double>(last + 1));
        const bool taken = std::find(positions.begin(), positions.end(), pick) != positions.end();
        positions.push_back(taken ? last : pick);
    }
    std::sort(positions.begin(), positions.end());
    return positions;
}

Ptr<Packet>
FlipBits(Ptr<const Packet> packet, const std::vector<uint64_t>& positions)
{
    constexpr uint32_t BITS = 8;
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    for (const uint64_t position : positions)
    {
        bytes[position / BITS] ^= 0x80 >> (position % BITS);
    }
    // A copy keeps uid and packet tags while its bytes are exchanged.
    Ptr<Packet> damaged = packet->Copy();
    damaged->RemoveAtStart(damaged->GetSize());
    damaged->AddAtEnd(Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())));
    return damaged;
}

} // namespace sharding
} // namespace ns3
