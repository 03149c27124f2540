/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_CLIENT_CORE_H
#define KV_CLIENT_CORE_H

#include "kv-history.h"
#include "kv-message.h"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What the user of a client wants done.
struct KvCall
{
    KvVerb verb{KvVerb::GET};  //!< not OPEN
    bool stale{false};         //!< GET, SCAN: an answer from any replica will do
    bool expectsAbsent{false}; //!< COMPARE_AND_SWAP: the key is expected to have no value
    std::string key;           //!< which; SCAN: the first that is wanted
    std::string value;         //!< PUT, COMPARE_AND_SWAP: the new one
    std::string expected;      //!< COMPARE_AND_SWAP: the old one
    RaftShardId shard{0};      //!< SCAN: which shard; the others find theirs by the key
    uint32_t limit{0};         //!< SCAN: most entries that are wanted
};

/// How a call ended.
struct KvEnd
{
    uint64_t call{0};                      //!< its number
    RaftShardId shard{0};                  //!< where it went
    KvOutcome outcome{KvOutcome::UNKNOWN}; //!< FAILED: it has not taken effect and never will
    KvReply reply;      //!< OK: the answer; else the last one that came, or RETRY when none came
    int64_t begunNs{0}; //!< when it was called
    int64_t endedNs{0}; //!< when it ended
    uint32_t tries{0};  //!< requests that were sent for it, also those that opened a session
};

/// Why a client asks again.
enum class KvRetry : uint8_t
{
    TIMEOUT,       //!< no answer came
    UNREACHABLE,   //!< the connection ended, or there was none
    NO_LEADER,     //!< the node does not lead and does not know who does, or they send us round
    LOST,          //!< RETRY
    OVERLOADED,    //!< OVERLOADED
    UNKNOWN_SHARD, //!< the node does not have the shard
    EXPIRED        //!< the session has ended before the write was sent
};

constexpr uint32_t KV_RETRIES = 7; //!< how many reasons there are

/**
 * @ingroup sharding-kv
 *
 * @param retry a reason
 * @return its name, such as "no-leader"
 */
std::string KvRetryName(KvRetry retry);

/// What happened in a client, counted over one life.
struct KvClientCounters
{
    uint64_t submitted{0};          //!< calls
    uint64_t refused{0};            //!< calls beyond maxOpen
    uint64_t sent{0};               //!< requests
    uint64_t redirects{0};          //!< requests sent anew to whom a node named as leader
    uint64_t lateReplies{0};        //!< to calls that have ended, or to earlier tries
    uint64_t sessionsOpened{0};     //!< at shards
    uint64_t sessionsExpired{0};    //!< found to have ended
    uint64_t ok{0};                 //!< calls that were carried out
    uint64_t failed{0};             //!< calls that were not
    uint64_t unknown{0};            //!< writes of which it is not known
    uint64_t retries[KV_RETRIES]{}; //!< by KvRetry

    /// @param more counts of another life, to be added
    void Add(const KvClientCounters& more);
};

/**
 * @ingroup sharding-kv
 *
 * Who carries out what a KvClientCore wants, and is told.
 */
class KvClientListener
{
  public:
    virtual ~KvClientListener() = default;

    /**
     * @param node to whom
     * @param request what to send; the network delivers it once or not at all
     * @return false: there is no way now
     */
    virtual bool OnSend(RaftNodeId node, const KvRequest& request) = 0;

    /**
     * A call has ended; new ones may be submitted from here.
     *
     * @param call what was wanted
     * @param end how it ended
     */
    virtual void OnEnd(const KvCall& call, const KvEnd& end) = 0;

    /// @return a number drawn uniformly from [0, 1), to spread back-offs
    virtual double DrawJitter() = 0;

    /**
     * @param call number of the call
     * @param reason why it asks again
     */
    virtual void OnRetry(uint64_t call, KvRetry reason);

    /**
     * @param call number of the call
     * @param from who does not lead
     * @param to whom it named
     */
    virtual void OnRedirect(uint64_t call, RaftNodeId from, RaftNodeId to);
};

/**
 * @ingroup sharding-kv
 *
 * What a client of the key-value store does: finds shard and leader of each call, asks, asks again, and tells how the call
 * ended.
 *
 * The shard of a key is its jump hash, so there is no directory to ask. The leader of each shard is remembered, corrected by
 * what nodes answer, and looked for around the replicas when they are silent.
 *
 * Writes go through sessions (KeyValueState). A session carries one write at a time; further ones wait for a free
 * session. A write that was sent and whose fate is not known is repeated under the same number until an answer comes or
 * its budget is spent; then its outcome is UNKNOWN: it may have taken effect, or may yet, until the next write of the
 * session has.
 *
 * Pure: time and jitter come in, and a listener carries out what is wanted.
 */
class KvClientCore
{
  public:
    static constexpr int64_t NEVER = INT64_MAX; //!< no deadline

    /// What a client keeps to.
    struct Config
    {
        uint64_t client{0}; //!< its number
        std::vector<std::vector<RaftNodeId>>
            replicas;           //!< by shard, each at least one; their number is that of the shards
        uint32_t sessions{1};   //!< writes at a time, in [1, 65536]
        uint32_t maxOpen{1024}; //!< calls that have not ended, at least 1; beyond, they are refused
        int64_t tryTimeoutNs{
            500000000}; //!< a node that has not answered for so long is given up, positive
        int64_t callTimeoutNs{10000000000}; //!< budget of a call, at least tryTimeoutNs
        uint32_t maxTries{64};              //!< budget of a call, in [1, 255]
        int64_t backOffMinNs{10000000};     //!< first wait before asking again, positive
        int64_t backOffMaxNs{500000000};    //!< longest, at least backOffMinNs

        /**
         * @param config what to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /**
     * @param config what Validate accepts
     * @param listener must outlive the core
     */
    KvClientCore(const Config& config, KvClientListener& listener);

    KvClientCore(const KvClientCore&) = delete;
    KvClientCore& operator=(const KvClientCore&) = delete;

    /**
     * @param nowNs local time
     * @param call what is wanted; the shard of a SCAN must be one there is
     * @return its number, from 1 on; 0: too many are open, and nothing is done
     */
    uint64_t Submit(int64_t nowNs, const KvCall& call);

    /**
     * @param nowNs local time
     * @param from who answers
     * @param reply the answer
     */
    void Receive(int64_t nowNs, RaftNodeId from, const KvReply& reply);

    /**
     * A connection has ended: what was sent over it may have come or not, and is not answered.
     *
     * @param nowNs local time
     * @param node with whom
     */
    void NoteUnreachable(int64_t nowNs, RaftNodeId node);

    /**
     * A request was taken and could not be sent after all: its node has not got it, and never will.
     *
     * @param nowNs local time
     * @param tag of the request
     */
    void NoteUnsent(int64_t nowNs, uint64_t tag);

    /**
     * Does what is due.
     *
     * @param nowNs local time
     */
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do if nothing else happens; NEVER
    int64_t NextDeadlineNs() const;

    /**
     * @param key bytes
     * @return the shard that it belongs to
     */
    RaftShardId ShardOf(const std::string& key) const;

    /// @return calls that have not ended
    uint32_t
    Open() const
    {
        return static_cast<uint32_t>(m_calls.size());
    }

    /// @return what happened so far
    const KvClientCounters&
    Counters() const
    {
        return m_counters;
    }

  private:
    /// What an open call waits for.
    enum class Phase : uint8_t
    {
        QUEUED, //!< a free session
        ASKED,  //!< an answer
        RESTS   //!< the end of a back-off
    };

    static constexpr uint32_t NO_SLOT = UINT32_MAX;

    /// A call that has not ended.
    struct Call
    {
        KvCall call;
        RaftShardId shard{0};
        Phase phase{Phase::QUEUED};
        bool opens{false};       //!< the last request was OPEN
        bool isUncertain{false}; //!< a write that was sent may take effect
        uint32_t slot{NO_SLOT};  //!< its session
        uint32_t tries{0};
        uint32_t backOffs{0};
        uint32_t redirects{0};        //!< in a row
        RaftNodeId node{RAFT_NOBODY}; //!< who is asked
        uint64_t sequence{0};         //!< 0: none yet
        int64_t begunNs{0};
        int64_t timerNs{0};
        KvReply last; //!< the last answer
    };

    /// A session at one shard.
    struct Session
    {
        uint64_t number{0};   //!< 0: not open
        uint64_t sequence{0}; //!< of its last write
    };

    using Calls = std::map<uint64_t, Call>;

    void Start(int64_t nowNs, Calls::iterator at);
    void Ask(int64_t nowNs, Calls::iterator at);
    void AskAgain(int64_t nowNs, Calls::iterator at, KvRetry reason, bool rests);
    void Conclude(int64_t nowNs, Calls::iterator at, const KvReply& reply);
    void Refused(int64_t nowNs, Calls::iterator at, RaftNodeId from, const KvReply& reply);
    void Redirect(int64_t nowNs, Calls::iterator at, RaftNodeId from, RaftNodeId to);
    void Expire(int64_t nowNs, Calls::iterator at);
    void GiveUp(int64_t nowNs, Calls::iterator at);
    void End(int64_t nowNs, Calls::iterator at, KvOutcome outcome);
    void StartQueued(int64_t nowNs);
    void SetTimer(uint64_t number, Call& call, int64_t atNs);
    void TakeSlot(Call& call);
    void NoteSilence(Call& call);
    RaftNodeId After(const Call& call) const;
    bool IsReplica(RaftShardId shard, RaftNodeId node) const;

    const Config m_config;
    KvClientListener& m_listener;
    Calls m_calls; //!< by number
    std::set<std::pair<int64_t, uint64_t>> m_timers;
    std::vector<RaftNodeId> m_leaders; //!< by shard, as far as known
    std::vector<std::unordered_map<RaftShardId, Session>> m_slots;
    std::set<uint32_t> m_free;     //!< slots that carry no write
    std::deque<uint64_t> m_queued; //!< writes that wait for a slot; some may have ended
    bool m_isStarting{false};
    uint64_t m_lastCall{0};
    KvClientCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* KV_CLIENT_CORE_H */
