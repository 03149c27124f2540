/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/attribute-section.h"
#include "scenarios/scenario.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/sharding-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// An object with an attribute of each kind; Part is its base class, so that inheritance shows.
class Part : public Object
{
  public:
    static TypeId
    GetTypeId()
    {
        static TypeId tid = TypeId("ns3::sharding::AttributeSectionTestPart")
                                .SetParent<Object>()
                                .AddAttribute("Wait",
                                              "How long to wait",
                                              TimeValue(MilliSeconds(1500)),
                                              MakeTimeAccessor(&Part::wait),
                                              MakeTimeChecker(NanoSeconds(1), Seconds(60)));
        return tid;
    }

    Time wait;
};

class Whole : public Part
{
  public:
    enum Policy
    {
        NONE,
        FIXED_SIZE
    };

    static TypeId
    GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::sharding::AttributeSectionTestWhole")
                .SetParent<Part>()
                .AddConstructor<Whole>()
                .AddAttribute("ShardCount",
                              "How many",
                              UintegerValue(4),
                              MakeUintegerAccessor(&Whole::count),
                              MakeUintegerChecker<uint32_t>(1, 64))
                .AddAttribute("Shift",
                              "How far",
                              IntegerValue(-1),
                              MakeIntegerAccessor(&Whole::shift),
                              MakeIntegerChecker<int32_t>(-5, 5))
                .AddAttribute("Loss",
                              "How likely",
                              DoubleValue(0.05),
                              MakeDoubleAccessor(&Whole::loss),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("Weight",
                              "How heavy",
                              DoubleValue(2),
                              MakeDoubleAccessor(&Whole::weight),
                              MakeDoubleChecker<double>(0))
                .AddAttribute("Verify",
                              "Whether to check",
                              BooleanValue(true),
                              MakeBooleanAccessor(&Whole::verify),
                              MakeBooleanChecker())
                .AddAttribute("Policy",
                              "What to do",
                              EnumValue(FIXED_SIZE),
                              EnumAccessor<Policy>(&Whole::policy),
                              MakeEnumChecker(NONE, "none", FIXED_SIZE, "fixed-size"))
                .AddAttribute("Label",
                              "What to call it",
                              StringValue("x"),
                              MakeStringAccessor(&Whole::label),
                              MakeStringChecker())
                .AddAttribute("DataRate",
                              "How fast",
                              DataRateValue(DataRate("1500Mbps")),
                              MakeDataRateAccessor(&Whole::rate),
                              MakeDataRateChecker())
                .AddAttribute("Seen",
                              "Cannot be set",
                              TypeId::ATTR_GET,
                              UintegerValue(0),
                              MakeUintegerAccessor(&Whole::GetSeen),
                              MakeUintegerChecker<uint32_t>());
        return tid;
    }

    uint32_t
    GetSeen() const
    {
        return 0;
    }

    uint32_t count;
    int32_t shift;
    double loss;
    double weight;
    bool verify;
    Policy policy;
    std::string label;
    DataRate rate;
};

NS_OBJECT_ENSURE_REGISTERED(Part);
NS_OBJECT_ENSURE_REGISTERED(Whole);

std::vector<Setting>
Settings(const std::string& lines)
{
    std::istringstream in("[part]\n" + lines + "\n");
    return ScenarioFile::Parse(in, "a.ini").GetSettings();
}

/// The message with which a line is refused, or "" when it is not.
std::string
Refusal(const std::string& line)
{
    try
    {
        CheckSection(Settings(line), Whole::GetTypeId());
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(ToKey, WritesAttributeNamesInKebabCase)
{
    EXPECT_EQ(ToKey("ShardCount"), "shard-count");
    EXPECT_EQ(ToKey("shard-count"), "shard-count");
    EXPECT_EQ(ToKey("Mtu"), "mtu");
    EXPECT_EQ(ToKey("MTUSize"), "mtu-size");
    EXPECT_EQ(ToKey("UseTCP"), "use-tcp");
    EXPECT_EQ(ToKey("Http2Port"), "http2-port");
    EXPECT_EQ(ToKey("vary.part.ShardCount"), "vary.part.shard-count");
}

TEST(AttributeSection, SetsEveryKindOfValue)
{
    Ptr<Whole> whole = CreateObject<Whole>();
    ApplySection(
        Settings(
            "wait = 200us\nShardCount = 64\nshift = -5\nloss = 5%\nweight = 1e3\nverify = false\n"
            "policy = none\nlabel = a = b\ndata-rate = 2.5Gbps"),
        *whole);
    EXPECT_EQ(whole->wait, MicroSeconds(200));
    EXPECT_EQ(whole->count, 64U);
    EXPECT_EQ(whole->shift, -5);
    EXPECT_DOUBLE_EQ(whole->loss, 0.05);
    EXPECT_EQ(whole->weight, 1000);
    EXPECT_FALSE(whole->verify);
    EXPECT_EQ(whole->policy, Whole::NONE);
    EXPECT_EQ(whole->label, "a = b");
    EXPECT_EQ(whole->rate, DataRate(2500000000));
}

TEST(AttributeSection, AFactoryMakesObjectsWithTheSettings)
{
    const auto factory = MakeFactory(Settings("shard-count = 7\nwait = 1s"), Whole::GetTypeId());
    Ptr<Whole> whole = factory.Create<Whole>();
    EXPECT_EQ(whole->count, 7U);
    EXPECT_EQ(whole->wait, Seconds(1));
    EXPECT_THROW(MakeFactory(Settings("shard-count = 0"), Whole::GetTypeId()), InputError);
}

struct BadLine
{
    std::string line;
    std::string message;
};

class BadAttribute : public testing::TestWithParam<BadLine>
{
};

TEST_P(BadAttribute, IsRefusedWithWhatIsValid)
{
    EXPECT_EQ(Refusal(GetParam().line), "a.ini:2: " + GetParam().message);
}

const std::string WAIT = "valid is a duration with a unit (h, min, s, ms, us, ns) in [1ns, 60s]";
const std::string RATE = "valid is a data rate with a unit (Gbps, Mbps, kbps, bps)";

INSTANTIATE_TEST_SUITE_P(
    Table,
    BadAttribute,
    testing::Values(
        BadLine{"wait = 5", "[part] wait: read '5', " + WAIT + "; did you mean '5s'?"},
        BadLine{"wait = -5s", "[part] wait: read '-5s', " + WAIT},
        BadLine{"wait = 0s", "[part] wait: read '0s', " + WAIT},
        BadLine{"wait = 61s", "[part] wait: read '61s', " + WAIT},
        BadLine{"shard-count = 0",
                "[part] shard-count: read '0', valid is a whole number in [1, 64]"},
        BadLine{"ShardCount = 65",
                "[part] shard-count: read '65', valid is a whole number in [1, 64]"},
        BadLine{"shard-count = -1",
                "[part] shard-count: read '-1', valid is a whole number in [1, 64]"},
        BadLine{"shard-count = 4.5",
                "[part] shard-count: read '4.5', valid is a whole number in [1, 64]"},
        BadLine{"shard-count =", "[part] shard-count: read '', valid is a whole number in [1, 64]"},
        BadLine{"shift = 6", "[part] shift: read '6', valid is a whole number in [-5, 5]"},
        BadLine{"loss = 1.5",
                "[part] loss: read '1.5', valid is a number in [0, 1] or a percentage"},
        BadLine{"loss = nan",
                "[part] loss: read 'nan', valid is a number in [0, 1] or a percentage"},
        BadLine{"weight = -1", "[part] weight: read '-1', valid is a number >= 0"},
        BadLine{"verify = ture",
                "[part] verify: read 'ture', valid is true or false; did you mean 'true'?"},
        BadLine{"policy = fixed-sise",
                "[part] policy: read 'fixed-sise', valid is one of none, fixed-size; did you mean "
                "'fixed-size'?"},
        BadLine{"data-rate = 10",
                "[part] data-rate: read '10', " + RATE + "; did you mean '10Mbps'?"},
        BadLine{"data-rate = -10Mbps", "[part] data-rate: read '-10Mbps', " + RATE},
        BadLine{"data-rate = 10Mps", "[part] data-rate: read '10Mps', " + RATE},
        BadLine{"shard-cuont = 4",
                "unknown key 'shard-cuont' in [part]; did you mean 'shard-count'? Valid: wait, "
                "shard-count, shift, "
                "loss, weight, verify, policy, label, data-rate"},
        BadLine{"seen = 4",
                "unknown key 'seen' in [part]; Valid: wait, shard-count, shift, loss, weight, "
                "verify, policy, label, "
                "data-rate"}));

TEST(AttributeSection, ListsOurAttributesInOrderOfDeclaration)
{
    const auto entries = ListAttributes(Whole::GetTypeId());
    ASSERT_EQ(entries.size(), 9U)
        << "the inherited one first, none of ns-3's, none that cannot be set";
    EXPECT_EQ(entries[0].key, "wait");
    EXPECT_EQ(entries[0].attribute, "Wait");
    EXPECT_EQ(entries[0].help, "How long to wait");
    EXPECT_EQ(entries[0].type, "a duration with a unit (h, min, s, ms, us, ns) in [1ns, 60s]");
    std::string defaults;
    for (const auto& entry : entries)
    {
        defaults += entry.defaultValue + " ";
    }
    EXPECT_EQ(defaults, "1500ms 4 -1 0.05 2 true fixed-size x 1500Mbps ");
}

TEST(AttributeSection, EveryDefaultCanBeWrittenInAFile)
{
    for (const auto& entry : ListAttributes(Whole::GetTypeId()))
    {
        EXPECT_EQ(Refusal(entry.key + " = " + entry.defaultValue), "");
    }
}

TEST(AttributeSection, ATimeWithoutLimitsIsOnlyNotNegative)
{
    const auto entries = ListAttributes(Scenario::GetTypeId());
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].type, "a duration with a unit (h, min, s, ms, us, ns) >= 1ns");
    EXPECT_EQ(entries[1].type, "a duration with a unit (h, min, s, ms, us, ns) >= 0s");
}
