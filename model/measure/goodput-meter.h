/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOODPUT_METER_H
#define GOODPUT_METER_H

#include "run-record.h"
#include "time-window.h"

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
 * Goodput, and the time series behind it.
 *
 * Goodput is the payload of the messages that came complete and in time between the warm-up and the
 * end, by the instant at which they came, over that time. The series covers the whole run, the
 * warm-up included, in intervals of one width (the last may be shorter): what was offered and what
 * was lost stand in the interval in which it was offered, what was delivered in that in which it
 * came.
 *
 * Pure: it knows no simulator.
 */
class GoodputMeter
{
  public:
    /// Most rows of the series; what would need more is refused.
    static constexpr int64_t MAX_ROWS = 1000000;

    /**
     * @param interval width of a row
     * @param end length of the run
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(Time interval, Time end);

    /**
     * @param interval width of a row; see Validate
     * @param warmUp deliveries before it are in the series only
     * @param end length of the run, longer than warmUp
     * @param faults tells deliveries during faults from others; must outlive the meter
     */
    GoodputMeter(Time interval, Time warmUp, Time end, const TimeWindowSet& faults);

    /**
     * @param now when a message was offered
     * @param bytes its payload
     */
    void AddOffered(Time now, uint64_t bytes);

    /**
     * @param now when a message came in time
     * @param bytes its payload
     */
    void AddDelivered(Time now, uint64_t bytes);

    /// @param offered when a message that is lost was offered
    void AddLost(Time offered);

    /// @return goodput in bit/s from the warm-up to the end
    double GetGoodput() const;

    /// @return goodput in bit/s during faults; nothing when no fault acts
    std::optional<double> GetGoodputInFault() const;

    /// @return goodput in bit/s outside faults; nothing when faults act all the time
    std::optional<double> GetGoodputOutsideFault() const;

    /// @return the series, with columns time, offered-bytes, delivered-bytes, offered, delivered,
    /// lost
    SeriesTable GetSeries() const;

  private:
    /// One interval.
    struct Row
    {
        uint64_t offeredBytes{0};   //!< bytes
        uint64_t deliveredBytes{0}; //!< bytes
        uint64_t offered{0};        //!< messages
        uint64_t delivered{0};      //!< messages
        uint64_t lost{0};           //!< messages
    };

    /**
     * @param now a time
     * @return the row that it falls into; the last one takes what happens at the very end
     */
    Row& At(Time now);

    int64_t m_interval;            //!< ns
    Time m_warmUp;                 //!< start of what counts as goodput
    Time m_end;                    //!< end of the run
    const TimeWindowSet& m_faults; //!< when faults act
    std::vector<Row> m_rows;       //!< the first starts at 0
    uint64_t m_inFault{0};         //!< bytes delivered during faults after the warm-up
    uint64_t m_outsideFault{0};    //!< bytes delivered otherwise after the warm-up
};

} // namespace sharding
} // namespace ns3

#endif /* GOODPUT_METER_H */
