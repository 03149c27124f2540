/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ANIMATION_RECORDER_H
#define ANIMATION_RECORDER_H

#include "animation-xml.h"

#include "ns3/channel.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/run-record.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding
 *
 * Records a simulation for NetAnim: nodes with their names, the links between them, every frame that arrives over a channel,
 * also one that is lost there, and faults, as colors and texts of nodes and links.
 *
 * Frames are seen where they arrive, by standing before the ReceiveErrorModel of each device that has one (point-to-point,
 * CSMA, simple and direct link devices); so what happens in the simulation is the same with it and without. On a shared medium
 * the sender is known by the Ethernet header of CSMA or, of a simple channel, from its queue; there each station that hears a
 * frame gets it.
 *
 * Limit: maxFrames frames are drawn from a moment on; further ones are counted. Faults are always drawn.
 */
class AnimationRecorder
{
  public:
    /// Names of nodes.
    using Names = std::map<std::string, Ptr<Node>>;

    /**
     * Begins to record, at time 0, all nodes that there are.
     *
     * @param out gets the file; outlives this object
     * @param names of the nodes; the others are called node-ID
     * @param from frames that arrive earlier are neither drawn nor counted
     * @param maxFrames see above
     */
    AnimationRecorder(std::ostream& out, const Names& names, Time from, uint64_t maxFrames);

    /// Ends the file.
    ~AnimationRecorder();

    AnimationRecorder(const AnimationRecorder&) = delete;
    AnimationRecorder& operator=(const AnimationRecorder&) = delete;

    /// @param event what FaultInjector's trace source Fault says
    void NoteFault(const RunEvent& event);

    /// @return frames that are drawn
    uint64_t GetDrawn() const;

    /// @return frames that are not, for want of room or because nobody knows their sender
    uint64_t GetLeftOut() const;

  private:
    class Watcher;

    /// A direction in which frames go, and how long they take.
    struct Way
    {
        Ptr<NetDevice> from;
        double bitsPerSecond; //!< 0: none
        uint32_t overhead;    //!< bytes of each frame that its packet does not hold
        Time delay;
    };

    void DrawNodes(const Names& names);
    void DrawLinks();

    /// Stands before the error model of a device.
    void Watch(const Ptr<NetDevice>& device);

    /// @return how frames of a device take their way
    static Way WayFrom(const Ptr<NetDevice>& device);

    /// A simple device begins to send a packet.
    static void
    NoteSending(AnimationRecorder* self, Ptr<NetDevice> device, Ptr<const Packet> packet);

    /// @return who has sent a packet that a device of a shared medium hears; null: it is not known, or not for it
    Ptr<NetDevice> FindSender(const Ptr<NetDevice>& to, const Packet& packet) const;

    /// A frame arrives.
    void NoteFrame(const Ptr<NetDevice>& to, const Packet& packet, bool lost);

    /// Draws the faults that act on a node, or between two nodes.
    void ShowNode(const std::string& name);
    void ShowLink(const std::string& direction);

    AnimationXml m_xml;
    const Time m_from;
    const uint64_t m_maxFrames;
    uint64_t m_drawn{0};
    uint64_t m_leftOut{0};
    std::map<std::string, uint32_t> m_ids;                      //!< of nodes, by name
    std::map<std::string, std::multiset<std::string>> m_acting; //!< verbs, by target
    std::map<Ptr<NetDevice>, Way> m_ways;                       //!< by sender
    std::unordered_map<uint64_t, Ptr<NetDevice>> m_sending;     //!< by packet, on simple channels
};

} // namespace sharding
} // namespace ns3

#endif /* ANIMATION_RECORDER_H */
