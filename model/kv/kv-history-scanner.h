/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_HISTORY_SCANNER_H
#define KV_HISTORY_SCANNER_H

#include "kv-history-lines.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace sharding
{

/// A value in a line of a history: null, true or false, a whole number, a text (unescaped), or rows of two texts.
using KvJson =
    std::variant<std::monostate, bool, int64_t, uint64_t, std::string, std::vector<KvRow>>;

/// Fields of a line, in its order.
using KvJsonFields = std::vector<std::pair<std::string, KvJson>>;

/**
 * @ingroup sharding-kv
 *
 * Reads one line: a JSON object whose values are of the types that histories have. Numbers from 0 on are uint64_t,
 * smaller ones int64_t; an empty list is no rows.
 *
 * @param line one line
 * @param number which it is, for errors
 * @return its fields, or what is wrong
 */
Result<KvJsonFields, KvHistoryError> ScanKvLine(const std::string& line, uint64_t number);

} // namespace sharding
} // namespace ns3

#endif /* KV_HISTORY_SCANNER_H */
