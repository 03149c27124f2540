/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_PARAMETER_H
#define FAULT_PARAMETER_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * A key=value that a verb takes.
 */
struct FaultParameterRule
{
    std::string name; //!< "rate"
    std::string
        form; //!< what its value must be, for messages: "a fraction in [0, 1] or a percentage"
    std::optional<double> (*parse)(
        const std::string&); //!< reads the value; nothing when it has another form
    std::string fallback{};  //!< the value where none is given; "": one must be given
    bool optional{false};    //!< may be left out although it has no fallback
};

/**
 * @ingroup sharding-fault
 *
 * A value that a fault was given.
 */
struct FaultParameter
{
    std::string name; //!< as in FaultParameterRule
    std::string text; //!< as written: "5%"
    double value{0};  //!< as parsed: 0.05; times in nanoseconds, words as their number
};

/// How values of parameters are read. All return nothing for text of another form.
namespace fault_values
{

/// @return nanoseconds of a duration above zero, at most an hour
std::optional<double> Duration(const std::string& text);

/// @return nanoseconds of a duration that may be zero, at most an hour
std::optional<double> DurationOrZero(const std::string& text);

/// @return nanoseconds of a duration with a sign, "+20ms" or "-3s", other than zero, at most an hour
std::optional<double> Step(const std::string& text);

/// @return a fraction in (0, 1], also as a percentage
std::optional<double> PositiveFraction(const std::string& text);

/// @return bits per second of "10Mbps" and the like, from 1 bps to 1 Tbps
std::optional<double> Rate(const std::string& text);

/// @return a whole number in [1, 1000]
std::optional<double> SmallCount(const std::string& text);

/// @return a whole number in [1, 1000000]
std::optional<double> QueueLength(const std::string& text);

/// @return a factor in [1, 1000000]
std::optional<double> Factor(const std::string& text);

/// @return parts per million in [-500000, 500000]
std::optional<double> Drift(const std::string& text);

/// @return 0 for "no", 1 for "yes"
std::optional<double> YesNo(const std::string& text);

/// @return 0 for "kept", 1 for "lost"
std::optional<double> KeptLost(const std::string& text);

/// @return 0 for "uniform", 1 for "normal"
std::optional<double> Spread(const std::string& text);

/// @return the number of a PartitionShape by its name
std::optional<double> Shape(const std::string& text);

} // namespace fault_values

/**
 * @ingroup sharding-fault
 *
 * How a partition splits the nodes that it names; see PartitionDirections.
 */
enum class PartitionShape
{
    GROUPS,        //!< only nodes of one group talk to each other
    ONE_WAY,       //!< nothing from an earlier group reaches a later one
    MAJORITY_RING, //!< each node talks to a majority, no two nodes to the same
    BRIDGE,        //!< the middle one of three groups talks to both others, which do not
    HUB,           //!< the second group's nodes talk to the first group's nodes only
    ISOLATE,       //!< each node named talks to nobody
    LINKS          //!< exactly these directions, as a schedule writes it
};

/// @return the names of the shapes, in the order of the enumeration
const std::vector<std::string>& GetPartitionShapes();

} // namespace sharding
} // namespace ns3

#endif /* FAULT_PARAMETER_H */
