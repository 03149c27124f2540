/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_HEADER_H
#define REQUEST_HEADER_H

#include "ns3/header.h"
#include "ns3/packet.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * What kind of thing a header stands in front of.
 */
enum class RequestKind : uint8_t
{
    REQUEST = 1,
    ANSWER = 2
};

/**
 * @ingroup sharding-process
 *
 * How a request went.
 */
enum class RequestStatus : uint8_t
{
    DONE = 0,      //!< executed, once; in a request: always this
    BUSY = 1,      //!< not executed: CPU or disk have no room now
    DISK_FULL = 2, //!< not executed: the disk takes no record
};

/**
 * @ingroup sharding-process
 *
 * The header in front of every request and every answer. Network byte order, 64 bytes:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | kind: 1 request, 2 answer |
 * | 2 | 1 | status; 0 in a request |
 * | 3 | 1 | attempt, from 1; an answer repeats that of its request |
 * | 4 | 4 | length of the body |
 * | 8 | 4 | client |
 * | 12 | 4 | session: drawn anew in each life of the client |
 * | 16 | 8 | sequence: number of the request in its session |
 * | 24 | 8 | log: which log the server writes; 0: none, and in a request |
 * | 32 | 8 | index of the request in that log; likewise |
 * | 40 | 8 | wall time of the server when the request came, ns, signed; 0 in a request |
 * | 48 | 8 | wall time of the server when it answered; likewise |
 * | 56 | 4 | reserved, 0 |
 * | 60 | 4 | CRC32C of bytes 0 to 59 and then the body |
 *
 * It is put on with SealRequest and taken off with TakeRequestHeader, nowhere else.
 */
class RequestHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 64;        //!< bytes on the wire
    static constexpr uint8_t VERSION = 1;       //!< the only version that is understood
    static constexpr uint32_t MAX_BODY = 60000; //!< longest body, bytes: one UDP datagram

    uint8_t version{VERSION};                  //!< see VERSION
    RequestKind kind{RequestKind::REQUEST};    //!< what follows
    RequestStatus status{RequestStatus::DONE}; //!< how it went
    uint8_t attempt{1};                        //!< from 1
    uint32_t bodyLength{0};                    //!< bytes, at most MAX_BODY
    uint32_t client{0};                        //!< whose request
    uint32_t session{0};                       //!< which of the client's lives
    uint64_t sequence{0};                      //!< which request of the session
    uint64_t log{0};                           //!< which log of the server
    uint64_t index{0};                         //!< place in the log, from 1
    int64_t receivedNs{0};                     //!< server's wall time
    int64_t answeredNs{0};                     //!< server's wall time
    uint32_t reserved{0};                      //!< 0
    uint32_t checksum{0};                      //!< CRC32C, see above

    /// @return the type id
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// @return SIZE, or 0 when fewer bytes are there; the values are not judged
    uint32_t Deserialize(Buffer::Iterator start) override;
};

/**
 * @ingroup sharding-process
 *
 * What became of the attempt to read a request or an answer.
 */
enum class RequestParse : uint8_t
{
    OK,          //!< the header was taken off
    TOO_SHORT,   //!< fewer bytes than a header, or than header and body
    BAD_VERSION, //!< a version that is not understood
    BAD_FIELD,   //!< kind, status, attempt or a field that must be 0
    BAD_LENGTH,  //!< the body is above MAX_BODY, or more bytes follow it
    BAD_CHECKSUM //!< the bytes are not those that were sealed
};

/**
 * @ingroup sharding-process
 *
 * Puts the header, with length and checksum, in front of a body.
 *
 * @param body at most MAX_BODY bytes; they get the header
 * @param header all fields but these two are used as they are
 */
void SealRequest(const Ptr<Packet>& body, RequestHeader& header);

/**
 * @ingroup sharding-process
 *
 * Takes the header off. This is the one place that does it, and it trusts nothing.
 *
 * @param packet any packet; it loses its first SIZE bytes when, and only when, the result is OK
 * @param header receives the fields when there are enough bytes for them
 * @return OK, or the first reason, in the order of RequestParse, to refuse it
 */
RequestParse TakeRequestHeader(const Ptr<Packet>& packet, RequestHeader& header);

/**
 * @ingroup sharding-process
 *
 * Tells how many bytes of a stream belong to the request or answer at its front.
 *
 * @param stream what has come so far
 * @param size set to header and body, when the result is OK
 * @return OK; TOO_SHORT when the header is not there yet; else why the stream is of no use
 */
RequestParse PeekRequestSize(const Packet& stream, uint32_t& size);

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_HEADER_H */
