/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLOSED_LOOP_SCENARIO_H
#define CLOSED_LOOP_SCENARIO_H

#include "scenarios/measured-scenario.h"

#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// The work of ClosedLoopScenario: section [work].
class ClosedLoopWork : public Object
{
  public:
    /// When the next message is offered.
    enum Policy
    {
        OPEN,  //!< after an interval, whatever becomes of the last one
        CLOSED //!< when the last one is answered or lost
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    Time interval;    //!< attribute Interval
    Policy policy;    //!< attribute Policy
    uint32_t servers; //!< attribute Servers
};

/**
 * A measured scenario without a network, for tests: messages go to servers in turn, each takes a
 * random time, and is lost where the server is crashed. Under the policy "closed" what is offered
 * depends on what was answered, as with clients that wait.
 */
class ClosedLoopScenario : public MeasuredScenario
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

  protected:
    std::vector<Section> GetModelSections() const override;
    void Prepare(const ScenarioFile& file) override;
    FaultTargets ListTargets() const override;
    std::vector<std::string> ListLossReasons() const override;
    Time GetNormalSpacing() const override;
    void Build() override;
    void ReportModel(RunRecord& record) override;
    void TearDown() override;

  private:
    /// Offers the next message.
    void Offer();

    /// A message is answered.
    void Deliver(uint64_t id);

    static std::string ServerName(uint32_t number);

    Ptr<ClosedLoopWork> m_work;
    Ptr<ExponentialRandomVariable> m_service;
    std::vector<bool> m_down; //!< by server
    uint64_t m_next{0};       //!< id of the next message
};

} // namespace sharding
} // namespace ns3

#endif /* CLOSED_LOOP_SCENARIO_H */
