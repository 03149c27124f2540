/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "instruction-count.h"

#include "ns3/direct-link-channel.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-injector.h"
#include "ns3/node.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t EVENTS = 10000;
constexpr uint32_t TARGETS = 1000;

FaultTargets
ManyProcesses()
{
    FaultTargets targets;
    for (uint32_t i = 0; i < TARGETS; i++)
    {
        targets.AddProcess("node-" + std::to_string(i), {FaultVerb::PAUSE});
    }
    return targets;
}

std::vector<FaultLine>
ToScript(const std::vector<std::string>& lines)
{
    std::vector<FaultLine> script;
    for (const auto& line : lines)
    {
        script.push_back({line, {"bench.ini", static_cast<uint32_t>(script.size() + 1)}});
    }
    return script;
}

/// From the text of a script to scheduled simulator events.
void
Expand(benchmark::State& state, const std::vector<FaultLine>& script)
{
    const FaultTargets targets = ManyProcesses();
    ProcessHooks hooks;
    hooks.pause = [](bool) {};
    for ([[maybe_unused]] auto iteration : state)
    {
        auto injector = CreateObject<FaultInjector>();
        for (const auto& name : targets.GetNames(FaultTargetKind::PROCESS))
        {
            injector->BindProcess(name, hooks);
        }
        injector->Arm(FaultSchedule::Expand(FaultScript::Parse(script), targets, Seconds(20000)));
        injector->Dispose();
        Simulator::Destroy();
    }
    using benchmark::Counter;
    state.counters["s"] = Counter(1, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/// One line per event.
void
ExpandLines(benchmark::State& state)
{
    std::vector<std::string> lines;
    for (uint32_t i = 0; i < EVENTS; i++)
    {
        lines.push_back("at " + std::to_string(i) + "ms pause node-" + std::to_string(i % TARGETS) +
                        " for 100ms");
    }
    Expand(state, ToScript(lines));
}

BENCHMARK(ExpandLines)->Name("fault/expand-10k")->Unit(benchmark::kMillisecond);

/// One line, ten processes drawn anew for each event.
void
ExpandRandom(benchmark::State& state)
{
    Expand(state,
           ToScript({"uniform " + std::to_string(EVENTS) +
                     " in 0s..10000s pause random(10 of node-*) for 1s"}));
}

BENCHMARK(ExpandRandom)->Name("fault/expand-10k-random")->Unit(benchmark::kMillisecond);

/// A link between two nodes of which the second listens.
class Hop
{
  public:
    enum class Guard
    {
        NONE,        //!< as ns-3 makes it
        ERROR_MODEL, //!< an error model of ours on the receiving device
        SHIM         //!< that and a shim
    };

    Hop(bool pointToPoint, Guard guard)
    {
        m_devices = pointToPoint ? MakePointToPoint() : MakeDirect();
        for (const auto& device : m_devices)
        {
            CreateObject<Node>()->AddDevice(device);
        }
        if (guard == Guard::SHIM)
        {
            FaultShim::Install(m_devices[1], "a>b");
        }
        else if (guard == Guard::ERROR_MODEL)
        {
            auto model = CreateObject<FaultErrorModel>();
            model->SetDirection("a>b");
            m_devices[1]->SetAttribute("ReceiveErrorModel", PointerValue(model));
        }
        m_devices[1]->GetNode()->RegisterProtocolHandler(
            MakeCallback(&Hop::Arrive, this), 0, m_devices[1], false);
    }

    ~Hop()
    {
        Simulator::Destroy();
    }

    /// Sends packets one after the other; not inlined, so that callgrind finds it by name.
    __attribute__((noinline)) void
    SendPackets(uint32_t count)
    {
        constexpr uint32_t BYTES = 1000;
        constexpr uint16_t IPV4 = 0x0800;
        for (uint32_t i = 0; i < count; i++)
        {
            m_devices[0]->Send(Create<Packet>(BYTES), m_devices[1]->GetAddress(), IPV4);
            Simulator::Run();
        }
    }

    uint64_t arrived{0};

  private:
    static std::vector<Ptr<NetDevice>>
    MakePointToPoint()
    {
        auto channel = CreateObject<PointToPointChannel>();
        std::vector<Ptr<NetDevice>> devices;
        for (int i = 0; i < 2; i++)
        {
            auto device = CreateObject<PointToPointNetDevice>();
            device->SetAddress(Mac48Address::Allocate());
            device->SetQueue(CreateObject<DropTailQueue<Packet>>());
            device->Attach(channel);
            devices.push_back(device);
        }
        return devices;
    }

    static std::vector<Ptr<NetDevice>>
    MakeDirect()
    {
        auto channel = CreateObject<DirectLinkChannel>();
        std::vector<Ptr<NetDevice>> devices;
        for (int i = 0; i < 2; i++)
        {
            auto device = CreateObject<DirectLinkNetDevice>();
            device->Attach(channel);
            devices.push_back(device);
        }
        return devices;
    }

    void
    Arrive(Ptr<NetDevice>,
           Ptr<const Packet>,
           uint16_t,
           const Address&,
           const Address&,
           NetDevice::PacketType)
    {
        arrived++;
    }

    std::vector<Ptr<NetDevice>> m_devices;
};

constexpr uint32_t BATCH = 50000;

/// One batch of packets over one hop; under callgrind one batch is long enough to be the only one.
void
OneHop(benchmark::State& state, bool pointToPoint, Hop::Guard guard)
{
    Hop hop(pointToPoint, guard);
    hop.SendPackets(1);
    for ([[maybe_unused]] auto iteration : state)
    {
        hop.SendPackets(BATCH);
    }
    if (hop.arrived != uint64_t{BATCH} * static_cast<uint64_t>(state.iterations()) + 1)
    {
        state.SkipWithError("packets are missing");
    }
    using benchmark::Counter;
    state.counters["s/packet"] =
        Counter(BATCH, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

BENCHMARK_CAPTURE(OneHop, direct, false, Hop::Guard::NONE)->Name("fault/hop-direct-link");
BENCHMARK_CAPTURE(OneHop, directError, false, Hop::Guard::ERROR_MODEL)
    ->Name("fault/hop-direct-link-error-model");
BENCHMARK_CAPTURE(OneHop, directShim, false, Hop::Guard::SHIM)->Name("fault/hop-direct-link-shim");
BENCHMARK_CAPTURE(OneHop, ppp, true, Hop::Guard::NONE)->Name("fault/hop-point-to-point");
BENCHMARK_CAPTURE(OneHop, pppError, true, Hop::Guard::ERROR_MODEL)
    ->Name("fault/hop-point-to-point-error-model");
BENCHMARK_CAPTURE(OneHop, pppShim, true, Hop::Guard::SHIM)->Name("fault/hop-point-to-point-shim");

/// Instructions of a hop with an idle shim over those of one without.
void
IdleShim(benchmark::State& state, const std::string& row)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        const auto without = InstructionsOf("^" + row + "$", "*SendPackets*");
        const auto with = InstructionsOf("^" + row + "-shim$", "*SendPackets*");
        if (!with || !without)
        {
            state.SkipWithError("instructions are counted by valgrind, which is not there");
            return;
        }
        state.counters["ratio"] = *with / *without;
    }
}

BENCHMARK_CAPTURE(IdleShim, direct, "fault/hop-direct-link")
    ->Name("fault/idle-shim-direct-link")
    ->Iterations(1)
    ->Repetitions(1);
BENCHMARK_CAPTURE(IdleShim, ppp, "fault/hop-point-to-point")
    ->Name("fault/idle-shim-point-to-point")
    ->Iterations(1)
    ->Repetitions(1);

} // namespace
