/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_COMPAT_H
#define SHARDING_COMPAT_H

#include "ns3/attribute.h"
#include "ns3/enum.h"

#include <type_traits>
#include <utility>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * Attributes of scoped enums in every supported ns-3. EnumValue holds an int up to ns-3.40 and became a template over
 * the enum in ns-3.41; which of the two this ns-3 has is found out without a version macro.
 *
 *     .AddAttribute("Policy", "...", EnumDefault(Policy::NONE), EnumAccessor(&Device::m_policy),
 *                   EnumNames(Policy::NONE, "none", Policy::FIXED_SIZE, "fixed-size"))
 */
namespace enum_compat
{

/// Something with a member of an enum type, to ask MakeEnumAccessor about.
template <typename E>
struct Holder
{
    E member; //!< never looked at
};

template <typename E>
auto TakesEnums(int) -> decltype(MakeEnumAccessor<E>(&Holder<E>::member), std::true_type());
template <typename E>
std::false_type TakesEnums(long);

/// @return an enumerator as EnumValue and MakeEnumChecker want it; anything else as it is
template <typename T>
constexpr auto
ToAttribute(T value)
{
    if constexpr (std::is_enum_v<T>)
    {
        using Wanted = std::conditional_t<decltype(TakesEnums<T>(0))::value, T, int>;
        return static_cast<Wanted>(value);
    }
    else
    {
        return value;
    }
}

/// Accesses a member of a scoped enum through the EnumValue of ints, which ns-3's own accessor cannot.
template <typename E, typename Class>
class Accessor : public AttributeAccessor
{
  public:
    /// @param member the member
    explicit Accessor(E Class::*member) : m_member(member)
    {
    }

    bool
    Set(ObjectBase* object, const AttributeValue& value) const override
    {
        auto* owner = dynamic_cast<Class*>(object);
        const auto* number = dynamic_cast<const Value*>(&value);
        if (!owner || !number)
        {
            return false;
        }
        owner->*m_member = static_cast<E>(number->Get());
        return true;
    }

    bool
    Get(const ObjectBase* object, AttributeValue& value) const override
    {
        const auto* owner = dynamic_cast<const Class*>(object);
        auto* number = dynamic_cast<Value*>(&value);
        if (!owner || !number)
        {
            return false;
        }
        number->Set(static_cast<int>(owner->*m_member));
        return true;
    }

    bool
    HasGetter() const override
    {
        return true;
    }

    bool
    HasSetter() const override
    {
        return true;
    }

  private:
    using Value = decltype(EnumValue(std::declval<int>()));
    E Class::*m_member;
};

} // namespace enum_compat

/**
 * @ingroup sharding-base
 *
 * @param value an enumerator
 * @return the attribute value that holds it
 */
template <typename E>
auto
EnumDefault(E value)
{
    return EnumValue(enum_compat::ToAttribute(value));
}

/**
 * @ingroup sharding-base
 *
 * @param member the member that an attribute sets
 * @return its accessor
 */
template <typename E, typename Class>
Ptr<const AttributeAccessor>
EnumAccessor(E Class::*member)
{
    if constexpr (decltype(enum_compat::TakesEnums<E>(0))::value)
    {
        return MakeEnumAccessor<E>(member);
    }
    else
    {
        return Ptr<const AttributeAccessor>(new enum_compat::Accessor<E, Class>(member), false);
    }
}

/**
 * @ingroup sharding-base
 *
 * @param args an enumerator, its name, the next enumerator, its name ...
 * @return their checker
 */
template <typename... Args>
Ptr<const AttributeChecker>
EnumNames(Args... args)
{
    return MakeEnumChecker(enum_compat::ToAttribute(args)...);
}

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_COMPAT_H */
