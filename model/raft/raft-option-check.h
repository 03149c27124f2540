/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_OPTION_CHECK_H
#define RAFT_OPTION_CHECK_H

#include <string>
#include <type_traits>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Compares options with their bounds, one after the other, and keeps the first that is out of them: as a sentence with the
 * option, its value and the bound. What a bound is made of can be said: "heartbeatNs + tickNs".
 */
class RaftOptionCheck
{
  public:
    /**
     * @param name of the option
     * @param value of the option
     * @param bound which it must reach
     * @param boundName what the bound is; "": a number
     * @return this
     */
    template <typename T>
    RaftOptionCheck&
    AtLeast(const std::string& name,
            T value,
            std::common_type_t<T> bound,
            const std::string& boundName = "")
    {
        return Judge(value >= bound, name, value, "at least", bound, boundName);
    }

    /// As AtLeast: it must not exceed the bound.
    template <typename T>
    RaftOptionCheck&
    AtMost(const std::string& name,
           T value,
           std::common_type_t<T> bound,
           const std::string& boundName = "")
    {
        return Judge(value <= bound, name, value, "at most", bound, boundName);
    }

    /// As AtLeast: it must exceed the bound.
    template <typename T>
    RaftOptionCheck&
    Above(const std::string& name,
          T value,
          std::common_type_t<T> bound,
          const std::string& boundName)
    {
        return Judge(value > bound, name, value, "above", bound, boundName);
    }

    /// As AtLeast: it must stay short of the bound.
    template <typename T>
    RaftOptionCheck&
    Below(const std::string& name,
          T value,
          std::common_type_t<T> bound,
          const std::string& boundName)
    {
        return Judge(value < bound, name, value, "below", bound, boundName);
    }

    /// As AtLeast and AtMost. Not a number lies in no range.
    template <typename T>
    RaftOptionCheck&
    Within(const std::string& name, T value, std::common_type_t<T> low, std::common_type_t<T> high)
    {
        return AtLeast(name, value, low).AtMost(name, value, high);
    }

    /**
     * @param isMet whether what a sentence demands holds
     * @param sentence kept if not
     * @return this
     */
    RaftOptionCheck&
    Demand(bool isMet, const std::string& sentence)
    {
        if (m_problem.empty() && !isMet)
        {
            m_problem = sentence;
        }
        return *this;
    }

    /// @return "", or such as "tickNs is 5, and must be at least 1000"
    const std::string&
    Problem() const
    {
        return m_problem;
    }

  private:
    template <typename T>
    RaftOptionCheck&
    Judge(bool isMet,
          const std::string& name,
          T value,
          const char* relation,
          T bound,
          const std::string& boundName)
    {
        if (m_problem.empty() && !isMet)
        {
            const std::string number = std::to_string(bound);
            m_problem = name + " is " + std::to_string(value) + ", and must be " + relation + " " +
                        (boundName.empty() ? number : boundName + ", which is " + number);
        }
        return *this;
    }

    std::string m_problem;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_OPTION_CHECK_H */
