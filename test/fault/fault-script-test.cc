/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-script.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// The script of one line that stands at line 7 of a file.
FaultScript::Statement
Parse(const std::string& line)
{
    return FaultScript::Parse({{line, {"study.ini", 7}}}).GetStatements().at(0);
}

/// What parsing the line complains of; "" when it does not.
std::string
Complaint(const std::string& line)
{
    try
    {
        Parse(line);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

const std::string GRAMMAR =
    "a fault is: at TIME VERB TARGETS [key=value ...] [for DURATION] [as NAME]";
const std::string LOSS = "'loss' needs rate=, a fraction in [0, 1] or a percentage, or, for "
                         "bursts, p= and r=, the probabilities to enter and "
                         "to leave the bad state";
const std::string VERBS =
    "cut, interface-down, loss, delay, jitter, reorder, duplicate, corrupt, rate, partition, "
    "crash, restart, pause, "
    "cpu-slow, disk-stall, disk-full, disk-lose, clock-step, clock-drift, heal";

} // namespace

TEST(FaultScript, UnderstandsAFullLine)
{
    const auto fault = Parse("at 2s  loss a:b,fast-*>sink\trate=2.5% for 300ms");
    EXPECT_EQ(fault.place.ToString(), "study.ini:7");
    EXPECT_EQ(fault.when.kind, FaultTiming::Kind::AT);
    EXPECT_EQ(fault.when.start, Seconds(2));
    EXPECT_EQ(fault.verb, FaultVerb::LOSS);
    ASSERT_EQ(fault.targets.size(), 2u);
    EXPECT_EQ(fault.targets[0].pattern, "a:b");
    EXPECT_EQ(fault.targets[1].pattern, "fast-*>sink");
    ASSERT_EQ(fault.parameters.size(), 1u);
    EXPECT_EQ(fault.parameters[0].name, "rate");
    EXPECT_EQ(fault.parameters[0].text, "2.5%");
    EXPECT_DOUBLE_EQ(fault.parameters[0].value, 0.025);
    EXPECT_EQ(fault.duration, MilliSeconds(300));
}

TEST(FaultScript, UnderstandsEveryVerb)
{
    EXPECT_EQ(Parse("at 0s cut a:b").verb, FaultVerb::CUT);
    EXPECT_FALSE(Parse("at 0s cut a:b").duration.has_value());
    EXPECT_EQ(Parse("at 1s loss a>b rate=1").verb, FaultVerb::LOSS);
    EXPECT_EQ(Parse("at 1s crash fast-1 for 5s").verb, FaultVerb::CRASH);
    EXPECT_EQ(Parse("at 1s restart fast-?").verb, FaultVerb::RESTART);
}

TEST(FaultScript, TellsWhatIsWrongWhereAndWhatWouldBeRight)
{
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "expected 'at'; " + GRAMMAR},
        {"on 1s cut a:b", "'on' is no time; Valid: at, every, poisson, uniform, after; " + GRAMMAR},
        {"at", "expected a time after 'at'; " + GRAMMAR},
        {"at 5 cut a:b",
         "'5' is not a time: expected a number with a unit (h, min, s, ms, us, ns), such as 1.5s"},
        {"at -1s cut a:b",
         "'-1s' is not a time: expected a number with a unit (h, min, s, ms, us, ns), such as "
         "1.5s"},
        {"at 1s", "expected a fault (" + VERBS + ") after '1s'; " + GRAMMAR},
        {"at 1s cutt a:b", "unknown fault 'cutt'; did you mean 'cut'? Valid: " + VERBS},
        {"at 1s explode a:b", "unknown fault 'explode'; Valid: " + VERBS},
        {"at 1s cut", "expected links (A:B or A>B) after 'cut'; " + GRAMMAR},
        {"at 1s crash", "expected names of processes after 'crash'; " + GRAMMAR},
        {"at 1s cut fast-1",
         "'cut' works on links, written A:B (both ways) or A>B (one way); 'fast-1' names no link"},
        {"at 1s cut for 1s",
         "'cut' works on links, written A:B (both ways) or A>B (one way); 'for' names no link"},
        {"at 1s crash a:b",
         "'crash' works on processes, written as the name of their node; 'a:b' is a link"},
        {"at 1s cut a:b:c",
         "'a:b:c' cannot be a target: 'cut' works on links, written A:B (both ways) or A>B (one "
         "way)"},
        {"at 1s cut a:",
         "'a:' cannot be a target: 'cut' works on links, written A:B (both ways) or A>B (one way)"},
        {"at 1s crash random(2)",
         "'random(2)' is no random choice: expected random(K of PATTERN), such as random(2 of "
         "fast-*)"},
        {"at 1s cut a:b, c:d",
         "a target is missing in 'a:b,': targets are separated by one comma and no blanks"},
        {"at 1s cut ,a:b",
         "a target is missing in ',a:b': targets are separated by one comma and no blanks"},
        {"at 1s loss a:b", LOSS},
        {"at 1s loss a:b for 1s", LOSS},
        {"at 1s loss a:b rat=5%",
         "unknown parameter 'rat' of 'loss'; did you mean 'rate'? Valid: rate, p, r, loss-good, "
         "loss-bad"},
        {"at 1s loss a:b rate=5% rate=6%", "parameter 'rate' is given twice"},
        {"at 1s loss a:b rate=1.5",
         "'1.5' is not a value of 'rate': expected a fraction in [0, 1] or a percentage"},
        {"at 1s loss a:b rate=-1%",
         "'-1%' is not a value of 'rate': expected a fraction in [0, 1] or a percentage"},
        {"at 1s loss a:b rate=nan",
         "'nan' is not a value of 'rate': expected a fraction in [0, 1] or a percentage"},
        {"at 1s loss a:b rate=",
         "'' is not a value of 'rate': expected a fraction in [0, 1] or a percentage"},
        {"at 1s cut a:b rate=5%", "'cut' takes no parameter, read 'rate=5%'"},
        {"at 1s cut a:b until 2s",
         "'until' is not key=value, 'for DURATION' or 'as NAME'; " + GRAMMAR},
        {"at 1s cut a:b for", "expected a duration after 'for'; " + GRAMMAR},
        {"at 1s cut a:b for 3",
         "'3' is not a duration: expected a number with a unit (h, min, s, ms, us, ns), such as "
         "1.5s"},
        {"at 1s cut a:b for 0s", "the duration must be longer than zero"},
        {"at 1s cut a:b for 0.1ns", "the duration must be longer than zero"},
        {"at 1s loss a:b for 1s rate=5%", LOSS},
        {"at 1s cut a:b for 1s again",
         "'again' stands after the duration and is not 'as NAME'; " + GRAMMAR},
        {"at 1s restart a for 1s", "'restart' happens at one instant and takes no 'for'"},
        {"at 1s restart a b", "'b' is not 'as NAME'; " + GRAMMAR},
    };
    for (const auto& [line, complaint] : table)
    {
        EXPECT_EQ(Complaint(line), "study.ini:7: " + complaint) << line;
    }
}

TEST(FaultScript, NeverQuotesMoreThanAScreenCanTake)
{
    const std::string message = Complaint("at 1s cut " + std::string(100000, 'x'));
    EXPECT_LT(message.size(), 300u);
    EXPECT_NE(message.find("xxx...'"), std::string::npos);
}

TEST(FaultScript, HasALimitOnLines)
{
    std::vector<FaultLine> lines;
    for (uint32_t i = 0; i <= FaultScript::MAX_LINES; i++)
    {
        lines.push_back({"at 1s cut a:b", {"study.ini", i + 1}});
    }
    try
    {
        FaultScript::Parse(lines);
        FAIL() << "accepted";
    }
    catch (const InputError& error)
    {
        EXPECT_STREQ(error.what(), "study.ini:1000001: a fault script has at most 1000000 lines");
    }
}

TEST(FaultVerbs, StandInTheOrderOfTheirEnumeration)
{
    for (const auto& rule : GetFaultVerbs())
    {
        EXPECT_EQ(GetFaultVerb(rule.verb).name, rule.name);
        EXPECT_FALSE(rule.help.empty());
    }
}
