/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_SERIES_H
#define FRAGMENT_SERIES_H

#include "fragment-header.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * What a series says to a fragment.
 */
enum class SeriesVerdict : uint8_t
{
    INCOMPLETE,       //!< "incomplete": it fits, more must come
    COMPLETE,         //!< "complete": it fits and was the last one
    MESSAGE_MISMATCH, //!< "message-mismatch": it belongs to another message
    INDEX_MISMATCH,   //!< "index-mismatch": it is not the next one
    SERIES_COMPLETE,  //!< "series-complete": the last one was there already
    INDEX_OVERFLOW    //!< "index-overflow": it has the largest index and yet is not the last
};

/// How many values SeriesVerdict has.
constexpr uint32_t SERIES_VERDICTS = 6;

/**
 * @ingroup sharding-fragment
 *
 * @param verdict a verdict
 * @return its name, such as "index-mismatch"
 */
const std::string& SeriesVerdictName(SeriesVerdict verdict);

/**
 * @ingroup sharding-fragment
 *
 * Checks that the fragments of one message come in order, each once, and nothing after the last.
 * Holds three numbers and allocates nothing. What it refuses changes nothing.
 */
class FragmentSeries
{
  public:
    FragmentSeries() = default;

    /**
     * @param messageId the message
     * @param next the index that must come first, for a series that goes on elsewhere
     */
    explicit FragmentSeries(MessageId messageId, FragmentIndex next = FragmentIndex())
        : m_messageId(messageId), m_next(next)
    {
    }

    /**
     * @param header the next fragment's
     * @return INCOMPLETE or COMPLETE when it fits, else the first reason, in the order of
     *         SeriesVerdict but with a finished
     *         series before a wrong index, why it does not
     */
    SeriesVerdict
    Accept(const FragmentHeader& header)
    {
        if (header.messageId != m_messageId)
        {
            return SeriesVerdict::MESSAGE_MISMATCH;
        }
        if (m_complete)
        {
            return SeriesVerdict::SERIES_COMPLETE;
        }
        if (header.index != m_next)
        {
            return SeriesVerdict::INDEX_MISMATCH;
        }
        if (header.isLast)
        {
            m_complete = true;
            return SeriesVerdict::COMPLETE;
        }
        if (m_next.IsMax())
        {
            return SeriesVerdict::INDEX_OVERFLOW;
        }
        m_next = m_next.Next();
        return SeriesVerdict::INCOMPLETE;
    }

    /// @return the message
    MessageId
    Id() const
    {
        return m_messageId;
    }

    /// @return the index that must come next; that of the last fragment once IsComplete()
    FragmentIndex
    NextIndex() const
    {
        return m_next;
    }

    /// @return whether the last fragment was accepted
    bool
    IsComplete() const
    {
        return m_complete;
    }

  private:
    MessageId m_messageId;
    FragmentIndex m_next;
    bool m_complete{false};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_SERIES_H */
