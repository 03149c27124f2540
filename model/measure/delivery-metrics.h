/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DELIVERY_METRICS_H
#define DELIVERY_METRICS_H

#include "downtime-meter.h"
#include "latency-histogram.h"
#include "message-ledger.h"
#include "run-record.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * What became of the messages of a run, or of a part of it.
 */
struct DeliveryTally
{
    uint64_t offered{0};          //!< messages
    uint64_t delivered{0};        //!< messages, in time
    uint64_t inFlight{0};         //!< messages
    std::vector<uint64_t> lostBy; //!< messages by reason
    LatencyHistogram latency;     //!< of those delivered in time

    std::optional<double> goodput;                  //!< bit/s
    std::optional<DowntimeMeter::Numbers> downtime; //!< nothing: there is no such part of the run

    /// @param message one more
    void Add(const MessageLedger::Message& message);

    /// @param other messages that are added to these; not its goodput and downtime
    void Merge(const DeliveryTally& other);

    /// @return the share of the messages of known fate that was lost; nothing without such
    std::optional<double> GetLoss() const;
};

/**
 * @ingroup sharding-measure
 *
 * A run and its parts while a fault acts and while none does.
 */
struct DeliveryTallies
{
    DeliveryTally whole;
    DeliveryTally inFault;
    DeliveryTally outsideFault;
    Time faultTime;         //!< how long a fault acts
    uint64_t duplicates{0}; //!< deliveries of what had been delivered
};

/**
 * @ingroup sharding-measure
 *
 * Turns tallies into metrics. Every measure exists three times: "loss", "loss.in-fault" and
 * "loss.outside-fault". The metrics are the same for all runs with the same reasons; a part that a
 * run does not have leaves its metrics without value.
 *
 * @param tallies what was counted
 * @param reasons why messages are lost, in the order of lostBy
 * @param record gets the metrics
 */
void AddDeliveryMetrics(const DeliveryTallies& tallies,
                        const std::vector<std::string>& reasons,
                        RunRecord& record);

} // namespace sharding
} // namespace ns3

#endif /* DELIVERY_METRICS_H */
