/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario.h"

#include "attribute-section.h"

#include "ns3/nearest-name.h"
#include "ns3/object-factory.h"
#include "ns3/quantity.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string OUR_NAMESPACE = "ns3::sharding::";
const std::string OWN_SECTION = "scenario";

/// Keys of [scenario] that name no attribute: the class itself, and the seed, which belongs to
/// ns-3.
bool
IsToolKey(const Setting& setting)
{
    return setting.key == "type" || setting.key == "seed";
}

std::vector<Setting>
OwnAttributes(const ScenarioFile& file)
{
    auto settings = file.GetSection(OWN_SECTION);
    settings.erase(std::remove_if(settings.begin(), settings.end(), IsToolKey), settings.end());
    return settings;
}

void
CheckNames(const ScenarioFile& file, const std::vector<Scenario::Section>& sections)
{
    std::vector<std::string> names{OWN_SECTION, "faults", "study"};
    for (const auto& section : sections)
    {
        names.push_back(section.name);
    }
    for (const auto& setting : file.GetSettings())
    {
        if (std::find(names.begin(), names.end(), setting.section) == names.end())
        {
            throw InputError(setting.place,
                             "unknown section [" + setting.section + "]" +
                                 ValidNames(setting.section, names));
        }
    }
    for (const auto& section : sections)
    {
        CheckSection(file.GetSection(section.name), section.typeId);
    }
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(Scenario);

TypeId
Scenario::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::Scenario")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddAttribute("Duration",
                          "When the simulation ends",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Scenario::m_duration),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("WarmUp",
                          "The part at the start that no measure counts; shorter than the duration",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Scenario::m_warmUp),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

void
Scenario::Configure(const ScenarioFile& file)
{
    const auto own = OwnAttributes(file);
    CheckSection(own, GetInstanceTypeId());
    CheckNames(file, GetSections());
    ApplySection(own, *this);
    if (m_warmUp >= m_duration)
    {
        const Setting* setting = file.Find(OWN_SECTION, "warm-up");
        setting = setting ? setting : file.Find(OWN_SECTION, "duration");
        throw InputError(setting ? setting->place : SourcePlace(),
                         "the warm-up of " + FormatDuration(m_warmUp) +
                             " must be shorter than the duration of " + FormatDuration(m_duration));
    }
    DoConfigure(file);
}

std::string
Scenario::GetInputDigest() const
{
    return "";
}

std::vector<std::string>
Scenario::GetFaultLines() const
{
    return {};
}

Time
Scenario::GetDuration() const
{
    return m_duration;
}

Time
Scenario::GetWarmUp() const
{
    return m_warmUp;
}

void
Scenario::SetPcapPrefix(const std::string& prefix)
{
    m_pcapPrefix = prefix;
}

void
Scenario::SetAnimation(Animation& animation)
{
    m_animation = &animation;
}

bool
Scenario::HasHistory() const
{
    return false;
}

void
Scenario::SetHistory(std::ostream& out)
{
    m_history = &out;
}

std::vector<std::string>
ListScenarios()
{
    std::vector<std::string> names;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
    {
        const TypeId typeId = TypeId::GetRegistered(i);
        if (typeId != Scenario::GetTypeId() && typeId.IsChildOf(Scenario::GetTypeId()) &&
            typeId.HasConstructor() &&
            typeId.GetName().compare(0, OUR_NAMESPACE.size(), OUR_NAMESPACE) == 0)
        {
            names.push_back(typeId.GetName().substr(OUR_NAMESPACE.size()));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Ptr<Scenario>
CreateScenario(const ScenarioFile& file)
{
    const auto names = ListScenarios();
    const Setting* type = file.Find(OWN_SECTION, "type");
    if (!type)
    {
        const auto& settings = file.GetSettings();
        throw InputError(settings.empty() ? SourcePlace()
                                          : SourcePlace{settings.front().place.file, 0},
                         "[scenario] names no type; add a line such as 'type = " +
                             (names.empty() ? "..." : names.front()) + "'");
    }
    if (std::find(names.begin(), names.end(), type->value) == names.end())
    {
        throw InputError(type->place,
                         "unknown scenario type '" + type->value + "'" +
                             ValidNames(type->value, names));
    }
    ObjectFactory factory;
    factory.SetTypeId(OUR_NAMESPACE + type->value);
    Ptr<Scenario> scenario = factory.Create<Scenario>();
    scenario->Configure(file);
    return scenario;
}

} // namespace sharding
} // namespace ns3
