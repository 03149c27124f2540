/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-record.h"

namespace ns3
{
namespace sharding
{
namespace
{

KvKind
KindOf(KvVerb verb)
{
    switch (verb)
    {
    case KvVerb::PUT:
        return KvKind::PUT;
    case KvVerb::REMOVE:
        return KvKind::DELETE;
    case KvVerb::COMPARE_AND_SWAP:
        return KvKind::CAS;
    case KvVerb::SCAN:
        return KvKind::SCAN;
    default:
        return KvKind::GET;
    }
}

} // namespace

KvOperation
MakeKvOperation(
    uint64_t session, const KvCall& call, const KvEnd& end, int64_t beginNs, int64_t endNs)
{
    const KvReply& reply = end.reply;
    KvOperation operation;
    operation.session = session;
    operation.kind = KindOf(call.verb);
    operation.shard = end.shard;
    operation.key = call.key;
    operation.beginNs = beginNs;
    operation.outcome = end.outcome;
    operation.endNs = end.outcome == KvOutcome::UNKNOWN ? KV_OPEN_END : endNs;
    if (call.verb == KvVerb::PUT || call.verb == KvVerb::COMPARE_AND_SWAP)
    {
        operation.value = call.value;
    }
    if (call.verb == KvVerb::COMPARE_AND_SWAP && !call.expectsAbsent)
    {
        operation.expected = call.expected;
    }
    if (end.outcome != KvOutcome::OK)
    {
        return operation;
    }
    const KvValue found = reply.hasValue ? KvValue(reply.value) : std::nullopt;
    switch (call.verb)
    {
    case KvVerb::GET:
        operation.result.found = found;
        break;
    case KvVerb::REMOVE:
        operation.result.applied = reply.status == KvStatus::OK;
        break;
    case KvVerb::COMPARE_AND_SWAP:
        operation.result.applied = reply.status == KvStatus::OK;
        if (reply.status == KvStatus::MISMATCH)
        {
            operation.result.found = found;
        }
        break;
    case KvVerb::SCAN:
        for (const auto& [key, value] : reply.entries)
        {
            operation.result.rows.push_back({key, value});
        }
        if (reply.more && !reply.entries.empty())
        {
            operation.until = reply.entries.back().first + '\0';
        }
        break;
    default:
        break;
    }
    return operation;
}

} // namespace sharding
} // namespace ns3
