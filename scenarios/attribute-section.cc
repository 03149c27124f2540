/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "attribute-section.h"

#include "attribute-type.h"

#include "ns3/nearest-name.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string OUR_NAMESPACE = "ns3::sharding::";

/// The classes whose attributes a section of this class takes, base class first.
std::vector<TypeId>
Lineage(TypeId typeId)
{
    std::vector<TypeId> classes{typeId};
    for (TypeId child = typeId; child.HasParent();)
    {
        child = child.GetParent();
        if (child.GetName().compare(0, OUR_NAMESPACE.size(), OUR_NAMESPACE) != 0)
        {
            break;
        }
        classes.push_back(child);
    }
    std::reverse(classes.begin(), classes.end());
    return classes;
}

std::vector<TypeId::AttributeInformation>
SettableAttributes(TypeId typeId)
{
    std::vector<TypeId::AttributeInformation> attributes;
    for (const auto& owner : Lineage(typeId))
    {
        for (std::size_t i = 0; i < owner.GetAttributeN(); i++)
        {
            const auto attribute = owner.GetAttribute(i);
            if ((attribute.flags & TypeId::ATTR_SET) && attribute.accessor->HasSetter() &&
                AttributeType::IsReadable(*attribute.checker))
            {
                attributes.push_back(attribute);
            }
        }
    }
    return attributes;
}

/// A setting that was found good.
struct Assignment
{
    std::string attribute;
    Ptr<AttributeValue> value;
};

Assignment
CheckSetting(const Setting& setting, const std::vector<TypeId::AttributeInformation>& attributes)
{
    const std::string key = ToKey(setting.key);
    std::vector<std::string> keys;
    for (const auto& attribute : attributes)
    {
        keys.push_back(ToKey(attribute.name));
        if (keys.back() != key)
        {
            continue;
        }
        const AttributeType type(*attribute.checker);
        const Ptr<AttributeValue> value = type.Read(setting.value);
        if (!value)
        {
            throw InputError(setting.place,
                             "[" + setting.section + "] " + setting.key + ": read '" +
                                 setting.value + "', valid is " + type.Describe() +
                                 type.Hint(setting.value));
        }
        return {attribute.name, value};
    }
    throw InputError(setting.place,
                     "unknown key '" + setting.key + "' in [" + setting.section + "]" +
                         ValidNames(setting.key, keys));
}

std::vector<Assignment>
CheckAll(const std::vector<Setting>& settings, TypeId typeId)
{
    const auto attributes = SettableAttributes(typeId);
    std::vector<Assignment> assignments;
    std::transform(settings.begin(),
                   settings.end(),
                   std::back_inserter(assignments),
                   [&](const Setting& setting) { return CheckSetting(setting, attributes); });
    return assignments;
}

} // namespace

std::string
ToKey(const std::string& attribute)
{
    const auto isUpper = [&](std::size_t i)
    { return i < attribute.size() && std::isupper(static_cast<unsigned char>(attribute[i])); };
    std::string key;
    for (std::size_t i = 0; i < attribute.size(); i++)
    {
        // A word starts at a capital after a small letter, and at the last of several capitals:
        // "MTUSize".
        const bool afterWord = i > 0 && std::isalnum(static_cast<unsigned char>(attribute[i - 1]));
        const bool beforeSmall =
            i + 1 < attribute.size() && std::islower(static_cast<unsigned char>(attribute[i + 1]));
        if (isUpper(i) && afterWord && (!isUpper(i - 1) || beforeSmall))
        {
            key += '-';
        }
        key += static_cast<char>(std::tolower(static_cast<unsigned char>(attribute[i])));
    }
    return key;
}

std::vector<AttributeEntry>
ListAttributes(TypeId typeId)
{
    std::vector<AttributeEntry> entries;
    for (const auto& attribute : SettableAttributes(typeId))
    {
        const AttributeType type(*attribute.checker);
        entries.push_back(
            {ToKey(attribute.name),
             attribute.name,
             attribute.help,
             type.Describe(),
             type.Format(attribute.initialValue->SerializeToString(attribute.checker)),
             type.GetNames()});
    }
    return entries;
}

void
CheckSection(const std::vector<Setting>& settings, TypeId typeId)
{
    CheckAll(settings, typeId);
}

void
ApplySection(const std::vector<Setting>& settings, ObjectBase& object)
{
    for (const auto& [attribute, value] : CheckAll(settings, object.GetInstanceTypeId()))
    {
        object.SetAttribute(attribute, *value);
    }
}

ObjectFactory
MakeFactory(const std::vector<Setting>& settings, TypeId typeId)
{
    ObjectFactory factory;
    factory.SetTypeId(typeId);
    for (const auto& [attribute, value] : CheckAll(settings, typeId))
    {
        factory.Set(attribute, *value);
    }
    return factory;
}

} // namespace sharding
} // namespace ns3
