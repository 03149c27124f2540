/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-history-lines.h"
#include "kv-history-scanner.h"

#include "ns3/escaped-text.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

using Kind = KvHistoryError::Kind;

/// Takes the fields of one line one by one; notes the first that is wrong.
class FieldTaker
{
  public:
    FieldTaker(KvJsonFields& fields, uint64_t line) : m_fields(fields), m_line(line)
    {
    }

    bool
    Has(const char* name) const
    {
        return std::any_of(m_fields.begin(),
                           m_fields.end(),
                           [name](const auto& field) { return field.first == name; });
    }

    /// @return a number of at most this size
    uint64_t
    Count(const char* name, uint64_t most)
    {
        const KvJson json = Take(name);
        const auto* number = std::get_if<uint64_t>(&json);
        if (number == nullptr || *number > most)
        {
            Fail(number == nullptr ? Kind::FIELD : Kind::VALUE,
                 std::string("'") + name + "' must be a whole number in [0, " +
                     std::to_string(most) + "]");
            return 0;
        }
        return *number;
    }

    /// @return an instant in ns
    int64_t
    Instant(const char* name)
    {
        const KvJson json = Take(name);
        if (const auto* before = std::get_if<int64_t>(&json))
        {
            return *before;
        }
        const auto* number = std::get_if<uint64_t>(&json);
        if (number == nullptr || *number >= static_cast<uint64_t>(KV_OPEN_END))
        {
            Fail(number == nullptr ? Kind::FIELD : Kind::VALUE,
                 std::string("'") + name + "' must be a whole number of ns below " +
                     std::to_string(KV_OPEN_END));
            return 0;
        }
        return *number;
    }

    std::string
    Text(const char* name)
    {
        KvJson json = Take(name);
        auto* text = std::get_if<std::string>(&json);
        if (text == nullptr)
        {
            Fail(Kind::FIELD, std::string("'") + name + "' must be a text");
            return "";
        }
        return std::move(*text);
    }

    KvValue
    Value(const char* name)
    {
        KvJson json = Take(name);
        if (auto* text = std::get_if<std::string>(&json))
        {
            return std::move(*text);
        }
        if (!std::holds_alternative<std::monostate>(json))
        {
            Fail(Kind::FIELD, std::string("'") + name + "' must be a text or null");
        }
        return std::nullopt;
    }

    bool
    Flag(const char* name)
    {
        const KvJson json = Take(name);
        const bool* flag = std::get_if<bool>(&json);
        if (flag == nullptr)
        {
            Fail(Kind::FIELD, std::string("'") + name + "' must be true or false");
        }
        return flag != nullptr && *flag;
    }

    std::vector<KvRow>
    Rows(const char* name)
    {
        KvJson json = Take(name);
        auto* rows = std::get_if<std::vector<KvRow>>(&json);
        if (rows == nullptr)
        {
            Fail(Kind::FIELD, std::string("'") + name + "' must be a list of [key, value]");
            return {};
        }
        return std::move(*rows);
    }

    /// @return which of the names the text is
    std::size_t
    OneOf(const char* name, std::initializer_list<const char*> names)
    {
        const std::string text = Text(name);
        const auto* found = std::find(names.begin(), names.end(), text);
        if (found == names.end())
        {
            std::string valid;
            for (const char* candidate : names)
            {
                valid += (valid.empty() ? "" : ", ") + std::string(candidate);
            }
            Fail(Kind::VALUE,
                 std::string("'") + name + "': read '" + EscapeBytes(text) + "', valid: " + valid);
            return 0;
        }
        return found - names.begin();
    }

    void
    Fail(Kind kind, const std::string& message)
    {
        if (!m_error)
        {
            m_error = KvHistoryError{kind, m_line, message};
        }
    }

    /// @return what is wrong: the first of what was noted, or a field that nobody took
    std::optional<KvHistoryError>
    Finish()
    {
        if (!m_fields.empty())
        {
            Fail(Kind::FIELD, "field '" + m_fields[0].first + "' has no meaning here");
        }
        return m_error;
    }

  private:
    KvJson
    Take(const char* name)
    {
        const auto field = std::find_if(m_fields.begin(),
                                        m_fields.end(),
                                        [name](const auto& one) { return one.first == name; });
        if (field == m_fields.end())
        {
            Fail(Kind::FIELD, std::string("field '") + name + "' is missing");
            return {};
        }
        KvJson json = std::move(field->second);
        m_fields.erase(field); // a second one of the name stays and is found by Finish
        return json;
    }

    KvJsonFields& m_fields;
    uint64_t m_line;
    std::optional<KvHistoryError> m_error;
};

void
TakeResult(FieldTaker& fields, KvOperation& operation)
{
    KvResult& result = operation.result;
    const KvKind kind = operation.kind;
    if ((kind == KvKind::CAS || kind == KvKind::DELETE) && fields.Has("applied"))
    {
        result.applied = fields.Flag("applied");
    }
    if ((kind == KvKind::GET || kind == KvKind::CAS) && fields.Has("found"))
    {
        result.found = fields.Value("found");
    }
    if (kind == KvKind::SCAN)
    {
        result.rows = fields.Rows("rows");
    }
}

KvOperation
TakeOperation(FieldTaker& fields)
{
    KvOperation operation;
    operation.session = fields.Count("session", std::numeric_limits<uint64_t>::max());
    operation.kind =
        static_cast<KvKind>(fields.OneOf("kind", {"get", "put", "delete", "cas", "scan"}));
    operation.shard = fields.Count("shard", std::numeric_limits<uint32_t>::max());
    operation.key = fields.Text("key");
    if (operation.kind == KvKind::SCAN)
    {
        operation.until = fields.Text("until");
    }
    if (operation.kind == KvKind::CAS)
    {
        operation.expected = fields.Value("expected");
    }
    if (operation.kind == KvKind::PUT || operation.kind == KvKind::CAS)
    {
        operation.value = fields.Value("value");
    }
    operation.beginNs = fields.Instant("begin");
    operation.outcome =
        static_cast<KvOutcome>(fields.OneOf("outcome", {"ok", "failed", "unknown"}));
    if (operation.outcome != KvOutcome::UNKNOWN)
    {
        operation.endNs = fields.Instant("end");
    }
    if (operation.outcome == KvOutcome::OK)
    {
        TakeResult(fields, operation);
    }
    return operation;
}

/// Reads line by line.
class HistoryReader
{
  public:
    HistoryReader(std::istream& in, uint64_t maxBytes) : m_in(in), m_history(maxBytes)
    {
    }

    Result<KvHistory, KvHistoryError>
    Read()
    {
        std::string line;
        while (NextLine(line))
        {
            if (line.find_first_not_of(" \t\r") != std::string::npos)
            {
                Line(line);
            }
            if (m_error)
            {
                return *m_error;
            }
        }
        if (!m_error && !m_closed)
        {
            Fail(Kind::CLOSING, "the closing line is missing; was the file cut short?");
        }
        if (m_error)
        {
            return *m_error;
        }
        return std::move(m_history);
    }

  private:
    /// std::getline with a bound: a file without ends of lines must not fill the memory.
    bool
    NextLine(std::string& line)
    {
        line.clear();
        m_line++;
        for (int c = m_in.get(); c != std::istream::traits_type::eof(); c = m_in.get())
        {
            if (c == '\n')
            {
                return true;
            }
            if (line.size() == MAX_KV_HISTORY_LINE)
            {
                Fail(Kind::TOO_LONG,
                     "the line is longer than " + std::to_string(MAX_KV_HISTORY_LINE) + " bytes");
                return false;
            }
            line += static_cast<char>(c);
        }
        return !line.empty();
    }

    void
    Line(const std::string& line)
    {
        if (m_closed)
        {
            Fail(Kind::CLOSING, "a line follows the closing line");
            return;
        }
        auto scanned = ScanKvLine(line, m_line);
        if (!scanned.IsOk())
        {
            m_error = scanned.Error();
            return;
        }
        FieldTaker fields(scanned.Value(), m_line);
        if (fields.Has("operations"))
        {
            Close(fields);
            return;
        }
        KvOperation operation = TakeOperation(fields);
        m_error = fields.Finish();
        if (!m_error)
        {
            const std::string wrong = m_history.Add(std::move(operation));
            m_read++;
            if (!wrong.empty())
            {
                Fail(Kind::OPERATION, wrong);
            }
        }
    }

    void
    Close(FieldTaker& fields)
    {
        const uint64_t most = std::numeric_limits<uint64_t>::max();
        const uint64_t operations = fields.Count("operations", most);
        const uint64_t dropped = fields.Count("dropped", most);
        const uint64_t refused = fields.Count("refused", most);
        m_error = fields.Finish();
        if (!m_error && operations != m_read)
        {
            Fail(Kind::CLOSING,
                 "the closing line counts " + std::to_string(operations) +
                     " operations, there are " + std::to_string(m_read));
        }
        m_history.AddDropped(dropped);
        m_history.AddRefused(refused);
        m_closed = true;
    }

    void
    Fail(Kind kind, const std::string& message)
    {
        if (!m_error)
        {
            m_error = KvHistoryError{kind, m_line, message};
        }
    }

    std::istream& m_in;
    KvHistory m_history;
    uint64_t m_line{0};
    uint64_t m_read{0};
    bool m_closed{false};
    std::optional<KvHistoryError> m_error;
};

} // namespace

Result<KvHistory, KvHistoryError>
ReadKvHistory(std::istream& in, uint64_t maxBytes)
{
    return HistoryReader(in, maxBytes).Read();
}

} // namespace sharding
} // namespace ns3
