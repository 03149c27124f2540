/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INPUT_ERROR_H
#define INPUT_ERROR_H

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * Where a word of the user's input stands.
 */
struct SourcePlace
{
    std::string file; //!< path as the user gave it, or "--set" for the command line
    uint32_t line{0}; //!< first line is 1; 0: the input has no lines

    /// @return "file:line", "file" where there are no lines, "" where there is no file
    std::string ToString() const;
};

/**
 * @ingroup sharding-base
 *
 * The user's input is wrong: the tool prints the message and exits with code 2.
 *
 * The message says what was read, what is valid and, for a misspelt name, the nearest valid one. It is thrown while
 * input is read and checked, never once a simulation runs.
 */
class InputError : public std::runtime_error
{
  public:
    /**
     * @param place where the input stands; it leads the message
     * @param message one sentence without a full stop
     */
    InputError(const SourcePlace& place, const std::string& message);

    /// @param message one sentence without a full stop, for input that has no place
    explicit InputError(const std::string& message);
};

/**
 * @ingroup sharding-base
 *
 * The machine cannot do what was asked (disk full, directory not writable, program missing): exit code 3.
 */
class HostError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace sharding
} // namespace ns3

#endif /* INPUT_ERROR_H */
