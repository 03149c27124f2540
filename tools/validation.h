/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VALIDATION_H
#define VALIDATION_H

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What the models give for one figure of the literature.
 */
struct ValidationOutcome
{
    double value; //!< the estimate
    double low;   //!< lower end of its interval
    double high;  //!< upper end of its interval

    /**
     * @param value an exact result
     * @return the value with an interval of 1 % to both sides
     */
    static ValidationOutcome Exact(double value);

    /**
     * @param samples one independent estimate per seed, at least 20
     * @return their mean with its 99 % Student t interval
     */
    static ValidationOutcome FromSamples(const std::vector<double>& samples);
};

/**
 * @ingroup sharding-tools
 *
 * One row of `shardsim validate`: a figure of theory or of a publication, and how our models
 * compute it.
 *
 * A row file in tools/validate/ registers its rows with a RegisterValidation object.
 */
struct ValidationRow
{
    std::string name;      //!< "payload/hash-fullest-path": the part of the suite, then the figure
    std::string reference; //!< in words: "fullest of 8 paths under hash placement of 8 shards"
    double expected;       //!< the figure
    std::string source;    //!< "balls into bins, exact enumeration"
    std::function<ValidationOutcome()> compute; //!< runs the model
    double precision{
        0.05}; //!< widest half interval, as a part of the figure, that still says something
};

/**
 * @ingroup sharding-tools
 *
 * @param row the row
 * @param outcome what the model gave
 * @return whether the figure lies in the interval and the interval is narrow enough to mean it;
 *         false for NaN
 */
bool Holds(const ValidationRow& row, const ValidationOutcome& outcome);

/**
 * @ingroup sharding-tools
 *
 * Makes rows known; one static object per row file.
 */
class RegisterValidation
{
  public:
    /// @param rows the file's rows
    explicit RegisterValidation(std::vector<ValidationRow> rows);
};

/**
 * @ingroup sharding-tools
 *
 * @return all rows, sorted by name
 */
std::vector<ValidationRow> ListValidations();

/**
 * @ingroup sharding-tools
 *
 * Computes rows and prints one line each: name, reference, ours, interval, holds or fails.
 *
 * @param rows the rows
 * @param out where the lines go, as soon as each is known
 * @return how many fail
 */
int Validate(const std::vector<ValidationRow>& rows, std::ostream& out);

} // namespace sharding
} // namespace ns3

#endif /* VALIDATION_H */
