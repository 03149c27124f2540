/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_HISTORY_LINES_H
#define KV_HISTORY_LINES_H

#include "kv-history.h"

#include "ns3/result.h"

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

namespace ns3
{
namespace sharding
{

/// Why lines are no history.
struct KvHistoryError
{
    /// What is wrong, in one word.
    enum class Kind
    {
        SYNTAX,    //!< a line is not one JSON object of the form that is read here
        FIELD,     //!< a field is unknown, missing, there twice or of another type
        VALUE,     //!< a field has a value that it cannot have
        OPERATION, //!< the fields contradict each other, see KvHistory::Validate
        CLOSING, //!< the closing line is missing, is not the last one, or counts other lines than there are
        TOO_LONG //!< a line is longer than MAX_KV_HISTORY_LINE
    };

    Kind kind;           //!< what is wrong
    uint64_t line;       //!< where, the first line is 1
    std::string message; //!< one sentence without a full stop
};

/// Most bytes of a line that is read.
constexpr std::size_t MAX_KV_HISTORY_LINE = 16U << 20;

/**
 * @ingroup sharding-kv
 *
 * @param operation an operation
 * @return it as one JSON object, without an end of line; the fields are always in the same order
 */
std::string FormatKvOperation(const KvOperation& operation);

/**
 * @ingroup sharding-kv
 *
 * Writes one operation per line, in the order of Begin, and a closing line with what the history counted.
 *
 * @param history what to write
 * @param out where to
 */
void WriteKvHistory(const KvHistory& history, std::ostream& out);

/**
 * @ingroup sharding-kv
 *
 * Reads what WriteKvHistory wrote. Fields may stand in any order; empty lines are skipped.
 *
 * @param in where from
 * @param maxBytes bound of the history; what lies beyond is counted there
 * @return the history, or what is wrong
 */
Result<KvHistory, KvHistoryError>
ReadKvHistory(std::istream& in, uint64_t maxBytes = KvHistory::DEFAULT_MAX_BYTES);

} // namespace sharding
} // namespace ns3

#endif /* KV_HISTORY_LINES_H */
