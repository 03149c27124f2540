/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What can be set and observed of a request client.

#include "request-client.h"

#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(RequestClient);

TypeId
RequestClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RequestClient")
            .SetParent<ProcessApplication>()
            .SetGroupName("Sharding")
            .AddConstructor<RequestClient>()
            .AddAttribute("Transport",
                          "How requests travel; the same for clients and servers.",
                          EnumDefault(RequestTransport::TCP),
                          EnumAccessor(&RequestClient::m_transport),
                          EnumNames(RequestTransport::TCP, "tcp", RequestTransport::UDP, "udp"))
            .AddAttribute("SegmentSize",
                          "Bytes of a full TCP segment; ns-3's own default is 536.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&RequestClient::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(1, 65000))
            .AddAttribute("Interval",
                          "Mean time between two requests.",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&RequestClient::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Arrivals",
                          "Spacing of requests.",
                          EnumDefault(Arrivals::PERIODIC),
                          EnumAccessor(&RequestClient::m_arrivals),
                          EnumNames(Arrivals::PERIODIC, "periodic", Arrivals::POISSON, "poisson"))
            .AddAttribute("RequestSize",
                          "Bytes of a request besides its header.",
                          UintegerValue(500),
                          MakeUintegerAccessor(&RequestClient::m_requestSize),
                          MakeUintegerChecker<uint32_t>(1, RequestHeader::MAX_BODY))
            .AddAttribute("Timeout",
                          "Local time after which an attempt without an answer has failed.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&RequestClient::m_timeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxAttempts",
                          "Attempts at a request before it is given up.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RequestClient::m_maxAttempts),
                          MakeUintegerChecker<uint8_t>(1))
            .AddAttribute("MaxOpen",
                          "Requests that may wait for their answers; further ones are lost.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&RequestClient::m_maxOpen),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute(
                "SuspectAfter",
                "Failed attempts in a row after which a server is left alone for a while.",
                UintegerValue(1),
                MakeUintegerAccessor(&RequestClient::m_suspectAfter),
                MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("BackOff",
                          "Local time for which a suspected server is left alone; doubles with "
                          "each suspicion "
                          "until it answers.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&RequestClient::m_backOff),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute(
                "MaxBackOff",
                "Longest time for which a suspected server is left alone, not below BackOff.",
                TimeValue(MilliSeconds(800)),
                MakeTimeAccessor(&RequestClient::m_maxBackOff),
                MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Offer",
                            "A request is offered.",
                            MakeTraceSourceAccessor(&RequestClient::m_offerTrace),
                            "ns3::sharding::RequestClient::OfferTracedCallback")
            .AddTraceSource("Answer",
                            "A request was answered.",
                            MakeTraceSourceAccessor(&RequestClient::m_answerTrace),
                            "ns3::sharding::RequestClient::AnswerTracedCallback")
            .AddTraceSource("Lose",
                            "A request is given up.",
                            MakeTraceSourceAccessor(&RequestClient::m_loseTrace),
                            "ns3::sharding::RequestClient::LoseTracedCallback")
            .AddTraceSource("FailOver",
                            "It goes on to another server.",
                            MakeTraceSourceAccessor(&RequestClient::m_failOverTrace),
                            "ns3::sharding::RequestClient::FailOverTracedCallback")
            .AddTraceSource("ClockOffset",
                            "The clock of a server was compared with its own.",
                            MakeTraceSourceAccessor(&RequestClient::m_clockOffsetTrace),
                            "ns3::sharding::RequestClient::ClockOffsetTracedCallback");
    return tid;
}

} // namespace sharding
} // namespace ns3
