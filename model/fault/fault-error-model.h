/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_ERROR_MODEL_H
#define FAULT_ERROR_MODEL_H

#include "arrival-draw.h"
#include "link-impairment.h"

#include "ns3/error-model.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * The faults of one direction of a link, at the device that receives: to be set as its
 * ReceiveErrorModel. Works on point-to-point, CSMA and simple devices.
 *
 * Only the instant at which a packet arrives counts. A cut loses whatever arrives while it acts,
 * and so what was in flight when it began; a packet that was sent during the cut and arrives after
 * it survives. The sender notices nothing: its queue drains into the cut wire.
 */
class FaultErrorModel : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FaultErrorModel();

    /**
     * Sets the direction, whose name selects the random streams "loss/A>B" and "burst/A>B". To be
     * called before the first packet.
     *
     * @param direction name as in FaultTargets, unique within the run
     */
    void SetDirection(const std::string& direction);

    /// @return the direction's name
    std::string GetDirection() const;

    /// @return what acts on the direction; the injector changes it
    LinkImpairment& GetImpairment();

    /**
     * Judges the next packet, enabled or not.
     *
     * @param packet it
     * @return what becomes of it
     */
    LinkImpairment::Verdict Judge(Ptr<const Packet> packet);

    /// @param digest gets the first number of each of the direction's streams
    void AddDraws(DrawDigest& digest);

    /// @return packets that arrived while this model was enabled
    uint64_t GetArrivals() const;

    /**
     * @param verdict a verdict
     * @return packets that got it
     */
    uint64_t GetCount(LinkImpairment::Verdict verdict) const;

    /**
     * Signature of the trace source Drop.
     *
     * @param packet the packet that is dropped, as it arrived
     * @param reason "cut" or "fault-loss"
     */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, const std::string& reason);

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    std::string m_direction;                                           //!< attribute Direction
    LinkImpairment m_impairment;                                       //!< what acts
    std::optional<ArrivalDraw> m_loss;                                 //!< whether a packet is lost
    std::optional<ArrivalDraw> m_burst;                                //!< how bursts move
    uint64_t m_arrivals{0};                                            //!< packets judged
    std::array<uint64_t, LinkImpairment::VERDICTS> m_counts{};         //!< packets by verdict
    TracedCallback<Ptr<const Packet>, const std::string&> m_dropTrace; //!< trace source Drop
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_ERROR_MODEL_H */
