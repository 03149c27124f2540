/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NEAREST_NAME_H
#define NEAREST_NAME_H

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * @param word what the user wrote
 * @param names the valid names
 * @return the name with the smallest edit distance (Damerau-Levenshtein with adjacent transpositions, letter case
 *         ignored); the first of equals; "" when the nearest differs in more than half of the word's letters
 */
std::string NearestName(const std::string& word, const std::vector<std::string>& names);

/**
 * @ingroup sharding-base
 *
 * The tail of every "unknown name" message.
 *
 * @param word what the user wrote
 * @param names the valid names; more than 24 are cut, with their number
 * @return "; did you mean 'x'? Valid: a, b, x" with the question only where there is a near name
 */
std::string ValidNames(const std::string& word, const std::vector<std::string>& names);

} // namespace sharding
} // namespace ns3

#endif /* NEAREST_NAME_H */
