/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure.h"

#include "comparison-figure.h"
#include "durable-file.h"
#include "gnuplot-runner.h"
#include "gnuplot-script.h"
#include "timeline-figure.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double CM_PER_INCH = 2.54;
constexpr double PNG_DOTS_PER_INCH = 192; //!< twice what a screen shows

/**
 * @param figure what to draw
 * @return the whole script: it draws the figure once for each format
 */
std::string
WholeScript(const Figure& figure)
{
    const auto dots = [](double cm)
    { return std::to_string(std::lround(cm / CM_PER_INCH * PNG_DOTS_PER_INCH)); };
    const auto centimetres = [](double cm) { return GnuplotNumber(cm) + "cm"; };
    // The scales make both terminals draw 8 points as 8 points, and lines and points of one size.
    const std::string font = "noenhanced font 'Liberation Sans,8' ";
    const std::string name = figure.name;
    return "# Draws " + name + ".pdf and " + name + ".png from " + name + ".csv: gnuplot " + name +
           ".gp\n"
           "do for [format in 'pdf png'] {\n"
           "if (format eq 'pdf') {\n"
           "set terminal pdfcairo " +
           font + "fontscale 0.75 linewidth 1.5 pointscale 0.45 size " +
           centimetres(figure.widthCm) + "," + centimetres(figure.heightCm) +
           "\n"
           "} else {\n"
           "set terminal pngcairo " +
           font + "fontscale 2 linewidth 2 pointscale 1 size " + dots(figure.widthCm) + "," +
           dots(figure.heightCm) +
           "\n"
           "}\n"
           "set output " +
           GnuplotString(name + ".") + ".format\nreset\n" + CommonStyle() + figure.script +
           "unset output\n"
           "}\n";
}

} // namespace

std::string
DrawFigure(const Figure& figure, const std::string& folder)
{
    TemporaryFolder::RemoveStale(folder);
    TemporaryFolder workshop(folder, figure.name);
    const std::string from = workshop.GetPath() + "/" + figure.name;
    WriteFileDurably(from + ".gp", WholeScript(figure));
    WriteFileDurably(from + ".csv", CsvText(figure.data));
    WriteFileDurably(from + ".columns.json", ColumnsText(figure.data));
    RunGnuplot(workshop.GetPath(), figure.name + ".gp");
    for (const std::string ending : {".csv", ".columns.json", ".gp", ".png", ".pdf"})
    {
        const std::string to = folder + "/" + figure.name + ending;
        if (std::rename((from + ending).c_str(), to.c_str()) != 0)
        {
            throw HostError("cannot write '" + to + "': " + std::strerror(errno));
        }
    }
    SyncFolder(folder);
    return folder + "/" + figure.name + ".pdf";
}

std::vector<std::string>
ListFigures()
{
    return {"comparison", "timeline"};
}

std::vector<std::string>
DrawFigures(const StudyResults& results,
            const std::vector<std::string>& names,
            const FigureOptions& options)
{
    const auto known = ListFigures();
    std::vector<Figure> figures;
    for (const auto& name : names.empty() ? known : names)
    {
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            throw InputError("unknown figure '" + name + "'" + ValidNames(name, known));
        }
        figures.push_back(name == "comparison" ? MakeComparisonFigure(results, options)
                                               : MakeTimelineFigure(results, options));
    }
    std::vector<std::string> paths;
    for (const auto& figure : figures)
    {
        paths.push_back(DrawFigure(figure, results.folder + "/figures"));
    }
    return paths;
}

} // namespace sharding
} // namespace ns3
