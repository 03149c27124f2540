/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-file.h"

#include "attribute-section.h"
#include "split-text.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <tuple>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

constexpr size_t MAX_FILE_BYTES = 1 << 20;
constexpr size_t MAX_FAULT_FILE_BYTES = 64 << 20; // a schedule with nothing left open is long
const std::string FAULTS = "faults";
const std::string VARIANT =
    FAULTS + "."; // of a section with faults that happen where scenario.faults says so
const std::string STUDY = "study";
const std::string SCENARIO = "scenario";
const std::string SCENARIO_FILE = "scenario file";
const std::string FAULT_FILE = "fault script";

std::string
WithoutComment(const std::string& line)
{
    return Trim(line.substr(0, line.find('#')));
}

bool
IsName(const std::string& text, const std::string& extra)
{
    return !text.empty() &&
           std::all_of(text.begin(),
                       text.end(),
                       [&](unsigned char c) {
                           return std::isalnum(c) ||
                                  extra.find(static_cast<char>(c)) != std::string::npos;
                       });
}

std::ifstream
Open(const std::string& path, const std::string& what)
{
    std::ifstream in(path);
    if (!in)
    {
        throw InputError(SourcePlace{path, 0},
                         std::string("cannot be read: ") + std::strerror(errno));
    }
    if (std::filesystem::is_directory(path))
    {
        throw InputError(SourcePlace{path, 0}, "is a folder; name a " + what);
    }
    return in;
}

/// Calls for each line that says something, without its comment.
template <typename Take>
void
ForEachLine(std::istream& in,
            const std::string& name,
            const std::string& what,
            size_t limit,
            const Take& take)
{
    SourcePlace place{name, 0};
    size_t bytes = 0;
    for (std::string line; std::getline(in, line);)
    {
        ++place.line;
        bytes += line.size() + 1;
        if (bytes > limit)
        {
            throw InputError(place,
                             "the file is longer than " + std::to_string(limit >> 20) +
                                 " MiB, the limit of a " + what);
        }
        if (line.find('\0') != std::string::npos)
        {
            throw InputError(place, "the line holds a zero byte; a " + what + " is plain text");
        }
        line = WithoutComment(line);
        if (!line.empty())
        {
            take(line, place);
        }
    }
}

/// Whether the lines of a section are faults.
bool
IsFaults(const std::string& section)
{
    return section == FAULTS || section.compare(0, VARIANT.size(), VARIANT) == 0;
}

/// "[source]" becomes "source".
std::string
ReadHeading(const std::string& line, const SourcePlace& place)
{
    const std::string name = line.back() == ']' ? Trim(line.substr(1, line.size() - 2)) : "";
    const bool isVariant = name.compare(0, VARIANT.size(), VARIANT) == 0;
    if (!IsName(isVariant ? name.substr(VARIANT.size()) : name, "-"))
    {
        throw InputError(place,
                         "read '" + line + "'; a section starts with a line such as [scenario]");
    }
    return name;
}

void
CheckStatement(const Setting& setting, const std::string& statement)
{
    if (!IsName(setting.key, "-."))
    {
        throw InputError(
            setting.place,
            "read '" + statement + "'; a line of [" + setting.section +
                "] has the form key = value, a key being letters, digits, '-' and '.'");
    }
}

/// Reads one statement in the way that Boost.Program_options reads a whole file.
Setting
ReadStatement(const std::string& section, const std::string& statement, const SourcePlace& place)
{
    Setting setting{section, "", "", place};
    const auto equals = statement.find('=');
    if (IsFaults(section))
    {
        setting.value = statement;
        return setting;
    }
    setting.key = equals == std::string::npos ? "" : Trim(statement.substr(0, equals));
    CheckStatement(setting, statement);
    std::istringstream text("[" + section + "]\n" + statement + "\n");
    const po::options_description none;
    const auto options = po::parse_config_file(text, none, true).options;
    setting.key = ToKey(options.at(0).string_key.substr(section.size() + 1));
    setting.value = options.at(0).value.at(0);
    return setting;
}

} // namespace

ScenarioFile
ScenarioFile::Read(const std::string& path)
{
    std::ifstream in = Open(path, SCENARIO_FILE);
    ScenarioFile file = Parse(in, path);
    const auto slash = path.rfind('/');
    file.m_folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    return file;
}

ScenarioFile
ScenarioFile::Parse(std::istream& in, const std::string& name)
{
    ScenarioFile file;
    std::string section;
    const auto take = [&](const std::string& line, const SourcePlace& place)
    {
        if (line.front() == '[')
        {
            section = ReadHeading(line, place);
            if (IsFaults(section) && section != FAULTS)
            {
                file.m_variants[section.substr(VARIANT.size())]; // it may stay empty
            }
            return;
        }
        if (section.empty())
        {
            throw InputError(place,
                             "read '" + line + "' before the first section; start with [scenario]");
        }
        const Setting setting = ReadStatement(section, line, place);
        if (IsFaults(section))
        {
            (section == FAULTS ? file.m_faults : file.m_variants[section.substr(VARIANT.size())])
                .push_back(setting);
            return;
        }
        if (const Setting* earlier = file.Find(section, setting.key))
        {
            throw InputError(place,
                             "read '" + setting.key + "' again in [" + section +
                                 "]; it is set in " + earlier->place.ToString() + " already");
        }
        file.m_settings.push_back(setting);
    };
    ForEachLine(in, name, SCENARIO_FILE, MAX_FILE_BYTES, take);
    return file;
}

void
ScenarioFile::ReadFaults(const std::string& path)
{
    std::ifstream in = Open(path, FAULT_FILE);
    ParseFaults(in, path);
}

void
ScenarioFile::ParseFaults(std::istream& in, const std::string& name)
{
    m_faults.clear();
    for (auto& variant : m_variants)
    {
        variant.second.clear();
    }
    ForEachLine(in,
                name,
                FAULT_FILE,
                MAX_FAULT_FILE_BYTES,
                [this](const std::string& line, const SourcePlace& place) {
                    m_faults.push_back({FAULTS, "", line, place});
                });
}

void
ScenarioFile::Set(const std::string& assignment, const SourcePlace& place)
{
    const auto dot = assignment.find('.');
    const auto equals = assignment.find('=');
    const std::string section = Trim(assignment.substr(0, dot));
    if (dot == std::string::npos || equals == std::string::npos || dot > equals ||
        !IsName(section, "-"))
    {
        throw InputError(place, "read '" + assignment + "'; the form is section.key=value");
    }
    if (section == FAULTS)
    {
        throw InputError(place,
                         "read '" + assignment +
                             "'; [faults] has lines, no keys: --faults FILE replaces them");
    }
    Setting setting{section, Trim(assignment.substr(dot + 1, equals - dot - 1)), "", place};
    CheckStatement(setting, assignment);
    setting.key = ToKey(setting.key);
    setting.value = Trim(assignment.substr(equals + 1));
    const auto same =
        std::find_if(m_settings.begin(),
                     m_settings.end(),
                     [&](const Setting& other)
                     { return other.section == setting.section && other.key == setting.key; });
    if (same == m_settings.end())
    {
        m_settings.push_back(setting);
    }
    else
    {
        *same = setting;
    }
}

const std::vector<Setting>&
ScenarioFile::GetSettings() const
{
    return m_settings;
}

std::vector<Setting>
ScenarioFile::GetFaults() const
{
    std::vector<Setting> faults = m_faults;
    const Setting* chosen = Find(SCENARIO, FAULTS);
    const auto variant = chosen ? m_variants.find(chosen->value) : m_variants.end();
    if (variant != m_variants.end())
    {
        faults.insert(faults.end(), variant->second.begin(), variant->second.end());
    }
    return faults;
}

std::vector<std::string>
ScenarioFile::GetFaultVariants() const
{
    std::vector<std::string> names;
    for (const auto& variant : m_variants)
    {
        names.push_back(variant.first);
    }
    return names;
}

const Setting*
ScenarioFile::Find(const std::string& section, const std::string& key) const
{
    const auto found = std::find_if(m_settings.begin(),
                                    m_settings.end(),
                                    [&](const Setting& setting)
                                    { return setting.section == section && setting.key == key; });
    return found == m_settings.end() ? nullptr : &*found;
}

std::vector<Setting>
ScenarioFile::GetSection(const std::string& section) const
{
    std::vector<Setting> settings;
    std::copy_if(m_settings.begin(),
                 m_settings.end(),
                 std::back_inserter(settings),
                 [&](const Setting& setting) { return setting.section == section; });
    return settings;
}

std::string
ScenarioFile::ResolvePath(const std::string& path) const
{
    return path.empty() || path.front() == '/' ? path : m_folder + path;
}

std::string
ScenarioFile::ToCanonicalText() const
{
    std::vector<Setting> settings;
    std::copy_if(m_settings.begin(),
                 m_settings.end(),
                 std::back_inserter(settings),
                 [](const Setting& setting) { return setting.section != STUDY; });
    std::sort(settings.begin(),
              settings.end(),
              [](const Setting& a, const Setting& b)
              { return std::tie(a.section, a.key) < std::tie(b.section, b.key); });
    std::string text;
    for (const auto& setting : settings)
    {
        text += setting.section + "." + setting.key + "=" + setting.value + "\n";
    }
    for (const auto& fault : GetFaults())
    {
        text += FAULTS + ":" + fault.value + "\n";
    }
    return text;
}

} // namespace sharding
} // namespace ns3
