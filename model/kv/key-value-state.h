/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KEY_VALUE_STATE_H
#define KEY_VALUE_STATE_H

#include "kv-command.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * What a shard's state keeps to. All replicas must have the same, as what is refused depends on it.
 */
struct KvLimits
{
    uint32_t maxKeyBytes{1024};        //!< of a key, at most KvWire::MAX_KEY_BYTES
    uint32_t maxValueBytes{1U << 20U}; //!< of a value, at most KvWire::MAX_VALUE_BYTES
    uint64_t maxEntries{1U << 20U}; //!< of a shard, at least 1; beyond, new keys are refused: FULL
    uint64_t maxBytes{1U << 27U}; //!< keys and values of a shard; beyond, writes are refused: FULL
    uint32_t maxSessions{4096}; //!< of a shard, at least 1; beyond, the one unused for longest ends
    uint64_t maxSessionBytes{1U << 24U}; //!< of the values in their replies; beyond, the same
    uint32_t maxScanEntries{1000};       //!< in one reply, at most KvWire::MAX_SCAN_ENTRIES
    uint32_t maxScanBytes{1U << 20U};    //!< keys and values in one reply; one entry always fits

    /**
     * @param limits what to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const KvLimits& limits);

    /**
     * @param limits what Validate accepts
     * @return most bytes of a snapshot of a state that keeps to them, see key-value-snapshot.cc
     */
    static uint64_t MostSnapshotBytes(const KvLimits& limits);
};

/// What happened in a state, counted. Not a part of the state: each replica counts what it saw.
struct KvStateCounters
{
    uint64_t applied{
        0}; //!< commands that were carried out, with those that found nothing to change
    uint64_t repeated{
        0}; //!< commands that had been carried out before, answered with what was answered then
    uint64_t outdated{0};        //!< commands behind a later one of their session
    uint64_t strangers{0};       //!< commands of sessions that are not open
    uint64_t full{0};            //!< commands for which there was no room
    uint64_t sessionsOpened{0};  //!< sessions
    uint64_t sessionsExpired{0}; //!< sessions that made room for others
    uint64_t malformed{0};       //!< commands that cannot be read
};

/**
 * @ingroup sharding-kv
 *
 * The state machine of a shard: keys and values, and the sessions of those who write.
 *
 * **Exactly once.** A write has a session and a number in it. The state keeps the last number of each session and what was
 * answered: a repeated write is answered with that and changes nothing, an older one is refused. A session
 * is opened by a command, and its number is the index of the entry that opened it, which no other
 * session ever has: when a session has ended, what is left of its writes can never take effect (Ongaro's dissertation, 6.3). When
 * there are too many, the one whose last command lies furthest back in the log ends; no clock is asked, so all replicas
 * end the same one.
 *
 * Deterministic: equal commands at equal indices give equal states, equal snapshots and equal digests. Pure.
 */
class KeyValueState
{
  public:
    /// @param limits what Validate accepts
    explicit KeyValueState(const KvLimits& limits);

    /**
     * Carries out the command of an entry.
     *
     * @param index of the entry, behind that of the last call
     * @param bytes its payload
     * @param size how many
     * @return what to answer, without shard and tag
     */
    KvReply Apply(uint64_t index, const uint8_t* bytes, size_t size);

    /// @param index of an entry without a command
    void Skip(uint64_t index);

    /**
     * @param request a GET or SCAN
     * @return the answer as of Index(), without shard and tag
     */
    KvReply Read(const KvRequest& request) const;

    /// @return the last entry that was applied
    uint64_t
    Index() const
    {
        return m_index;
    }

    /**
     * @return the state as bytes, the same for equal states; see key-value-snapshot.cc
     */
    std::vector<uint8_t> Save() const;

    /**
     * @param bytes what Save gave, of any replica
     * @param size how many
     * @return false: they are none, or of another version; the state is empty then
     */
    bool Restore(const uint8_t* bytes, size_t size);

    /**
     * @return a number that is the same for equal states, and almost surely another one for others: entries, sessions,
     *         and their order of use. Index() is no part of it.
     */
    uint64_t
    Digest() const
    {
        return m_digest;
    }

    /// @return how many keys have a value
    uint64_t
    Entries() const
    {
        return m_entries.size();
    }

    /// @return bytes of keys and values
    uint64_t
    Bytes() const
    {
        return m_bytes;
    }

    /// @return how many sessions are open
    uint64_t
    Sessions() const
    {
        return m_sessions.size();
    }

    /// @return what happened so far
    const KvStateCounters&
    Counters() const
    {
        return m_counters;
    }

  private:
    /// What is kept of a session.
    struct Session
    {
        uint64_t sequence{0}; //!< of its last write; 0: there was none
        uint64_t lastUse{0};  //!< index of its last command
        KvReply reply;        //!< to its last write
    };

    KvReply Write(uint64_t index, const KvCommand& command);
    KvReply CarryOut(uint64_t index, const KvCommand& command);
    KvReply Store(const KvCommand& command);
    void SetEntry(const std::string& key, const std::string& value);
    void EraseEntry(std::map<std::string, std::string>::iterator at);
    Session& AddSession(uint64_t number, uint64_t lastUse);
    void EndSession(uint64_t number);
    void Touch(uint64_t number, Session& session, uint64_t index);
    void MakeRoom(uint64_t index);
    void Clear();
    static uint64_t HashEntry(const std::string& key, const std::string& value);
    static uint64_t HashSession(uint64_t number, const Session& session);

    const KvLimits m_limits;
    uint64_t m_index{0};
    std::map<std::string, std::string> m_entries;
    std::unordered_map<uint64_t, Session> m_sessions; //!< by number
    std::map<uint64_t, uint64_t> m_byUse;             //!< numbers of sessions by their last use
    uint64_t m_bytes{0};
    uint64_t m_sessionBytes{0};
    uint64_t m_digest{0}; //!< sum of the hashes of entries and sessions
    KvStateCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* KEY_VALUE_STATE_H */
