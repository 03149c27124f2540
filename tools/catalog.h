/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CATALOG_H
#define CATALOG_H

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
 * One name that the suite knows, with one line about it.
 */
struct CatalogEntry
{
    std::string name; //!< "fixed-size"
    std::string text; //!< "a value of sharding.policy in PayloadFabric"
};

/**
 * @ingroup sharding-tools
 *
 * @return the kinds of names: scenarios, policies, faults, ...
 */
std::vector<std::string> ListKinds();

/**
 * @ingroup sharding-tools
 *
 * @param kind one of ListKinds
 * @param home folder of the suite, where shipped studies lie
 * @return its names; all come from TypeIds and registries, none is written here
 * @throws InputError when there is no such kind
 */
std::vector<CatalogEntry> ListKind(const std::string& kind, const std::string& home);

/**
 * @ingroup sharding-tools
 *
 * Explains a scenario, a section, a class, a key, a value of an enum, a verb of faults or a metric;
 * all of these where a name means several.
 *
 * @param name the name
 * @param out where the text goes
 * @throws InputError with the nearest name when nothing is called so
 */
void Explain(const std::string& name, std::ostream& out);

} // namespace sharding
} // namespace ns3

#endif /* CATALOG_H */
