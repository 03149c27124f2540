/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_SOAK_PLAN_H
#define FRAGMENT_SOAK_PLAN_H

#include "dice.h"

#include "ns3/fragment-adapter.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What one seed of the fragment soak is about: which strategy, which form, which limits.
 */
class FragmentSoakPlan
{
  public:
    /// How fragments reach the receiver.
    enum class Form
    {
        FRAMES,  //!< datagrams of bytes
        PACKETS, //!< datagrams that are ns-3 packets
        STREAM   //!< a byte stream
    };

    /// @param random the seed's dice
    explicit FragmentSoakPlan(Dice& random);

    /// @return the names of all strategies
    static const std::vector<std::string>& Strategies();

    /// @return the names of all forms, in order of Form
    static const std::vector<std::string>& Forms();

    Dice& dice;                         //!< the seed's
    const bool clean;                   //!< no faults, no forger, room for everything
    const Form form;                    //!< see there
    FragmentBudget budget;              //!< used if config says so
    const FragmentAdapterConfig config; //!< of the receiver
    const bool hasIds;                  //!< whether the strategy has message ids
    uint64_t others{0};                 //!< what other receivers have taken of the budget

  private:
    std::shared_ptr<const FragmentStrategy> MakeStrategy();
    FragmentAdapterConfig MakeConfig();
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_SOAK_PLAN_H */
