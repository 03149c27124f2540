/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-payload.h"

#include <cstring>
#include <new>

namespace ns3
{
namespace sharding
{

Ptr<const RaftPayload>
RaftPayload::Create(const uint8_t* bytes, uint32_t size)
{
    void* memory = ::operator new(sizeof(RaftPayload) + size);
    auto* payload = new (memory) RaftPayload(size);
    if (size > 0)
    {
        std::memcpy(reinterpret_cast<uint8_t*>(payload + 1), bytes, size);
    }
    return Ptr<const RaftPayload>(payload, false);
}

void
RaftPayload::Free() const
{
    this->~RaftPayload();
    ::operator delete(const_cast<RaftPayload*>(this));
}

} // namespace sharding
} // namespace ns3
