/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-history-lines.h"

#include "ns3/escaped-text.h"

namespace ns3
{
namespace sharding
{
namespace
{

/// @return bytes as a JSON text: the house's escapes, whose backslashes are JSON's in turn
std::string
Quote(const std::string& bytes)
{
    std::string text = "\"";
    for (const char c : EscapeBytes(bytes))
    {
        if (c == '"' || c == '\\')
        {
            text += '\\';
        }
        text += c;
    }
    return text + '"';
}

std::string
Quote(const KvValue& value)
{
    return value ? Quote(*value) : "null";
}

/// Puts fields behind each other.
class LineMaker
{
  public:
    void
    Field(const char* name, const std::string& json)
    {
        m_line += m_line.empty() ? "{\"" : ",\"";
        m_line += name;
        m_line += "\":" + json;
    }

    std::string
    Finish() const
    {
        return m_line + "}";
    }

  private:
    std::string m_line;
};

void
AddArguments(const KvOperation& operation, LineMaker& line)
{
    line.Field("key", Quote(operation.key));
    if (operation.kind == KvKind::SCAN)
    {
        line.Field("until", Quote(operation.until));
    }
    if (operation.kind == KvKind::CAS)
    {
        line.Field("expected", Quote(operation.expected));
    }
    if (operation.kind == KvKind::PUT || operation.kind == KvKind::CAS)
    {
        line.Field("value", Quote(operation.value));
    }
}

void
AddResult(const KvOperation& operation, LineMaker& line)
{
    const KvResult& result = operation.result;
    if ((operation.kind == KvKind::CAS || operation.kind == KvKind::DELETE) && result.applied)
    {
        line.Field("applied", *result.applied ? "true" : "false");
    }
    if ((operation.kind == KvKind::GET || operation.kind == KvKind::CAS) && result.found)
    {
        line.Field("found", Quote(*result.found));
    }
    if (operation.kind == KvKind::SCAN)
    {
        std::string rows;
        for (const KvRow& row : result.rows)
        {
            rows += (rows.empty() ? "[" : ",[") + Quote(row.key) + "," + Quote(row.value) + "]";
        }
        line.Field("rows", "[" + rows + "]");
    }
}

} // namespace

std::string
FormatKvOperation(const KvOperation& operation)
{
    LineMaker line;
    line.Field("session", std::to_string(operation.session));
    line.Field("kind", std::string("\"") + KvKindName(operation.kind) + "\"");
    line.Field("shard", std::to_string(operation.shard));
    AddArguments(operation, line);
    line.Field("begin", std::to_string(operation.beginNs));
    line.Field("outcome", std::string("\"") + KvOutcomeName(operation.outcome) + "\"");
    if (operation.outcome != KvOutcome::UNKNOWN)
    {
        line.Field("end", std::to_string(operation.endNs));
    }
    if (operation.outcome == KvOutcome::OK)
    {
        AddResult(operation, line);
    }
    return line.Finish();
}

void
WriteKvHistory(const KvHistory& history, std::ostream& out)
{
    for (const KvOperation& operation : history.GetOperations())
    {
        out << FormatKvOperation(operation) << '\n';
    }
    LineMaker closing;
    closing.Field("operations", std::to_string(history.GetOperations().size()));
    closing.Field("dropped", std::to_string(history.GetDropped()));
    closing.Field("refused", std::to_string(history.GetRefused()));
    out << closing.Finish() << '\n';
}

} // namespace sharding
} // namespace ns3
