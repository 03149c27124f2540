/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ANIMATION_XML_H
#define ANIMATION_XML_H

#include "ns3/nstime.h"

#include <cstdint>
#include <ostream>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding
 *
 * Writes the file that NetAnim shows, element by element, as ns-3's AnimationInterface does
 * (netanim-3.108). That class only knows devices of ns-3; this one is told what to draw.
 *
 * Elements may come in any order of time after the nodes and links: NetAnim sorts them.
 */
class AnimationXml
{
  public:
    /// A color of a node.
    struct Color
    {
        uint8_t red;
        uint8_t green;
        uint8_t blue;
    };

    /// A frame on its way from one node to another.
    struct Frame
    {
        uint32_t from;    //!< node id
        Time firstSent;   //!< first bit
        Time lastSent;    //!< last bit
        uint32_t to;      //!< node id
        Time firstCame;   //!< first bit
        Time lastCame;    //!< last bit
        std::string info; //!< shown on request
    };

    /// @param out gets the file; outlives this object
    explicit AnimationXml(std::ostream& out);

    /// A node and where it stands; y grows downwards.
    void Node(uint32_t id, double x, double y);

    /// A link between two nodes.
    void Link(uint32_t from, uint32_t to);

    /// From now on a node has this color.
    void NodeColor(Time when, uint32_t id, const Color& color);

    /// From now on a node has this text.
    void NodeText(Time when, uint32_t id, const std::string& text);

    /// From now on a node has this size.
    void NodeSize(Time when, uint32_t id, double size);

    /// From now on a link has this text; "" for none.
    void LinkText(Time when, uint32_t from, uint32_t to, const std::string& text);

    /// A frame.
    void Packet(const Frame& frame);

    /// Ends the file.
    void Close();

  private:
    std::ostream& m_out;
};

} // namespace sharding
} // namespace ns3

#endif /* ANIMATION_XML_H */
