/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ATTRIBUTE_SECTION_H
#define ATTRIBUTE_SECTION_H

#include "scenario-file.h"

#include "ns3/object-base.h"
#include "ns3/object-factory.h"
#include "ns3/type-id.h"

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * @param attribute an attribute name in ns-3's spelling: "ShardCount"
 * @return the key of scenario files: "shard-count"
 */
std::string ToKey(const std::string& attribute);

/**
 * @ingroup sharding-scenarios
 *
 * What `explain` prints of an attribute and what a scenario file may set.
 */
struct AttributeEntry
{
    std::string key;                  //!< "shard-count"
    std::string attribute;            //!< "ShardCount"
    std::string help;                 //!< the attribute's help text
    std::string type;                 //!< valid values in words: "a whole number in [1, 4096]"
    std::string defaultValue;         //!< as a scenario file would write it
    std::vector<std::string> choices; //!< the names of an enum; empty for all else
};

/**
 * @ingroup sharding-scenarios
 *
 * @param typeId a class
 * @return its settable attributes, inherited ones of our own classes included (not those of ns-3's
 *         base classes), in order of declaration, base class first
 */
std::vector<AttributeEntry> ListAttributes(TypeId typeId);

/**
 * @ingroup sharding-scenarios
 *
 * Checks settings against the attributes of a class, more strictly than ns-3 does: a time needs a
 * unit and must not be negative, an unsigned number takes no sign, an enum value must be one of its
 * names, a range must hold.
 *
 * @param settings the settings of one section
 * @param typeId the class whose attributes the keys name
 * @throws InputError on the first that cannot be used
 */
void CheckSection(const std::vector<Setting>& settings, TypeId typeId);

/**
 * @ingroup sharding-scenarios
 *
 * Checks settings as CheckSection does, then sets them on an object.
 *
 * @param settings the settings of one section
 * @param object the object; its own TypeId says which keys are valid
 * @throws InputError on the first setting that cannot be used; the object may then hold earlier
 * ones
 */
void ApplySection(const std::vector<Setting>& settings, ObjectBase& object);

/**
 * @ingroup sharding-scenarios
 *
 * Checks settings as CheckSection does and makes a factory that creates objects with them.
 *
 * @param settings the settings of one section
 * @param typeId the class to create
 * @return the factory
 * @throws InputError on the first setting that cannot be used
 */
ObjectFactory MakeFactory(const std::vector<Setting>& settings, TypeId typeId);

} // namespace sharding
} // namespace ns3

#endif /* ATTRIBUTE_SECTION_H */
