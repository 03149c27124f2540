/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/animation-layout.h"
#include "ns3/animation-xml.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

TEST(AnimationXml, WritesWhatNetAnimReads)
{
    // Element and attribute names, and their order, as ns-3.37's AnimationInterface writes them.
    std::ostringstream out;
    {
        AnimationXml xml(out);
        xml.Node(3, 10, 20.5);
        xml.Link(3, 4);
        xml.NodeText(Time(0), 3, "a<b & \"c\"");
        xml.NodeColor(Seconds(1.5), 3, {255, 0, 10});
        xml.NodeSize(Time(0), 3, 2);
        xml.LinkText(Seconds(2), 3, 4, "cut");
        xml.Packet({3, NanoSeconds(1), NanoSeconds(2), 4, NanoSeconds(3), Seconds(1234), "9 B"});
        xml.Close();
    }
    EXPECT_EQ(out.str(), R"(<anim ver="netanim-3.108" filetype="animation" >
<node id="3" sysId="0" locX="10" locY="20.5" />
<link fromId="3" toId="4" fd="" td="" ld="" />
<nu p="d" t="0.000000000" id="3" descr="a&lt;b &amp; &quot;c&quot;" />
<nu p="c" t="1.500000000" id="3" r="255" g="0" b="10" />
<nu p="s" t="0.000000000" id="3" w="2" h="2" />
<linkupdate t="2.000000000" fromId="3" toId="4" ld="cut" />
<p fId="3" fbTx="0.000000001" lbTx="0.000000002" meta-info="9 B" tId="4" fbRx="0.000000003" lbRx="1234.000000000" />
</anim>
)");
}

TEST(AnimationLayout, APipelineGoesFromLeftToRight)
{
    // 0 - 1 - {2, 3, 4} - 5
    const auto places = LayOutNodes(6, {{0, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 5}, {3, 5}, {4, 5}});
    EXPECT_LT(places[0].x, places[1].x);
    EXPECT_LT(places[1].x, places[2].x);
    EXPECT_EQ(places[2].x, places[4].x);
    EXPECT_LT(places[4].x, places[5].x);
    EXPECT_LT(places[2].y, places[3].y);
    EXPECT_EQ(places[0].y, places[3].y) << "in the middle of the tallest column";
}

TEST(AnimationLayout, TheHubOfAStarStandsInTheMiddle)
{
    const auto places = LayOutNodes(4, {{1, 0}, {1, 2}, {1, 3}});
    for (const std::size_t node : {0U, 2U, 3U})
    {
        EXPECT_NEAR(
            std::hypot(places[node].x - places[1].x, places[node].y - places[1].y), 15, 1e-9);
    }
}

TEST(AnimationLayout, AMeshIsARingWithRoomForAll)
{
    std::vector<std::pair<std::size_t, std::size_t>> links;
    for (std::size_t a = 0; a < 20; a++)
    {
        for (std::size_t b = a + 1; b < 20; b++)
        {
            links.emplace_back(a, b);
        }
    }
    const auto places = LayOutNodes(20, links);
    for (const auto& [a, b] : links)
    {
        EXPECT_GT(std::hypot(places[a].x - places[b].x, places[a].y - places[b].y), 10);
    }
}

TEST(AnimationLayout, NodesThatNothingLeadsToArePlacedToo)
{
    EXPECT_TRUE(LayOutNodes(0, {}).empty());
    EXPECT_EQ(LayOutNodes(1, {}).size(), 1U);
    const auto places = LayOutNodes(5, {{0, 1}, {1, 2}, {3, 4}});
    EXPECT_GT(places[3].x, places[2].x);
    EXPECT_NE(places[3].y, places[4].y);
}
