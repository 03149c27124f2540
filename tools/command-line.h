/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "command.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * The arguments of one command: options by Boost.Program_options, plus words.
 */
class CommandLine
{
  public:
    /**
     * @param usage what stands behind "shardsim": "run FILE.ini [OPTION]..."
     * @param help what the command does, some lines
     */
    CommandLine(const std::string& usage, const std::string& help);

    /// Options are added here before Parse.
    boost::program_options::options_description options;

    /**
     * @param arguments the words behind the command's name
     * @param least how many words besides options there must be
     * @param most how many there may be
     * @param console where --help goes
     * @return false when --help was asked for and printed: nothing is left to do
     * @throws InputError when an option is unknown, lacks its value or has a malformed one, or
     * words are too few or many
     */
    bool Parse(const std::vector<std::string>& arguments,
               std::size_t least,
               std::size_t most,
               Console& console);

    /// @return the words besides options
    const std::vector<std::string>& GetWords() const;

    /**
     * @param option name of an option without "--"
     * @return whether it was given
     */
    bool Has(const std::string& option) const;

    /**
     * @param option name of an option that takes a text
     * @return its value, "" when it was not given and has no default
     */
    std::string GetText(const std::string& option) const;

    /**
     * @param option name of an option that may be given again and again
     * @return its values in order
     */
    std::vector<std::string> GetTexts(const std::string& option) const;

    /**
     * @param option name of an option that takes a text
     * @param least smallest valid number
     * @param most largest valid number
     * @param fallback the number when the option was not given
     * @return its value
     * @throws InputError when it is no whole number or out of range
     */
    uint64_t
    GetCount(const std::string& option, uint64_t least, uint64_t most, uint64_t fallback) const;

  private:
    std::string m_usage;                            //!< see the constructor
    std::string m_help;                             //!< see the constructor
    boost::program_options::variables_map m_values; //!< what was given
    std::vector<std::string> m_words;               //!< what was given besides options
};

/// @return how many processes run at a time unless -j says so: one for each core
unsigned DefaultWorkers();

/// Most processes at a time that -j takes.
constexpr uint64_t MAX_WORKERS = 1024;

} // namespace sharding
} // namespace ns3

#endif /* COMMAND_LINE_H */
