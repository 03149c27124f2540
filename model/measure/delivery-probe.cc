/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "delivery-probe.h"

#include "goodput-meter.h"
#include "latency-histogram.h"

#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <array>
#include <utility>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(DeliveryProbe);

namespace
{

/// Appends metrics one by one.
class MetricList
{
  public:
    explicit MetricList(RunRecord& record) : m_record(record)
    {
    }

    void
    Add(const std::string& name,
        std::optional<double> value,
        const std::string& unit,
        const std::string& help)
    {
        m_record.metrics.push_back({name, value, unit, help});
    }

    void
    AddCount(const std::string& name, uint64_t value, const std::string& help)
    {
        Add(name, static_cast<double>(value), "messages", help);
    }

    void
    AddTime(const std::string& name, std::optional<Time> value, const std::string& help)
    {
        Add(name, value ? std::optional<double>(value->GetSeconds()) : std::nullopt, "s", help);
    }

  private:
    RunRecord& m_record;
};

/// Messages whose fate is known, and how many of them were lost.
struct Fates
{
    uint64_t known{0};
    uint64_t lost{0};

    void
    Add(const MessageLedger::Message& message)
    {
        known += message.fate != MessageLedger::Fate::IN_FLIGHT;
        lost += message.fate == MessageLedger::Fate::LOST;
    }

    std::optional<double>
    Loss() const
    {
        return known == 0
                   ? std::nullopt
                   : std::optional<double>(static_cast<double>(lost) / static_cast<double>(known));
    }
};

/// Where a part of the run stands in the names and helps of metrics.
struct Part
{
    std::string suffix; //!< ".in-fault"
    std::string where;  //!< " offered while a fault acted"
};

const std::array<Part, 3> PARTS{{{"", " offered after the warm-up"},
                                 {".in-fault", " offered while a fault acted"},
                                 {".outside-fault", " offered while no fault acted"}}};

void
AddGoodput(MetricList& metrics, const GoodputMeter& goodput)
{
    const std::string help = "Payload that came complete and in time, per second";
    metrics.Add("goodput", goodput.GetGoodput(), "bit/s", help + ".");
    metrics.Add(
        "goodput.in-fault", goodput.GetGoodputInFault(), "bit/s", help + " while a fault acted.");
    metrics.Add("goodput.outside-fault",
                goodput.GetGoodputOutsideFault(),
                "bit/s",
                help + " while no fault acted.");
}

void
AddLoss(MetricList& metrics, const std::array<std::optional<double>, PARTS.size()>& ratios)
{
    for (std::size_t i = 0; i < PARTS.size(); i++)
    {
        metrics.Add("loss" + PARTS[i].suffix,
                    ratios[i],
                    "1",
                    "Share of the messages" + PARTS[i].where + " and not in flight that was lost.");
    }
}

void
AddLatency(MetricList& metrics, const LatencyHistogram& histogram, const Part& part)
{
    static const std::array<std::pair<const char*, double>, 4> quantiles{
        {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}}};
    const std::string of = " of the latency of messages" + part.where + " and delivered in time.";
    for (const auto& [name, q] : quantiles)
    {
        metrics.AddTime(std::string("latency.") + name + part.suffix,
                        histogram.GetQuantile(q),
                        std::to_string(q).substr(0, 5) + " quantile" + of);
    }
    metrics.AddTime("latency.mean" + part.suffix, histogram.GetMean(), "Mean" + of);
}

void
AddDowntime(MetricList& metrics, const DowntimeMeter::Result& downtime)
{
    metrics.AddTime("downtime.longest-gap",
                    downtime.longestGap,
                    "Longest time without a message delivered in time.");
    metrics.AddTime("downtime.gaps",
                    downtime.gaps,
                    "Sum of the times without a message that exceed the gap threshold.");
    metrics.AddTime(
        "downtime.below-level",
        downtime.belowLevel,
        "Time of which less than the service level of the offered bytes was delivered.");
    metrics.AddTime("downtime.recovery-mean",
                    downtime.recoveryMean,
                    "Mean time from a fault to sustained recovery, at least; see unrecovered.");
    metrics.AddTime("downtime.recovery-max",
                    downtime.recoveryMax,
                    "Longest time from a fault to sustained recovery, at least; see unrecovered.");
    metrics.Add("downtime.unrecovered",
                static_cast<double>(downtime.unrecovered),
                "faults",
                "Faults without sustained recovery, counted with the time to the end of the run.");
}

} // namespace

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
    if (!m_ledger)
    {
        m_ledger.emplace(GetLedgerConfig(), m_reasons);
    }
    return *m_ledger;
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
    std::array<Fates, 2> fates;                // outside and inside faults
    std::array<LatencyHistogram, 2> latencies; // likewise

    for (const int64_t success : m_successes)
    {
        downtime.AddSuccess(NanoSeconds(success));
    }
    ledger.ForEach(end,
                   [&](const MessageLedger::Message& message)
                   {
                       const Time offered = NanoSeconds(message.offered);
                       const bool delivered = message.fate == MessageLedger::Fate::DELIVERED;
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
                           fates[inFault].Add(message);
                           if (delivered)
                           {
                               latencies[inFault].Add(
                                   NanoSeconds(message.delivered - message.offered));
                           }
                       }
                   });
    Fates allFates = fates[0];
    allFates.known += fates[1].known;
    allFates.lost += fates[1].lost;
    LatencyHistogram allLatencies = latencies[0];
    allLatencies.Merge(latencies[1]);

    const MessageLedger::Balance balance = ledger.Close(warmUp, end);
    MetricList metrics(record);
    metrics.AddCount("offered", balance.offered, "Messages offered after the warm-up.");
    metrics.AddCount("delivered", balance.delivered, "Those that came by their deadline.");
    metrics.AddCount("in-flight",
                     balance.inFlight,
                     "Those that the end of the run found neither delivered nor lost.");
    AddGoodput(metrics, goodput);
    AddLoss(metrics, {allFates.Loss(), fates[1].Loss(), fates[0].Loss()});
    for (std::size_t i = 0; i < balance.lostBy.size(); i++)
    {
        const std::string& reason = ledger.GetReasons()[i];
        metrics.AddCount(
            "loss." + reason, balance.lostBy[i], "Messages lost, by first cause: " + reason + ".");
    }
    metrics.AddCount("duplicates",
                     balance.duplicates,
                     "Deliveries of messages that had been delivered, over the whole run.");
    AddLatency(metrics, allLatencies, PARTS[0]);
    AddLatency(metrics, latencies[1], PARTS[1]);
    AddLatency(metrics, latencies[0], PARTS[2]);
    AddDowntime(metrics, downtime.GetResult(m_windows));
    record.series = goodput.GetSeries();
    record.violations.insert(
        record.violations.end(), balance.violations.begin(), balance.violations.end());
}

} // namespace sharding
} // namespace ns3
