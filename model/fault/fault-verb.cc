/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-verb.h"

#include "ns3/quantity.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr const char* FRACTION = "a fraction in [0, 1] or a percentage";
constexpr const char* POSITIVE_FRACTION = "a fraction in (0, 1] or a percentage";
constexpr const char* DURATION = "a duration above zero, at most 1h";
constexpr const char* DURATION_OR_ZERO = "a duration, at most 1h";

using Given = std::vector<FaultParameter>;

std::string
CheckLoss(const Given& given)
{
    const auto has = [&given](const char* name) { return HasFaultParameter(given, name); };
    const bool burst = has("p") || has("r") || has("loss-good") || has("loss-bad");
    if (has("rate") && burst)
    {
        return "'loss' takes either rate= (independent losses) or p= and r= (bursts)";
    }
    if (!has("rate") && !(has("p") && has("r")))
    {
        return std::string("'loss' needs rate=, ") + FRACTION +
               ", or, for bursts, p= and r=, the probabilities to enter and to leave the bad state";
    }
    return "";
}

std::string
CheckJitter(const Given& given)
{
    const auto has = [&given](const char* name) { return HasFaultParameter(given, name); };
    const bool normal = GetFaultParameter(FaultVerb::JITTER, given, "spread") == 1;
    if (normal != (has("mean") && has("deviation")) || normal == has("max") ||
        has("mean") != has("deviation"))
    {
        return "'jitter' needs max= (spread=uniform: a delay in [0, max)) or spread=normal with "
               "mean= and deviation=";
    }
    return "";
}

std::string
CheckReorder(const Given& given)
{
    const auto has = [&given](const char* name) { return HasFaultParameter(given, name); };
    if (has("by") == has("distance"))
    {
        return "'reorder' needs either distance=, how many later packets pass, or by=, for how "
               "long a packet is held back";
    }
    if (has("by") && has("hold"))
    {
        return "'reorder' takes hold= only with distance=";
    }
    return "";
}

std::vector<FaultVerbRule>
MakeLinkVerbs()
{
    using namespace fault_values;
    const auto link = FaultTargetKind::LINK;
    return {
        {FaultVerb::CUT,
         "cut",
         "cut",
         link,
         true,
         {},
         "the wire is cut: whatever arrives is lost, and the sender notices nothing",
         nullptr},
        {FaultVerb::INTERFACE_DOWN,
         "interface-down",
         "taken down",
         link,
         true,
         {},
         "the sender's interface is taken down by its operator: routing on that node knows at "
         "once, what it has queued still leaves, what arrives is dropped",
         nullptr},
        {FaultVerb::LOSS,
         "loss",
         "made lossy",
         link,
         true,
         {{"rate", FRACTION, ParseFraction, "", true},
          {"p", POSITIVE_FRACTION, PositiveFraction, "", true},
          {"r", POSITIVE_FRACTION, PositiveFraction, "", true},
          {"loss-good", FRACTION, ParseFraction, "0"},
          {"loss-bad", FRACTION, ParseFraction, "1"}},
         "each packet that arrives is lost with probability rate, independently of all others; or "
         "in bursts (Gilbert-Elliott): a bad state is entered with probability p and left with "
         "probability r per packet",
         CheckLoss},
        {FaultVerb::DELAY,
         "delay",
         "delayed",
         link,
         true,
         {{"add", DURATION, Duration}},
         "each packet takes longer by add; packets never overtake each other, also when it ends",
         nullptr},
        {FaultVerb::JITTER,
         "jitter",
         "delayed",
         link,
         true,
         {{"spread", "uniform or normal", Spread, "uniform"},
          {"max", DURATION, Duration, "", true},
          {"mean", DURATION_OR_ZERO, DurationOrZero, "", true},
          {"deviation", DURATION, Duration, "", true},
          {"reorder", "yes or no", YesNo, "no"}},
         "each packet takes longer by a random time; packets overtake each other only with "
         "reorder=yes",
         CheckJitter},
        {FaultVerb::REORDER,
         "reorder",
         "reordered",
         link,
         true,
         {{"rate", FRACTION, ParseFraction},
          {"distance", "a count in [1, 1000]", SmallCount, "", true},
          {"hold", DURATION, Duration, "1s"},
          {"by", DURATION, Duration, "", true}},
         "a packet is held back with probability rate until distance later packets have passed "
         "(at most for hold), or for the time by",
         CheckReorder},
        {FaultVerb::DUPLICATE,
         "duplicate",
         "duplicated",
         link,
         true,
         {{"rate", FRACTION, ParseFraction}},
         "a packet arrives twice with probability rate",
         nullptr},
        {FaultVerb::CORRUPT,
         "corrupt",
         "damaged",
         link,
         true,
         {{"rate", FRACTION, ParseFraction}, {"bits", "a count in [1, 1000]", SmallCount, "1"}},
         "bits of a packet are flipped with probability rate, past the link's own checksum; who "
         "does not check takes them for good",
         nullptr},
        {FaultVerb::RATE,
         "rate",
         "slowed down",
         link,
         true,
         {{"limit", "a data rate such as 10Mbps (bps, kbps, Mbps, Gbps)", Rate},
          {"queue", "a count of packets in [1, 1000000]", QueueLength, "100"}},
         "packets pass at most at the rate limit; queue packets may wait, further ones are lost",
         nullptr},
        {FaultVerb::PARTITION,
         "partition",
         "partitioned",
         link,
         true,
         {{"shape",
           "groups, one-way, majority-ring, bridge, hub, isolate or links",
           Shape,
           "groups"}},
         "the links between groups of nodes are cut: 'a,b|c,d'; with a shape also one way, as a "
         "majority ring, with a bridge or a hub, or each node alone",
         nullptr},
    };
}

std::vector<FaultVerbRule>
MakeProcessVerbs()
{
    using namespace fault_values;
    const auto process = FaultTargetKind::PROCESS;
    const FaultParameterRule disk{"disk", "kept or lost", KeptLost, "kept"};
    return {
        {FaultVerb::CRASH,
         "crash",
         "crashed",
         process,
         true,
         {disk},
         "the process stops at once and loses what it holds in memory; with a duration it restarts "
         "then, with its disk or with an empty one",
         nullptr},
        {FaultVerb::RESTART,
         "restart",
         "restarted",
         process,
         false,
         {disk},
         "a crashed process starts anew, with its disk or with an empty one",
         nullptr},
        {FaultVerb::PAUSE,
         "pause",
         "paused",
         process,
         true,
         {},
         "the process does no work and its peers see silence; it then goes on with all that it "
         "had",
         nullptr},
        {FaultVerb::CPU_SLOW,
         "cpu-slow",
         "slowed down",
         process,
         true,
         {{"factor", "a number in [1, 1000000]", Factor}},
         "all work of the process takes factor times as long",
         nullptr},
        {FaultVerb::DISK_STALL,
         "disk-stall",
         "stalled",
         process,
         true,
         {},
         "no operation of the process's disk ends until the stall does",
         nullptr},
        {FaultVerb::DISK_FULL,
         "disk-full",
         "filled up",
         process,
         true,
         {},
         "every write to the process's disk fails",
         nullptr},
        {FaultVerb::DISK_LOSE,
         "disk-lose",
         "bereft of its disk",
         process,
         false,
         {},
         "everything on the process's disk is lost at once",
         nullptr},
        {FaultVerb::CLOCK_STEP,
         "clock-step",
         "given another time",
         process,
         false,
         {{"by", "a duration with a sign other than zero, at most 1h, such as -20ms", Step}},
         "the process's clock jumps, forward or back",
         nullptr},
        {FaultVerb::CLOCK_DRIFT,
         "clock-drift",
         "given a drifting clock",
         process,
         true,
         {{"ppm", "a number in [-500000, 500000] other than zero", Drift}},
         "the process's clock and its timers run fast by ppm parts per million, or slow",
         nullptr},
        {FaultVerb::HEAL,
         "heal",
         "healed",
         FaultTargetKind::ANY,
         false,
         {},
         "ends the faults of a name ('as NAME') or all that act on the targets; what is crashed "
         "restarts with its disk",
         nullptr},
    };
}

} // namespace

FaultVerbSet
WireVerbs()
{
    return {FaultVerb::CUT, FaultVerb::LOSS, FaultVerb::PARTITION};
}

FaultVerbSet
ShimVerbs()
{
    FaultVerbSet verbs{FaultVerb::DELAY,
                       FaultVerb::JITTER,
                       FaultVerb::REORDER,
                       FaultVerb::DUPLICATE,
                       FaultVerb::CORRUPT,
                       FaultVerb::RATE};
    verbs.Add(WireVerbs());
    return verbs;
}

const std::vector<FaultVerbRule>&
GetFaultVerbs()
{
    static const std::vector<FaultVerbRule> verbs = []
    {
        auto all = MakeLinkVerbs();
        const auto more = MakeProcessVerbs();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return verbs;
}

const FaultVerbRule&
GetFaultVerb(FaultVerb verb)
{
    return GetFaultVerbs()[static_cast<std::size_t>(verb)];
}

double
GetFaultParameter(FaultVerb verb, const std::vector<FaultParameter>& given, const std::string& name)
{
    for (const auto& parameter : given)
    {
        if (parameter.name == name)
        {
            return parameter.value;
        }
    }
    for (const auto& rule : GetFaultVerb(verb).parameters)
    {
        if (rule.name == name && !rule.fallback.empty())
        {
            return *rule.parse(rule.fallback);
        }
    }
    return 0;
}

bool
HasFaultParameter(const std::vector<FaultParameter>& given, const std::string& name)
{
    return std::any_of(given.begin(),
                       given.end(),
                       [&name](const auto& parameter) { return parameter.name == name; });
}

} // namespace sharding
} // namespace ns3
