/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_SERVICE_H
#define REQUEST_SERVICE_H

#include "host-scenario.h"
#include "request-truth.h"

#include "ns3/request-client.h"
#include "ns3/request-server.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * Clients that send requests to servers over IP, where everything can fail: links, interfaces, and
 * the CPU, disk, clock and life of every server ("server-1" ...) and client ("client-1" ...).
 *
 * A message of the measures is a request; it is delivered when its answer is at the client. The
 * selector serving(client-1) names the server that a client uses at the moment.
 */
class RequestService : public HostScenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Which server a client uses at first.
    enum class Preference
    {
        SPREAD, //!< client i the server i, round and round
        FIRST   //!< all clients the first
    };

  protected:
    std::vector<Section> GetModelSections() const override;
    void Prepare(const ScenarioFile& file) override;
    FaultTargets ListTargets() const override;
    std::vector<std::string> ListLossReasons() const override;
    Time GetNormalSpacing() const override;
    std::vector<std::string> HostNames() const override;
    void BuildProcesses() override;
    void ClearProcesses() override;
    void ReportModel(RunRecord& record) override;

  private:
    void AddServer(uint32_t index);
    void AddClient(uint32_t index);

    /// @return the server that a client uses now; "" when it does not run
    std::string FindServing(const std::string& client) const;

    static void NoteOffer(RequestService* self, uint32_t client, uint64_t number, uint32_t bytes);
    static void
    NoteAnswer(RequestService* self, uint32_t client, const RequestClient::Answer& answer);
    static void NoteLoss(RequestService* self, uint32_t client, uint64_t number, RequestLoss loss);

    /// Reports what clients and servers counted.
    void ReportClients(RunRecord& record) const;
    void ReportServers(RunRecord& record) const;

    /// Enters every counter in the ledgers and reports those that do not close.
    void CheckConservation(RunRecord& record) const;

    uint32_t m_serverCount;  //!< attribute Servers
    uint32_t m_clientCount;  //!< attribute Clients
    Preference m_preference; //!< attribute Preference

    Time m_interval;        //!< of one client
    Time m_normalSpacing;   //!< see GetNormalSpacing
    uint32_t m_requestSize; //!< bytes

    // While it runs.
    std::vector<Ptr<RequestServer>> m_servers;
    std::vector<Ptr<RequestClient>> m_clients;
    RequestTruth m_truth;
    uint64_t m_offered{0}; //!< requests of all clients
    std::vector<std::vector<uint64_t>>
        m_probed; //!< by client, then number: what the probe calls it
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_SERVICE_H */
