/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_LINK_CHANNEL_H
#define DIRECT_LINK_CHANNEL_H

#include "ns3/channel.h"

#include <array>

namespace ns3
{
namespace sharding
{

class DirectLinkNetDevice;

/**
 * @ingroup sharding-payload
 *
 * The full-duplex wire between two DirectLinkNetDevices. Rate and delay are the devices', so that they may differ by
 * direction.
 */
class DirectLinkChannel : public Channel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param device one of the two ends
     * @return false when both ends are taken, then nothing happens
     */
    bool Attach(Ptr<DirectLinkNetDevice> device);

    /**
     * @param device one end
     * @return the other end, or null while there is none
     */
    Ptr<DirectLinkNetDevice> GetPeer(const DirectLinkNetDevice* device) const;

    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

  protected:
    void DoDispose() override;

  private:
    std::array<Ptr<DirectLinkNetDevice>, 2> m_ends;
};

} // namespace sharding
} // namespace ns3

#endif /* DIRECT_LINK_CHANNEL_H */
