/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a run of PayloadFabric leaves besides what became of its messages: its own metrics, and the
// books on everything that it sent.

#include "payload-fabric.h"

#include "ns3/conservation-ledger.h"

#include <numeric>

namespace ns3
{
namespace sharding
{

void
PayloadFabric::ReportModel(RunRecord& record)
{
    ReportFabric(record);
    CheckConservation(record);
}

void
PayloadFabric::CheckConservation(RunRecord& record) const
{
    ConservationLedger shards("shards");
    ConservationLedger in("messages from the source to the sharder");
    ConservationLedger whole("messages on the exception path");
    ConservationLedger out("messages from the reassembler to the sink");
    for (const auto& link : m_links)
    {
        const bool access = link.name == std::string(SOURCE) + ">" + INGRESS;
        const bool egress = link.name == std::string(REASSEMBLY) + ">" + SINK;
        const bool exception = link.name.find(EXCEPTION) != std::string::npos;
        ConservationLedger& ledger = access ? in : egress ? out : exception ? whole : shards;
        ledger.AddOutflow("refused by " + link.name, link.from->GetCounters().txDropped);
        ledger.AddOutflow("lost on " + link.name, link.to->GetCounters().rxDropped);
        ledger.AddInside(link.name, link.from->GetInside());
        const auto& shim = link.shim->GetCounters();
        ledger.AddInflow("doubled on " + link.name, shim.duplicated);
        ledger.AddOutflow("lost in the faults of " + link.name, shim.cut + shim.queueFull);
        ledger.AddInside("held by the faults of " + link.name, shim.held);
    }
    for (const auto& [name, processor] : m_processors)
    {
        ConservationLedger& ledger = name == INGRESS      ? in
                                     : name == REASSEMBLY ? out
                                     : name == EXCEPTION  ? whole
                                                          : shards;
        ledger.AddOutflow("dropped by the CPU queue of " + name,
                          processor->GetCounters().queueDropped);
        ledger.AddOutflow("lost in a crash of " + name, processor->GetCounters().crashDropped);
        ledger.AddInside(name, processor->GetInside());
    }
    in.AddInflow("offered", m_source->GetOffered());
    in.AddOutflow("taken by the sharder", m_sharder->GetCounters().packets);
    shards.AddInflow("sent by the sharder", m_sharder->GetCounters().shards);
    shards.AddOutflow("taken by the reassembler",
                      m_reassembler->GetReassembler().Counters().pushedShards);
    whole.AddInflow("sent past the shards", CountExceptions());
    whole.AddOutflow("handed up as they came",
                     m_reassembler->GetCounters().delivered -
                         m_reassembler->GetReassembler().Counters().completedPackets);
    out.AddInflow("delivered by the reassembler", m_reassembler->GetCounters().delivered);
    out.AddOutflow("taken by the sink", m_sink->GetReceived());

    for (const auto& sentence : {in.Check(),
                                 shards.Check(),
                                 whole.Check(),
                                 out.Check(),
                                 m_reassembler->GetReassembler().CheckLedger()})
    {
        if (!sentence.empty())
        {
            record.violations.push_back(sentence);
        }
    }
    if (m_spoiled > 0)
    {
        record.violations.push_back(std::to_string(m_spoiled) +
                                    " messages arrived with other content than was offered");
    }
}

uint64_t
PayloadFabric::CountExceptions() const
{
    const auto& sent = m_sharder->GetCounters();
    return std::accumulate(sent.exceptions.begin(), sent.exceptions.end(), sent.disabled);
}

void
PayloadFabric::ReportFabric(RunRecord& record) const
{
    const auto& sent = m_sharder->GetCounters();
    const auto& reassembly = m_reassembler->GetReassembler().Counters();
    uint64_t lost = 0;
    Time busy;
    for (const auto& link : m_links)
    {
        const bool fabric = link.name.find("fast-") != std::string::npos;
        lost += fabric ? link.from->GetCounters().txDropped + link.to->GetCounters().rxDropped : 0;
    }
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const auto& processor = m_processors.at(FastNodeName(i));
        lost += processor->GetCounters().queueDropped + processor->GetCounters().crashDropped;
        busy += processor->GetBusyTime();
    }
    const auto add = [&record](const std::string& name,
                               double value,
                               const std::string& unit,
                               const std::string& help) {
        record.metrics.push_back({name, value, unit, help});
    };
    add("shards.sent",
        static_cast<double>(sent.shards),
        "shards",
        "Shards that the ingress sent, warm-up included.");
    add("shards.lost",
        static_cast<double>(lost),
        "shards",
        "Shards lost between ingress and reassembly, warm-up included.");
    add("shards.late",
        static_cast<double>(reassembly.Of(ShardOutcome::LATE)),
        "shards",
        "Shards that came after their packet was given up, warm-up included.");
    add("shards.per-message",
        sent.sharded > 0 ? static_cast<double>(sent.shards) / static_cast<double>(sent.sharded) : 0,
        "shards",
        "Mean number of shards of a sharded message.");
    add("exceptions",
        static_cast<double>(CountExceptions()),
        "messages",
        "Messages that took the exception path.");
    add("fast-path.utilization",
        busy.GetSeconds() / GetDuration().GetSeconds() / m_fastPathNodes,
        "1",
        "Mean share of the run for which a core of a fast path node worked, summed over its "
        "cores.");
}

} // namespace sharding
} // namespace ns3
