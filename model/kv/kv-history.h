/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_HISTORY_H
#define KV_HISTORY_H

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a client asked of the key-value store.
enum class KvKind : uint8_t
{
    GET,    //!< reads a key
    PUT,    //!< writes a key
    DELETE, //!< removes a key
    CAS,    //!< compare-and-swap: writes a key if it holds what is expected
    SCAN    //!< reads the keys of one shard in a range, at one instant
};

/// What a client knows of an operation in the end.
enum class KvOutcome : uint8_t
{
    OK,     //!< it took effect once between its begin and its end, and the result is known
    FAILED, //!< it surely did not take effect and never will
    UNKNOWN //!< it may take effect at any time after its begin, or never
};

/// A value, or nothing: the key is not there.
using KvValue = std::optional<std::string>;

/// One key with its value, as a scan returns it.
struct KvRow
{
    std::string key;   //!< any bytes
    std::string value; //!< any bytes

    /// @param other another row @return whether both are the same
    bool
    operator==(const KvRow& other) const
    {
        return key == other.key && value == other.value;
    }
};

/// What the store answered; only what the kind of the operation has is meaningful.
struct KvResult
{
    /// GET: what was read, which must be there. CAS that did not swap: what was found instead, if the store says so.
    std::optional<KvValue> found;

    /// CAS: whether it swapped, which must be there. DELETE: whether the key was there, if the store says so.
    std::optional<bool> applied;

    /// SCAN: all keys that were there, in ascending order.
    std::vector<KvRow> rows;
};

/// The end of an operation that never ended.
constexpr int64_t KV_OPEN_END = std::numeric_limits<int64_t>::max();

/**
 * @ingroup sharding-kv
 *
 * One operation of one client.
 *
 * An operation that begins in the nanosecond in which another ended comes after it: a message between two processes
 * takes time. Where nothing takes time, as in a test of a core, the owner gives each event an instant of its own.
 * Operations that end in the nanosecond of their begin are concurrent to all that begin in it.
 */
struct KvOperation
{
    uint64_t session{0};        //!< who asked; a session's operations follow each other
    KvKind kind{KvKind::GET};   //!< what was asked
    uint32_t shard{0};          //!< the shard that holds the key or is scanned
    std::string key;            //!< any bytes; SCAN: the first key of the range
    std::string until;          //!< SCAN: the first key behind the range; "": the range has no end
    KvValue expected;           //!< CAS: what must be there; nothing: the key must be absent
    KvValue value;              //!< PUT: what is written. CAS: the same; nothing removes the key
    int64_t beginNs{0};         //!< when it was called, in ns of global simulated time
    int64_t endNs{KV_OPEN_END}; //!< when its outcome was known; KV_OPEN_END with UNKNOWN
    KvOutcome outcome{KvOutcome::UNKNOWN}; //!< how it ended
    KvResult result;                       //!< meaningful with OK
};

/**
 * @ingroup sharding-kv
 *
 * @param kind a kind
 * @return "get", "put", "delete", "cas" or "scan"
 */
const char* KvKindName(KvKind kind);

/**
 * @ingroup sharding-kv
 *
 * @param outcome an outcome
 * @return "ok", "failed" or "unknown"
 */
const char* KvOutcomeName(KvOutcome outcome);

/**
 * @ingroup sharding-kv
 *
 * What clients asked of a key-value store and what they got, for the linearizability checker.
 *
 * A client calls Begin when it sends an operation and Complete, Fail or Lose when it knows the outcome. An operation
 * without an end counts as UNKNOWN. All keys are absent at first; what a store is filled with before the clients start
 * is entered as operations too.
 *
 * The memory is bounded. At the bound Begin enters nothing more and counts what it left out; such a history is never
 * found linearizable, since an operation that is not there may have read or written anything.
 *
 * Pure: time comes in.
 */
class KvHistory
{
  public:
    /// Memory that a history takes unless told otherwise, in bytes.
    static constexpr uint64_t DEFAULT_MAX_BYTES = 1ULL << 30;

    /// @param maxBytes most memory of all operations, keys and values; zero: nothing is entered
    explicit KvHistory(uint64_t maxBytes = DEFAULT_MAX_BYTES);

    /**
     * @param call session, kind, shard, key, arguments and begin; outcome, end and result are ignored
     * @return a ticket for its end; zero, which all calls below refuse, when the bound is reached
     */
    uint64_t Begin(KvOperation call);

    /**
     * The operation took effect and this is the answer.
     *
     * @param ticket of Begin
     * @param endNs now, in ns
     * @param result what the store answered
     * @return false, and nothing changes, when there is no open operation of that ticket, the end lies before the
     * begin, or the result lacks what the operation's kind must have. A result that goes beyond the bound makes the
     * operation one that was left out, see GetDropped.
     */
    bool Complete(uint64_t ticket, int64_t endNs, KvResult result);

    /**
     * The operation surely did not take effect and never will.
     *
     * @param ticket of Begin
     * @param endNs now, in ns
     * @return false, and nothing changes, when there is no open operation of that ticket or the end lies before the
     * begin
     */
    bool Fail(uint64_t ticket, int64_t endNs);

    /**
     * The client gives up: the operation may take effect later or never.
     *
     * @param ticket of Begin
     * @return false when there is no open operation of that ticket
     */
    bool Lose(uint64_t ticket);

    /**
     * Enters an operation that has ended, such as one from a file.
     *
     * @param operation the whole of it; with UNKNOWN, end and result are ignored
     * @return nothing when it was entered or the bound is reached, else one sentence that says what is wrong with it
     */
    std::string Add(KvOperation operation);

    /**
     * Counts operations that were left out elsewhere.
     *
     * @param count how many
     */
    void AddDropped(uint64_t count);

    /**
     * Counts ends that were refused elsewhere.
     *
     * @param count how many
     */
    void AddRefused(uint64_t count);

    /// @return all operations in the order of Begin; open ones are UNKNOWN
    const std::vector<KvOperation>& GetOperations() const;

    /// @return how many operations or results were left out at the bound
    uint64_t GetDropped() const;

    /// @return how many ends were refused: a ticket that is not open, an end before the begin, a result that lacks
    /// something
    uint64_t GetRefused() const;

    /// @return memory of all operations, in bytes
    uint64_t GetBytes() const;

    /**
     * @param operation an operation
     * @return nothing when it is whole and consistent, else one sentence that says what is wrong
     */
    static std::string Validate(const KvOperation& operation);

  private:
    bool IsOpen(uint64_t ticket) const;
    bool Refuse();

    uint64_t m_maxBytes;                   //!< see the constructor
    uint64_t m_bytes{0};                   //!< see GetBytes
    uint64_t m_dropped{0};                 //!< see GetDropped
    uint64_t m_refused{0};                 //!< see GetRefused
    std::vector<KvOperation> m_operations; //!< see GetOperations
    std::vector<bool> m_open;              //!< of each operation, whether its end may come
};

} // namespace sharding
} // namespace ns3

#endif /* KV_HISTORY_H */
