/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-client.h"

#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("RequestClient");

RequestClient::RequestClient()
{
    NS_LOG_FUNCTION(this);
}

RequestClient::~RequestClient()
{
    NS_LOG_FUNCTION(this);
}

void
RequestClient::SetServers(const std::vector<Address>& servers, uint32_t first)
{
    m_addresses = servers;
    m_first = first;
}

void
RequestClient::SetId(uint32_t id)
{
    m_id = id;
}

void
RequestClient::SetPhase(Time phase)
{
    m_phase = phase;
}

std::string
RequestClient::Validate() const
{
    ServerChoice::Config config;
    config.suspectAfter = m_suspectAfter;
    config.backOff = m_backOff;
    config.maxBackOff = m_maxBackOff;
    return ServerChoice::Validate(config);
}

int32_t
RequestClient::GetServing() const
{
    return IsUp() ? static_cast<int32_t>(m_choice->GetCurrent()) : -1;
}

Time
RequestClient::GetInterval() const
{
    return m_interval;
}

RequestClient::Arrivals
RequestClient::GetArrivals() const
{
    return m_arrivals;
}

const RequestClient::Counters&
RequestClient::GetCounters() const
{
    return m_counters;
}

uint64_t
RequestClient::GetOpen() const
{
    return m_open.size();
}

void
RequestClient::DoInitialize()
{
    m_gap = CreateForRole<ExponentialRandomVariable>("arrivals/" + GetRole());
    m_sessions = CreateForRole<UniformRandomVariable>("session/" + GetRole());
    m_arrival =
        Simulator::Schedule(m_startTime + m_phase + DrawGap(), &RequestClient::Arrive, this);
    ProcessApplication::DoInitialize();
}

void
RequestClient::DoStart()
{
    NS_LOG_FUNCTION(this);
    NS_ASSERT_MSG(m_first < m_addresses.size(), "a client needs servers");
    m_session = m_sessions->GetInteger(0, UINT32_MAX);
    ServerChoice::Config config;
    config.servers = static_cast<uint32_t>(m_addresses.size());
    config.first = m_first;
    config.suspectAfter = m_suspectAfter;
    config.backOff = m_backOff;
    config.maxBackOff = m_maxBackOff;
    m_choice = std::make_unique<ServerChoice>(config);
    m_servers.resize(m_addresses.size());
    for (std::size_t i = 0; i < m_servers.size(); i++)
    {
        m_servers[i].address = m_addresses[i];
    }
}

void
RequestClient::DoForget()
{
    NS_LOG_FUNCTION(this);
    const auto open = std::move(m_open);
    m_open.clear();
    m_waiting.clear();
    m_wakes = false;
    m_nextSequence = 0;
    m_choice.reset();
    m_servers.clear();
    for (const auto& [sequence, request] : open)
    {
        Lose(request.number, RequestLoss::CLIENT_DOWN);
    }
}

void
RequestClient::DoDispose()
{
    m_arrival.Cancel();
    m_servers.clear();
    ProcessApplication::DoDispose();
}

Time
RequestClient::DrawGap()
{
    return m_arrivals == Arrivals::POISSON ? Seconds(m_gap->GetValue(m_interval.GetSeconds(), 0))
                                           : m_interval;
}

void
RequestClient::Arrive()
{
    if (m_stopTime.IsStrictlyPositive() && Simulator::Now() >= m_stopTime)
    {
        return;
    }
    m_arrival = Simulator::Schedule(DrawGap(), &RequestClient::Arrive, this);
    const uint64_t number = m_counters.offered++;
    m_offerTrace(number, m_requestSize);
    if (!IsUp())
    {
        Lose(number, RequestLoss::CLIENT_DOWN);
        return;
    }
    if (m_open.size() >= m_maxOpen)
    {
        Lose(number, RequestLoss::CLIENT_FULL);
        return;
    }
    const uint64_t sequence = m_nextSequence++;
    m_open[sequence].number = number;
    Dispatch(sequence);
}

void
RequestClient::Dispatch(uint64_t sequence)
{
    const uint32_t before = m_choice->GetCurrent();
    const Time wait = m_choice->Choose(GetMonotonicTime());
    const uint32_t now = m_choice->GetCurrent();
    if (now != before)
    {
        m_counters.failOvers++;
        m_failOverTrace(before, now);
    }
    OpenRequest& request = m_open.at(sequence);
    if (wait.IsZero())
    {
        Send(sequence, request);
        return;
    }
    m_wakes = m_wakes || ScheduleLocal(wait, [this] { Wake(); }).IsValid();
    if (m_wakes)
    {
        m_waiting.push_back(sequence);
        return;
    }
    const uint64_t number = request.number;
    m_open.erase(sequence);
    Lose(number, RequestLoss::CLIENT_FULL);
}

void
RequestClient::Wake()
{
    m_wakes = false;
    const auto waiting = std::move(m_waiting);
    m_waiting.clear();
    for (const uint64_t sequence : waiting)
    {
        Dispatch(sequence);
    }
}

void
RequestClient::Send(uint64_t sequence, OpenRequest& request)
{
    const uint32_t server = m_choice->GetCurrent();
    request.timer = ScheduleLocal(m_timeout, [this, sequence] { Expire(sequence); });
    if (!request.timer.IsValid())
    {
        const uint64_t number = request.number;
        m_open.erase(sequence);
        Lose(number, RequestLoss::CLIENT_FULL);
        return;
    }
    m_counters.attempts++;
    m_counters.retries += request.attempt > 0 ? 1 : 0;
    request.attempt++;
    request.inFlight = true;
    request.server = server;
    request.sent = GetWallTime();
    const auto& connection = m_servers[server].connection;
    request.prompt = connection ? connection->IsPrompt() : m_transport == RequestTransport::UDP;
    request.floor = m_servers[server].index;
    request.losses = m_servers[server].losses;
    RequestHeader header;
    header.attempt = request.attempt;
    header.client = m_id;
    header.session = m_session;
    header.sequence = sequence;
    Ptr<Packet> frame = Create<Packet>(m_requestSize);
    SealRequest(frame, header);
    if (!SendTo(server, frame))
    {
        m_counters.unreachable++;
        m_choice->NoteFailure(GetMonotonicTime(), server, true);
        Fail(sequence, RequestLoss::UNREACHABLE);
    }
}

bool
RequestClient::SendTo(uint32_t server, Ptr<Packet> frame)
{
    Server& to = m_servers[server];
    if (!to.connection && !to.socket && !Connect(server))
    {
        return false;
    }
    return to.connection ? to.connection->Send(frame) : to.socket->Send(frame) >= 0;
}

bool
RequestClient::Connect(uint32_t server)
{
    Server& to = m_servers[server];
    if (m_transport == RequestTransport::UDP)
    {
        Ptr<Socket> socket = CreateSocket(UdpSocketFactory::GetTypeId());
        socket->Bind();
        socket->SetRecvCallback(MakeCallback(&RequestClient::ReadUdp, this));
        socket->Connect(to.address);
        to.socket = socket;
        return true;
    }
    Ptr<Socket> socket = CreateSocket(TcpSocketFactory::GetTypeId());
    socket->SetAttribute("SegmentSize", UintegerValue(m_segmentSize));
    socket->Bind();
    RequestConnection::Handlers handlers;
    handlers.received = [this, server](Ptr<Packet> frame)
    {
        if (!Take(server, frame))
        {
            Abandon(server, RequestLoss::CLOSED);
        }
    };
    handlers.closed = [this, server](bool refused) { NoteDown(server, refused); };
    handlers.spoiled = [this, server]
    {
        m_counters.damaged++;
        Abandon(server, RequestLoss::CLOSED);
    };
    handlers.whenUp = [this](std::function<void()> action) { WhenUp(std::move(action)); };
    to.connection = std::make_shared<RequestConnection>();
    to.connection->Open(socket, false, 0, handlers);
    if (socket->Connect(to.address) != 0)
    {
        AbortSocket(to.connection->Detach());
        to.connection = nullptr;
        return false;
    }
    return true;
}

void
RequestClient::Fail(uint64_t sequence, RequestLoss cause)
{
    OpenRequest& request = m_open.at(sequence);
    CancelLocal(request.timer);
    request.inFlight = false;
    if (request.attempt < m_maxAttempts)
    {
        Dispatch(sequence);
        return;
    }
    const uint64_t number = request.number;
    m_open.erase(sequence);
    Lose(number, cause);
}

void
RequestClient::Expire(uint64_t sequence)
{
    m_counters.timeouts++;
    const uint32_t server = m_open.at(sequence).server;
    if (m_choice->NoteFailure(GetMonotonicTime(), server, false))
    {
        Abandon(server, RequestLoss::TIMEOUT);
    }
    else
    {
        Fail(sequence, RequestLoss::TIMEOUT);
    }
}

void
RequestClient::Abandon(uint32_t server, RequestLoss cause)
{
    if (m_servers[server].connection)
    {
        AbortSocket(m_servers[server].connection->Detach());
        m_servers[server].connection = nullptr;
    }
    std::vector<uint64_t> failed;
    for (const auto& [sequence, request] : m_open)
    {
        if (request.inFlight && request.server == server)
        {
            failed.push_back(sequence);
        }
    }
    for (const uint64_t sequence : failed)
    {
        const auto still = m_open.find(sequence);
        if (still != m_open.end() && still->second.inFlight && still->second.server == server)
        {
            Fail(sequence, cause);
        }
    }
}

void
RequestClient::NoteDown(uint32_t server, bool refused)
{
    (refused ? m_counters.refused : m_counters.closed)++;
    m_choice->NoteFailure(GetMonotonicTime(), server, true);
    Abandon(server, refused ? RequestLoss::REFUSED : RequestLoss::CLOSED);
}

void
RequestClient::ReadUdp(Ptr<Socket> socket)
{
    for (uint32_t i = 0; i < m_servers.size(); i++)
    {
        if (m_servers[i].socket == socket)
        {
            while (Ptr<Packet> frame = socket->Recv())
            {
                Take(i, frame);
            }
        }
    }
}

bool
RequestClient::Take(uint32_t server, Ptr<Packet> frame)
{
    const Time received = GetWallTime();
    const uint32_t size = frame->GetSize();
    RequestHeader header;
    if (TakeRequestHeader(frame, header) != RequestParse::OK || header.kind != RequestKind::ANSWER)
    {
        m_counters.damaged++;
        return false;
    }
    if (!Execute(size, [this, server, header, received] { Handle(server, header, received); }))
    {
        m_counters.unprocessed++;
    }
    return true;
}

void
RequestClient::Handle(uint32_t server, const RequestHeader& header, Time received)
{
    const bool mine = header.client == m_id && header.session == m_session;
    const auto found = mine ? m_open.find(header.sequence) : m_open.end();
    if (found == m_open.end())
    {
        m_counters.unexpected++;
        return;
    }
    const OpenRequest request = found->second;
    const bool current =
        request.inFlight && request.server == server && request.attempt == header.attempt;
    if (current && request.prompt)
    {
        MeasureClock(server, header, request.sent, received);
    }
    if (header.status != RequestStatus::DONE)
    {
        if (current)
        {
            const bool full = header.status == RequestStatus::DISK_FULL;
            m_choice->NoteFailure(GetMonotonicTime(), server, full);
            Fail(header.sequence, full ? RequestLoss::DISK_FULL : RequestLoss::BUSY);
        }
        return;
    }
    m_choice->NoteAnswer(server);
    LookAtLog(request, server, header);
    CancelLocal(request.timer);
    m_waiting.erase(std::remove(m_waiting.begin(), m_waiting.end(), header.sequence),
                    m_waiting.end());
    m_open.erase(found);
    m_counters.answered++;
    m_answerTrace({request.number,
                   server,
                   request.attempt,
                   {header.client, header.session, header.sequence},
                   header.log != 0});
}

void
RequestClient::MeasureClock(uint32_t server, const RequestHeader& header, Time sent, Time received)
{
    const Time forth = NanoSeconds(header.receivedNs) - sent;
    const Time back = NanoSeconds(header.answeredNs) - received;
    const Time offset = NanoSeconds((forth + back).GetNanoSeconds() / 2);
    m_counters.offsets++;
    m_counters.largestOffset = std::max(m_counters.largestOffset, Abs(offset));
    m_clockOffsetTrace(server, offset);
}

void
RequestClient::LookAtLog(const OpenRequest& request, uint32_t server, const RequestHeader& header)
{
    if (header.log == 0)
    {
        return;
    }
    Server& known = m_servers[server];
    const bool otherLog = known.log != 0 && header.log != known.log;
    // A request that was sent once stands behind all that were answered before it was sent.
    const bool shorter = known.log == header.log && request.attempt == 1 &&
                         request.server == server && request.losses == known.losses &&
                         header.index <= request.floor;
    const bool lost = otherLog || shorter;
    m_counters.lossesSeen += lost ? 1 : 0;
    known.losses += lost ? 1 : 0;
    known.index = lost ? header.index : std::max(known.index, header.index);
    known.log = header.log;
}

void
RequestClient::Lose(uint64_t number, RequestLoss loss)
{
    m_counters.lost++;
    m_loseTrace(number, loss);
}

} // namespace sharding
} // namespace ns3
