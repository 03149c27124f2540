/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog-source.h"
#include "catalog.h"
#include "scenarios/attribute-section.h"

#include "ns3/fault-timing.h"
#include "ns3/fault-verb.h"
#include "ns3/nearest-name.h"

#include <cstdio>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string OUR_NAMESPACE = "ns3::sharding::";

std::string
ShortName(TypeId typeId)
{
    const std::string name = typeId.GetName();
    return name.compare(0, OUR_NAMESPACE.size(), OUR_NAMESPACE) == 0
               ? name.substr(OUR_NAMESPACE.size())
               : name;
}

/// A text with its control characters spelt out: "\\n".
std::string
Printable(const std::string& text)
{
    std::string printable;
    for (const char c : text)
    {
        char escape[8];
        std::snprintf(escape, sizeof(escape), "\\x%02x", static_cast<unsigned char>(c));
        const bool isControl = static_cast<unsigned char>(c) < ' ' || c == 127;
        printable += c == '\n' ? "\\n" : isControl ? escape : std::string(1, c);
    }
    return printable;
}

void
PrintAttribute(const AttributeEntry& attribute, std::ostream& out)
{
    out << "  " << attribute.key << " = " << Printable(attribute.defaultValue) << "\n      "
        << attribute.help << "\n      " << attribute.type << "\n";
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
    out << "Fault " << rule.name << ": " << rule.help << "\n  at TIME " << rule.name
        << (rule.verb == FaultVerb::PARTITION       ? " NODES|NODES"
            : rule.kind == FaultTargetKind::LINK    ? " LINK"
            : rule.kind == FaultTargetKind::PROCESS ? " PROCESS"
                                                    : " NAME, LINK or PROCESS");
    for (const auto& parameter : rule.parameters)
    {
        const bool required = parameter.fallback.empty() && !parameter.optional;
        out << (required ? " " : " [") << parameter.name << (required ? "=VALUE" : "=VALUE]");
    }
    out << (rule.takesDuration ? " [for DURATION]" : "") << "\n";
    for (const auto& parameter : rule.parameters)
    {
        out << "  " << parameter.name << ": " << parameter.form
            << (parameter.fallback.empty() ? "" : "; " + parameter.fallback + " where not given")
            << "\n";
    }
    out << "\n";
}

void
PrintTiming(const FaultTimingRule& rule, std::ostream& out)
{
    out << "  " << rule.form << "\n      " << rule.help << "\n";
}

/// What a line of the section [faults] looks like.
void
PrintFaultSection(std::ostream& out)
{
    out << "Section [faults]: one fault in each line; --faults FILE takes its place\n"
           "  WHEN VERB TARGETS [key=value ...] [for DURATION] [as NAME]\n\nWHEN\n";
    for (const auto& rule : GetFaultTimings())
    {
        PrintTiming(rule, out);
    }
    out << "\nVERB: './shardsim explain VERB' shows targets and keys\n ";
    for (const auto& rule : GetFaultVerbs())
    {
        out << " " << rule.name;
    }
    out << "\n\nTARGETS, separated by commas without blanks\n"
           "  A:B, A>B\n      a link, both directions or one\n"
           "  NAME\n      a process, by the name of its node; a fault to heal, by its name\n"
           "  fast-*, fast-?\n      every name that fits\n"
           "  random(K of PATTERN)\n      K of them, drawn anew each time\n"
           "  SELECTOR(ARGUMENT)\n      whom the scenario names when the fault begins\n\n";
}

/// Explains while it collects every name there is, for the message when nothing fits.
class Explainer
{
  public:
    Explainer(const std::string& name, std::ostream& out) : m_name(name), m_out(out)
    {
    }

    void
    Scenarios(const std::vector<ScenarioGroup>& groups)
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
    Attributes(const std::vector<ScenarioGroup>& groups)
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
        if (Is("faults"))
        {
            PrintFaultSection(m_out);
        }
        for (const auto& rule : GetFaultTimings())
        {
            if (Is(rule.name))
            {
                m_out << "When a fault happens\n";
                PrintTiming(rule, m_out);
                m_out << "\n";
            }
        }
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
        for (const auto& metric : ListScenarioMetrics())
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
            const std::string nearest = NearestName(m_name, m_names);
            throw InputError("nothing is called '" + m_name + "'; " +
                             (nearest.empty() ? "" : "did you mean '" + nearest + "'? ") +
                             "'./shardsim list' shows the names");
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

void
Explain(const std::string& name, std::ostream& out)
{
    Explainer explainer(name, out);
    const auto groups = ListScenarioGroups();
    explainer.Scenarios(groups);
    explainer.Classes();
    explainer.Attributes(groups);
    explainer.Faults();
    explainer.Metrics();
    explainer.CheckFound();
}

} // namespace sharding
} // namespace ns3
