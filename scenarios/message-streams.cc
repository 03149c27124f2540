/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-streams.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <optional>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(MessageStreams);

namespace
{

const std::string TRANSPORT = "transport";
const std::string CLIENT = "client";
const std::string SERVER = "server";

} // namespace

TypeId
MessageStreams::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::MessageStreams")
                            .SetParent<HostScenario>()
                            .SetGroupName("Sharding")
                            .AddConstructor<MessageStreams>()
                            .AddAttribute("Clients",
                                          "Clients, client-1 to client-N.",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&MessageStreams::m_clientCount),
                                          MakeUintegerChecker<uint32_t>(1, 1000));
    return tid;
}

std::vector<Scenario::Section>
MessageStreams::GetModelSections() const
{
    return {{NETWORK, HostNetwork::GetTypeId(), "What joins the hosts."},
            {TRANSPORT,
             MessageEndpoint::GetTypeId(),
             "Connections of clients and server, and what waits for them."},
            {CLIENT, StreamClient::GetTypeId(), "What is sent, and the machine that sends."},
            {SERVER, StreamServer::GetTypeId(), "The machine that receives."}};
}

std::vector<std::string>
MessageStreams::HostNames() const
{
    auto names = Numbered(CLIENT, m_clientCount);
    names.insert(names.begin(), SERVER);
    return names;
}

std::vector<std::string>
MessageStreams::ListLossReasons() const
{
    return {SendErrorName(SendError::TOO_LONG),
            SendErrorName(SendError::QUEUE_MESSAGES),
            SendErrorName(SendError::QUEUE_BYTES),
            SendErrorName(SendError::BACK_OFF),
            SendErrorName(SendError::CLOSED),
            SendFateName(SendFate::EXPIRED),
            StreamClient::CRASHED};
}

void
MessageStreams::Prepare(const ScenarioFile& file)
{
    HostScenario::Prepare(file);
    Refuse(file, TRANSPORT, GetFactory(TRANSPORT).Create<MessageEndpoint>()->Validate());
    const Ptr<StreamClient> client = GetFactory(CLIENT).Create<StreamClient>();
    Refuse(file, CLIENT, client->Validate());
    m_normalSpacing = client->GetLongestGap();
}

Time
MessageStreams::GetNormalSpacing() const
{
    return m_normalSpacing;
}

void
MessageStreams::Connect(const std::string& host, Ptr<TransportProcess> process, uint64_t id)
{
    process->SetEndpoint(GetFactory(TRANSPORT).Create<MessageEndpoint>(), id);
    Install(host, process);
}

void
MessageStreams::BuildProcesses()
{
    m_offered.clear();
    m_urgentOffered = 0;
    const auto names = HostNames();
    m_server = GetFactory(SERVER).Create<StreamServer>();
    Connect(SERVER, m_server, StreamClient::SERVER);
    m_server->SetListener([this](ByteSpan bytes) { NoteMessage(bytes); });
    for (uint32_t i = 0; i < m_clientCount; i++)
    {
        const Ptr<StreamClient> client = GetFactory(CLIENT).Create<StreamClient>();
        Connect(names[i + 1], client, StreamClient::SERVER + 1 + i);
        client->GetEndpoint()->Serve(StreamClient::PROTOCOL, {});
        client->GetEndpoint()->AddPeer(
            StreamClient::SERVER,
            InetSocketAddress(GetNetwork().GetAddress(SERVER, names[i + 1]), StreamServer::PORT));
        client->SetListener(
            {[this](bool isUrgent, uint32_t bytes) { return NoteOffer(isUrgent, bytes); },
             [this](uint64_t number, const std::string& reason) { NoteLoss(number, reason); }},
            NanoSeconds(m_normalSpacing.GetNanoSeconds() * i / m_clientCount));
        m_clients.push_back(client);
    }
}

uint64_t
MessageStreams::NoteOffer(bool isUrgent, uint32_t bytes)
{
    const uint64_t number = m_offered.size();
    m_offered.push_back({Simulator::Now(), bytes, isUrgent, m_urgentOffered});
    if (isUrgent)
    {
        GetProbe().NoteOffered(m_urgentOffered, bytes, Simulator::Now());
        m_urgentOffered++;
    }
    return number;
}

void
MessageStreams::NoteLoss(uint64_t number, const std::string& reason)
{
    if (m_offered[number].isUrgent)
    {
        GetProbe().NoteShardLost(m_offered[number].probed, reason);
    }
    else
    {
        m_bulkLost++;
    }
}

void
MessageStreams::NoteMessage(ByteSpan bytes)
{
    StreamMessage message;
    if (!message.Read(bytes) || message.number >= m_offered.size() ||
        m_offered[message.number].bytes != bytes.size ||
        m_offered[message.number].isUrgent != message.isUrgent ||
        m_offered[message.number].delivered)
    {
        m_spoiled++;
        return;
    }
    Offered& offered = m_offered[message.number];
    offered.delivered = true;
    const Time now = Simulator::Now();
    if (offered.isUrgent)
    {
        GetProbe().NoteDelivered(offered.probed, offered.bytes, now);
    }
    if (offered.when >= GetWarmUp())
    {
        (offered.isUrgent ? m_urgent : m_bulk).Add(now - offered.when);
    }
    if (now >= GetWarmUp())
    {
        m_bulkBytes += offered.isUrgent ? 0 : offered.bytes;
    }
}

void
MessageStreams::ReportModel(RunRecord& record)
{
    const auto quantile = [&record](const std::string& name,
                                    const std::optional<Time>& value,
                                    const std::string& help)
    {
        record.metrics.push_back(
            {name, value ? std::optional<double>(value->GetSeconds()) : std::nullopt, "s", help});
    };
    quantile("urgent.p50", m_urgent.GetQuantile(0.5), "Median latency of urgent messages.");
    quantile("urgent.p90", m_urgent.GetQuantile(0.9), "90 % quantile of it.");
    quantile("urgent.p99", m_urgent.GetQuantile(0.99), "99 % quantile of it.");
    quantile("urgent.max", m_urgent.GetMax(), "Longest latency of an urgent message.");
    quantile("bulk.p50", m_bulk.GetQuantile(0.5), "Median latency of bulk messages.");
    record.metrics.push_back(
        {"bulk.goodput",
         static_cast<double>(m_bulkBytes) * 8 / (GetDuration() - GetWarmUp()).GetSeconds(),
         "bit/s",
         "Bulk messages delivered whole, after the warm-up."});
    record.metrics.push_back({"bulk.lost",
                              static_cast<double>(m_bulkLost),
                              "messages",
                              "Bulk messages that were not taken or not sent, warm-up included."});
    ReportTransport(record);
    if (m_spoiled > 0)
    {
        record.violations.push_back(std::to_string(m_spoiled) +
                                    " messages came otherwise than they were sent, or twice");
    }
}

void
MessageStreams::ReportTransport(RunRecord& record) const
{
    std::vector<Ptr<TransportProcess>> processes{m_server};
    processes.insert(processes.end(), m_clients.begin(), m_clients.end());
    uint64_t opened = 0;
    uint64_t failed = 0;
    uint64_t ended = 0;
    uint64_t keepAlives = 0;
    uint64_t fragments = 0;
    uint64_t wire = 0;
    for (const auto& process : processes)
    {
        const auto totals = process->GetEndpoint()->GetTotals();
        opened += totals.Times(PoolEvent::OPENED);
        failed += totals.Times(PoolEvent::FAILED);
        keepAlives += totals.sent.keepAlives;
        fragments += totals.sent.frames;
        wire += totals.sent.wireBytes;
        for (const uint64_t closed : totals.closed)
        {
            ended += closed;
        }
        uint64_t known = totals.waiting;
        for (const uint64_t fate : totals.sent.fates)
        {
            known += fate;
        }
        if (known != totals.sent.accepted)
        {
            record.violations.push_back("messages that were taken have no fate");
        }
    }
    const auto add = [&record](const std::string& name,
                               uint64_t value,
                               const std::string& unit,
                               const std::string& help)
    {
        record.metrics.push_back(
            {name, static_cast<double>(value), unit, help + ", warm-up included."});
    };
    add("connections.opened", opened, "connections", "Connections that clients opened");
    add("connections.failed", failed, "connections", "Connections that could not be opened");
    add("connections.ended", ended, "ends", "Ends of connections that one side saw end");
    add("keep-alives", keepAlives, "messages", "Empty messages that showed that a side lives");
    add("fragments", fragments, "fragments", "Fragments sent, unsplit messages included");
    add("wire-bytes", wire, "bytes", "Bytes that transport gave to TCP, headers included");
}

void
MessageStreams::ClearProcesses()
{
    m_server = nullptr;
    m_clients.clear();
}

} // namespace sharding
} // namespace ns3
