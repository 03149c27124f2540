/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DELIVERY_PROBE_H
#define DELIVERY_PROBE_H

#include "downtime-meter.h"
#include "message-ledger.h"
#include "run-record.h"
#include "time-window.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

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
 * Measures how well messages get from source to sink: the one object that a scenario tells of each,
 * and that turns a run into metrics, a time series and violations.
 *
 * Life: set attributes, SetLossReasons; Note...() during the run; SetFaultWindows and Report at its
 * end.
 *
 * The rules are those of MessageLedger (fates), LatencyHistogram (quantiles), DowntimeMeter and
 * GoodputMeter. A message belongs to a fault when a fault acts at the instant at which it is
 * offered; what came, when it came; and downtime is shared out by the instant.
 */
class DeliveryProbe : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DeliveryProbe();

    /**
     * For a scenario to call before the run.
     *
     * @param normalSpacing longest time between two deliveries of an undisturbed run; zero: unknown
     * @param warmUp as Report will get it
     * @param end as Report will get it
     * @return an empty string when the attributes can be used, else one sentence that says what is
     *         wrong
     */
    std::string Validate(Time normalSpacing, Time warmUp, Time end) const;

    /**
     * @param reasons every reason that NoteShardLost may give, in the order of the tables; "late"
     *        is always there. The same in all runs that are to be compared, so that they have the
     *        same columns. To be called before the first message.
     */
    void SetLossReasons(const std::vector<std::string>& reasons);

    /// @param windows when each fault acts, one window per fault; to be known when Report is called
    void SetFaultWindows(const std::vector<TimeWindow>& windows);

    /**
     * @param id of a message: small numbers, each once
     * @param bytes its payload
     * @param now the time
     */
    void NoteOffered(uint64_t id, uint32_t bytes, Time now);

    /**
     * @param id of the message
     * @param bytes the payload that came
     * @param now the time, not before that of the last call
     */
    void NoteDelivered(uint64_t id, uint32_t bytes, Time now);

    /**
     * @param id of a message that can no longer be completed
     * @param reason one of the reasons given to SetLossReasons; only the first for a message counts
     */
    void NoteShardLost(uint64_t id, const std::string& reason);

    /**
     * @param warmUp messages offered and deliveries made earlier do not count
     * @param end the time of the end of the run, after warmUp
     * @param record gets the metrics, the series, the violations and the digest "arrivals": of the
     *        time and size of each message offered, the warm-up included
     */
    void Report(Time warmUp, Time end, RunRecord& record);

  private:
    /// @return the ledger, made with the attributes as they stand when it is first needed
    MessageLedger& GetLedger();

    /// @return the limits of the ledger as attributes
    MessageLedger::Config GetLedgerConfig() const;

    /// @return the limits of the downtime meter as attributes
    DowntimeMeter::Config GetDowntimeConfig() const;

    Time m_deadline;        //!< attribute Deadline
    uint64_t m_maxMessages; //!< attribute MaxMessages
    Time m_gapThreshold;    //!< attribute GapThreshold
    double m_serviceLevel;  //!< attribute ServiceLevel
    Time m_bin;             //!< attribute Bin
    Time m_sustain;         //!< attribute Sustain
    Time m_seriesInterval;  //!< attribute SeriesInterval

    std::vector<std::string> m_reasons;    //!< without "late"
    std::vector<TimeWindow> m_windows;     //!< one per fault
    std::optional<MessageLedger> m_ledger; //!< once a message was offered
    std::vector<int64_t> m_successes;      //!< ns, each delivery in time, in order
};

} // namespace sharding
} // namespace ns3

#endif /* DELIVERY_PROBE_H */
