/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_SOAK_TRAFFIC_H
#define FRAGMENT_SOAK_TRAFFIC_H

#include "fragment-soak-plan.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * All that reaches the receiver in one seed of the fragment soak: what true senders send, what the
 * channel makes of it, and what a forger adds.
 */
class FragmentSoakTraffic
{
  public:
    using Bytes = std::vector<uint8_t>; //!< a frame or a message

    /// A frame on its way.
    struct Frame
    {
        int64_t timeNs; //!< when it arrives
        uint64_t order; //!< of those that arrive together
        uint64_t peer;  //!< who sent it, as the receiver sees it
        Bytes bytes;    //!< header and payload

        /// @return whether it arrives later, so that a priority queue has the next on top
        bool
        operator<(const Frame& other) const
        {
            return std::tie(timeNs, order) > std::tie(other.timeNs, other.order);
        }
    };

    /// A message of a true sender.
    struct Sent
    {
        Bytes content;               //!< begins with its number
        uint64_t peer;               //!< who sent it
        std::optional<MessageId> id; //!< under which id, if any
        uint64_t deliveries{0};      //!< the receiver's to count
    };

    /// @param plan must outlive the traffic
    explicit FragmentSoakTraffic(FragmentSoakPlan& plan);

    /// Sends everything.
    void SendAll();

    /// @return what is on its way, the next to arrive on top
    std::priority_queue<Frame>& Frames();

    /// @return the messages of the true senders, by number
    std::map<uint64_t, Sent>& Messages();

    /**
     * @param peer a sender
     * @param id a message, or one without id
     * @return whether something damaged or forged was added to it
     */
    bool IsTainted(uint64_t peer, std::optional<MessageId> id) const;

    /// @return what went wrong in sending, one sentence each
    const std::vector<std::string>& Violations() const;

  private:
    std::vector<Bytes> Split(uint64_t peer, const Bytes& content, std::optional<MessageId>& id);
    void Transmit(const Bytes& frame, uint64_t peer, int64_t timeNs);
    void Damage(Bytes frame, uint64_t peer, int64_t timeNs);
    void Taint(const Bytes& frame, uint64_t peer);
    void Forge(int64_t timeNs);
    void PostForged(uint64_t peer,
                    uint64_t id,
                    uint32_t index,
                    bool isLast,
                    size_t size,
                    uint64_t total,
                    int64_t timeNs);
    void Post(const Bytes& frame, uint64_t peer, int64_t timeNs);

    FragmentSoakPlan& m_plan;
    Dice& m_dice;
    std::vector<std::unique_ptr<FragmentAdapter>> m_senders; //!< one for each true peer
    std::map<uint64_t, Sent> m_sent;                         //!< by number
    std::map<uint64_t, uint64_t> m_usedIds;                  //!< by peer: how many
    std::set<std::pair<uint64_t, uint64_t>> m_tainted;       //!< peer and message id
    bool m_taintedStream{false}; //!< damage in a stream shifts all that comes behind it
    bool m_taintedWholes{false}; //!< something without id was damaged
    std::priority_queue<Frame> m_frames;
    uint64_t m_orders{0};
    uint64_t m_forgeries{0};
    std::vector<std::string> m_violations;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_SOAK_TRAFFIC_H */
