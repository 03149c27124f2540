/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_PAYLOAD_H
#define RAFT_PAYLOAD_H

#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Bytes that many logs and messages share: written once, then never changed, freed with the last
 * Ptr to them. One allocation holds the counter and the bytes.
 */
class RaftPayload
{
  public:
    /**
     * @param bytes what to copy; may be nullptr when size is 0
     * @param size how many bytes
     * @return a payload that holds them
     */
    static Ptr<const RaftPayload> Create(const uint8_t* bytes, uint32_t size);

    RaftPayload(const RaftPayload&) = delete;
    RaftPayload& operator=(const RaftPayload&) = delete;

    /// @return the first byte
    const uint8_t*
    Data() const
    {
        return reinterpret_cast<const uint8_t*>(this + 1);
    }

    /// @return how many bytes there are
    uint32_t
    Size() const
    {
        return m_size;
    }

    /// One more Ptr. Called by Ptr.
    void
    Ref() const
    {
        ++m_references;
    }

    /// One Ptr less. Called by Ptr.
    void
    Unref() const
    {
        if (--m_references == 0)
        {
            Free();
        }
    }

  private:
    explicit RaftPayload(uint32_t size) : m_size(size)
    {
    }

    ~RaftPayload() = default;

    void Free() const;

    mutable uint32_t m_references{1};
    const uint32_t m_size;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_PAYLOAD_H */
