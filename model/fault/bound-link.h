/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BOUND_LINK_H
#define BOUND_LINK_H

#include "acting-faults.h"
#include "fault-error-model.h"
#include "fault-schedule.h"
#include "fault-shim.h"

#include "ns3/draw-digest.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the name of a direction stands for: how a fault begins and ends there.
 */
class BoundLink
{
  public:
    /// Takes an interface down (true) or up again.
    using InterfaceHook = std::function<void(bool down)>;

    /// @param model the error model of the receiving device
    void Bind(Ptr<FaultErrorModel> model);

    /// @param shim the shim of the receiving device; its error model is bound with it
    void Bind(Ptr<FaultShim> shim);

    /// @param hook what to call for interface-down
    void Bind(const InterfaceHook& hook);

    /**
     * @param verb of a fault
     * @return what is not bound and would be needed for it: "shim"; "" when nothing is missing
     */
    std::string FindLack(FaultVerb verb) const;

    /**
     * @param id of a fault that does not act here yet
     * @param fault what it is
     */
    void Begin(uint32_t id, const ScheduledFault& fault);

    /**
     * @param id of a fault
     * @return whether it acted here
     */
    bool End(uint32_t id);

    /// Ends all faults. @return their ids, ascending
    std::vector<uint32_t> EndAll();

    /// @param digest gets the first number of each of the direction's random streams
    void AddDraws(DrawDigest& digest) const;

  private:
    Ptr<FaultErrorModel> m_model;
    Ptr<FaultShim> m_shim; //!< may be null
    InterfaceHook m_interface;
    ActingFaults<FaultVerb> m_acting; //!< all that act here
    uint32_t m_downs{0};              //!< how many of them keep the interface down
};

} // namespace sharding
} // namespace ns3

#endif /* BOUND_LINK_H */
