/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALPN_PREFACE_H
#define ALPN_PREFACE_H

#include "ns3/byte-span.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * What the side that opens a connection says first: who it is and which protocols it speaks.
 *
 *     offset  bytes
 *          0      4  magic "SHRD"
 *          4      1  version, 1
 *          5      8  node id of the sender; 0: nobody that a connection could be opened to
 *         13      8  serial of this attempt
 *         21      4  idle timeout, ms; 0: none
 *         25      2  length of the protocol list, bytes
 *         27         protocol list as in RFC 7301, section 3.1: each name has its length, 1 to 255,
 *                    in one byte before it; at least one name
 *
 * All numbers are big-endian.
 */
struct AlpnOffer
{
    uint64_t nodeId{0};        //!< who opens
    uint64_t serial{0};        //!< counts up over all attempts of a node, see ConnectionPool
    uint32_t idleTimeoutMs{0}; //!< the sender closes when it hears nothing for so long
    std::vector<std::string> protocols; //!< in the sender's order of preference
};

/**
 * @ingroup sharding-transport
 *
 * How an offer is answered.
 */
enum class AlpnStatus : uint8_t
{
    ACCEPTED,    //!< "accepted": messages may be sent
    NO_PROTOCOL, //!< "no-protocol": none of the protocols is served
    BUSY,        //!< "busy": no more connections are taken
    DUPLICATE    //!< "duplicate": another connection of the same two nodes is kept
};

/// How many values AlpnStatus has.
constexpr uint32_t ALPN_STATUSES = 4;

/**
 * @ingroup sharding-transport
 *
 * @param status a status
 * @return its name, such as "no-protocol"
 */
const std::string& AlpnStatusName(AlpnStatus status);

/**
 * @ingroup sharding-transport
 *
 * What the other side answers.
 *
 *     offset  bytes
 *          0      4  magic "SHRA"
 *          4      1  version, 1
 *          5      1  status
 *          6      8  node id
 *         14      8  void serial
 *         22      4  idle timeout, ms
 *         26      1  length of the protocol name; 0 unless accepted
 *         27         protocol name
 */
struct AlpnAnswer
{
    AlpnStatus status{AlpnStatus::ACCEPTED};
    uint64_t nodeId{0};        //!< who answers
    uint64_t voidSerial{0};    //!< offers of the answering node up to this serial are void
    uint32_t idleTimeoutMs{0}; //!< as in the offer
    std::string protocol;      //!< the one that is spoken, when accepted
};

/**
 * @ingroup sharding-transport
 *
 * What became of the attempt to read a preface.
 */
enum class PrefaceParse : uint8_t
{
    COMPLETE,   //!< it was read
    NEED_MORE,  //!< it can only be judged with more bytes
    MALFORMED,  //!< no bytes that might follow make it a preface
    BAD_VERSION //!< it is of a version that is not understood
};

/// Longest protocol list that is read, bytes; an offer is at most 27 bytes longer.
constexpr size_t MAX_PROTOCOL_LIST = 1024;

/// Longest preface of either kind, bytes.
constexpr size_t MAX_PREFACE = 27 + MAX_PROTOCOL_LIST;

/**
 * @ingroup sharding-transport
 *
 * @param protocols names
 * @return an empty string when they can be offered, else one sentence that says what is wrong
 */
std::string ValidateProtocols(const std::vector<std::string>& protocols);

/**
 * @ingroup sharding-transport
 *
 * @param offer with protocols that ValidateProtocols accepts
 * @return its bytes
 */
std::vector<uint8_t> EncodeOffer(const AlpnOffer& offer);

/**
 * @ingroup sharding-transport
 *
 * @param answer with a name of at most 255 bytes
 * @return its bytes
 */
std::vector<uint8_t> EncodeAnswer(const AlpnAnswer& answer);

/**
 * @ingroup sharding-transport
 *
 * Reads an offer. What is wrong is seen with the first byte that makes it wrong.
 *
 * @param src what has arrived, from its first byte on; may go on beyond it
 * @param offer receives it; only meaningful when COMPLETE
 * @param length receives its length, bytes; only meaningful when COMPLETE
 * @return what became of it; with MAX_PREFACE bytes at hand never NEED_MORE
 */
PrefaceParse DecodeOffer(ByteSpan src, AlpnOffer& offer, size_t& length);

/// Reads an answer. @param answer receives it; else as DecodeOffer
PrefaceParse DecodeAnswer(ByteSpan src, AlpnAnswer& answer, size_t& length);

} // namespace sharding
} // namespace ns3

#endif /* ALPN_PREFACE_H */
