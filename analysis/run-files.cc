/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-files.h"

#include "csv-file.h"

#include "ns3/quantity.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace sharding
{

namespace
{

using Json = nlohmann::ordered_json;

/**
 * @param json a value
 * @param indent spaces for each level; -1: all on one line
 * @return its text with a line end; bytes that are no UTF-8 become U+FFFD instead of an exception
 */
std::string
Dump(const Json& json, int indent)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

/**
 * @param value a number, or none
 * @return it; null where there is none and for what JSON cannot write
 */
Json
NumberOrNull(std::optional<double> value)
{
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

/**
 * @param series a series
 * @return the same as a table of texts
 */
CsvTable
ToCsv(const SeriesTable& series)
{
    CsvTable table;
    for (const auto& column : series.columns)
    {
        table.columns.push_back({column.name, column.unit, column.help});
    }
    for (const auto& row : series.rows)
    {
        table.rows.emplace_back();
        for (const double value : row)
        {
            table.rows.back().push_back(NumberText(value));
        }
    }
    return table;
}

} // namespace

std::string
ManifestText(const RunManifest& manifest)
{
    Json cell = Json::object();
    for (const auto& [key, value] : manifest.cell)
    {
        cell[key] = value;
    }
    return Dump({{"run", manifest.runId},
                 {"study", manifest.studyName},
                 {"scenario", manifest.scenario},
                 {"cell", cell},
                 {"cell-index", manifest.cellIndex},
                 {"replication", manifest.replication},
                 {"seed", manifest.seed},
                 {"model-version", manifest.modelVersion},
                 {"ns3-version", manifest.ns3Version},
                 {"command-line", manifest.commandLine},
                 {"binary-hash", manifest.binaryHash},
                 {"configuration", manifest.configuration}},
                2);
}

std::string
MetricsText(const RunRecord& record)
{
    Json metrics = Json::array();
    for (const auto& metric : record.metrics)
    {
        metrics.push_back({{"name", metric.name},
                           {"value", NumberOrNull(metric.value)},
                           {"unit", metric.unit},
                           {"help", metric.help}});
    }
    Json draws = Json::object();
    for (const auto& [kind, digest] : record.draws)
    {
        draws[kind] = digest;
    }
    return Dump({{"metrics", metrics}, {"draws", draws}, {"violations", record.violations}}, 2);
}

std::string
EventsText(const std::vector<RunEvent>& events)
{
    std::string text;
    for (const auto& event : events)
    {
        Json fields = Json::object();
        for (const auto& [name, value] : event.fields)
        {
            fields[name] = value;
        }
        // Whole nanoseconds survive a double for 104 days.
        const double seconds = static_cast<double>(event.time.GetNanoSeconds()) / 1e9;
        text += Dump({{"time", seconds}, {"kind", event.kind}, {"fields", fields}}, -1);
    }
    return text;
}

std::string
SeriesText(const SeriesTable& series)
{
    return CsvText(ToCsv(series));
}

std::string
SeriesColumnsText(const SeriesTable& series)
{
    return ColumnsText(ToCsv(series));
}

std::string
FaultsText(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
    {
        text += line + "\n";
    }
    return text;
}

std::string
FailureText(const std::string& reason, const std::vector<std::string>& violations)
{
    return Dump({{"reason", reason}, {"violations", violations}}, 2);
}

RunManifest
ParseManifest(const std::string& text)
{
    const Json json = Json::parse(text);
    RunManifest manifest;
    json.at("run").get_to(manifest.runId);
    json.at("study").get_to(manifest.studyName);
    json.at("scenario").get_to(manifest.scenario);
    for (const auto& [key, value] : json.at("cell").items())
    {
        manifest.cell.emplace_back(key, value.get<std::string>());
    }
    json.at("cell-index").get_to(manifest.cellIndex);
    json.at("replication").get_to(manifest.replication);
    json.at("seed").get_to(manifest.seed);
    json.at("model-version").get_to(manifest.modelVersion);
    json.at("ns3-version").get_to(manifest.ns3Version);
    json.at("command-line").get_to(manifest.commandLine);
    json.at("binary-hash").get_to(manifest.binaryHash);
    json.at("configuration").get_to(manifest.configuration);
    return manifest;
}

std::vector<Metric>
ParseMetrics(const std::string& text)
{
    const Json json = Json::parse(text);
    std::vector<Metric> metrics;
    for (const auto& entry : json.at("metrics"))
    {
        Metric metric;
        entry.at("name").get_to(metric.name);
        if (!entry.at("value").is_null())
        {
            metric.value = entry.at("value").get<double>();
        }
        entry.at("unit").get_to(metric.unit);
        entry.at("help").get_to(metric.help);
        metrics.push_back(metric);
    }
    return metrics;
}

std::map<std::string, std::string>
ParseDraws(const std::string& metricsText)
{
    return Json::parse(metricsText).at("draws").get<std::map<std::string, std::string>>();
}

std::vector<RunEvent>
ParseEvents(const std::string& text)
{
    std::vector<RunEvent> events;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        const Json json = Json::parse(line);
        RunEvent event;
        event.time = NanoSeconds(std::llround(json.at("time").get<double>() * 1e9));
        json.at("kind").get_to(event.kind);
        for (const auto& [name, value] : json.at("fields").items())
        {
            event.fields.emplace_back(name, value.get<std::string>());
        }
        events.push_back(event);
    }
    return events;
}

SeriesTable
ParseSeries(const std::string& text, const std::string& columnsText)
{
    SeriesTable series;
    for (const auto& column : Json::parse(columnsText))
    {
        series.columns.push_back({column.at("name"), column.at("unit"), column.at("help")});
    }
    // Equal heads are equal texts: the writer is the same.
    const std::string head = CsvText(ToCsv({series.columns, {}}));
    if (text.compare(0, head.size(), head) != 0)
    {
        throw std::runtime_error("its head does not fit the column dictionary");
    }
    const auto lines = SplitCsv(text.substr(head.size()));
    for (const auto& line : lines)
    {
        if (line.size() != series.columns.size())
        {
            throw std::runtime_error("a row has " + std::to_string(line.size()) + " fields");
        }
        series.rows.emplace_back();
        for (const auto& field : line)
        {
            const auto value = ParseNumber(field);
            if (!value && !field.empty())
            {
                throw std::runtime_error("'" + field + "' is no number");
            }
            series.rows.back().push_back(value.value_or(std::nan("")));
        }
    }
    return series;
}

std::string
ParseFailure(const std::string& text)
{
    return Json::parse(text).at("reason").get<std::string>();
}

} // namespace sharding
} // namespace ns3
