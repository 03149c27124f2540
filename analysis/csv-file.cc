/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-file.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param field a field
 * @return it as it stands in the file
 */
std::string
Quote(const std::string& field)
{
    if (field.find_first_of(",\"\r\n") == std::string::npos)
    {
        return field;
    }
    std::string quoted = "\"";
    for (const char c : field)
    {
        quoted += c;
        if (c == '"')
        {
            quoted += c;
        }
    }
    return quoted + "\"";
}

} // namespace

std::string
NumberText(std::optional<double> value)
{
    if (!value || !std::isfinite(*value))
    {
        return "";
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), *value == 0 ? 0.0 : *value).ptr;
    return std::string(text, end);
}

std::string
CsvText(const CsvTable& table)
{
    std::string text;
    for (size_t i = 0; i < table.columns.size(); ++i)
    {
        text += (i == 0 ? "" : ",") + Quote(table.columns[i].name);
    }
    text += '\n';
    for (const auto& row : table.rows)
    {
        for (size_t i = 0; i < row.size(); ++i)
        {
            text += (i == 0 ? "" : ",") + Quote(row[i]);
        }
        text += '\n';
    }
    return text;
}

std::string
ColumnsText(const CsvTable& table)
{
    auto columns = nlohmann::ordered_json::array();
    for (const auto& column : table.columns)
    {
        columns.push_back({{"name", column.name}, {"unit", column.unit}, {"help", column.help}});
    }
    return columns.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::vector<std::vector<std::string>>
SplitCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> lines;
    bool quoted = false;
    bool atLineStart = true;
    for (size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (atLineStart)
        {
            lines.push_back({""});
            atLineStart = false;
        }
        std::string& field = lines.back().back();
        if (quoted)
        {
            if (c != '"')
            {
                field += c;
            }
            else if (i + 1 < text.size() && text[i + 1] == '"')
            {
                field += c;
                ++i;
            }
            else
            {
                quoted = false;
            }
        }
        else if (c == '"')
        {
            quoted = true;
        }
        else if (c == ',')
        {
            lines.back().emplace_back();
        }
        else if (c == '\n')
        {
            atLineStart = true;
        }
        else
        {
            field += c;
        }
    }
    return lines;
}

} // namespace sharding
} // namespace ns3
