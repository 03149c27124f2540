/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEND_SCHEDULER_H
#define SEND_SCHEDULER_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Decides which of the messages that wait may send the next fragment.
 *
 * **Between priorities**: strict; 0 is the most urgent. So that nobody starves, a priority that had
 * to watch `guardBytes` of more urgent traffic go by may send one fragment; then it watches anew.
 *
 * **Within a priority**: flows take turns, fairly in bytes, by surplus round robin (Adiseshu, Parulkar
 * and Varghese, SIGCOMM 1996): a flow sends while its credit is above zero, may overdraw it with its
 * last fragment, and gets `quantumBytes` more at each turn. Its length need not be known ahead, and a
 * flow that has nothing to send keeps neither credit nor debt.
 *
 * **Within a flow**: in the order of addition. Flow 0 stands for no flow: each message of it is a flow
 * of its own.
 *
 * Without interleaving, a message that has begun is finished before any other one sends.
 *
 * Knows messages by small numbers only. Every operation takes constant time; once it has seen the
 * largest number of messages and flows, it allocates nothing.
 */
class SendScheduler
{
  public:
    static constexpr uint8_t PRIORITIES = 8;       //!< 0 to 7
    static constexpr uint32_t NOBODY = UINT32_MAX; //!< no message

    /// How turns are given out.
    struct Config
    {
        bool interleave{true};       //!< whether messages may send between the fragments of another
        uint32_t quantumBytes{4096}; //!< credit of a flow at each turn, at least 64
        uint64_t guardBytes{65536};  //!< see above; 0: no guard, priorities are strict without end
    };

    /// @param config what Validate accepts
    explicit SendScheduler(const Config& config);

    /**
     * @param config a configuration to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * A message waits from now on.
     *
     * @param message its number, which no other waiting message has
     * @param priority 0 to PRIORITIES - 1
     * @param flow which it belongs to within the priority; 0: none
     */
    void Add(uint32_t message, uint8_t priority, uint64_t flow);

    /// @param message waits no longer: it is finished, or is not to be sent
    void Remove(uint32_t message);

    /// @return whose next fragment is to be sent; NOBODY when no message waits
    uint32_t Pick();

    /**
     * The message that was picked has sent a fragment.
     *
     * @param message as Pick said
     * @param bytes of the fragment, header included
     * @param more whether it has more fragments; if not, it is removed
     */
    void NoteSent(uint32_t message, uint64_t bytes, bool more);

    /// @return whether a message has begun that has to be finished before anything else is sent
    bool
    IsBound() const
    {
        return m_begun != NOBODY;
    }

    /// @return fragments that were sent ahead of more urgent ones because of the guard
    uint64_t GuardTurns() const;

    /// @return turns that flows have ended with others waiting
    uint64_t Rotations() const;

  private:
    /// A message among those of its flow.
    struct Member
    {
        uint32_t flow{NOBODY};
        uint32_t before{NOBODY};
        uint32_t behind{NOBODY};
    };

    /// A flow in the ring of its priority.
    struct Flow
    {
        uint64_t key{0};
        uint8_t priority{0};
        int64_t credit{0};
        uint32_t first{NOBODY}; //!< message
        uint32_t last{NOBODY};  //!< message
        uint32_t before{NOBODY};
        uint32_t behind{NOBODY};
    };

    /// A priority.
    struct Level
    {
        uint32_t first{NOBODY}; //!< the flow whose turn it is; its neighbors form a ring
        uint64_t watched{0};    //!< bytes of more urgent traffic that went by while it waited
    };

    /// Flows of one priority by their keys.
    using FlowMap = std::unordered_map<uint64_t, uint32_t>;

    uint32_t OpenFlow(uint8_t priority, uint64_t key);
    void CloseFlow(uint32_t number);
    uint8_t PickLevel();

    const Config m_config;
    std::array<Level, PRIORITIES> m_levels;
    uint32_t m_waiting{0};         //!< bit for each priority in which somebody waits
    uint32_t m_begun{NOBODY};      //!< message that must be finished first, without interleaving
    bool m_isGuardTurn{false};     //!< the last Pick was for a priority that had watched enough
    std::vector<Member> m_members; //!< by message
    std::vector<Flow> m_flows;
    std::vector<uint32_t> m_freeFlows;
    std::array<FlowMap, PRIORITIES> m_byKey;
    std::vector<FlowMap::node_type> m_spareNodes; //!< of m_byKey, to be used again
    uint64_t m_guardTurns{0};
    uint64_t m_rotations{0};
};

} // namespace sharding
} // namespace ns3

#endif /* SEND_SCHEDULER_H */
