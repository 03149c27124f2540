/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog.h"

#include "catalog-source.h"
#include "scenarios/attribute-section.h"
#include "soak.h"
#include "validation.h"

#include "ns3/fault-verb.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

std::vector<CatalogEntry>
ListPolicies()
{
    std::vector<CatalogEntry> entries;
    for (const auto& [scenario, section] : ListScenarioGroups())
    {
        for (const auto& attribute : ListAttributes(section.typeId))
        {
            for (const auto& choice : attribute.choices)
            {
                entries.push_back({choice, section.name + "." + attribute.key + " of " + scenario});
            }
        }
    }
    return entries;
}

/// The first comment of a study says what it shows.
std::string
FirstComment(const std::string& path)
{
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    return line.compare(0, 2, "# ") == 0 ? line.substr(2) : "";
}

std::vector<CatalogEntry>
ListStudies(const std::string& home)
{
    std::vector<CatalogEntry> entries;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(home + "/scenarios", error))
    {
        if (entry.path().extension() == ".ini")
        {
            entries.push_back({entry.path().string(), FirstComment(entry.path().string())});
        }
    }
    std::sort(entries.begin(),
              entries.end(),
              [](const CatalogEntry& a, const CatalogEntry& b) { return a.name < b.name; });
    return entries;
}

std::vector<CatalogEntry>
ListScenarioEntries()
{
    std::vector<CatalogEntry> entries;
    for (const auto& [scenario, section] : ListScenarioGroups())
    {
        if (entries.empty() || entries.back().name != scenario)
        {
            entries.push_back({scenario, "sections"});
        }
        entries.back().text += " [" + section.name + "]";
    }
    return entries;
}

using Lister = std::function<std::vector<CatalogEntry>(const std::string&)>;

template <typename Items, typename MakeEntry>
std::vector<CatalogEntry>
Map(const Items& items, MakeEntry makeEntry)
{
    std::vector<CatalogEntry> entries;
    std::transform(items.begin(), items.end(), std::back_inserter(entries), makeEntry);
    return entries;
}

const std::vector<std::pair<std::string, Lister>>&
GetKinds()
{
    static const std::vector<std::pair<std::string, Lister>> kinds{
        {"scenarios", [](const std::string&) { return ListScenarioEntries(); }},
        {"policies", [](const std::string&) { return ListPolicies(); }},
        {"faults",
         [](const std::string&)
         {
             return Map(GetFaultVerbs(),
                        [](const FaultVerbRule& rule) {
                            return CatalogEntry{rule.name, rule.help};
                        });
         }},
        {"measures",
         [](const std::string&)
         {
             return Map(ListScenarioMetrics(),
                        [](const Metric& metric) {
                            return CatalogEntry{metric.name, metric.help};
                        });
         }},
        {"studies", ListStudies},
        {"validations",
         [](const std::string&)
         {
             return Map(ListValidations(),
                        [](const ValidationRow& row) {
                            return CatalogEntry{row.name, row.reference};
                        });
         }},
        {"soaks",
         [](const std::string&)
         {
             return Map(ListSoakCores(),
                        [](const SoakCore& core) {
                            return CatalogEntry{core.name, core.help};
                        });
         }}};
    return kinds;
}

} // namespace

std::vector<std::string>
ListKinds()
{
    std::vector<std::string> names;
    for (const auto& kind : GetKinds())
    {
        names.push_back(kind.first);
    }
    return names;
}

std::vector<CatalogEntry>
ListKind(const std::string& kind, const std::string& home)
{
    for (const auto& [name, list] : GetKinds())
    {
        if (name == kind)
        {
            return list(home);
        }
    }
    throw InputError("unknown kind '" + kind + "'" + ValidNames(kind, ListKinds()));
}

} // namespace sharding
} // namespace ns3
