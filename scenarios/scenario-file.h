/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SCENARIO_FILE_H
#define SCENARIO_FILE_H

#include "ns3/input-error.h"

#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * One `key = value` of a scenario file.
 */
struct Setting
{
    std::string section; //!< "source"
    std::string key;     //!< kebab-case: "message-size"
    std::string value;   //!< trimmed
    SourcePlace place;   //!< where it was read
};

/**
 * @ingroup sharding-scenarios
 *
 * A scenario file: INI, read with Boost.Program_options, one statement per line, '#' starts a comment.
 *
 * [faults] is the one section whose lines are not `key = value`: each is a fault (see FaultScript) and they keep their
 * order. Sections [faults.NAME] hold further faults, which happen where the setting scenario.faults is NAME, so that a
 * study can vary them. The file is only split into settings here; whoever owns a section checks its keys and values.
 */
class ScenarioFile
{
  public:
    /**
     * @param path the file
     * @return its settings
     * @throws InputError when it cannot be read, a line is malformed, stands before the first section, repeats a key of
     *         its section, or the file exceeds 1 MiB
     */
    static ScenarioFile Read(const std::string& path);

    /**
     * @param in the text
     * @param name what messages call it
     * @return its settings; relative paths in it are taken from the current folder
     * @throws InputError as Read
     */
    static ScenarioFile Parse(std::istream& in, const std::string& name);

    /**
     * Sets or replaces one value: what `--set` and a study's combinations do.
     *
     * @param assignment "section.key=value"; a key cannot contain '='
     * @param place where it comes from
     * @throws InputError when the text has no such form or names [faults]
     */
    void Set(const std::string& assignment, const SourcePlace& place);

    /**
     * Puts a fault script in the place of [faults] and of all [faults.NAME]: what `--faults` does. A run's faults.txt is such a file.
     *
     * @param path one fault in each line, '#' starts a comment, at most 64 MiB; seen from the current folder
     * @throws InputError when it cannot be read or is no text; whether its lines are faults is not checked here
     */
    void ReadFaults(const std::string& path);

    /**
     * @param in the text of such a file
     * @param name what messages call it
     * @throws InputError as ReadFaults
     */
    void ParseFaults(std::istream& in, const std::string& name);

    /// @return all settings but faults, in order of the file; replaced ones keep their order
    const std::vector<Setting>& GetSettings() const;

    /**
     * @return the lines of [faults], then those of the section that scenario.faults names, in order: section "faults" or
     *         "faults.NAME", an empty key, the line as value
     */
    std::vector<Setting> GetFaults() const;

    /// @return the names of all sections [faults.NAME], sorted
    std::vector<std::string> GetFaultVariants() const;

    /**
     * @param section section name
     * @param key key name
     * @return the setting, or null; valid until the next Set
     */
    const Setting* Find(const std::string& section, const std::string& key) const;

    /**
     * @param section section name
     * @return its settings in order
     */
    std::vector<Setting> GetSection(const std::string& section) const;

    /**
     * @param path a path that a setting names
     * @return the path as seen from the current folder: relative ones start at the scenario file's folder
     */
    std::string ResolvePath(const std::string& path) const;

    /**
     * The configuration without what cannot change a run: no comments, no [study], keys sorted, faults in order.
     *
     * Two files with equal canonical text run alike; run ids are hashes of it.
     *
     * @return one statement per line
     */
    std::string ToCanonicalText() const;

  private:
    std::string m_folder;            //!< where relative paths start; "" is the current folder
    std::vector<Setting> m_settings; //!< all but faults
    std::vector<Setting> m_faults;   //!< in order
    std::map<std::string, std::vector<Setting>> m_variants; //!< of [faults.NAME], by name
};

} // namespace sharding
} // namespace ns3

#endif /* SCENARIO_FILE_H */
