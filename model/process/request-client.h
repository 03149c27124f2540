/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_CLIENT_H
#define REQUEST_CLIENT_H

#include "process-application.h"
#include "request-connection.h"
#include "request-header.h"
#include "request-log.h"
#include "request-loss.h"
#include "request-server.h"
#include "server-choice.h"

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * A client that offers requests to a list of servers: open loop, so that slow servers do not slow
 * it.
 *
 * An attempt goes to the server that ServerChoice names, and ends with its answer, with its
 * timeout, or with its connection; then the next attempt follows, up to a limit. Timeouts run on
 * the client's clock. A suspected server's connection is ended at once, and all that waits on it
 * is tried elsewhere.
 *
 * Requests are offered from outside, at times that do not depend on what happens to the client:
 * while it is crashed or paused, they are lost.
 *
 * Each answer shows the wall clock of its server; the difference to the client's is measured as NTP
 * does (RFC 5905, section 8). It also shows which log the server writes and where the request stands
 * in it, so that the client sees when a server has lost what it had.
 */
class RequestClient : public ProcessApplication
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RequestClient();
    ~RequestClient() override;

    /// Spacing of requests.
    enum class Arrivals
    {
        PERIODIC,
        POISSON
    };

    /**
     * To be called before the start.
     *
     * @param servers their addresses and ports, at least one
     * @param first place in the list of the one that is used at first
     */
    void SetServers(const std::vector<Address>& servers, uint32_t first = 0);

    /// @param id by which servers know the client, unique within the run
    void SetId(uint32_t id);

    /// @param phase by which all requests come later, so that several clients do not act as one
    void SetPhase(Time phase);

    /// @return an empty string when the attributes can be used together, else one sentence
    std::string Validate() const;

    /// @return the server that it uses now, from 0; -1 when it does not run
    int32_t GetServing() const;

    /// @return mean time between two requests
    Time GetInterval() const;

    /// @return spacing of requests
    Arrivals GetArrivals() const;

    /// An answer, as the client sees it.
    struct Answer
    {
        uint64_t number{0};  //!< of the request, from 0 over all lives
        uint32_t server{0};  //!< who gave it, from 0
        uint32_t attempt{0}; //!< how many there were, from 1
        RequestKey key;      //!< of the request
        bool logged{false};  //!< it is in the server's log
    };

    /// What happened since the start of the run. offered = answered + lost + open.
    struct Counters
    {
        uint64_t offered{0};     //!< requests
        uint64_t answered{0};    //!< requests that were executed
        uint64_t lost{0};        //!< requests given up
        uint64_t attempts{0};    //!< requests sent
        uint64_t retries{0};     //!< of those, again
        uint64_t timeouts{0};    //!< attempts
        uint64_t refused{0};     //!< connections that TCP gave up before they were open
        uint64_t closed{0};      //!< connections that the server ended or reset
        uint64_t unreachable{0}; //!< attempts for which there was no way
        uint64_t failOvers{0};   //!< times that it went on to another server
        uint64_t unexpected{0};  //!< answers to what was not open any more
        uint64_t damaged{0};     //!< what came and was no answer
        uint64_t unprocessed{0}; //!< answers for which the CPU had no room
        uint64_t lossesSeen{0};  //!< times that a server had lost what it had
        uint64_t offsets{0};     //!< measurements of a server's clock
        Time largestOffset;      //!< greatest of them either way
    };

    /// @return the counts so far
    const Counters& GetCounters() const;

    /// @return requests that are open
    uint64_t GetOpen() const;

    /**
     * Signature of the trace source Offer.
     *
     * @param number of the request, dense from 0
     * @param bytes of its body
     */
    typedef void (*OfferTracedCallback)(uint64_t number, uint32_t bytes);

    /// Signature of the trace source Answer.
    typedef void (*AnswerTracedCallback)(const Answer& answer);

    /**
     * Signature of the trace source Lose.
     *
     * @param number of the request
     * @param loss why
     */
    typedef void (*LoseTracedCallback)(uint64_t number, RequestLoss loss);

    /**
     * Signature of the trace source FailOver.
     *
     * @param before server until now
     * @param after server from now on
     */
    typedef void (*FailOverTracedCallback)(uint32_t before, uint32_t after);

    /**
     * Signature of the trace source ClockOffset.
     *
     * @param server whose clock
     * @param offset what it is ahead of the client's
     */
    typedef void (*ClockOffsetTracedCallback)(uint32_t server, Time offset);

  protected:
    void DoInitialize() override;
    void DoStart() override;
    void DoForget() override;
    void DoDispose() override;

  private:
    /// A request without an answer.
    struct OpenRequest
    {
        uint64_t number{0};
        uint8_t attempt{0};
        bool inFlight{false}; //!< else it waits for a server
        uint32_t server{0};   //!< of the attempt
        Time sent;            //!< wall time of the attempt
        bool prompt{false};   //!< it went out at that time
        uint64_t floor{0};    //!< highest index of that server until then
        uint32_t losses{0};   //!< losses of that server seen until then
        LocalTimers::Id timer;
    };

    /// What the client knows of a server.
    struct Server
    {
        Address address;
        std::shared_ptr<RequestConnection> connection; //!< of TCP, while there is one
        Ptr<Socket> socket;                            //!< of UDP
        uint64_t log{0};                               //!< the last that it showed
        uint64_t index{0};                             //!< highest of that log
        uint32_t losses{0};                            //!< of what it had, as far as was seen
    };

    /// Offers one request and schedules the next.
    void Arrive();

    /// @return the time to the next request
    Time DrawGap();

    /// Tries a request, now or when a server may be used.
    void Dispatch(uint64_t sequence);

    /// Sends a request to the current server.
    void Send(uint64_t sequence, OpenRequest& request);

    /// Tries all that wait for a server.
    void Wake();

    /// @return false when there is no way
    bool SendTo(uint32_t server, Ptr<Packet> frame);

    /// Opens a connection or socket. @return false when there is no way
    bool Connect(uint32_t server);

    /// An attempt has failed.
    void Fail(uint64_t sequence, RequestLoss cause);

    /// The timeout of an attempt is over.
    void Expire(uint64_t sequence);

    /// All attempts at a server have failed.
    void Abandon(uint32_t server, RequestLoss cause);

    /// The server's connection is no more.
    void NoteDown(uint32_t server, bool refused);

    /// Takes what a server sent. @return false when it is no answer
    bool Take(uint32_t server, Ptr<Packet> frame);

    /// The CPU has worked on an answer.
    void Handle(uint32_t server, const RequestHeader& header, Time received);

    /// Compares the clocks.
    void MeasureClock(uint32_t server, const RequestHeader& header, Time sent, Time received);

    /// Looks whether the server still has what it had.
    void LookAtLog(const OpenRequest& request, uint32_t server, const RequestHeader& header);

    void ReadUdp(Ptr<Socket> socket);

    /// Gives a request up.
    void Lose(uint64_t number, RequestLoss loss);

    uint32_t m_segmentSize;       //!< attribute SegmentSize
    RequestTransport m_transport; //!< attribute Transport
    Time m_interval;              //!< attribute Interval
    Arrivals m_arrivals;          //!< attribute Arrivals
    uint32_t m_requestSize;       //!< attribute RequestSize
    Time m_timeout;               //!< attribute Timeout
    uint8_t m_maxAttempts;        //!< attribute MaxAttempts
    uint32_t m_maxOpen;           //!< attribute MaxOpen
    uint32_t m_suspectAfter;      //!< attribute SuspectAfter
    Time m_backOff;               //!< attribute BackOff
    Time m_maxBackOff;            //!< attribute MaxBackOff

    std::vector<Address> m_addresses;
    uint32_t m_first{0}; //!< see SetServers
    uint32_t m_id{0};
    Time m_phase;
    Ptr<ExponentialRandomVariable> m_gap;
    Ptr<UniformRandomVariable> m_sessions;
    EventId m_arrival;

    // Gone with a crash.
    uint32_t m_session{0};
    uint64_t m_nextSequence{0};
    std::map<uint64_t, OpenRequest> m_open; //!< by sequence
    std::vector<uint64_t> m_waiting;        //!< for a server
    bool m_wakes{false};
    std::unique_ptr<ServerChoice> m_choice;
    std::vector<Server> m_servers;

    Counters m_counters;
    TracedCallback<uint64_t, uint32_t> m_offerTrace;
    TracedCallback<const Answer&> m_answerTrace;
    TracedCallback<uint64_t, RequestLoss> m_loseTrace;
    TracedCallback<uint32_t, uint32_t> m_failOverTrace;
    TracedCallback<uint32_t, Time> m_clockOffsetTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_CLIENT_H */
