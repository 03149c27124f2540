/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CSV_FILE_H
#define CSV_FILE_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * A table on its way to a CSV file (RFC 4180, but lines end in LF).
 */
struct CsvTable
{
    /// What one column holds.
    struct Column
    {
        std::string name; //!< heads the column
        std::string unit; //!< "s", "bit/s", "1" for a ratio, "" for text
        std::string help; //!< one sentence
    };

    std::vector<Column> columns;                //!< in order
    std::vector<std::vector<std::string>> rows; //!< each as long as columns
};

/**
 * @ingroup sharding-analysis
 *
 * @param value a number
 * @return the shortest text that reads back as exactly this number; "" for none and for what is not finite
 */
std::string NumberText(std::optional<double> value);

/**
 * @ingroup sharding-analysis
 *
 * @param table a table
 * @return the text of the CSV file
 */
std::string CsvText(const CsvTable& table);

/**
 * @ingroup sharding-analysis
 *
 * @param table a table
 * @return the text of its column dictionary: a JSON list of name, unit and help
 */
std::string ColumnsText(const CsvTable& table);

/**
 * @ingroup sharding-analysis
 *
 * Splits the text of a CSV file.
 *
 * @param text what CsvText writes; quoted fields may hold commas, quotes and line ends
 * @return its lines, the head included, each split into fields; a missing end of a quoted field ends with the text
 */
std::vector<std::vector<std::string>> SplitCsv(const std::string& text);

} // namespace sharding
} // namespace ns3

#endif /* CSV_FILE_H */
