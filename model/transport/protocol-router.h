/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROTOCOL_ROUTER_H
#define PROTOCOL_ROUTER_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * The protocols that a server speaks on one port, in its order of preference, and which one a connection gets:
 * the first of them that the other side offers, whatever the order there (RFC 7301, section 3.2).
 *
 * @tparam Handler what serves a protocol
 */
template <typename Handler>
class ProtocolRouter
{
  public:
    /**
     * @param protocol a name; less preferred than those that were registered before
     * @param handler serves it
     * @return false when the protocol has a handler already or its name is not of 1 to 255 bytes; then nothing
     *         was changed
     */
    bool
    Register(const std::string& protocol, Handler handler)
    {
        if (protocol.empty() || protocol.size() > 255 || Find(protocol))
        {
            return false;
        }
        m_protocols.push_back({protocol, std::move(handler), 0});
        return true;
    }

    /**
     * @param offered names of protocols
     * @return number of the protocol to speak; nothing, which is counted, when none is served
     */
    std::optional<uint32_t>
    Choose(const std::vector<std::string>& offered)
    {
        for (uint32_t number = 0; number < m_protocols.size(); number++)
        {
            for (const auto& name : offered)
            {
                if (name == m_protocols[number].name)
                {
                    m_protocols[number].chosen++;
                    return number;
                }
            }
        }
        m_refused++;
        return std::nullopt;
    }

    /**
     * @param protocol a name
     * @return its number, in order of registration; nothing when it is not served
     */
    std::optional<uint32_t>
    Find(const std::string& protocol) const
    {
        for (uint32_t number = 0; number < m_protocols.size(); number++)
        {
            if (m_protocols[number].name == protocol)
            {
                return number;
            }
        }
        return std::nullopt;
    }

    /// @return the name of a protocol by its number
    const std::string&
    Name(uint32_t number) const
    {
        return m_protocols[number].name;
    }

    /// @return the handler of a protocol by its number
    const Handler&
    Get(uint32_t number) const
    {
        return m_protocols[number].handler;
    }

    /// @return how often a protocol was chosen, by its number
    uint64_t
    Chosen(uint32_t number) const
    {
        return m_protocols[number].chosen;
    }

    /// @return how many offers had no protocol that is served
    uint64_t
    Refused() const
    {
        return m_refused;
    }

    /// @return how many protocols are served
    uint32_t
    Count() const
    {
        return static_cast<uint32_t>(m_protocols.size());
    }

  private:
    struct Protocol
    {
        std::string name;
        Handler handler;
        uint64_t chosen;
    };

    std::vector<Protocol> m_protocols;
    uint64_t m_refused{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PROTOCOL_ROUTER_H */
