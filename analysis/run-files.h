/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_FILES_H
#define RUN_FILES_H

#include "run-manifest.h"

#include "ns3/run-record.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 * @{
 * The files of a run as text. Equal contents give equal bytes; doc/results.md describes the formats.
 *
 * @return the text of the file
 */
std::string ManifestText(const RunManifest& manifest);
std::string MetricsText(const RunRecord& record);
std::string EventsText(const std::vector<RunEvent>& events);
std::string SeriesText(const SeriesTable& series);
std::string SeriesColumnsText(const SeriesTable& series);
std::string FaultsText(const std::vector<std::string>& lines);
std::string FailureText(const std::string& reason, const std::vector<std::string>& violations);
/** @} */

/**
 * @ingroup sharding-analysis
 * @{
 * The way back.
 *
 * @param text the text of the file
 * @return its content
 * @throws std::exception of some kind when the text is not what the writer writes
 */
RunManifest ParseManifest(const std::string& text);
std::vector<Metric> ParseMetrics(const std::string& text);
std::map<std::string, std::string> ParseDraws(const std::string& metricsText);
std::vector<RunEvent> ParseEvents(const std::string& text);
SeriesTable ParseSeries(const std::string& text, const std::string& columnsText);
std::string ParseFailure(const std::string& text);
/** @} */

} // namespace sharding
} // namespace ns3

#endif /* RUN_FILES_H */
