/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog.h"

#include "scenarios/attribute-section.h"
#include "scenarios/scenario.h"
#include "soak.h"
#include "validation.h"

#include "ns3/delivery-probe.h"
#include "ns3/fault-verb.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string OUR_NAMESPACE = "ns3::sharding::";

/// A section of a scenario file with the class behind it.
struct Group
{
    std::string scenario;
    Scenario::Section section;
};

std::string
ShortName(TypeId typeId)
{
    const std::string name = typeId.GetName();
    return name.compare(0, OUR_NAMESPACE.size(), OUR_NAMESPACE) == 0
               ? name.substr(OUR_NAMESPACE.size())
               : name;
}

/// All sections of all scenarios, [scenario] first.
std::vector<Group>
ListGroups()
{
    std::vector<Group> groups;
    for (const auto& name : ListScenarios())
    {
        ObjectFactory factory(OUR_NAMESPACE + name);
        const auto scenario = factory.Create<Scenario>();
        groups.push_back({name, {"scenario", scenario->GetInstanceTypeId(), "The run as a whole"}});
        for (const auto& section : scenario->GetSections())
        {
            groups.push_back({name, section});
        }
    }
    return groups;
}

/// What a probe measures, told by one that saw nothing.
std::vector<Metric>
ListMetrics()
{
    RunRecord record;
    CreateObject<DeliveryProbe>()->Report(Seconds(1), Seconds(2), record);
    return record.metrics;
}

std::vector<CatalogEntry>
ListPolicies()
{
    std::vector<CatalogEntry> entries;
    for (const auto& [scenario, section] : ListGroups())
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
    for (const auto& [scenario, section] : ListGroups())
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
             return Map(ListMetrics(),
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

void
PrintAttribute(const AttributeEntry& attribute, std::ostream& out)
{
    out << "  " << attribute.key << " = " << attribute.defaultValue << "\n      " << attribute.help
        << "\n      " << attribute.type << "\n";
}

void
PrintClass(const std::string& heading, TypeId typeId, std::ostream& out)
{
    out << heading << "\n";
    for (const auto& attribute : ListAttributes(typeId))
    {
        PrintAttribute(attribute, out);
    }
    out << "\n";
}

void
PrintVerb(const FaultVerbRule& rule, std::ostream& out)
{
    out << "Fault " << rule.name << ": " << rule.help << "\n  TIME " << rule.name
        << (rule.kind == FaultTargetKind::LINK ? " LINK" : " PROCESS");
    for (const auto& parameter : rule.parameters)
    {
        out << " " << parameter.name << "=VALUE";
    }
    out << (rule.takesDuration ? " [for DURATION]" : "") << "\n";
    for (const auto& parameter : rule.parameters)
    {
        out << "  " << parameter.name << ": " << parameter.form << "\n";
    }
    out << "\n";
}

/// Explains while it collects every name there is, for the message when nothing fits.
class Explainer
{
  public:
    Explainer(const std::string& name, std::ostream& out) : m_name(name), m_out(out)
    {
    }

    void
    Scenarios(const std::vector<Group>& groups)
    {
        for (const auto& [scenario, section] : groups)
        {
            if (Is(scenario) | Is(section.name))
            {
                PrintClass("[" + section.name + "] of " + scenario + ": " + section.help,
                           section.typeId,
                           m_out);
            }
        }
    }

    /// Classes that stand behind no section; the others were explained with it.
    void
    Classes()
    {
        for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
        {
            const TypeId typeId = TypeId::GetRegistered(i);
            if (typeId.GetName().compare(0, OUR_NAMESPACE.size(), OUR_NAMESPACE) == 0 &&
                !typeId.IsChildOf(Scenario::GetTypeId()) && Is(ShortName(typeId)))
            {
                PrintClass("Class " + m_name, typeId, m_out);
            }
        }
    }

    void
    Attributes(const std::vector<Group>& groups)
    {
        for (const auto& [scenario, section] : groups)
        {
            for (const auto& attribute : ListAttributes(section.typeId))
            {
                bool wanted = Is(attribute.key) | Is(section.name + "." + attribute.key);
                for (const auto& choice : attribute.choices)
                {
                    wanted |= Is(choice);
                }
                if (wanted)
                {
                    m_out << "[" << section.name << "] of " << scenario << "\n";
                    PrintAttribute(attribute, m_out);
                    m_out << "\n";
                }
            }
        }
    }

    void
    Faults()
    {
        for (const auto& rule : GetFaultVerbs())
        {
            if (Is(rule.name))
            {
                PrintVerb(rule, m_out);
            }
        }
    }

    void
    Metrics()
    {
        for (const auto& metric : ListMetrics())
        {
            if (Is(metric.name))
            {
                m_out << "Metric " << metric.name << " in " << metric.unit << ": " << metric.help
                      << "\n\n";
            }
        }
    }

    void
    CheckFound() const
    {
        if (!m_found)
        {
            throw InputError("nothing is called '" + m_name + "'" + ValidNames(m_name, m_names));
        }
    }

  private:
    bool
    Is(const std::string& name)
    {
        m_names.push_back(name);
        m_found |= name == m_name;
        return name == m_name;
    }

    std::string m_name;
    std::ostream& m_out;
    std::vector<std::string> m_names;
    bool m_found{false};
};

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

void
Explain(const std::string& name, std::ostream& out)
{
    Explainer explainer(name, out);
    const auto groups = ListGroups();
    explainer.Scenarios(groups);
    explainer.Classes();
    explainer.Attributes(groups);
    explainer.Faults();
    explainer.Metrics();
    explainer.CheckFound();
}

} // namespace sharding
} // namespace ns3
