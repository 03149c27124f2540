/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_RECORD_H
#define KV_RECORD_H

#include "kv-client-core.h"
#include "kv-history.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * A call of a client and its end as an operation of a history, for KvHistory::Add.
 *
 * A scan that was cut short by its limit becomes one of the range up to its last row. One that was answered by a stale
 * replica is no part of a linearizable history: leave it out.
 *
 * @param session who asked; its operations follow each other
 * @param call what was wanted
 * @param end how it ended
 * @param beginNs when it was called, ns of global simulated time
 * @param endNs when it ended, likewise
 * @return the operation
 */
KvOperation MakeKvOperation(
    uint64_t session, const KvCall& call, const KvEnd& end, int64_t beginNs, int64_t endNs);

} // namespace sharding
} // namespace ns3

#endif /* KV_RECORD_H */
