/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "animation-xml.h"

#include <cstdio>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return a text as the value of an attribute
std::string
Escape(const std::string& text)
{
    std::string escaped;
    for (const char c : text)
    {
        switch (c)
        {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&apos;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

/// @return seconds to the nanosecond: ns-3's ten digits would tell frames of a long run apart no more
std::string
Seconds(Time time)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.9f", time.GetSeconds());
    return text;
}

} // namespace

AnimationXml::AnimationXml(std::ostream& out) : m_out(out)
{
    m_out << "<anim ver=\"netanim-3.108\" filetype=\"animation\" >\n";
}

void
AnimationXml::Node(uint32_t id, double x, double y)
{
    m_out << "<node id=\"" << id << "\" sysId=\"0\" locX=\"" << x << "\" locY=\"" << y << "\" />\n";
}

void
AnimationXml::Link(uint32_t from, uint32_t to)
{
    m_out << "<link fromId=\"" << from << "\" toId=\"" << to << R"(" fd="" td="" ld="" />)"
          << "\n";
}

void
AnimationXml::NodeColor(Time when, uint32_t id, const Color& color)
{
    m_out << "<nu p=\"c\" t=\"" << Seconds(when) << "\" id=\"" << id << "\" r=\""
          << uint32_t{color.red} << "\" g=\"" << uint32_t{color.green} << "\" b=\""
          << uint32_t{color.blue} << "\" />\n";
}

void
AnimationXml::NodeText(Time when, uint32_t id, const std::string& text)
{
    m_out << "<nu p=\"d\" t=\"" << Seconds(when) << "\" id=\"" << id << "\" descr=\""
          << Escape(text) << "\" />\n";
}

void
AnimationXml::NodeSize(Time when, uint32_t id, double size)
{
    m_out << "<nu p=\"s\" t=\"" << Seconds(when) << "\" id=\"" << id << "\" w=\"" << size
          << "\" h=\"" << size << "\" />\n";
}

void
AnimationXml::LinkText(Time when, uint32_t from, uint32_t to, const std::string& text)
{
    m_out << "<linkupdate t=\"" << Seconds(when) << "\" fromId=\"" << from << "\" toId=\"" << to
          << "\" ld=\"" << Escape(text) << "\" />\n";
}

void
AnimationXml::Packet(const Frame& frame)
{
    m_out << "<p fId=\"" << frame.from << "\" fbTx=\"" << Seconds(frame.firstSent) << "\" lbTx=\""
          << Seconds(frame.lastSent) << "\" ";
    if (!frame.info.empty())
    {
        m_out << "meta-info=\"" << Escape(frame.info) << "\" ";
    }
    m_out << "tId=\"" << frame.to << "\" fbRx=\"" << Seconds(frame.firstCame) << "\" lbRx=\""
          << Seconds(frame.lastCame) << "\" />\n";
}

void
AnimationXml::Close()
{
    m_out << "</anim>\n";
}

} // namespace sharding
} // namespace ns3
