/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-history.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

uint64_t
BytesOf(const KvValue& value)
{
    return value ? value->size() : 0;
}

/// Memory of an answer beyond that of the operation itself.
uint64_t
BytesOf(const KvResult& result)
{
    uint64_t bytes = result.found ? BytesOf(*result.found) : 0;
    for (const KvRow& row : result.rows)
    {
        bytes += sizeof(KvRow) + row.key.size() + row.value.size();
    }
    return bytes;
}

uint64_t
BytesOf(const KvOperation& operation)
{
    return sizeof(KvOperation) + operation.key.size() + operation.until.size() +
           BytesOf(operation.expected) + BytesOf(operation.value) + BytesOf(operation.result);
}

/// @return what is wrong with the rows of a scan, or nothing
std::string
ValidateRows(const KvOperation& scan)
{
    const auto& rows = scan.result.rows;
    for (std::size_t i = 0; i < rows.size(); i++)
    {
        if (i > 0 && rows[i].key <= rows[i - 1].key)
        {
            return "the rows of a scan must have ascending keys";
        }
        if (rows[i].key < scan.key || (!scan.until.empty() && rows[i].key >= scan.until))
        {
            return "a row of a scan lies outside its range";
        }
    }
    return "";
}

/// @return what an answer lacks or is wrong with it, or nothing
std::string
ValidateResult(const KvOperation& operation)
{
    switch (operation.kind)
    {
    case KvKind::GET:
        return operation.result.found ? "" : "a get that is ok must say what it found";
    case KvKind::CAS:
        if (!operation.result.applied)
        {
            return "a cas that is ok must say whether it was applied";
        }
        if (!*operation.result.applied && operation.result.found &&
            *operation.result.found == operation.expected)
        {
            return "a cas that was not applied cannot have found what it expected";
        }
        return "";
    case KvKind::SCAN:
        return ValidateRows(operation);
    case KvKind::PUT:
    case KvKind::DELETE:
        return "";
    }
    return "the kind is none";
}

} // namespace

const char*
KvKindName(KvKind kind)
{
    switch (kind)
    {
    case KvKind::GET:
        return "get";
    case KvKind::PUT:
        return "put";
    case KvKind::DELETE:
        return "delete";
    case KvKind::CAS:
        return "cas";
    case KvKind::SCAN:
        return "scan";
    }
    return "";
}

const char*
KvOutcomeName(KvOutcome outcome)
{
    switch (outcome)
    {
    case KvOutcome::OK:
        return "ok";
    case KvOutcome::FAILED:
        return "failed";
    case KvOutcome::UNKNOWN:
        return "unknown";
    }
    return "";
}

KvHistory::KvHistory(uint64_t maxBytes) : m_maxBytes(maxBytes)
{
}

std::string
KvHistory::Validate(const KvOperation& operation)
{
    if (operation.kind == KvKind::PUT && !operation.value)
    {
        return "a put must have a value";
    }
    if (operation.kind == KvKind::SCAN && !operation.until.empty() &&
        operation.until < operation.key)
    {
        return "the range of a scan ends before it begins";
    }
    if (operation.outcome == KvOutcome::UNKNOWN)
    {
        return "";
    }
    if (operation.endNs < operation.beginNs)
    {
        return "the end lies before the begin";
    }
    return operation.outcome == KvOutcome::OK ? ValidateResult(operation) : "";
}

uint64_t
KvHistory::Begin(KvOperation call)
{
    call.outcome = KvOutcome::UNKNOWN;
    call.endNs = KV_OPEN_END;
    call.result = KvResult();
    const uint64_t bytes = BytesOf(call);
    if (bytes > m_maxBytes - m_bytes)
    {
        m_dropped++;
        return 0;
    }
    m_bytes += bytes;
    m_operations.push_back(std::move(call));
    m_open.push_back(true);
    return m_operations.size();
}

bool
KvHistory::IsOpen(uint64_t ticket) const
{
    return ticket > 0 && ticket <= m_open.size() && m_open[ticket - 1];
}

bool
KvHistory::Refuse()
{
    m_refused++;
    return false;
}

bool
KvHistory::Complete(uint64_t ticket, int64_t endNs, KvResult result)
{
    if (!IsOpen(ticket))
    {
        return Refuse();
    }
    KvOperation& operation = m_operations[ticket - 1];
    const uint64_t bytes = BytesOf(result);
    std::swap(operation.result, result);
    operation.outcome = KvOutcome::OK;
    operation.endNs = endNs;
    const bool wrong = !Validate(operation).empty();
    if (wrong || bytes > m_maxBytes - m_bytes)
    {
        operation.result = KvResult();
        operation.outcome = KvOutcome::UNKNOWN;
        operation.endNs = KV_OPEN_END;
    }
    if (wrong)
    {
        return Refuse();
    }
    m_open[ticket - 1] = false;
    if (operation.outcome == KvOutcome::OK)
    {
        m_bytes += bytes;
    }
    else
    {
        m_dropped++;
    }
    return true;
}

bool
KvHistory::Fail(uint64_t ticket, int64_t endNs)
{
    if (!IsOpen(ticket) || endNs < m_operations[ticket - 1].beginNs)
    {
        return Refuse();
    }
    m_operations[ticket - 1].outcome = KvOutcome::FAILED;
    m_operations[ticket - 1].endNs = endNs;
    m_open[ticket - 1] = false;
    return true;
}

bool
KvHistory::Lose(uint64_t ticket)
{
    if (!IsOpen(ticket))
    {
        return Refuse();
    }
    m_open[ticket - 1] = false;
    return true;
}

std::string
KvHistory::Add(KvOperation operation)
{
    std::string wrong = Validate(operation);
    if (!wrong.empty())
    {
        return wrong;
    }
    const KvOutcome outcome = operation.outcome;
    const int64_t endNs = operation.endNs;
    KvResult result = std::move(operation.result);
    const uint64_t ticket = Begin(std::move(operation));
    if (ticket != 0)
    {
        switch (outcome)
        {
        case KvOutcome::OK:
            Complete(ticket, endNs, std::move(result));
            break;
        case KvOutcome::FAILED:
            Fail(ticket, endNs);
            break;
        case KvOutcome::UNKNOWN:
            Lose(ticket);
            break;
        }
    }
    return "";
}

void
KvHistory::AddDropped(uint64_t count)
{
    m_dropped += std::min(count, std::numeric_limits<uint64_t>::max() - m_dropped);
}

void
KvHistory::AddRefused(uint64_t count)
{
    m_refused += std::min(count, std::numeric_limits<uint64_t>::max() - m_refused);
}

const std::vector<KvOperation>&
KvHistory::GetOperations() const
{
    return m_operations;
}

uint64_t
KvHistory::GetDropped() const
{
    return m_dropped;
}

uint64_t
KvHistory::GetRefused() const
{
    return m_refused;
}

uint64_t
KvHistory::GetBytes() const
{
    return m_bytes;
}

} // namespace sharding
} // namespace ns3
