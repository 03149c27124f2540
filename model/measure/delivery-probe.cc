/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "delivery-probe.h"

#include "delivery-metrics.h"
#include "goodput-meter.h"

#include "ns3/double.h"
#include "ns3/draw-digest.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(DeliveryProbe);

TypeId
DeliveryProbe::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::DeliveryProbe")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddConstructor<DeliveryProbe>()
            .AddAttribute("Deadline",
                          "Longest time from offer to delivery; a later delivery is a loss",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&DeliveryProbe::m_deadline),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxMessages",
                          "Most messages of a run; more are a violation (24 bytes of memory each)",
                          UintegerValue(16777216),
                          MakeUintegerAccessor(&DeliveryProbe::m_maxMessages),
                          MakeUintegerChecker<uint64_t>(1, uint64_t{1} << 32))
            .AddAttribute("GapThreshold",
                          "Time without a delivery from which on it counts as a gap; must exceed "
                          "the normal spacing of deliveries",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&DeliveryProbe::m_gapThreshold),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("ServiceLevel",
                          "Share of the offered bytes below which the service counts as down",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&DeliveryProbe::m_serviceLevel),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Bin",
                          "Width of the stretches of time in which the service level is judged",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&DeliveryProbe::m_bin),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Sustain",
                          "How long the service level must hold for a fault to count as recovered",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&DeliveryProbe::m_sustain),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("SeriesInterval",
                          "Width of the rows of the time series",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&DeliveryProbe::m_seriesInterval),
                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

DeliveryProbe::DeliveryProbe() = default;

MessageLedger::Config
DeliveryProbe::GetLedgerConfig() const
{
    return {m_deadline, m_maxMessages};
}

DowntimeMeter::Config
DeliveryProbe::GetDowntimeConfig() const
{
    return {m_gapThreshold, m_serviceLevel, m_bin, m_sustain};
}

std::string
DeliveryProbe::Validate(Time normalSpacing, Time warmUp, Time end) const
{
    std::string wrong = MessageLedger::Validate(GetLedgerConfig(), m_reasons);
    if (wrong.empty())
    {
        wrong = DowntimeMeter::Validate(GetDowntimeConfig(), normalSpacing, end - warmUp);
    }
    return wrong.empty() ? GoodputMeter::Validate(m_seriesInterval, end) : wrong;
}

void
DeliveryProbe::SetLossReasons(const std::vector<std::string>& reasons)
{
    m_reasons = reasons;
}

void
DeliveryProbe::SetFaultWindows(const std::vector<TimeWindow>& windows)
{
    m_windows = windows;
}

MessageLedger&
DeliveryProbe::GetLedger()
{
    return m_ledger ? *m_ledger : m_ledger.emplace(GetLedgerConfig(), m_reasons);
}

void
DeliveryProbe::NoteOffered(uint64_t id, uint32_t bytes, Time now)
{
    GetLedger().Offered(id, bytes, now);
}

void
DeliveryProbe::NoteDelivered(uint64_t id, uint32_t bytes, Time now)
{
    if (GetLedger().Delivered(id, bytes, now) == MessageLedger::Delivery::IN_TIME)
    {
        m_successes.push_back(now.GetNanoSeconds());
    }
}

void
DeliveryProbe::NoteShardLost(uint64_t id, const std::string& reason)
{
    GetLedger().ShardLost(id, reason);
}

void
DeliveryProbe::Report(Time warmUp, Time end, RunRecord& record)
{
    const MessageLedger& ledger = GetLedger();
    const TimeWindowSet faults(m_windows);
    DowntimeMeter downtime(GetDowntimeConfig(), warmUp, end);
    GoodputMeter goodput(m_seriesInterval, warmUp, end, faults);
    DeliveryTallies tallies;
    tallies.inFault.lostBy.resize(ledger.GetReasons().size());
    tallies.outsideFault.lostBy.resize(ledger.GetReasons().size());
    DrawDigest arrivals;

    for (const int64_t success : m_successes)
    {
        downtime.AddSuccess(NanoSeconds(success));
    }
    const auto take = [&](const MessageLedger::Message& message)
    {
        const Time offered = NanoSeconds(message.offered);
        const bool delivered = message.fate == MessageLedger::Fate::DELIVERED;
        arrivals.Add(message.offered, message.size);
        goodput.AddOffered(offered, message.size);
        if (delivered)
        {
            goodput.AddDelivered(NanoSeconds(message.delivered), message.size);
        }
        else if (message.fate == MessageLedger::Fate::LOST)
        {
            goodput.AddLost(offered);
        }
        if (message.fate != MessageLedger::Fate::IN_FLIGHT)
        {
            downtime.AddOutcome(offered, message.size, delivered);
        }
        if (offered >= warmUp)
        {
            const bool inFault = faults.Contains(message.offered);
            (inFault ? tallies.inFault : tallies.outsideFault).Add(message);
        }
    };
    const MessageLedger::Balance balance = ledger.Close(warmUp, end, take);
    tallies.whole.Merge(tallies.inFault);
    tallies.whole.Merge(tallies.outsideFault);
    const auto down = downtime.GetResult(m_windows);
    tallies.whole.downtime = down;
    tallies.inFault.downtime = down.inFault;
    tallies.outsideFault.downtime = down.outsideFault;
    tallies.whole.goodput = goodput.GetGoodput();
    tallies.inFault.goodput = goodput.GetGoodputInFault();
    tallies.outsideFault.goodput = goodput.GetGoodputOutsideFault();
    tallies.faultTime = faults.LengthWithin(warmUp, end);
    tallies.duplicates = balance.duplicates;

    AddDeliveryMetrics(tallies, ledger.GetReasons(), record);
    record.series = goodput.GetSeries();
    record.draws.emplace_back("arrivals", arrivals.GetText());
    record.violations.insert(
        record.violations.end(), balance.violations.begin(), balance.violations.end());
}

} // namespace sharding
} // namespace ns3
