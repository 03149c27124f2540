/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_MESSAGE_H
#define KV_MESSAGE_H

#include "ns3/result.h"
#include "ns3/sharded-raft-rpc.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

constexpr const char* KV_PROTOCOL = "shard-kv"; //!< what clients and nodes speak

/// What is asked of a key-value store.
enum class KvVerb : uint8_t
{
    GET = 1,          //!< the value of a key
    PUT,              //!< a key gets a value
    REMOVE,           //!< a key loses its value
    COMPARE_AND_SWAP, //!< a key gets a value if it has an expected one
    SCAN,             //!< the keys of a shard from one on, in the order of their bytes
    OPEN              //!< a session, for writes that take effect once
};

/**
 * @ingroup sharding-kv
 *
 * @param verb a verb
 * @return its name, such as "compare-and-swap"
 */
std::string KvVerbName(KvVerb verb);

/**
 * @ingroup sharding-kv
 *
 * @param verb a verb
 * @return whether it goes through the log: PUT, REMOVE, COMPARE_AND_SWAP and OPEN
 */
bool IsKvWrite(KvVerb verb);

/// What became of a request.
enum class KvStatus : uint8_t
{
    // It was carried out.
    OK = 1,    //!< PUT, REMOVE, COMPARE_AND_SWAP: done
    VALUE,     //!< GET: the value
    NOT_FOUND, //!< GET, REMOVE: the key has no value
    MISMATCH,  //!< COMPARE_AND_SWAP: the key has another value, which follows, or none
    SCANNED,   //!< SCAN: the entries
    OPENED,    //!< OPEN: the session
    // It went through the log and changed nothing.
    FULL,            //!< the shard has no room for the entry
    SESSION_EXPIRED, //!< the session is none that is open; whether the write took effect before is not known
    OLD_SEQUENCE, //!< a later write of the session has been carried out
    // It was not proposed.
    NOT_LEADER,    //!< ask the leader, whose node follows as far as known
    WRONG_SHARD,   //!< the key does not belong to the shard
    UNKNOWN_SHARD, //!< the shard is not on this node
    TOO_LARGE,     //!< key or value is longer than may be
    OVERLOADED,    //!< too much waits, or the leader hands over; ask later
    // Not known.
    RETRY //!< no answer could be had: a write may take effect yet, or not; the leader's node follows as far as known
};

/**
 * @ingroup sharding-kv
 *
 * @param status a status
 * @return its name, such as "not-leader"
 */
std::string KvStatusName(KvStatus status);

/**
 * @ingroup sharding-kv
 *
 * @param status a status
 * @return whether the request was carried out
 */
bool IsKvDone(KvStatus status);

/// Why bytes are no message or command.
enum class KvWireError : uint8_t
{
    TRUNCATED,       //!< bytes are missing
    TRAILING_BYTES,  //!< bytes are left
    UNKNOWN_VERSION, //!< of the encoding
    UNKNOWN_VERB,    //!< or one that has no place here
    UNKNOWN_STATUS,  //!< of a reply
    BAD_FLAGS,       //!< flags are set that have no meaning
    TOO_LONG         //!< key, value or number of entries is above the limit of the encoding
};

/**
 * @ingroup sharding-kv
 *
 * @param error an error
 * @return its name, such as "bad-flags"
 */
std::string KvWireErrorName(KvWireError error);

/// What the encodings can carry at most; a store has limits of its own.
struct KvWire
{
    static constexpr uint8_t VERSION = 1;                   //!< of requests and replies
    static constexpr size_t MAX_KEY_BYTES = 65535;          //!< of a key
    static constexpr size_t MAX_VALUE_BYTES = 1U << 26U;    //!< of a value
    static constexpr uint32_t MAX_SCAN_ENTRIES = 1U << 16U; //!< in one reply
};

/**
 * @ingroup sharding-kv
 *
 * What a client asks of one shard.
 *
 * Version 1, in network byte order: version, verb, flags (stale 1, expects-absent 2), shard (4 bytes), client (8), tag
 * (8); PUT, REMOVE, COMPARE_AND_SWAP: session (8), sequence (8); all but OPEN: length of the key (2), key; PUT,
 * COMPARE_AND_SWAP: length of the value (4), value; COMPARE_AND_SWAP that does not expect absence: length of the
 * expected value (4), expected value; SCAN: limit (4).
 */
struct KvRequest
{
    KvVerb verb{KvVerb::GET};  //!< what is asked
    bool stale{false};         //!< GET, SCAN: an answer from any replica will do, however old
    bool expectsAbsent{false}; //!< COMPARE_AND_SWAP: the key is expected to have no value
    RaftShardId shard{0};      //!< which shard
    uint64_t client{0};        //!< who asks
    uint64_t tag{0};           //!< the client's; the reply has it
    uint64_t session{0};       //!< writes: what OPEN gave, of this shard
    uint64_t sequence{0};      //!< writes: number in the session; a repeated write has the same
    std::string key;           //!< SCAN: the first that is wanted
    std::string value;         //!< PUT, COMPARE_AND_SWAP: the new one
    std::string expected;      //!< COMPARE_AND_SWAP: the old one
    uint32_t limit{0};         //!< SCAN: most entries that are wanted

    /// @param bytes it is added behind what is there; keys and values must be within KvWire
    void Encode(std::vector<uint8_t>& bytes) const;

    /**
     * No length is believed before its bytes are there.
     *
     * @param bytes what came
     * @param size how much; all of it must be one request
     * @return the request, or why it is none
     */
    static Result<KvRequest, KvWireError> Decode(const uint8_t* bytes, size_t size);
};

/**
 * @ingroup sharding-kv
 *
 * What a store answers.
 *
 * Version 1, in network byte order: version, status, flags (stale 1, has-value 2, more 4), shard (4 bytes), tag (8), index (8);
 * OPENED: session (8); NOT_LEADER, RETRY: node (4); VALUE, MISMATCH with has-value: length (4), value; SCANNED: number of
 * entries (4), each with length of the key (2), key, length of the value (4), value.
 */
struct KvReply
{
    using Entry = std::pair<std::string, std::string>; //!< key and value

    KvStatus status{KvStatus::RETRY}; //!< what became of it
    bool stale{false};                //!< answered from whatever the replica had
    bool hasValue{false};             //!< VALUE: always; MISMATCH: the key has a value
    bool more{false};                 //!< SCANNED: there are more entries behind these
    RaftShardId shard{0};             //!< of the request
    uint64_t tag{0};                  //!< of the request
    uint64_t index{
        0}; //!< carried out: entry of the shard's log at which the answer was true; else 0
    uint64_t session{0};            //!< OPENED: its number
    RaftNodeId leader{RAFT_NOBODY}; //!< NOT_LEADER, RETRY: as far as known
    std::string value;              //!< VALUE, MISMATCH with hasValue
    std::vector<Entry> entries;     //!< SCANNED: in the order of the keys

    /// @param bytes it is added behind what is there; keys and values must be within KvWire
    void Encode(std::vector<uint8_t>& bytes) const;

    /**
     * No length or count is believed before its bytes are there.
     *
     * @param bytes what came
     * @param size how much; all of it must be one reply
     * @return the reply, or why it is none
     */
    static Result<KvReply, KvWireError> Decode(const uint8_t* bytes, size_t size);
};

} // namespace sharding
} // namespace ns3

#endif /* KV_MESSAGE_H */
