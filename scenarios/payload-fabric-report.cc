/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a run of PayloadFabric leaves besides what became of its messages: its own metrics, and the
// books on everything that it sent.

#include "payload-fabric.h"

#include "ns3/conservation-ledger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

/// Adds metrics to a record, one at each call.
class MetricList
{
  public:
    explicit MetricList(RunRecord& record) : m_record(record)
    {
    }

    void
    operator()(const std::string& name,
               double value,
               const std::string& unit,
               const std::string& help) const
    {
        m_record.metrics.push_back({name, value, unit, help});
    }

  private:
    RunRecord& m_record;
};

} // namespace

void
PayloadFabric::ReportModel(RunRecord& record)
{
    ReportFabric(record);
    ReportExceptions(record);
    ReportProcessing(record);
    ReportCipher(record);
    CheckConservation(record);
}

uint64_t
PayloadFabric::SumOf(const std::function<uint64_t(const PayloadShardingNetDevice&)>& count) const
{
    uint64_t sum = 0;
    for (const auto& [name, stage] : m_stages)
    {
        sum += count(*stage);
    }
    return sum;
}

void
PayloadFabric::CheckConservation(RunRecord& record) const
{
    using Stage = PayloadShardingNetDevice;
    ConservationLedger in("messages from the source to the sharder");
    ConservationLedger sealed("shards that were cut");
    ConservationLedger shards("shards");
    ConservationLedger whole("whole messages past the sharder");
    ConservationLedger order("messages put in order");
    // Where the sink joins shards, the last link carries both.
    ConservationLedger& messages = IsJoiner(SINK) ? shards : whole;
    for (const auto& link : m_links)
    {
        ConservationLedger& ledger = link.cargo == Cargo::OFFERED  ? in
                                     : link.cargo == Cargo::SHARDS ? shards
                                                                   : messages;
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
        const auto enter = [&name = name](ConservationLedger& ledger,
                                          const FastPathProcessor::Counters& counters,
                                          const FastPathProcessor::Counters& less,
                                          uint64_t inside)
        {
            ledger.AddOutflow("dropped by the CPU queue of " + name,
                              counters.queueDropped - less.queueDropped);
            ledger.AddOutflow("lost in a crash of " + name,
                              counters.crashDropped - less.crashDropped);
            ledger.AddOutflow("led nowhere from " + name,
                              counters.routeDropped - less.routeDropped);
            ledger.AddInside(name, inside);
        };
        const auto& wholes = processor->GetWholeCounters();
        enter(name == INGRESS ? in : messages, wholes, {}, processor->GetWholeInside());
        enter(shards,
              processor->GetCounters(),
              wholes,
              processor->GetInside() - processor->GetWholeInside());
    }
    const auto& sent = m_sharder->GetCounters();
    in.AddInflow("offered", m_source->GetOffered());
    in.AddOutflow("taken by the sharder", sent.packets);
    sealed.AddInflow("cut", sent.cut);
    sealed.AddOutflow("sent", sent.shards - sent.resent);
    if (const CipherQueue* queue = m_sharder->GetCipherQueue())
    {
        const auto& cut = queue->Of(CipherQueue::Kind::SHARD);
        sealed.AddOutflow("found no room to be sealed", cut.dropped);
        sealed.AddInside("being sealed", cut.inside);
    }
    shards.AddInflow("sent by the sharder", sent.shards);
    shards.AddInflow("probes of the sharder", m_sharder->GetReportCounters().sent);
    messages.AddInflow("sent past the shards", sent.exceptionPackets);
    messages.AddOutflow("taken by the sink", m_sink->GetReceived());
    for (const auto& [name, device] : m_stages)
    {
        const Stage& stage = *device;
        const auto& counters = stage.GetCounters();
        const auto& joined = device->GetReassembler().Counters();
        shards.AddOutflow("taken by the reassembler of " + name, joined.pushedShards);
        // Nobody sends it requests: damage made these out of shards.
        shards.AddOutflow("taken for requests by " + name, counters.requestsRefused);
        shards.AddOutflow("probes taken by " + name, stage.GetReportCounters().received);
        shards.AddOutflow("came to " + name + " while it was down", counters.crashedFrames);
        if (const CipherQueue* queue = stage.GetCipherQueue())
        {
            const auto& frames = queue->Of(CipherQueue::Kind::FRAME);
            shards.AddOutflow("found no room to be opened at " + name, frames.dropped);
            shards.AddOutflow("lost in a crash while being opened at " + name, frames.lost);
            shards.AddInside("being opened at " + name, frames.inside);
        }
        messages.AddOutflow("came to " + name + " while it was down", counters.crashedPackets);
        messages.AddOutflow("passed through " + name, counters.passed);
        messages.AddInflow("handed up by " + name, counters.delivered);
        order.AddInflow("put together at " + name, joined.completedPackets);
        order.AddOutflow("handed up by " + name, counters.delivered - counters.passed);
        if (const ReorderBuffer* buffer = stage.GetReorderBuffer())
        {
            order.AddOutflow("came after their turn", buffer->GetCounters().stale);
            order.AddOutflow("lost in a crash", buffer->GetCounters().forgotten);
            order.AddInside("waiting for their turn", buffer->Waiting());
        }
        const std::string wrong = device->GetReassembler().CheckLedger();
        if (!wrong.empty())
        {
            record.violations.push_back(name + ": " + wrong);
        }
    }
    for (const auto& sentence :
         {in.Check(), sealed.Check(), shards.Check(), whole.Check(), order.Check()})
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

void
PayloadFabric::ReportFabric(RunRecord& record) const
{
    const auto& sent = m_sharder->GetCounters();
    uint64_t lost = 0;
    Time busy;
    Time busiest;
    for (const auto& link : m_links)
    {
        lost += link.cargo == Cargo::SHARDS
                    ? link.from->GetCounters().txDropped + link.to->GetCounters().rxDropped
                    : 0;
    }
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const auto& processor = m_processors.at(FastNodeName(i));
        const auto& all = processor->GetCounters();
        const auto& whole = processor->GetWholeCounters();
        lost += all.queueDropped + all.crashDropped + all.routeDropped - whole.queueDropped -
                whole.crashDropped - whole.routeDropped;
        busy += processor->GetBusyTime();
        busiest = std::max(busiest, processor->GetBusyTime());
    }
    const MetricList add(record);
    add("shards.sent",
        static_cast<double>(sent.shards),
        "shards",
        "Shards that the ingress sent, warm-up included.");
    add("shards.lost",
        static_cast<double>(lost),
        "shards",
        "Shards lost between ingress and reassembly, warm-up included.");
    add("shards.late",
        static_cast<double>(
            SumOf([](const auto& stage) { return stage.CountOf(ShardOutcome::LATE); })),
        "shards",
        "Shards that came after their packet was given up, warm-up included.");
    add("shards.per-message",
        sent.sharded > 0 ? static_cast<double>(sent.shards) / static_cast<double>(sent.sharded) : 0,
        "shards",
        "Mean number of shards of a sharded message.");
    add("shards.resent",
        static_cast<double>(sent.resent),
        "shards",
        "Shards that were sent again because they were late, warm-up included.");
    add("count.changes",
        static_cast<double>(m_sharder->GetCountChanges()),
        "changes",
        "How often a dynamic shard count has moved.");
    add("paths.silences",
        static_cast<double>(m_sharder->GetReportCounters().silences),
        "times",
        "How often a path was given up because it did not answer.");
    for (const auto& [name, stage] : m_stages)
    {
        add("joined." + name,
            static_cast<double>(stage->GetCounters().delivered - stage->GetCounters().passed),
            "messages",
            "Messages that were put together at this node, warm-up included.");
    }
    add("fast-path.utilization",
        busy.GetSeconds() / GetDuration().GetSeconds() / m_fastPathNodes,
        "1",
        "Mean share of the run for which a core of a fast path node worked, summed over its "
        "cores.");
    add("fast-path.busiest",
        busiest.GetSeconds() / GetDuration().GetSeconds(),
        "1",
        "The same of the node that worked most.");
}

void
PayloadFabric::ReportExceptions(RunRecord& record) const
{
    const MetricList add(record);
    const auto& sent = m_sharder->GetCounters();
    add("exceptions",
        static_cast<double>(sent.exceptionPackets),
        "messages",
        "Messages that took the exception path.");
    add("exceptions.bytes",
        static_cast<double>(sent.exceptionBytes),
        "bytes",
        "What these messages hold.");
    add("exceptions.unsharded",
        static_cast<double>(sent.unsharded),
        "messages",
        "Messages that were not to be sharded, wherever they went.");
    for (uint32_t result = 1; result < SPLIT_RESULTS; result++)
    {
        add("exceptions." + SplitResultName(static_cast<SplitResult>(result)),
            static_cast<double>(sent.exceptions[result]),
            "messages",
            "Messages that could not be sharded for this reason.");
    }
}

void
PayloadFabric::ReportProcessing(RunRecord& record) const
{
    uint64_t bypassed = 0;
    uint64_t skipped = 0;
    ShardWork::Counters work;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const auto& processor = m_processors.at(FastNodeName(i));
        bypassed += processor->GetCounters().bypassed;
        skipped += processor->GetCounters().skipped;
        if (const ShardWork* done = processor->GetWork())
        {
            for (uint32_t task = 0; task < SHARD_TASKS; task++)
            {
                work.shards[task] += done->GetCounters().shards[task];
            }
            work.found += done->GetCounters().found;
        }
    }
    const MetricList add(record);
    for (uint32_t task = 0; task < SHARD_TASKS; task++)
    {
        const std::string name = ShardTaskName(static_cast<ShardTask>(task));
        add("processing." + name,
            static_cast<double>(work.shards[task]),
            "shards",
            "Shards with which fast path nodes did " + name + ", warm-up included.");
    }
    add("processing.found",
        static_cast<double>(work.found),
        "shards",
        "Shards in which inspect found its pattern, warm-up included.");
    add("processing.bypassed",
        static_cast<double>(bypassed),
        "shards",
        "Shards that passed fast path nodes without touching the CPU, warm-up included.");
    add("processing.skipped",
        static_cast<double>(skipped),
        "shards",
        "Of these, the ones that wanted a processor that had no room.");
    add("processing.errors",
        static_cast<double>(m_sink->GetErrors()),
        "messages",
        "Messages that reached the sink with an error code of a fast path node, warm-up included.");
}

void
PayloadFabric::ReportCipher(RunRecord& record) const
{
    const MetricList add(record);
    const double seconds = GetDuration().GetSeconds();
    Time nodes;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        nodes += m_processors.at(FastNodeName(i))->GetCipherTime();
    }
    const auto refused = [](const PayloadShardingNetDevice& stage)
    {
        const CipherQueue* queue = stage.GetCipherQueue();
        return queue ? queue->Of(CipherQueue::Kind::SHARD).dropped +
                           queue->Of(CipherQueue::Kind::FRAME).dropped
                     : 0;
    };
    const uint64_t dropped = refused(*m_sharder) + SumOf(refused);
    Time busiest;
    for (const auto& [name, stage] : m_stages)
    {
        busiest = std::max(busiest, stage->GetCipherTime());
    }
    add("cpu.cipher.ingress",
        m_sharder->GetCipherTime().GetSeconds() / seconds,
        "1",
        "Share of the run for which a core of the ingress sealed shards, summed over its cores.");
    add("cpu.cipher.fast-path",
        nodes.GetSeconds() / seconds / m_fastPathNodes,
        "1",
        "Mean share of the run that a fast path node's CPU needs to open and seal, at nominal "
        "speed.");
    add("cpu.cipher.reassembly",
        busiest.GetSeconds() / seconds,
        "1",
        "Share of the run for which a core of the node that joins shards opened them, summed over "
        "its cores; of several nodes, the one that worked most.");
    add("cpu.cipher.dropped",
        static_cast<double>(dropped),
        "shards",
        "Shards that found no room where they were to be sealed or opened, warm-up included.");
}

} // namespace sharding
} // namespace ns3
