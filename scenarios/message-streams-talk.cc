/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-streams-talk.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"
#include "ns3/inet-socket-address.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(StreamClient);
NS_OBJECT_ENSURE_REGISTERED(StreamServer);

const std::string StreamClient::PROTOCOL = "streams";

std::vector<uint8_t>
StreamMessage::Write(uint32_t size) const
{
    std::vector<uint8_t> bytes(size);
    auto filler = static_cast<uint32_t>(number * 2654435761U + isUrgent);
    for (uint32_t at = HEAD; at < size; at++)
    {
        filler = filler * 1664525 + 1013904223;
        bytes[at] = static_cast<uint8_t>(filler >> 24);
    }
    ByteWriter writer(bytes.data(), HEAD);
    writer.U64(number);
    writer.U8(isUrgent);
    writer.U32(Crc32c(0, bytes.data() + HEAD, size - HEAD));
    return bytes;
}

bool
StreamMessage::Read(ByteSpan bytes)
{
    ByteReader reader(bytes.data, bytes.size);
    number = reader.U64();
    isUrgent = reader.U8() == 1;
    const uint32_t checksum = reader.U32();
    return reader.Ok() && checksum == Crc32c(0, bytes.data + HEAD, bytes.size - HEAD);
}

TypeId
StreamClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::StreamClient")
            .SetParent<TransportProcess>()
            .SetGroupName("Sharding")
            .AddConstructor<StreamClient>()
            .AddAttribute("UrgentInterval",
                          "Mean time between two urgent messages; each gap is drawn from half of "
                          "it to one and a "
                          "half; 0: none are sent.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&StreamClient::m_urgentInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("UrgentSize",
                          "Bytes of an urgent message.",
                          UintegerValue(100),
                          MakeUintegerAccessor(&StreamClient::m_urgentSize),
                          MakeUintegerChecker<uint32_t>(StreamMessage::HEAD, 1 << 24))
            .AddAttribute("UrgentPriority",
                          "Priority of urgent messages, 0 (first) to 7.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&StreamClient::m_urgentPriority),
                          MakeUintegerChecker<uint32_t>(0, SendScheduler::PRIORITIES - 1))
            .AddAttribute(
                "UrgentDeadline",
                "Urgent messages that were not begun for so long are not sent; 0: all are.",
                TimeValue(Time(0)),
                MakeTimeAccessor(&StreamClient::m_urgentDeadline),
                MakeTimeChecker(Time(0)))
            .AddAttribute("BulkSize",
                          "Bytes of a bulk message; 0: none are sent.",
                          UintegerValue(10485760),
                          MakeUintegerAccessor(&StreamClient::m_bulkSize),
                          MakeUintegerChecker<uint32_t>(0, 1 << 30))
            .AddAttribute("BulkPriority",
                          "Priority of bulk messages, 0 (first) to 7.",
                          UintegerValue(7),
                          MakeUintegerAccessor(&StreamClient::m_bulkPriority),
                          MakeUintegerChecker<uint32_t>(0, SendScheduler::PRIORITIES - 1))
            .AddAttribute("BulkInterval",
                          "Time from one bulk message to the next; from its end when the queue "
                          "still holds it.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&StreamClient::m_bulkInterval),
                          MakeTimeChecker(MicroSeconds(1)));
    return tid;
}

StreamClient::StreamClient() = default;

void
StreamClient::SetListener(Listener listener, Time phase)
{
    m_listener = std::move(listener);
    m_phase = phase;
}

std::string
StreamClient::Validate() const
{
    return m_bulkSize > 0 && m_bulkSize < StreamMessage::HEAD
               ? "bulk-size must be 0 or at least " + std::to_string(StreamMessage::HEAD)
               : "";
}

Time
StreamClient::GetLongestGap() const
{
    return m_urgentInterval + m_urgentInterval / 2;
}

void
StreamClient::DoStart()
{
    TransportProcess::DoStart();
    GetEndpoint()->SetFateCallback([this](uint64_t ticket, SendFate fate)
                                   { NoteFate(ticket, fate); });
    if (m_bulkSize > 0)
    {
        ScheduleLocal(m_phase, [this] { OfferBulk(); });
    }
    if (m_urgentInterval.IsStrictlyPositive())
    {
        if (!m_gap)
        {
            StringValue name;
            GetAttribute("ProcessName", name);
            m_gap = CreateForRole<UniformRandomVariable>("urgent/" + name.Get());
        }
        ScheduleLocal(m_phase + NextGap(), [this] { OfferUrgent(); });
    }
}

void
StreamClient::DoForget()
{
    TransportProcess::DoForget();
    for (const auto& [ticket, waiting] : m_waiting)
    {
        m_listener.onLoss(waiting.number, CRASHED);
    }
    m_waiting.clear();
}

Time
StreamClient::NextGap()
{
    const auto mean = static_cast<double>(m_urgentInterval.GetNanoSeconds());
    return NanoSeconds(static_cast<int64_t>(m_gap->GetValue(0.5, 1.5) * mean));
}

bool
StreamClient::Offer(bool isUrgent)
{
    const uint32_t size = isUrgent ? m_urgentSize : m_bulkSize;
    const uint64_t number = m_listener.onOffer(isUrgent, size);
    SendOptions options;
    options.priority = static_cast<uint8_t>(isUrgent ? m_urgentPriority : m_bulkPriority);
    if (isUrgent && m_urgentDeadline.IsStrictlyPositive())
    {
        options.deadline = GetMonotonicTime() + m_urgentDeadline;
    }
    const auto result =
        GetEndpoint()->Send(SERVER, StreamMessage{number, isUrgent}.Write(size), options);
    if (!result.IsOk())
    {
        m_listener.onLoss(number, SendErrorName(result.Error()));
        return false;
    }
    m_waiting[result.Value()] = {number, isUrgent};
    return true;
}

void
StreamClient::OfferUrgent()
{
    Offer(true);
    ScheduleLocal(NextGap(), [this] { OfferUrgent(); });
}

void
StreamClient::OfferBulk()
{
    if (!Offer(false))
    {
        ScheduleLocal(m_bulkInterval, [this] { OfferBulk(); });
    }
}

void
StreamClient::NoteFate(uint64_t ticket, SendFate fate)
{
    const auto found = m_waiting.find(ticket);
    if (found == m_waiting.end())
    {
        return;
    }
    const Waiting waiting = found->second;
    m_waiting.erase(found);
    if (fate != SendFate::SENT)
    {
        m_listener.onLoss(waiting.number, SendFateName(fate));
    }
    if (!waiting.isUrgent && IsUp())
    {
        ScheduleLocal(m_bulkInterval, [this] { OfferBulk(); });
    }
}

TypeId
StreamServer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::StreamServer")
                            .SetParent<TransportProcess>()
                            .SetGroupName("Sharding")
                            .AddConstructor<StreamServer>();
    return tid;
}

StreamServer::StreamServer() = default;

void
StreamServer::SetListener(std::function<void(ByteSpan bytes)> onMessage)
{
    ProtocolHandler handler;
    handler.onMessage = [onMessage](MessageConnection&, const InboundMessage& message)
    { onMessage(message.bytes); };
    GetEndpoint()->Serve(StreamClient::PROTOCOL, handler);
}

void
StreamServer::DoStart()
{
    TransportProcess::DoStart();
    GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), PORT));
}

} // namespace sharding
} // namespace ns3
