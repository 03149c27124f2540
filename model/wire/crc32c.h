/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CRC32C_H
#define CRC32C_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * CRC32C (Castagnoli; RFC 3720, section 12.1 and appendix B.4). Bytes may come in pieces:
 * Crc32c(Crc32c(0, a, n), b, m) is the CRC of a followed by b.
 *
 * @param crc the CRC of all bytes before these; 0 where there are none
 * @param bytes the next bytes; may be nullptr when size is 0
 * @param size how many
 * @return the CRC of all bytes up to here
 */
uint32_t Crc32c(uint32_t crc, const void* bytes, size_t size);

/**
 * @ingroup sharding-wire
 *
 * @param crc the CRC of all bytes before
 * @param count zero bytes that follow; they need not exist in memory
 * @return the CRC of all bytes up to here, in O(log count)
 */
uint32_t Crc32cZeros(uint32_t crc, uint64_t count);

/**
 * @ingroup sharding-wire
 *
 * @param first CRC of some bytes
 * @param second CRC of the bytes that follow them
 * @param secondSize how many those are
 * @return the CRC of both in a row, in O(log secondSize)
 */
uint32_t Crc32cCombine(uint32_t first, uint32_t second, uint64_t secondSize);

} // namespace sharding
} // namespace ns3

#endif /* CRC32C_H */
