/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_STREAMS_H
#define MESSAGE_STREAMS_H

#include "host-scenario.h"
#include "message-streams-talk.h"

#include "ns3/latency-histogram.h"

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
 * Small urgent messages and large ones over one TCP connection from each client to a server.
 *
 *     client-1 ---.
 *       ...        router --- server
 *     client-N ---'
 *
 * How long do the urgent ones wait behind the large ones? The measures follow the urgent ones alone; metrics bulk.* are of
 * the others. Everything of transport is set in section [transport]; faults hit
 * the links, and the life, CPU, disk and clock of every process.
 */
class MessageStreams : public HostScenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::vector<Section> GetModelSections() const override;
    void Prepare(const ScenarioFile& file) override;
    std::vector<std::string> ListLossReasons() const override;
    Time GetNormalSpacing() const override;
    std::vector<std::string> HostNames() const override;
    void BuildProcesses() override;
    void ClearProcesses() override;
    void ReportModel(RunRecord& record) override;

  private:
    /// A message that was offered.
    struct Offered
    {
        Time when;
        uint32_t bytes;
        bool isUrgent;
        uint64_t probed; //!< what the probe calls it, when it is urgent
        bool delivered{false};
    };

    void Connect(const std::string& host, Ptr<TransportProcess> process, uint64_t id);
    uint64_t NoteOffer(bool isUrgent, uint32_t bytes);
    void NoteLoss(uint64_t number, const std::string& reason);
    void NoteMessage(ByteSpan bytes);
    void ReportTransport(RunRecord& record) const;

    uint32_t m_clientCount; //!< attribute Clients
    Time m_normalSpacing;   //!< see GetNormalSpacing

    // While it runs.
    Ptr<StreamServer> m_server;
    std::vector<Ptr<StreamClient>> m_clients;
    std::vector<Offered> m_offered; //!< by number
    uint64_t m_urgentOffered{0};
    uint64_t m_bulkLost{0};
    LatencyHistogram m_urgent;
    LatencyHistogram m_bulk;
    uint64_t m_bulkBytes{0}; //!< delivered after the warm-up
    uint64_t m_spoiled{0};   //!< messages that came otherwise than they were sent, or twice
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_STREAMS_H */
