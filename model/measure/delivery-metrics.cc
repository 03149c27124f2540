/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "delivery-metrics.h"

#include <array>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

/// A part of a run, and where it stands in the names and helps of metrics.
struct Part
{
    const DeliveryTally& tally;
    std::string suffix;  //!< ".in-fault"
    std::string offered; //!< " offered while a fault acted"
    std::string during;  //!< " while a fault acted"

    /// @return whether the run has such a part
    bool
    Exists() const
    {
        return tally.downtime.has_value();
    }
};

using Parts = std::array<Part, 3>;

/// Appends metrics of the parts of a run.
class PartMetrics
{
  public:
    explicit PartMetrics(RunRecord& record) : m_record(record)
    {
    }

    void
    Add(const std::string& name,
        const Part& part,
        std::optional<double> value,
        const std::string& unit,
        const std::string& help)
    {
        m_record.metrics.push_back(
            {name + part.suffix, part.Exists() ? value : std::nullopt, unit, help});
    }

    void
    AddCount(const std::string& name, const Part& part, uint64_t value, const std::string& help)
    {
        Add(name, part, static_cast<double>(value), "messages", help);
    }

    void
    AddTime(const std::string& name,
            const Part& part,
            std::optional<Time> value,
            const std::string& help)
    {
        Add(name, part, value ? std::optional(value->GetSeconds()) : std::nullopt, "s", help);
    }

  private:
    RunRecord& m_record;
};

void
AddLatency(PartMetrics& metrics, const Part& part)
{
    static const std::array<std::pair<const char*, double>, 4> quantiles{
        {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}}};
    const std::string of = " of the latency of messages" + part.offered + " and delivered in time.";
    for (const auto& [name, q] : quantiles)
    {
        metrics.AddTime(std::string("latency.") + name,
                        part,
                        part.tally.latency.GetQuantile(q),
                        std::to_string(q).substr(0, 5) + " quantile" + of);
    }
    metrics.AddTime("latency.mean", part, part.tally.latency.GetMean(), "Mean" + of);
}

void
AddDowntime(PartMetrics& metrics, const Part& part)
{
    const auto downtime = part.tally.downtime.value_or(DowntimeMeter::Numbers());
    const std::string within = part.suffix.empty() ? "" : ", the part" + part.during;
    metrics.AddTime("downtime.longest-gap",
                    part,
                    downtime.longestGap,
                    "Longest time without a message delivered in time" + within + ".");
    metrics.AddTime("downtime.gaps",
                    part,
                    downtime.gaps,
                    "Sum of the times without a message that exceed the gap threshold" + within +
                        ".");
    metrics.AddTime("downtime.below-level",
                    part,
                    downtime.belowLevel,
                    "Time of which less than the service level of the offered bytes was delivered" +
                        within + ".");
    metrics.AddTime("downtime.recovery-mean",
                    part,
                    downtime.recoveryMean,
                    "Mean time from a fault to sustained recovery, at least; see unrecovered" +
                        within + ".");
    metrics.AddTime("downtime.recovery-max",
                    part,
                    downtime.recoveryMax,
                    "Longest time from a fault to sustained recovery, at least; see unrecovered" +
                        within + ".");
    metrics.Add("downtime.unrecovered",
                part,
                static_cast<double>(downtime.unrecovered),
                "faults",
                "Faults without sustained recovery, counted with the time to the end of the run" +
                    (part.suffix.empty() ? "" : ", which came" + part.during) + ".");
}

} // namespace

void
DeliveryTally::Add(const MessageLedger::Message& message)
{
    offered++;
    switch (message.fate)
    {
    case MessageLedger::Fate::DELIVERED:
        delivered++;
        latency.Add(NanoSeconds(message.delivered - message.offered));
        break;
    case MessageLedger::Fate::LOST:
        lostBy[message.reason]++;
        break;
    case MessageLedger::Fate::IN_FLIGHT:
        inFlight++;
        break;
    }
}

void
DeliveryTally::Merge(const DeliveryTally& other)
{
    offered += other.offered;
    delivered += other.delivered;
    inFlight += other.inFlight;
    lostBy.resize(other.lostBy.size());
    for (std::size_t i = 0; i < lostBy.size(); i++)
    {
        lostBy[i] += other.lostBy[i];
    }
    latency.Merge(other.latency);
}

std::optional<double>
DeliveryTally::GetLoss() const
{
    const uint64_t known = offered - inFlight;
    return known == 0
               ? std::nullopt
               : std::optional(static_cast<double>(known - delivered) / static_cast<double>(known));
}

void
AddDeliveryMetrics(const DeliveryTallies& tallies,
                   const std::vector<std::string>& reasons,
                   RunRecord& record)
{
    const Parts parts{
        {{tallies.whole, "", " offered after the warm-up", ""},
         {tallies.inFault, ".in-fault", " offered while a fault acted", " while a fault acted"},
         {tallies.outsideFault,
          ".outside-fault",
          " offered while no fault acted",
          " while no fault acted"}}};
    PartMetrics metrics(record);
    for (const auto& part : parts)
    {
        metrics.AddCount("offered", part, part.tally.offered, "Messages" + part.offered + ".");
    }
    for (const auto& part : parts)
    {
        metrics.AddCount("delivered",
                         part,
                         part.tally.delivered,
                         "Messages" + part.offered + " that came by their deadline.");
    }
    for (const auto& part : parts)
    {
        metrics.AddCount("in-flight",
                         part,
                         part.tally.inFlight,
                         "Messages" + part.offered +
                             " that the end of the run found neither delivered nor lost.");
    }
    for (const auto& part : parts)
    {
        metrics.Add("goodput",
                    part,
                    part.tally.goodput,
                    "bit/s",
                    "Payload that came complete and in time, per second" + part.during + ".");
    }
    for (const auto& part : parts)
    {
        metrics.Add("loss",
                    part,
                    part.tally.GetLoss(),
                    "1",
                    "Share of the messages" + part.offered + " and not in flight that was lost.");
    }
    for (std::size_t i = 0; i < reasons.size(); i++)
    {
        for (const auto& part : parts)
        {
            metrics.AddCount("loss." + reasons[i],
                             part,
                             part.tally.lostBy[i],
                             "Messages" + part.offered +
                                 " and lost, by first cause: " + reasons[i] + ".");
        }
    }
    metrics.AddCount("duplicates",
                     parts[0],
                     tallies.duplicates,
                     "Deliveries of messages that had been delivered, over the whole run.");
    for (const auto& part : parts)
    {
        AddLatency(metrics, part);
    }
    for (const auto& part : parts)
    {
        AddDowntime(metrics, part);
    }
    metrics.AddTime(
        "fault-time", parts[0], tallies.faultTime, "How long a fault acted after the warm-up.");
}

} // namespace sharding
} // namespace ns3
