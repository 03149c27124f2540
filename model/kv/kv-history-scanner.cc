/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-history-scanner.h"

#include "ns3/escaped-text.h"

#include <charconv>
#include <optional>

namespace ns3
{
namespace sharding
{
namespace
{

/// Walks along one line; what does not fit is noted once, and all reads fail from then on.
class LineScanner
{
  public:
    explicit LineScanner(const std::string& line) : m_line(line)
    {
    }

    std::optional<KvJsonFields>
    Object()
    {
        KvJsonFields fields;
        if (!Expect('{'))
        {
            return std::nullopt;
        }
        if (!Accept('}'))
        {
            do
            {
                std::string name;
                KvJson value;
                if (!Text(name) || !Expect(':') || !Value(value))
                {
                    return std::nullopt;
                }
                fields.emplace_back(std::move(name), std::move(value));
            } while (Accept(','));
            if (!Expect('}'))
            {
                return std::nullopt;
            }
        }
        if (Peek() != '\0' || m_at < m_line.size())
        {
            Fail("nothing");
            return std::nullopt;
        }
        return fields;
    }

    const std::string&
    Error() const
    {
        return m_error;
    }

  private:
    /// @return the next character that is no space; 0 at the end
    char
    Peek()
    {
        while (m_at < m_line.size() &&
               (m_line[m_at] == ' ' || m_line[m_at] == '\t' || m_line[m_at] == '\r'))
        {
            m_at++;
        }
        return m_at < m_line.size() ? m_line[m_at] : '\0';
    }

    bool
    Fail(const std::string& expected)
    {
        if (m_error.empty())
        {
            m_error = "column " + std::to_string(m_at + 1) + ": expected " + expected;
        }
        return false;
    }

    bool
    Accept(char c)
    {
        if (Peek() != c)
        {
            return false;
        }
        m_at++;
        return true;
    }

    bool
    Expect(char c)
    {
        return Accept(c) || Fail(std::string("'") + c + "'");
    }

    bool
    Word(const char* word)
    {
        const std::size_t length = std::char_traits<char>::length(word);
        if (m_line.compare(m_at, length, word) != 0)
        {
            return Fail(word);
        }
        m_at += length;
        return true;
    }

    bool
    Value(KvJson& value)
    {
        switch (Peek())
        {
        case '"':
            return Text(value.emplace<std::string>());
        case '[':
            return Rows(value.emplace<std::vector<KvRow>>());
        case 'n':
            return Word("null");
        case 't':
            value = true;
            return Word("true");
        case 'f':
            value = false;
            return Word("false");
        default:
            return Number(value);
        }
    }

    bool
    Number(KvJson& value)
    {
        const char* begin = m_line.data() + m_at;
        const char* end = m_line.data() + m_line.size();
        std::from_chars_result read{};
        if (Peek() == '-')
        {
            read = std::from_chars(begin, end, value.emplace<int64_t>());
        }
        else
        {
            read = std::from_chars(begin, end, value.emplace<uint64_t>());
        }
        if (read.ec == std::errc::result_out_of_range)
        {
            return Fail("a whole number of 64 bits");
        }
        if (read.ec != std::errc())
        {
            return Fail("a text, a whole number, a list, true, false or null");
        }
        m_at = read.ptr - m_line.data();
        return true;
    }

    bool
    Rows(std::vector<KvRow>& rows)
    {
        m_at++;
        if (Accept(']'))
        {
            return true;
        }
        do
        {
            KvRow row;
            if (!Expect('[') || !Text(row.key) || !Expect(',') || !Text(row.value) || !Expect(']'))
            {
                return false;
            }
            rows.push_back(std::move(row));
        } while (Accept(','));
        return Expect(']');
    }

    /// JSON's own escapes first, then the house's.
    bool
    Text(std::string& text)
    {
        if (!Expect('"'))
        {
            return false;
        }
        std::string escaped;
        for (; m_at < m_line.size() && m_line[m_at] != '"'; m_at++)
        {
            char c = m_line[m_at];
            if (c == '\\')
            {
                m_at++;
                c = m_at < m_line.size() ? m_line[m_at] : '\0';
                if (c != '"' && c != '\\' && c != '/')
                {
                    return Fail("one of the escapes \\\\, \\\" and \\/");
                }
            }
            else if (static_cast<uint8_t>(c) < 0x20)
            {
                return Fail("no control character in a text");
            }
            escaped += c;
        }
        if (!Accept('"'))
        {
            return Fail("'\"'");
        }
        auto bytes = Unescape(escaped);
        if (!bytes)
        {
            return Fail(
                "one of the escapes \\n, \\r, \\t, \\0, \\\\ and \\xHH within the text before");
        }
        text = std::move(*bytes);
        return true;
    }

    const std::string& m_line;
    std::size_t m_at{0};
    std::string m_error;
};

} // namespace

Result<KvJsonFields, KvHistoryError>
ScanKvLine(const std::string& line, uint64_t number)
{
    LineScanner scanner(line);
    auto fields = scanner.Object();
    if (!fields)
    {
        return KvHistoryError{KvHistoryError::Kind::SYNTAX, number, scanner.Error()};
    }
    return std::move(*fields);
}

} // namespace sharding
} // namespace ns3
