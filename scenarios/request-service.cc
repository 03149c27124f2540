/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-service.h"

#include "ns3/conservation-ledger.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("RequestService");
NS_OBJECT_ENSURE_REGISTERED(RequestService);

namespace
{

constexpr const char* SERVER = "server";
constexpr const char* CLIENT = "client";

/// @return the value of an attribute as a file would write it
std::string
TextOf(const Object& object, const std::string& attribute)
{
    StringValue value;
    object.GetAttribute(attribute, value);
    return value.Get();
}

} // namespace

TypeId
RequestService::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RequestService")
            .SetParent<HostScenario>()
            .SetGroupName("Sharding")
            .AddConstructor<RequestService>()
            .AddAttribute("Servers",
                          "Servers, server-1 to server-N.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&RequestService::m_serverCount),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Clients",
                          "Clients, client-1 to client-N.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&RequestService::m_clientCount),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Preference",
                          "Which server a client uses at first: spread (client i the server i, "
                          "round and round) "
                          "or first (all clients server-1).",
                          EnumDefault(Preference::SPREAD),
                          EnumAccessor(&RequestService::m_preference),
                          EnumNames(Preference::SPREAD, "spread", Preference::FIRST, "first"));
    return tid;
}

std::vector<Scenario::Section>
RequestService::GetModelSections() const
{
    return {
        {SERVER, RequestServer::GetTypeId(), "Each server: its CPU, disk, clock and what it does."},
        {CLIENT, RequestClient::GetTypeId(), "Each client: what it asks for, and its patience."},
        {NETWORK, HostNetwork::GetTypeId(), "What joins them."}};
}

std::vector<std::string>
RequestService::HostNames() const
{
    auto names = Numbered(SERVER, m_serverCount);
    const auto clients = Numbered(CLIENT, m_clientCount);
    names.insert(names.end(), clients.begin(), clients.end());
    return names;
}

FaultTargets
RequestService::ListTargets() const
{
    FaultTargets targets = HostScenario::ListTargets();
    targets.AddSelector(
        "serving", Numbered(CLIENT, m_clientCount), Numbered(SERVER, m_serverCount));
    return targets;
}

std::vector<std::string>
RequestService::ListLossReasons() const
{
    std::vector<std::string> reasons;
    for (int i = 0; i < static_cast<int>(RequestLoss::COUNT); i++)
    {
        reasons.push_back(RequestLossName(static_cast<RequestLoss>(i)));
    }
    return reasons;
}

void
RequestService::Prepare(const ScenarioFile& file)
{
    HostScenario::Prepare(file);
    const Ptr<RequestClient> client = GetFactory(CLIENT).Create<RequestClient>();
    const Ptr<RequestServer> server = GetFactory(SERVER).Create<RequestServer>();
    Refuse(file, CLIENT, client->Validate());
    if (TextOf(*client, "Transport") != TextOf(*server, "Transport"))
    {
        const Setting* setting = file.Find(CLIENT, "transport");
        setting = setting ? setting : file.Find(SERVER, "transport");
        throw InputError(setting ? setting->place : SourcePlace(),
                         "clients speak " + TextOf(*client, "Transport") + ", servers " +
                             TextOf(*server, "Transport") +
                             ": [client] transport and [server] transport must be the same");
    }
    UintegerValue size;
    client->GetAttribute("RequestSize", size);
    m_requestSize = static_cast<uint32_t>(size.Get());
    m_interval = client->GetInterval();
    // Poisson gaps have no longest one: 1 in 22,000 exceeds ten times the mean.
    const int64_t longest = client->GetArrivals() == RequestClient::Arrivals::POISSON ? 10 : 1;
    m_normalSpacing =
        NanoSeconds(m_interval.GetNanoSeconds() * longest / static_cast<int64_t>(m_clientCount));
}

Time
RequestService::GetNormalSpacing() const
{
    return m_normalSpacing;
}

void
RequestService::BuildProcesses()
{
    m_truth = RequestTruth(m_clientCount);
    m_offered = 0;
    m_probed.assign(m_clientCount, {});
    for (uint32_t i = 0; i < m_serverCount; i++)
    {
        AddServer(i);
    }
    for (uint32_t i = 0; i < m_clientCount; i++)
    {
        AddClient(i);
    }
    GetInjector().BindSelector("serving",
                               [this](const std::string& client) { return FindServing(client); });
}

void
RequestService::AddServer(uint32_t index)
{
    Ptr<RequestServer> server = GetFactory(SERVER).Create<RequestServer>();
    server->TraceConnectWithoutContext("Execute",
                                       MakeCallback(&RequestTruth::NoteExecuted, &m_truth));
    m_servers.push_back(server);
    Install(Numbered(SERVER, m_serverCount)[index], server);
}

void
RequestService::AddClient(uint32_t index)
{
    const std::string self = Numbered(CLIENT, m_clientCount)[index];
    std::vector<Address> servers;
    UintegerValue port;
    m_servers.front()->GetAttribute("Port", port);
    for (const auto& name : Numbered(SERVER, m_serverCount))
    {
        servers.push_back(InetSocketAddress(GetNetwork().GetAddress(name, self),
                                            static_cast<uint16_t>(port.Get())));
    }
    Ptr<RequestClient> client = GetFactory(CLIENT).Create<RequestClient>();
    client->SetId(index + 1);
    client->SetServers(servers, m_preference == Preference::SPREAD ? index % m_serverCount : 0);
    client->SetPhase(NanoSeconds(m_interval.GetNanoSeconds() * index / m_clientCount));
    client->TraceConnectWithoutContext("Offer",
                                       MakeBoundCallback(&RequestService::NoteOffer, this, index));
    client->TraceConnectWithoutContext("Answer",
                                       MakeBoundCallback(&RequestService::NoteAnswer, this, index));
    client->TraceConnectWithoutContext("Lose",
                                       MakeBoundCallback(&RequestService::NoteLoss, this, index));
    m_clients.push_back(client);
    Install(self, client);
}

std::string
RequestService::FindServing(const std::string& client) const
{
    const auto clients = Numbered(CLIENT, m_clientCount);
    const auto index = std::find(clients.begin(), clients.end(), client) - clients.begin();
    const int32_t serving = m_clients[index]->GetServing();
    return serving < 0 ? "" : Numbered(SERVER, m_serverCount)[serving];
}

void
RequestService::NoteOffer(RequestService* self,
                          uint32_t client,
                          [[maybe_unused]] uint64_t number,
                          uint32_t bytes)
{
    self->m_probed[client].push_back(self->m_offered);
    self->GetProbe().NoteOffered(self->m_offered, bytes, Simulator::Now());
    self->m_offered++;
}

void
RequestService::NoteAnswer(RequestService* self,
                           uint32_t client,
                           const RequestClient::Answer& answer)
{
    self->GetProbe().NoteDelivered(
        self->m_probed[client][answer.number], self->m_requestSize, Simulator::Now());
    self->m_truth.NoteAnswered(client, answer, Simulator::Now());
}

void
RequestService::NoteLoss(RequestService* self, uint32_t client, uint64_t number, RequestLoss loss)
{
    self->GetProbe().NoteShardLost(self->m_probed[client][number], RequestLossName(loss));
}

void
RequestService::ReportModel(RunRecord& record)
{
    ReportClients(record);
    ReportServers(record);
    m_truth.ReportSilences(record.events, GetWarmUp(), GetDuration(), record);
    ReportPackets(record);
    CheckConservation(record);
}

void
RequestService::ReportClients(RunRecord& record) const
{
    RequestClient::Counters sum;
    for (const auto& client : m_clients)
    {
        const auto& one = client->GetCounters();
        sum.attempts += one.attempts;
        sum.retries += one.retries;
        sum.timeouts += one.timeouts;
        sum.refused += one.refused;
        sum.closed += one.closed;
        sum.unreachable += one.unreachable;
        sum.failOvers += one.failOvers;
        sum.unexpected += one.unexpected;
        sum.lossesSeen += one.lossesSeen;
        sum.damaged += one.damaged;
        sum.largestOffset = std::max(sum.largestOffset, one.largestOffset);
    }
    const auto add = [&record](const std::string& name,
                               uint64_t value,
                               const std::string& unit,
                               const std::string& help)
    {
        record.metrics.push_back(
            {name, static_cast<double>(value), unit, help + ", warm-up included."});
    };
    add("attempts", sum.attempts, "attempts", "Times that a client sent a request");
    add("retries", sum.retries, "attempts", "Times that a client sent a request again");
    add("timeouts", sum.timeouts, "attempts", "Attempts that got no answer in time");
    add("refused",
        sum.refused,
        "connections",
        "Connections that TCP gave up before they were open");
    add("closed", sum.closed, "connections", "Connections that a server ended or reset");
    add("unreachable", sum.unreachable, "attempts", "Attempts for which a client knew no way");
    add("fail-overs", sum.failOvers, "times", "Times that a client went on to another server");
    add("answers.unexpected",
        sum.unexpected,
        "answers",
        "Answers to requests that were not open any more");
    add("damaged.seen", sum.damaged, "answers", "What came to a client and was no answer");
    add("losses.seen",
        sum.lossesSeen,
        "times",
        "Times that an answer showed that its server had lost requests that it had acknowledged");
    record.metrics.push_back({"clock-offset.largest",
                              sum.largestOffset.GetSeconds(),
                              "s",
                              "Greatest difference between the clocks of a server and a client, "
                              "either way, as the client measured it."});
}

void
RequestService::ReportServers(RunRecord& record) const
{
    RequestServer::Counters sum;
    Time cpu;
    Time disk;
    uint64_t fsyncs = 0;
    for (const auto& server : m_servers)
    {
        const auto one = server->GetCounters();
        sum.executed += one.executed;
        sum.repeated += one.repeated;
        sum.recovered += one.recovered;
        sum.torn += one.torn;
        sum.damaged += one.damaged;
        sum.busy += one.busy;
        sum.diskFull += one.diskFull;
        cpu += server->GetCpuBusyTime();
        disk += server->GetDiskBusyTime();
        fsyncs += server->GetDisk().GetFsyncs();
    }
    const auto add = [&record](const std::string& name,
                               double value,
                               const std::string& unit,
                               const std::string& help) {
        record.metrics.push_back({name, value, unit, help});
    };
    const double spans = GetDuration().GetSeconds() * m_serverCount;
    add("executed",
        static_cast<double>(sum.executed),
        "requests",
        "Requests that servers executed, warm-up included.");
    add("executed.again",
        static_cast<double>(m_truth.GetRepeated()),
        "requests",
        "Executions of requests that this or another server had executed before.");
    add("recognized",
        static_cast<double>(sum.repeated),
        "requests",
        "Requests that came again and were answered from memory.");
    add("rejected.busy",
        static_cast<double>(sum.busy),
        "requests",
        "Requests that a server refused: CPU or disk had no room.");
    add("rejected.disk-full",
        static_cast<double>(sum.diskFull),
        "requests",
        "Requests that a server refused: its disk was full.");
    add("rejected.damaged",
        static_cast<double>(sum.damaged),
        "requests",
        "What came to a server and was no request.");
    add("acknowledged",
        static_cast<double>(m_truth.GetAcknowledged()),
        "requests",
        "Answers that said that the request is in the server's log.");
    add("acknowledged.lost",
        static_cast<double>(m_truth.CountLost(m_servers)),
        "requests",
        "Acknowledged requests that are not on their server's disk at the end.");
    add("recovered",
        static_cast<double>(sum.recovered),
        "requests",
        "Requests that servers found on their disks when they restarted.");
    add("torn",
        static_cast<double>(sum.torn),
        "records",
        "Torn records that servers found on their disks.");
    add("fsyncs", static_cast<double>(fsyncs), "fsyncs", "Fsyncs of all servers.");
    add("cpu.utilization",
        cpu.GetSeconds() / spans,
        "1",
        "Mean share of the run for which a core of a server worked, summed over its cores.");
    add("disk.utilization",
        disk.GetSeconds() / spans,
        "1",
        "Mean share of the run for which a write or an fsync of a server was under way.");
}

void
RequestService::CheckConservation(RunRecord& record) const
{
    ConservationLedger requests("requests");
    requests.AddInflow("offered", m_offered);
    for (std::size_t i = 0; i < m_clients.size(); i++)
    {
        const std::string name = Numbered(CLIENT, m_clientCount)[i];
        const auto& counters = m_clients[i]->GetCounters();
        requests.AddOutflow("answered at " + name, counters.answered);
        requests.AddOutflow("given up by " + name, counters.lost);
        requests.AddInside(name, m_clients[i]->GetOpen());
    }
    std::vector<std::string> sentences{requests.Check()};
    for (std::size_t i = 0; i < m_servers.size(); i++)
    {
        const std::string name = Numbered(SERVER, m_serverCount)[i];
        const auto counters = m_servers[i]->GetCounters();
        ConservationLedger work("requests at " + name);
        work.AddInflow("received", counters.received);
        work.AddOutflow("executed", counters.executed);
        work.AddOutflow("recognized", counters.repeated);
        work.AddOutflow("refused: busy", counters.busy);
        work.AddOutflow("refused: disk full", counters.diskFull);
        work.AddOutflow("abandoned", counters.abandoned);
        work.AddInside("in work", m_servers[i]->GetInWork());
        sentences.push_back(work.Check());
    }
    for (const auto& sentence : sentences)
    {
        if (!sentence.empty())
        {
            record.violations.push_back(sentence);
        }
    }
}

void
RequestService::ClearProcesses()
{
    m_servers.clear();
    m_clients.clear();
}

} // namespace sharding
} // namespace ns3
