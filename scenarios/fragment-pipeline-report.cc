/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a run of FragmentPipeline reports besides deliveries, and the invariants that it checks.

#include "fragment-pipeline.h"

#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

void
FragmentPipeline::CheckDevices(RunRecord& record) const
{
    for (const Station* station : {&m_sender, &m_receiver})
    {
        const auto& counters = station->fragments->GetCounters();
        const PacketReassembler& reassembly = station->fragments->GetReassembly();
        using Drop = FragmentNetDevice::PacketDrop;
        const uint64_t accounted = counters.sentPlain + counters.sentWhole + counters.sentSplit +
                                   counters.Of(Drop::ABOVE_MTU) + counters.Of(Drop::UNSENDABLE) +
                                   counters.Of(Drop::BELOW);
        if (accounted != counters.sent)
        {
            record.violations.push_back("of " + std::to_string(counters.sent) + " packets sent, " +
                                        std::to_string(accounted) + " are accounted for");
        }
        if (counters.receivedPlain + reassembly.Counters().Delivered() !=
            counters.delivered + counters.Of(Drop::BAD_ENVELOPE))
        {
            record.violations.push_back("packets handed up are other than those that were whole");
        }
        const std::string ledger = reassembly.CheckLedger();
        if (!ledger.empty())
        {
            record.violations.push_back(ledger);
        }
    }
    if (m_mixed > 0)
    {
        record.violations.push_back(std::to_string(m_mixed) +
                                    " messages arrived with other content than was offered");
    }
}

void
FragmentPipeline::ReportModel(RunRecord& record)
{
    const auto add = [&record](const std::string& name,
                               std::optional<double> value,
                               const std::string& unit,
                               const std::string& help) {
        record.metrics.push_back({name, value, unit, help});
    };
    add("mixed",
        static_cast<double>(m_mixed),
        "messages",
        "Messages delivered with other content than was offered, warm-up included.");
    add("repeated",
        static_cast<double>(m_repeated),
        "messages",
        "Messages that came again after they were delivered, warm-up included.");
    std::optional<double> fragments;
    std::optional<double> refused;
    std::optional<double> evicted;
    std::optional<double> peak;
    if (m_receiver.fragments)
    {
        const PacketReassembler& reassembly = m_receiver.fragments->GetReassembly();
        const auto& sent = m_sender.fragments->GetCounters();
        fragments = static_cast<double>(sent.fragments);
        refused = static_cast<double>(reassembly.Counters().Refused());
        evicted = static_cast<double>(reassembly.Counters().Lost(FragmentOutcome::EVICTED));
        peak = static_cast<double>(reassembly.PeakBytes());
        CheckDevices(record);
    }
    add("fragments.sent",
        fragments,
        "fragments",
        "Fragments that the sender sent, warm-up included; of carrier=fragment.");
    add("fragments.refused",
        refused,
        "fragments",
        "Fragments that the receiver refused, the attacker's too; of carrier=fragment.");
    add("reassembly.evicted",
        evicted,
        "messages",
        "Messages that the receiver evicted, the attacker's too; of carrier=fragment.");
    add("reassembly.peak",
        peak,
        "B",
        "Most memory that the receiver's reassembly held; of carrier=fragment.");
    add("attack.sent",
        m_attacker ? static_cast<double>(m_attacker->GetSent()) : 0,
        "frames",
        "Frames that the attacker sent.");
}

} // namespace sharding
} // namespace ns3
