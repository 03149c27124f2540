/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_TRUTH_H
#define REQUEST_TRUTH_H

#include "ns3/nstime.h"
#include "ns3/request-client.h"
#include "ns3/request-server.h"
#include "ns3/run-record.h"

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * What only somebody who sees all servers and clients at once can know of the requests of a run:
 * which were executed more than once, which acknowledged ones are gone, and how long each client
 * was left without an answer.
 */
class RequestTruth
{
  public:
    /// @param clients how many there are
    explicit RequestTruth(uint32_t clients = 0);

    /// @param key of a request that a server has just executed
    void NoteExecuted(const RequestKey& key);

    /**
     * @param client from 0
     * @param answer that it has just got
     * @param now the time
     */
    void NoteAnswered(uint32_t client, const RequestClient::Answer& answer, Time now);

    /// @return executions of requests that had been executed before, by whatever server
    uint64_t GetRepeated() const;

    /// @return answers that said that the request is in the server's log
    uint64_t GetAcknowledged() const;

    /**
     * @param servers in the order of Answer::server
     * @return acknowledged requests that are not on the disk of the server that acknowledged them
     */
    uint64_t CountLost(const std::vector<Ptr<RequestServer>>& servers) const;

    /**
     * @param from begin of a stretch of time
     * @param to its end
     * @return the longest part of it in which one client got no answer
     */
    Time GetLongestSilence(Time from, Time to) const;

    /**
     * Reports the longest silence of a client after each kind of fault: from the beginning of a
     * fault to the beginning of the next, of any kind. "restart" and "heal" end faults and are none.
     *
     * @param events what the injector did
     * @param warmUp earlier times do not count
     * @param end of the run
     * @param record gets one metric per verb, "silence.<verb>"
     */
    void ReportSilences(const std::vector<RunEvent>& events,
                        Time warmUp,
                        Time end,
                        RunRecord& record) const;

  private:
    /// An answer that promised that the request is in the log.
    struct Acknowledged
    {
        uint32_t server;
        RequestKey key;
    };

    std::unordered_set<RequestKey, RequestKey::Hash> m_executed; //!< at least once
    uint64_t m_repeated{0};
    std::vector<Acknowledged> m_acknowledged;
    std::vector<std::vector<Time>> m_answers; //!< by client, in order
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_TRUTH_H */
