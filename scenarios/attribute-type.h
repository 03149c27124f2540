/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ATTRIBUTE_TYPE_H
#define ATTRIBUTE_TYPE_H

#include "ns3/attribute.h"

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * The type of an attribute as users meet it: how its values are written, which are valid, and how
 * to say so.
 *
 * ns-3 reads values generously: "5" is five seconds, "-1" a large unsigned number, and some texts
 * end the program. Here every value is read by our own strict rules first; ns-3's checker then
 * decides the range.
 */
class AttributeType
{
  public:
    /**
     * @param checker an attribute's checker
     * @return whether its values can stand in a scenario file: times, numbers, booleans, enums,
     *         texts and data rates
     */
    static bool IsReadable(const AttributeChecker& checker);

    /// @param checker a readable attribute's checker; it must outlive the object
    explicit AttributeType(const AttributeChecker& checker);

    /**
     * @param text a value as users write it
     * @return the value, or null when the text is none or lies out of range
     */
    Ptr<AttributeValue> Read(const std::string& text) const;

    /// @return the valid values in words: "a whole number in [1, 4096]"
    std::string Describe() const;

    /// @return the names of an enum; empty for all else
    const std::vector<std::string>& GetNames() const;

    /**
     * @param text a value that Read refused
     * @return "; did you mean 'x'?" for a misspelt name, what to add to a number without its unit,
     *         else ""
     */
    std::string Hint(const std::string& text) const;

    /**
     * @param serialized a value as ns-3 writes it: "+1e+10ns"
     * @return the value as a scenario file would write it: "10s"
     */
    std::string Format(const std::string& serialized) const;

  private:
    /// The kinds of values that are read.
    enum class Kind
    {
        DURATION,
        COUNT,
        INTEGER,
        NUMBER,
        FRACTION,
        BOOLEAN,
        CHOICE,
        TEXT,
        RATE
    };

    Ptr<AttributeValue> ReadUnchecked(const std::string& text) const;

    const AttributeChecker& m_checker; //!< knows the range
    Kind m_kind;                       //!< how values are written
    std::string m_low;                 //!< lower end of the range as ns-3 writes it; "" without one
    std::string m_high;                //!< upper end
    std::vector<std::string> m_names;  //!< names of a CHOICE
};

} // namespace sharding
} // namespace ns3

#endif /* ATTRIBUTE_TYPE_H */
