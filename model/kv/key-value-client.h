/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KEY_VALUE_CLIENT_H
#define KEY_VALUE_CLIENT_H

#include "kv-workload.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"
#include "ns3/transport-process.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
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
 * A client of the sharded key-value store with the work that it does: KvClientCore on ns-3's TCP, fed by a KvWorkload.
 *
 * Peers of its endpoint are the nodes of the store, under their node ids. Open loop: calls come at random times, however long
 * earlier ones take. Closed loop: a number of users each wait for an answer, think, and call again.
 *
 * Each call that is offered ends once: also when it is refused because too many are open, and when the client crashes (writes that
 * were under way are UNKNOWN then). While the client is down, nothing is offered.
 */
class KeyValueClient : public TransportProcess, private KvClientListener
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    KeyValueClient();
    ~KeyValueClient() override;

    /// When calls come.
    enum class Load : uint8_t
    {
        OPEN,  //!< attribute Interval
        CLOSED //!< attributes Users, ThinkTime
    };

    /// Who follows each call; may be empty. Times are to be read from the simulator.
    struct Listener
    {
        /// A call begins. Returns the listener's number for it.
        std::function<uint64_t(const KvCall& call, RaftShardId shard)> onOffer;

        /// The call of this number has ended. reason is "" when it is OK, else why not: "refused", "crashed", or the
        /// name of the last answer's status, "retry" when there was none.
        std::function<void(
            uint64_t number, const KvCall& call, const KvEnd& end, const std::string& reason)>
            onEnd;
    };

    static constexpr const char* REFUSED = "refused"; //!< too many calls were open
    static constexpr const char* CRASHED = "crashed"; //!< the client lost its memory

    /**
     * @param client its number, different from that of all others
     * @param replicas node ids by shard, as KvClientCore::Config has them
     */
    void SetStore(uint64_t client, std::vector<std::vector<RaftNodeId>> replicas);

    /**
     * @param listener who follows the calls
     * @param phase when the first call may come, after the process begins
     */
    void SetListener(Listener listener, Time phase);

    /// @return why its attributes cannot be used; "" when they can
    std::string Validate() const;

    /**
     * Calls once, besides what the attributes say.
     *
     * @param call what is wanted
     * @return false: it does not run, or too many calls are open; then the listener has been told of its end
     */
    bool Call(const KvCall& call);

    /// @return calls that have not ended
    uint32_t GetOpen() const;

    /// @return what happened so far, over all lives
    KvClientCounters GetCounters() const;

    /// @return replies that could not be read; their connections were closed
    uint64_t
    GetMalformed() const
    {
        return m_malformed;
    }

    /// @return mean time between two calls in an open loop, 0 in a closed one
    Time GetInterval() const;

    /**
     * Signature of the trace source Offered.
     *
     * @param verb what is asked
     * @param shard of which shard
     */
    typedef void (*OfferedTracedCallback)(KvVerb verb, RaftShardId shard);

    /**
     * Signature of the trace source Done.
     *
     * @param verb what was asked
     * @param latency from the call to its end, in simulated time
     * @param outcome how it ended
     */
    typedef void (*DoneTracedCallback)(KvVerb verb, Time latency, KvOutcome outcome);

    /**
     * Signature of the trace source Retry.
     *
     * @param reason why it asks again
     */
    typedef void (*RetryTracedCallback)(KvRetry reason);

    /**
     * Signature of the trace source Redirect.
     *
     * @param from who does not lead
     * @param to whom it named
     */
    typedef void (*RedirectTracedCallback)(RaftNodeId from, RaftNodeId to);

  private:
    /// A call that has not ended.
    struct Offered
    {
        uint64_t number{0}; //!< the listener's
        Time begun;         //!< simulated time
        KvCall call;
        bool isUser{false}; //!< of a closed loop
    };

    void DoStart() override;
    void DoForget() override;
    void DoDispose() override;
    bool OnSend(RaftNodeId node, const KvRequest& request) override;
    void OnEnd(const KvCall& call, const KvEnd& end) override;
    double DrawJitter() override;
    void OnRetry(uint64_t call, KvRetry reason) override;
    void OnRedirect(uint64_t call, RaftNodeId from, RaftNodeId to) override;

    KvClientCore::Config MakeCoreConfig() const;
    KvWorkload::Config MakeWorkloadConfig() const;
    void Serve();
    void MakeStreams();
    void BeginWork();
    void Arrive();
    void ThinkAndCall();
    void CallAsUser();
    bool Submit(const KvCall& call, bool isUser);
    void Finish(const Offered& offered, const KvEnd& end, const std::string& reason);
    void Receive(MessageConnection& connection, const InboundMessage& message);
    void NoteClosed(MessageConnection& connection);
    void NoteFate(uint64_t ticket, SendFate fate);
    int64_t NowNs();
    void SetAlarm();

    Load m_load;           //!< attribute Load
    Time m_interval;       //!< attribute Interval
    uint32_t m_users;      //!< attribute Users
    Time m_thinkTime;      //!< attribute ThinkTime
    uint64_t m_keys;       //!< attribute Keys
    KvKeyChoice m_choice;  //!< attribute KeyChoice
    double m_exponent;     //!< attribute ZipfExponent
    uint64_t m_hotKeys;    //!< attribute HotKeys
    double m_hotShare;     //!< attribute HotShare
    double m_getWeight;    //!< attribute GetWeight
    double m_putWeight;    //!< attribute PutWeight
    double m_removeWeight; //!< attribute RemoveWeight
    double m_swapWeight;   //!< attribute SwapWeight
    double m_scanWeight;   //!< attribute ScanWeight
    uint32_t m_valueBytes; //!< attribute ValueSize
    uint32_t m_scanLimit;  //!< attribute ScanLimit
    double m_staleShare;   //!< attribute StaleShare
    uint32_t m_sessions;   //!< attribute Sessions
    uint32_t m_maxOpen;    //!< attribute MaxOpen
    Time m_tryTimeout;     //!< attribute TryTimeout
    Time m_callTimeout;    //!< attribute CallTimeout
    uint32_t m_maxTries;   //!< attribute MaxTries
    Time m_backOff;        //!< attribute BackOff
    Time m_maxBackOff;     //!< attribute MaxBackOff

    uint64_t m_client{0};
    std::vector<std::vector<RaftNodeId>> m_replicas;
    Listener m_listener;
    Time m_phase;
    Ptr<UniformRandomVariable> m_keyDraw;
    Ptr<UniformRandomVariable> m_verbDraw;
    Ptr<UniformRandomVariable> m_jitter;
    Ptr<ExponentialRandomVariable> m_gap;
    Ptr<ExponentialRandomVariable> m_think;
    bool m_isServed{false};                 //!< the endpoint knows the protocol
    std::unique_ptr<KvWorkload> m_workload; //!< outlives crashes: it is the users
    uint64_t m_malformed{0};                //!< replies that cannot be read
    KvClientCounters m_past;                //!< of lives that have ended

    // Gone with a crash.
    TransportHost m_host;
    std::unique_ptr<KvClientCore> m_core;
    std::unique_ptr<LocalAlarm> m_alarm;
    std::map<uint64_t, Offered> m_offered;            //!< by the core's numbers
    std::unordered_map<uint64_t, uint64_t> m_tickets; //!< tags of requests that wait to be sent

    TracedCallback<KvVerb, RaftShardId> m_offeredTrace;
    TracedCallback<KvVerb, Time, KvOutcome> m_doneTrace;
    TracedCallback<KvRetry> m_retryTrace;
    TracedCallback<RaftNodeId, RaftNodeId> m_redirectTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* KEY_VALUE_CLIENT_H */
