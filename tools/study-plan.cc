/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-plan.h"

#include "analysis/comparison-figure.h"
#include "scenarios/split-text.h"
#include "skip-rule.h"

#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t MAX_CELLS = 4096;
constexpr std::size_t MAX_NAME_LENGTH = 100;
const std::string STUDY = "study";
const std::string VARY = "vary.";

/// A number and what stands behind it: "10ms".
struct Quantity
{
    double number;
    std::string unit;
};

std::optional<Quantity>
ReadQuantity(const std::string& text)
{
    const auto unitAt = std::min(text.find_first_not_of("+-.0123456789"), text.size());
    const auto number = ParseNumber(text.substr(0, unitAt));
    return number ? std::optional<Quantity>({*number, text.substr(unitAt)}) : std::nullopt;
}

/// "1..8 step 1" as its values; nothing when the text is no range at all.
std::optional<std::vector<std::string>>
ReadRange(const std::string& text, const SourcePlace& place)
{
    const auto dots = text.find("..");
    if (dots == std::string::npos)
    {
        return std::nullopt;
    }
    const auto first = ReadQuantity(Trim(text.substr(0, dots)));
    if (!first)
    {
        return std::nullopt; // a path may hold dots too
    }
    const auto stepAt = text.find(" step ");
    const auto lastEnd = stepAt == std::string::npos ? text.size() : stepAt;
    const auto last = ReadQuantity(Trim(text.substr(dots + 2, lastEnd - dots - 2)));
    const auto step = stepAt == std::string::npos ? Quantity{1, first->unit}
                                                  : ReadQuantity(Trim(text.substr(stepAt + 6)));
    const std::string read = "read '" + text + "'; ";
    if (!last || !step || first->unit != last->unit || first->unit != step->unit)
    {
        throw InputError(
            place, read + "a range has the form 1..8 step 1, each with the same unit or none");
    }
    if (!(step->number > 0) || !(last->number >= first->number))
    {
        throw InputError(place, read + "a range rises by steps above 0");
    }
    // A hair more, so that 0..0.3 step 0.1 holds 0.3.
    const double steps = std::floor((last->number - first->number) / step->number + 1e-9);
    if (!(steps < static_cast<double>(MAX_CELLS)))
    {
        throw InputError(place, read + "more than " + std::to_string(MAX_CELLS) + " values");
    }
    std::vector<std::string> values;
    for (int i = 0; i <= static_cast<int>(steps); i++)
    {
        char number[40];
        std::snprintf(number, sizeof(number), "%.12g", first->number + i * step->number);
        values.push_back(number + first->unit);
    }
    return values;
}

/// A key that varies, with its values.
struct Axis
{
    std::string key;
    std::vector<std::string> values;
    SourcePlace place;
};

Axis
ReadAxis(const Setting& setting)
{
    Axis axis{
        setting.key.substr(VARY.size()), ReadValues(setting.value, setting.place), setting.place};
    const std::string section = axis.key.substr(0, axis.key.find('.'));
    if (section == axis.key || section.empty())
    {
        throw InputError(setting.place,
                         "read '" + setting.key + "'; the form is vary.section.key = value, value");
    }
    if (section == STUDY || axis.key == "scenario.seed")
    {
        throw InputError(setting.place,
                         "'" + axis.key +
                             "' cannot vary; replications have random streams of their own");
    }
    return axis;
}

void
CheckStudyKey(const Setting& setting)
{
    const std::vector<std::string> keys{
        "name", "replications", "baseline", "skip", "figure.measures", "vary.SECTION.KEY"};
    if (setting.key.compare(0, VARY.size(), VARY) != 0 &&
        std::find(keys.begin(), keys.end(), setting.key) == keys.end())
    {
        throw InputError(setting.place,
                         "unknown key '" + setting.key + "' in [study]" +
                             ValidNames(setting.key, keys));
    }
}

std::string
ReadName(const Setting& setting)
{
    const auto isPlain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
    const std::string& name = setting.value;
    if (name.empty() || name.size() > MAX_NAME_LENGTH ||
        !std::all_of(name.begin(), name.end(), isPlain))
    {
        throw InputError(
            setting.place,
            "[study] name: read '" + name +
                "', valid are up to 100 letters, digits, '-' and '_': it names a folder");
    }
    return name;
}

uint32_t
ReadReplications(const Setting& setting)
{
    const auto count = ParseCount(setting.value);
    if (!count || *count < 1 || *count > MAX_REPLICATIONS)
    {
        throw InputError(setting.place,
                         "[study] replications: read '" + setting.value +
                             "', valid is a whole number in [1, " +
                             std::to_string(MAX_REPLICATIONS) + "]");
    }
    return static_cast<uint32_t>(*count);
}

std::vector<std::string>
ReadFigureMeasures(const Setting& setting)
{
    const auto names = SplitText(setting.value, ',');
    const std::set<std::string> different(names.begin(), names.end());
    if (different.count("") != 0 || different.size() < names.size() ||
        names.size() > MAX_COMPARISON_PANELS)
    {
        throw InputError(setting.place,
                         "[study] figure.measures: read '" + setting.value + "', valid are 1 to " +
                             std::to_string(MAX_COMPARISON_PANELS) +
                             " different measures joined with single commas");
    }
    return names;
}

/// All combinations, the last axis varying fastest.
std::vector<CellValues>
Combine(const std::vector<Axis>& axes)
{
    std::vector<CellValues> cells{{}};
    for (const auto& axis : axes)
    {
        std::vector<CellValues> longer;
        for (const auto& cell : cells)
        {
            for (const auto& value : axis.values)
            {
                longer.push_back(cell);
                longer.back().emplace_back(axis.key, value);
            }
        }
        if (longer.size() > MAX_CELLS)
        {
            throw InputError(axis.place,
                             "the study has more than " + std::to_string(MAX_CELLS) +
                                 " combinations");
        }
        cells = longer;
    }
    return cells;
}

/// The baseline is a condition as those of `skip`, joined with commas.
void
CheckBaseline(const Setting& setting,
              const std::vector<Axis>& axes,
              const std::vector<StudyPlan::Cell>& cells)
{
    AxisValues valid;
    for (const auto& axis : axes)
    {
        valid.emplace_back(axis.key, axis.values);
    }
    const auto conditions = ReadConditions(setting, setting.value, ',', valid);
    const auto isBaseline = [&](const StudyPlan::Cell& cell)
    { return AllHold(conditions, cell.values); };
    const auto isEqual = [](const SkipCondition& condition) { return condition.equal; };
    if (!std::all_of(conditions.begin(), conditions.end(), isEqual) ||
        std::none_of(cells.begin(), cells.end(), isBaseline))
    {
        throw InputError(setting.place,
                         "[study] baseline: read '" + setting.value +
                             "', which no combination of the study has");
    }
}

} // namespace

std::vector<std::string>
ReadValues(const std::string& text, const SourcePlace& place)
{
    std::vector<std::string> values;
    for (const auto& word : SplitText(text, ','))
    {
        if (word.empty())
        {
            throw InputError(place, "read '" + text + "'; values are joined with single commas");
        }
        const auto range = ReadRange(word, place);
        const auto more = range ? *range : std::vector<std::string>{word};
        values.insert(values.end(), more.begin(), more.end());
    }
    std::set<std::string> seen;
    for (const auto& value : values)
    {
        if (!seen.insert(value).second)
        {
            throw InputError(place, "read '" + text + "', which holds '" + value + "' twice");
        }
    }
    if (values.size() > MAX_CELLS)
    {
        throw InputError(place,
                         "read '" + text + "'; more than " + std::to_string(MAX_CELLS) + " values");
    }
    return values;
}

uint32_t
ReadSeed(const ScenarioFile& file)
{
    const Setting* setting = file.Find("scenario", "seed");
    if (!setting)
    {
        return 1;
    }
    const auto seed = ParseCount(setting->value);
    if (!seed || *seed < 1 || *seed > std::numeric_limits<uint32_t>::max())
    {
        throw InputError(setting->place,
                         "[scenario] seed: read '" + setting->value +
                             "', valid is a whole number in [1, 4294967295]");
    }
    return static_cast<uint32_t>(*seed);
}

StudyPlan
PlanStudy(const ScenarioFile& file, const std::string& stem)
{
    StudyPlan plan;
    plan.seed = ReadSeed(file);
    plan.name = stem;
    std::vector<Axis> axes;
    AxisValues valid;
    for (const auto& setting : file.GetSection(STUDY))
    {
        CheckStudyKey(setting);
        if (setting.key.compare(0, VARY.size(), VARY) == 0)
        {
            axes.push_back(ReadAxis(setting));
            plan.keys.push_back(axes.back().key);
            valid.emplace_back(axes.back().key, axes.back().values);
        }
    }
    if (const Setting* name = file.Find(STUDY, "name"))
    {
        plan.name = ReadName(*name);
    }
    if (const Setting* replications = file.Find(STUDY, "replications"))
    {
        plan.replications = ReadReplications(*replications);
    }
    if (const Setting* measures = file.Find(STUDY, "figure.measures"))
    {
        plan.figureMeasures = ReadFigureMeasures(*measures);
    }
    const Setting* skip = file.Find(STUDY, "skip");
    const auto rules = skip ? ReadSkipRules(*skip, valid) : std::vector<SkipRule>();
    for (const auto& values : Combine(axes))
    {
        const auto skips = [&](const SkipRule& rule) { return AllHold(rule, values); };
        if (std::any_of(rules.begin(), rules.end(), skips))
        {
            continue;
        }
        plan.cells.push_back({values, file});
        for (std::size_t i = 0; i < values.size(); i++)
        {
            plan.cells.back().file.Set(values[i].first + "=" + values[i].second, axes[i].place);
        }
    }
    if (plan.cells.empty())
    {
        throw InputError(skip->place,
                         "[study] skip: read '" + skip->value + "', which leaves nothing to run");
    }
    if (const Setting* baseline = file.Find(STUDY, "baseline"))
    {
        CheckBaseline(*baseline, axes, plan.cells);
        plan.baseline = baseline->value;
    }
    else if (!axes.empty())
    {
        const auto& first = plan.cells.front().values.front();
        plan.baseline = first.first + "=" + first.second;
    }
    return plan;
}

RunManifest
DescribeRun(const StudyPlan& plan, uint32_t cell, uint32_t replication, const RunIdentity& identity)
{
    const StudyPlan::Cell& part = plan.cells.at(cell);
    const Setting* type = part.file.Find("scenario", "type");
    RunManifest manifest;
    manifest.studyName = plan.name;
    manifest.scenario = type ? type->value : "";
    manifest.cell = part.values;
    manifest.cellIndex = cell;
    manifest.replication = replication;
    manifest.seed = plan.seed;
    manifest.configuration = part.file.ToCanonicalText();
    if (!part.inputDigest.empty())
    {
        manifest.configuration += "input=" + part.inputDigest + "\n";
    }
    manifest.modelVersion = identity.modelVersion;
    manifest.ns3Version = identity.ns3Version;
    manifest.commandLine = identity.commandLine;
    manifest.binaryHash = identity.binaryHash;
    manifest.runId = RunId(manifest.configuration, plan.seed, replication, identity.modelVersion);
    return manifest;
}

} // namespace sharding
} // namespace ns3
