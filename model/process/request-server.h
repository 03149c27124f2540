/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_SERVER_H
#define REQUEST_SERVER_H

#include "process-application.h"
#include "request-connection.h"
#include "request-header.h"
#include "request-log.h"

#include "ns3/address.h"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * How requests travel.
 */
enum class RequestTransport
{
    TCP,
    UDP
};

/**
 * @ingroup sharding-process
 *
 * A server that executes requests: each costs CPU time and, if it is to last, a record on the disk.
 *
 * A request that comes again while it is being executed is answered once, to where it came from
 * last; one that comes again later is answered from memory. So each is executed at most once while
 * the server remembers it (attribute Remembered). A restarted server remembers what it finds on its
 * disk, and goes on with the same log; without a disk it begins a new log, under another name.
 *
 * Everything else that a fault can do to it is done by ProcessApplication.
 */
class RequestServer : public ProcessApplication
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RequestServer();
    ~RequestServer() override;

    /// What an answer promises.
    enum class Durability
    {
        NONE,  //!< nothing is written: a crash loses all
        ASYNC, //!< written, synced now and then: a crash loses what came since
        SYNC   //!< synced before it is answered
    };

    /// What happened since the start of the run. received = busy + diskFull + repeated + executed
    /// + abandoned + in work.
    struct Counters
    {
        uint64_t received{0};    //!< requests that came in whole
        uint64_t damaged{0};     //!< what came and was no request; not among received
        uint64_t busy{0};        //!< refused: CPU or disk had no room
        uint64_t diskFull{0};    //!< refused: the disk took no record
        uint64_t repeated{0};    //!< known already
        uint64_t executed{0};    //!< done
        uint64_t abandoned{0};   //!< in work when a life ended
        uint64_t answers{0};     //!< sent
        uint64_t unanswered{0};  //!< answers that could not be sent: the connection was gone
        uint64_t recovered{0};   //!< requests found on the disk at restarts
        uint64_t torn{0};        //!< records found torn
        uint64_t forgotten{0};   //!< requests no longer remembered, for want of room
        uint64_t connections{0}; //!< accepted
        uint64_t evicted{0};     //!< connections ended for want of room
    };

    /// @return the counts so far
    Counters GetCounters() const;

    /// @return requests that wait for the CPU, are on it, or wait for the disk
    uint64_t GetInWork() const;

    /// @return what its answers promise
    Durability GetDurability() const;

    /**
     * Signature of the trace source Execute.
     *
     * @param key of the request that has just been executed
     */
    typedef void (*ExecuteTracedCallback)(const RequestKey& key);

  protected:
    void DoStart() override;
    void DoForget() override;
    void DoDispose() override;

  private:
    /// Where a request came from, and when.
    struct Origin
    {
        uint64_t connection{0}; //!< number of the connection; 0: UDP
        Address peer;           //!< of UDP
        RequestHeader header;
        Time received; //!< wall time
    };

    /// A connection, and when it was last used.
    struct Peer
    {
        std::shared_ptr<RequestConnection> connection;
        uint64_t used{0}; //!< the greater, the later
    };

    using Key = RequestKey;

    void OpenTcp();
    void OpenUdp();
    void Accept(Ptr<Socket> socket, const Address& from);
    void ReadUdp(Ptr<Socket> socket);

    /// Ends the connection that was not used for longest.
    void EvictOne();

    /// A connection is no more, or must not be any more.
    void Drop(uint64_t connection, bool abort);

    /// @return false when it is no request
    bool Take(Ptr<Packet> frame, Origin origin);

    /// The CPU has worked on a request.
    void Handle(const Origin& origin);

    /// Executes a request that is not known yet.
    void Perform(const Key& key, const Origin& origin);

    /// A request is executed.
    void Finish(const Key& key);

    /// Makes what was written durable after a while.
    void SyncLater();

    void Refuse(const Origin& origin, RequestStatus status);
    void Answer(const Origin& origin, RequestStatus status);

    uint32_t m_segmentSize;       //!< attribute SegmentSize
    RequestTransport m_transport; //!< attribute Transport
    uint16_t m_port;              //!< attribute Port
    Durability m_durability;      //!< attribute Durability
    Time m_syncInterval;          //!< attribute SyncInterval
    uint32_t m_answerSize;        //!< attribute AnswerSize
    uint32_t m_remembered;        //!< attribute Remembered
    uint32_t m_maxConnections;    //!< attribute MaxConnections
    uint32_t m_sendLimit;         //!< attribute SendLimit

    // Gone with a crash.
    std::unique_ptr<RequestLog> m_log;
    std::unordered_map<Key, Origin, Key::Hash> m_begun; //!< to be answered when done
    Ptr<Socket> m_listener;
    std::map<uint64_t, Peer> m_peers; //!< by number
    uint64_t m_inWork{0};
    bool m_syncsLater{false};

    uint64_t m_lastConnection{0}; //!< number given out last
    uint64_t m_uses{0};           //!< of connections
    Ptr<UniformRandomVariable> m_names;
    Counters m_counters;
    TracedCallback<const RequestKey&> m_executeTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_SERVER_H */
