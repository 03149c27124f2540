/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What can be set and observed of a key-value client.

#include "key-value-client.h"

#include "ns3/double.h"
#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(KeyValueClient);

namespace
{

Ptr<const AttributeChecker>
Weight()
{
    return MakeDoubleChecker<double>(0, 1e9);
}

} // namespace

TypeId
KeyValueClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::KeyValueClient")
            .SetParent<TransportProcess>()
            .SetGroupName("Sharding")
            .AddConstructor<KeyValueClient>()
            .AddAttribute("Load",
                          "When calls come: open: at random times, whatever became of earlier "
                          "ones; closed: each user "
                          "calls again when it has its answer and has thought.",
                          EnumDefault(Load::OPEN),
                          EnumAccessor(&KeyValueClient::m_load),
                          EnumNames(Load::OPEN, "open", Load::CLOSED, "closed"))
            .AddAttribute("Interval",
                          "Open load: mean time between two calls, exponential.",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&KeyValueClient::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Users",
                          "Closed load: how many users call.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&KeyValueClient::m_users),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("ThinkTime",
                          "Closed load: mean time from an answer to the user's next call, "
                          "exponential; 0: none.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&KeyValueClient::m_thinkTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Keys",
                          "How many keys are asked for.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&KeyValueClient::m_keys),
                          MakeUintegerChecker<uint64_t>(1, 1ULL << 40U))
            .AddAttribute("KeyChoice",
                          "How a key is chosen.",
                          EnumDefault(KvKeyChoice::UNIFORM),
                          EnumAccessor(&KeyValueClient::m_choice),
                          EnumNames(KvKeyChoice::UNIFORM,
                                    "uniform",
                                    KvKeyChoice::ZIPF,
                                    "zipf",
                                    KvKeyChoice::HOT_SET,
                                    "hot-set"))
            .AddAttribute("ZipfExponent",
                          "Key choice zipf: the k-th key in proportion to k to the minus this.",
                          DoubleValue(0.99),
                          MakeDoubleAccessor(&KeyValueClient::m_exponent),
                          MakeDoubleChecker<double>(0, KvZipf::MAX_EXPONENT))
            .AddAttribute("HotKeys",
                          "Key choice hot-set: how many keys are hot.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&KeyValueClient::m_hotKeys),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("HotShare",
                          "Key choice hot-set: share of the calls that ask for hot keys.",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&KeyValueClient::m_hotShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("GetWeight",
                          "Share of calls that read a key, in proportion to the other weights.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&KeyValueClient::m_getWeight),
                          Weight())
            .AddAttribute("PutWeight",
                          "Share of calls that write a key, in proportion to the other weights.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&KeyValueClient::m_putWeight),
                          Weight())
            .AddAttribute("RemoveWeight",
                          "Share of calls that remove a key, in proportion to the other weights.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&KeyValueClient::m_removeWeight),
                          Weight())
            .AddAttribute("SwapWeight",
                          "Share of calls that write a key if it has the value that the client saw "
                          "last, in proportion to the other weights.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&KeyValueClient::m_swapWeight),
                          Weight())
            .AddAttribute("ScanWeight",
                          "Share of calls that read the keys of a shard from one on, in proportion "
                          "to the other weights.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&KeyValueClient::m_scanWeight),
                          Weight())
            .AddAttribute(
                "ValueSize",
                "Bytes of a value.",
                UintegerValue(100),
                MakeUintegerAccessor(&KeyValueClient::m_valueBytes),
                MakeUintegerChecker<uint32_t>(KvWorkload::MIN_VALUE_BYTES, KvWire::MAX_VALUE_BYTES))
            .AddAttribute("ScanLimit",
                          "Entries that a scan asks for.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&KeyValueClient::m_scanLimit),
                          MakeUintegerChecker<uint32_t>(1, KvWire::MAX_SCAN_ENTRIES))
            .AddAttribute("StaleShare",
                          "Share of reads that any replica may answer from whatever it has.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&KeyValueClient::m_staleShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Sessions",
                          "Writes that can be under way at a time; further ones wait.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&KeyValueClient::m_sessions),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("MaxOpen",
                          "Calls that have not ended; further ones are refused.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&KeyValueClient::m_maxOpen),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20U))
            .AddAttribute(
                "TryTimeout",
                "Local time after which a node that has not answered is given up for another.",
                TimeValue(MilliSeconds(500)),
                MakeTimeAccessor(&KeyValueClient::m_tryTimeout),
                MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("CallTimeout",
                          "Local time after which a call is given up; a write that may have taken "
                          "effect is then unknown.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&KeyValueClient::m_callTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute(
                "MaxTries",
                "Requests that may be sent for a call, those that open a session included.",
                UintegerValue(64),
                MakeUintegerAccessor(&KeyValueClient::m_maxTries),
                MakeUintegerChecker<uint32_t>(1, 255))
            .AddAttribute("BackOff",
                          "Wait before asking again, at first; it doubles, and from half of it to "
                          "all is waited.",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&KeyValueClient::m_backOff),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxBackOff",
                          "Longest wait before asking again.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&KeyValueClient::m_maxBackOff),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Offered",
                            "A call begins.",
                            MakeTraceSourceAccessor(&KeyValueClient::m_offeredTrace),
                            "ns3::sharding::KeyValueClient::OfferedTracedCallback")
            .AddTraceSource("Done",
                            "A call has ended.",
                            MakeTraceSourceAccessor(&KeyValueClient::m_doneTrace),
                            "ns3::sharding::KeyValueClient::DoneTracedCallback")
            .AddTraceSource("Retry",
                            "It asks again.",
                            MakeTraceSourceAccessor(&KeyValueClient::m_retryTrace),
                            "ns3::sharding::KeyValueClient::RetryTracedCallback")
            .AddTraceSource("Redirect",
                            "A node has named another as leader.",
                            MakeTraceSourceAccessor(&KeyValueClient::m_redirectTrace),
                            "ns3::sharding::KeyValueClient::RedirectTracedCallback");
    return tid;
}

KvClientCore::Config
KeyValueClient::MakeCoreConfig() const
{
    KvClientCore::Config config;
    config.client = m_client;
    config.replicas = m_replicas;
    config.sessions = m_sessions;
    config.maxOpen = m_maxOpen;
    config.tryTimeoutNs = m_tryTimeout.GetNanoSeconds();
    config.callTimeoutNs = m_callTimeout.GetNanoSeconds();
    config.maxTries = m_maxTries;
    config.backOffMinNs = m_backOff.GetNanoSeconds();
    config.backOffMaxNs = m_maxBackOff.GetNanoSeconds();
    return config;
}

KvWorkload::Config
KeyValueClient::MakeWorkloadConfig() const
{
    KvWorkload::Config config;
    config.client = m_client;
    config.shards = static_cast<uint32_t>(m_replicas.size());
    config.keys = m_keys;
    config.choice = m_choice;
    config.exponent = m_exponent;
    config.hotKeys = m_hotKeys;
    config.hotShare = m_hotShare;
    config.weights = {m_getWeight, m_putWeight, m_removeWeight, m_swapWeight, m_scanWeight};
    config.valueBytes = m_valueBytes;
    config.scanLimit = m_scanLimit;
    config.staleShare = m_staleShare;
    return config;
}

} // namespace sharding
} // namespace ns3
