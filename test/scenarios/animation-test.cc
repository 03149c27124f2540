/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Animations of every class of scenarios.

#include "test/support/scenario-run.h"

#include <boost/property_tree/xml_parser.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// An element: its attributes, and its own name under "".
using Element = std::map<std::string, std::string>;

/// A run that was drawn.
struct Drawing
{
    RunRecord record;
    Scenario::Animation animation;
    std::vector<Element> elements;

    /// @return elements of this name
    std::vector<Element>
    Of(const std::string& name) const
    {
        std::vector<Element> found;
        std::copy_if(elements.begin(),
                     elements.end(),
                     std::back_inserter(found),
                     [&](const Element& element) { return element.at("") == name; });
        return found;
    }

    /// @return the names of the nodes at the start, by id
    std::map<std::string, std::string>
    Names() const
    {
        std::map<std::string, std::string> names;
        for (const auto& update : Of("nu"))
        {
            if (update.at("p") == "d" && std::stod(update.at("t")) == 0)
            {
                names[update.at("id")] = update.at("descr");
            }
        }
        return names;
    }

    /// @return the frames from one node to another, by their names
    std::vector<Element>
    Frames(const std::string& from, const std::string& to) const
    {
        const auto names = Names();
        std::vector<Element> found;
        for (const auto& frame : Of("p"))
        {
            if (names.at(frame.at("fId")) == from && names.at(frame.at("tId")) == to)
            {
                found.push_back(frame);
            }
        }
        return found;
    }
};

Drawing
Draw(const std::string& text, Time from = Time(0), uint64_t maxFrames = 1000000)
{
    Drawing drawing;
    std::stringstream file;
    drawing.animation.out = &file;
    drawing.animation.from = from;
    drawing.animation.maxFrames = maxFrames;
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    const Ptr<Scenario> scenario = ScenarioOfText(text);
    scenario->SetAnimation(drawing.animation);
    drawing.record = scenario->Run();
    EXPECT_TRUE(drawing.record.violations.empty());

    boost::property_tree::ptree tree;
    boost::property_tree::read_xml(file, tree);
    for (const auto& [name, node] : tree.get_child("anim"))
    {
        if (name == "<xmlattr>")
        {
            continue;
        }
        Element element{{"", name}};
        for (const auto& [key, value] : node.get_child("<xmlattr>"))
        {
            element[key] = value.data();
        }
        drawing.elements.push_back(element);
    }
    // What NetAnim needs of every frame.
    const auto names = drawing.Names();
    for (const auto& frame : drawing.Of("p"))
    {
        EXPECT_EQ(names.count(frame.at("fId")) + names.count(frame.at("tId")), 2U);
        EXPECT_NE(frame.at("fId"), frame.at("tId"));
        EXPECT_LE(std::stod(frame.at("fbTx")), std::stod(frame.at("lbTx")));
        EXPECT_LE(std::stod(frame.at("fbTx")), std::stod(frame.at("fbRx")));
        EXPECT_LE(std::stod(frame.at("lbTx")), std::stod(frame.at("lbRx")));
    }
    EXPECT_EQ(drawing.Of("p").size(), drawing.animation.drawn);
    EXPECT_EQ(drawing.Of("node").size(), names.size());
    return drawing;
}

std::set<std::string>
NameSet(const Drawing& drawing)
{
    std::set<std::string> names;
    for (const auto& [id, name] : drawing.Names())
    {
        names.insert(name);
    }
    return names;
}

const std::string FABRIC = "[scenario]\ntype = PayloadFabric\nduration = 200ms\nwarm-up = 10ms\n"
                           "fast-path-nodes = 2\n[source]\nmessage-size = 1000\ninterval = 1ms\n"
                           "[sharding]\npolicy = fixed-count\nshard-count = 2\n"
                           "placement = round-robin\nreassembly-timeout = 5ms\n";

} // namespace

TEST(Animation, ShowsShardsOnTheirWayAtTheirTimes)
{
    const auto drawing = Draw(FABRIC);
    EXPECT_EQ(NameSet(drawing),
              (std::set<std::string>{
                  "source", "ingress", "fast-1", "fast-2", "exception", "reassembly", "sink"}));
    EXPECT_EQ(drawing.Of("link").size(), 8U);
    EXPECT_EQ(drawing.animation.leftOut, 0U);
    // One message of 1,018 bytes at 1 Gbit/s over 10 us, the first at the start.
    const auto messages = drawing.Frames("source", "ingress");
    ASSERT_GE(messages.size(), 199U);
    EXPECT_EQ(messages[0].at("fbTx"), "0.000000000");
    EXPECT_EQ(messages[0].at("lbTx"), "0.000008144");
    EXPECT_EQ(messages[0].at("fbRx"), "0.000010000");
    EXPECT_EQ(messages[0].at("lbRx"), "0.000018144");
    EXPECT_EQ(messages[0].at("meta-info"), "1000 B");
    EXPECT_GE(drawing.Frames("ingress", "fast-1").size(), 199U) << "a shard of each";
    EXPECT_GE(drawing.Frames("fast-2", "reassembly").size(), 199U);
    EXPECT_GE(drawing.Frames("reassembly", "sink").size(), 199U);
    EXPECT_TRUE(drawing.Frames("fast-1", "ingress").empty()) << "nothing goes back";
}

TEST(Animation, ShowsCrashesAndCuts)
{
    const auto drawing = Draw(FABRIC + "[faults]\nat 50ms crash fast-1 for 50ms\n"
                                       "at 120ms cut ingress:fast-2 for 20ms\n");
    std::vector<std::string> texts;
    std::vector<std::string> reds;
    for (const auto& update : drawing.Of("nu"))
    {
        if (update.at("p") == "d" && std::stod(update.at("t")) > 0)
        {
            texts.push_back(update.at("t") + " " + update.at("descr"));
        }
        if (update.at("p") == "c" && std::stod(update.at("t")) > 0)
        {
            reds.push_back(update.at("r"));
        }
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"0.050000000 fast-1: crash", "0.100000000 fast-1"}));
    EXPECT_EQ(reds, (std::vector<std::string>{"200", "40"})) << "red, then as before";
    std::vector<std::string> links;
    for (const auto& update : drawing.Of("linkupdate"))
    {
        links.push_back(update.at("t") + " " + update.at("ld"));
    }
    EXPECT_EQ(links.front(), "0.120000000 cut");
    EXPECT_EQ(links.back(), "0.140000000 ");
    // What a cut wire loses is drawn, and said to be lost.
    uint32_t lost = 0;
    for (const auto& frame : drawing.Frames("ingress", "fast-2"))
    {
        const bool isLost = frame.at("meta-info").find("lost") != std::string::npos;
        const double came = std::stod(frame.at("lbRx"));
        EXPECT_EQ(isLost, came >= 0.12 && came < 0.14) << came;
        lost += isLost;
    }
    EXPECT_NEAR(lost, 20, 1);
}

TEST(Animation, DrawsNoMoreThanItMay)
{
    const auto drawing = Draw(FABRIC, MilliSeconds(100), 50);
    EXPECT_EQ(drawing.animation.drawn, 50U);
    // Of a hundred messages: one frame to the ingress, two shards over two hops, one to the sink.
    EXPECT_NEAR(drawing.animation.leftOut, 550, 6);
    EXPECT_GE(std::stod(drawing.Of("p").front().at("lbRx")), 0.1);
    EXPECT_EQ(Draw(FABRIC, Time(0), 0).animation.drawn, 0U);
}

TEST(Animation, ChangesNothing)
{
    const std::string text = FABRIC + "[faults]\nat 50ms loss ingress:fast-* rate=20% for 100ms\n";
    const auto drawn = Draw(text).record;
    const auto plain = RunScenarioText(text);
    ASSERT_EQ(drawn.metrics.size(), plain.metrics.size());
    for (std::size_t i = 0; i < plain.metrics.size(); i++)
    {
        EXPECT_EQ(drawn.metrics[i].value, plain.metrics[i].value) << plain.metrics[i].name;
    }
    EXPECT_GT(MetricOf(plain, "loss.fault-loss"), 0);
}

TEST(Animation, ShowsFragments)
{
    const auto drawing = Draw("[scenario]\ntype = FragmentPipeline\nduration = 200ms\n"
                              "warm-up = 10ms\n[source]\nmessage-size = 4000\ninterval = 1ms\n");
    EXPECT_EQ(NameSet(drawing), (std::set<std::string>{"sender", "receiver"}));
    EXPECT_GE(drawing.Frames("sender", "receiver").size(), 3 * 190U) << "three fragments each";
}

TEST(Animation, OnASharedMediumEveryStationHearsAFrame)
{
    const auto drawing = Draw("[scenario]\ntype = FragmentPipeline\nduration = 200ms\n"
                              "warm-up = 10ms\n[source]\nmessage-size = 4000\ninterval = 1ms\n"
                              "[attacker]\nattack = unfinished\n");
    EXPECT_EQ(NameSet(drawing).count("attacker"), 1U);
    EXPECT_GT(drawing.Frames("attacker", "receiver").size(), 10U);
    EXPECT_GE(drawing.Frames("sender", "receiver").size(), 3 * 190U);
}

TEST(Animation, ShowsRequestsOverEveryKindOfNetwork)
{
    for (const std::string kind : {"star", "bus", "mesh", "leaf-spine"})
    {
        const auto drawing = Draw("[scenario]\ntype = RequestService\nduration = 300ms\n"
                                  "warm-up = 10ms\nservers = 2\nclients = 2\n[network]\nkind = " +
                                  kind + "\n");
        const auto names = NameSet(drawing);
        for (const std::string host : {"server-1", "server-2", "client-1", "client-2"})
        {
            EXPECT_EQ(names.count(host), 1U) << kind << " " << host;
        }
        EXPECT_GT(drawing.animation.drawn, 20U) << kind;
        EXPECT_EQ(drawing.animation.leftOut, 0U) << kind;
        const bool isDirect = kind == "bus" || kind == "mesh";
        const std::string next = kind == "star" ? "router" : kind == "leaf-spine" ? "leaf-1" : "";
        EXPECT_GT(drawing.Frames("client-1", isDirect ? "server-1" : next).size() +
                      drawing.Frames("client-1", "leaf-2").size(),
                  0U)
            << kind;
    }
}

TEST(Animation, ShowsMessageStreams)
{
    const auto drawing =
        Draw("[scenario]\ntype = MessageStreams\nduration = 300ms\nwarm-up = 10ms\nclients = 2\n"
             "[faults]\nat 100ms pause client-2 for 50ms\n");
    EXPECT_EQ(NameSet(drawing),
              (std::set<std::string>{"server", "client-1", "client-2", "router"}));
    EXPECT_GT(drawing.Frames("client-1", "router").size(), 10U);
    EXPECT_GT(drawing.Frames("router", "server").size(), 10U);
    const auto updates = drawing.Of("nu");
    EXPECT_TRUE(std::any_of(updates.begin(),
                            updates.end(),
                            [](const Element& update) {
                                return update.at("p") == "d" &&
                                       update.at("descr") == "client-2: pause";
                            }));
}
