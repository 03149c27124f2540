/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-line.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <algorithm>
#include <thread>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

const std::string WORDS = "words";

std::vector<std::string>
LongNames(const po::options_description& options)
{
    std::vector<std::string> names;
    for (const auto& option : options.options())
    {
        names.push_back("--" + option->long_name());
    }
    return names;
}

} // namespace

CommandLine::CommandLine(const std::string& usage, const std::string& help)
    : options("options", 100), m_usage(usage), m_help(help)
{
    options.add_options()("help,h", "show this");
}

bool
CommandLine::Parse(const std::vector<std::string>& arguments,
                   std::size_t least,
                   std::size_t most,
                   Console& console)
{
    po::options_description all;
    all.add(options).add_options()(WORDS.c_str(), po::value<std::vector<std::string>>());
    po::positional_options_description words;
    words.add(WORDS.c_str(), -1);
    const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const std::string usage = "; usage: ./shardsim " + m_usage;
    try
    {
        po::store(
            po::command_line_parser(arguments).options(all).positional(words).style(style).run(),
            m_values);
    }
    catch (const po::unknown_option& error)
    {
        const std::string name = error.get_option_name();
        throw InputError("unknown option '" + name + "'" + ValidNames(name, LongNames(options)));
    }
    catch (const po::error& error)
    {
        throw InputError(error.what() + usage);
    }
    if (Has("help"))
    {
        console.out << "usage: ./shardsim " << m_usage << "\n\n" << m_help << "\n\n" << options;
        return false;
    }
    m_words = GetTexts(WORDS);
    if (m_words.size() < least)
    {
        throw InputError("an argument is missing" + usage);
    }
    if (m_words.size() > most)
    {
        throw InputError("'" + m_words[most] + "' is one argument too many" + usage);
    }
    return true;
}

const std::vector<std::string>&
CommandLine::GetWords() const
{
    return m_words;
}

bool
CommandLine::Has(const std::string& option) const
{
    return m_values.count(option) > 0;
}

std::string
CommandLine::GetText(const std::string& option) const
{
    return Has(option) ? m_values[option].as<std::string>() : "";
}

std::vector<std::string>
CommandLine::GetTexts(const std::string& option) const
{
    return Has(option) ? m_values[option].as<std::vector<std::string>>()
                       : std::vector<std::string>();
}

uint64_t
CommandLine::GetCount(const std::string& option,
                      uint64_t least,
                      uint64_t most,
                      uint64_t fallback) const
{
    if (!Has(option))
    {
        return fallback;
    }
    const auto count = ParseCount(GetText(option));
    if (!count || *count < least || *count > most)
    {
        throw InputError("--" + option + ": read '" + GetText(option) +
                         "', valid is a whole number in [" + std::to_string(least) + ", " +
                         std::to_string(most) + "]");
    }
    return *count;
}

unsigned
DefaultWorkers()
{
    return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace sharding
} // namespace ns3
