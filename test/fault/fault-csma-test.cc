/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/csma-channel.h"
#include "ns3/csma-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-injector.h"
#include "ns3/fault-shim.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t BYTES = 982; //!< with 18 bytes of Ethernet: 1000 bytes, 1 ms at 8 Mbit/s
constexpr uint16_t IPV4 = 0x0800;

/**
 * Hosts a, b and c on a CSMA bus of 8 Mbit/s and 1 ms. Each packet goes by the number in its first bytes and is sent to
 * one host; with one sender at a time a packet arrives 2 ms after its sending starts.
 */
class FaultCsma : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        auto channel = CreateObject<CsmaChannel>();
        channel->SetAttribute("DataRate", DataRateValue(DataRate("8Mbps")));
        channel->SetAttribute("Delay", TimeValue(MilliSeconds(1)));
        for (const std::string name : {"a", "b", "c"})
        {
            auto device = CreateObject<CsmaNetDevice>();
            device->SetAddress(Mac48Address::Allocate());
            device->SetQueue(CreateObject<DropTailQueue<Packet>>());
            auto node = CreateObject<Node>();
            node->AddDevice(device);
            device->Attach(channel);
            devices[name] = device;
            node->RegisterProtocolHandler(MakeCallback(&FaultCsma::Arrive, this), 0, device, false);
        }
        for (const auto& [receiver, device] : devices)
        {
            shims[receiver] = FaultShim::Install(device, "bus>" + receiver);
            injector->BindLink(shims[receiver]);
            targets.AddDirection("bus", receiver, ShimVerbs());
            for (const auto& [sender, other] : devices)
            {
                if (sender != receiver)
                {
                    auto model = CreateObject<FaultErrorModel>();
                    model->SetDirection(sender + ">" + receiver);
                    shims[receiver]->AddSender(other->GetAddress(), model);
                    injector->BindLink(model);
                    targets.AddDirection(sender, receiver);
                }
            }
        }
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    /// Sends a packet for each of @p pairs, such as "a>b", at 0, step, 2 step ..., under the faults of a script.
    void
    Run(const std::vector<std::string>& script,
        const std::vector<std::string>& pairs,
        uint32_t packets,
        Time step = MilliSeconds(10))
    {
        std::vector<FaultLine> lines;
        for (const auto& text : script)
        {
            lines.push_back({text, {}});
        }
        const Time end = step * static_cast<int64_t>(packets) + Seconds(1);
        injector->Arm(FaultSchedule::Expand(FaultScript::Parse(lines), targets, end));
        for (uint32_t i = 0; i < packets; i++)
        {
            for (std::size_t pair = 0; pair < pairs.size(); pair++)
            {
                // 2 ms apart: the bus is free again.
                Simulator::Schedule(step * static_cast<int64_t>(i) +
                                        MilliSeconds(2 * static_cast<int64_t>(pair)),
                                    &FaultCsma::Send,
                                    this,
                                    pairs[pair],
                                    i);
            }
        }
        Simulator::Run();
    }

    std::vector<uint32_t>
    Range(uint32_t from, uint32_t to) const
    {
        std::vector<uint32_t> numbers;
        for (uint32_t i = from; i < to; i++)
        {
            numbers.push_back(i);
        }
        return numbers;
    }

    FaultTargets targets;
    Ptr<FaultInjector> injector{CreateObject<FaultInjector>()};
    std::map<std::string, Ptr<CsmaNetDevice>> devices;
    std::map<std::string, Ptr<FaultShim>> shims;
    std::map<std::string, std::vector<uint32_t>> arrived; //!< numbers, by pair, in order
    std::map<std::string, std::vector<Time>> times;       //!< likewise
    uint32_t damaged{0}; //!< packets with other bytes than were sent

  private:
    void
    Send(std::string pair, uint32_t number)
    {
        std::vector<uint8_t> bytes(BYTES, 0x55);
        for (int i = 0; i < 4; i++)
        {
            bytes[i] = static_cast<uint8_t>(number >> (8 * i));
        }
        devices[pair.substr(0, 1)]->Send(
            Create<Packet>(bytes.data(), BYTES), devices[pair.substr(2)]->GetAddress(), IPV4);
    }

    std::string
    NameOf(const Address& address) const
    {
        const auto found = std::find_if(devices.begin(),
                                        devices.end(),
                                        [&address](const auto& entry)
                                        { return entry.second->GetAddress() == address; });
        return found->first;
    }

    void
    Arrive(Ptr<NetDevice> device,
           Ptr<const Packet> packet,
           uint16_t /* protocol */,
           const Address& from,
           const Address& /* to */,
           NetDevice::PacketType /* type */)
    {
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        uint32_t number = 0;
        for (int i = 3; i >= 0; i--)
        {
            number = number << 8 | bytes[i];
        }
        const std::string pair = NameOf(from) + ">" + NameOf(device->GetAddress());
        arrived[pair].push_back(number);
        times[pair].push_back(Simulator::Now());
        damaged += number >= 100000 || std::count(bytes.begin() + 4, bytes.end(), 0x55) != BYTES - 4
                       ? 1
                       : 0;
    }
};

} // namespace

TEST_F(FaultCsma, CarriesEverythingWithoutFaults)
{
    Run({}, {"a>b", "b>a", "a>c", "c>b"}, 50);
    for (const std::string pair : {"a>b", "b>a", "a>c", "c>b"})
    {
        EXPECT_EQ(arrived[pair], Range(0, 50)) << pair;
    }
    EXPECT_EQ(times["a>b"][0], MilliSeconds(2));
    EXPECT_EQ(shims["b"]->GetCounters().senderCut, 0U);
}

TEST_F(FaultCsma, ACutBetweenTwoLeavesAllOthersAndTheWayBack)
{
    // Packets arrive 2, 12, 22 ... ms after the start: those of 102 to 192 ms are lost, which were sent at 100 to 190.
    Run({"at 101ms cut a>b for 100ms"}, {"a>b", "b>a", "a>c", "c>b"}, 50);
    auto expected = Range(0, 10);
    const auto rest = Range(20, 50);
    expected.insert(expected.end(), rest.begin(), rest.end());
    EXPECT_EQ(arrived["a>b"], expected);
    for (const std::string pair : {"b>a", "a>c", "c>b"})
    {
        EXPECT_EQ(arrived[pair], Range(0, 50)) << pair;
    }
    EXPECT_EQ(shims["b"]->GetCounters().senderCut, 20U)
        << "with what b would have overheard of a>c";
    EXPECT_EQ(shims["a"]->GetCounters().senderCut, 0U);
}

TEST_F(FaultCsma, AReceiverCanBeCutFromEverybody)
{
    Run({"at 101ms cut bus>b for 100ms"}, {"a>b", "b>a", "c>b"}, 50);
    EXPECT_EQ(arrived["a>b"].size(), 40U);
    EXPECT_EQ(arrived["c>b"].size(), 40U);
    EXPECT_EQ(arrived["b>a"].size(), 50U);
}

TEST_F(FaultCsma, ALossHitsItsShareOfOneSender)
{
    constexpr uint32_t PACKETS = 5000;
    Run({"at 0s loss a>b rate=10%"}, {"a>b", "c>b"}, PACKETS);
    EXPECT_NEAR(arrived["a>b"].size(), 0.9 * PACKETS, 3 * std::sqrt(PACKETS * 0.1 * 0.9));
    EXPECT_EQ(arrived["c>b"].size(), PACKETS);
    EXPECT_EQ(shims["b"]->GetCounters().senderLost, PACKETS - arrived["a>b"].size());
}

TEST_F(FaultCsma, ADelayKeepsTheOrderAlsoWhereItEnds)
{
    Run({"at 101ms delay bus>b add=35ms for 100ms"}, {"a>b"}, 50);
    EXPECT_EQ(arrived["a>b"], Range(0, 50));
    EXPECT_EQ(times["a>b"][10], MilliSeconds(102 + 35));
    EXPECT_EQ(times["a>b"][19], MilliSeconds(192 + 35));
    EXPECT_EQ(times["a>b"][20], MilliSeconds(192 + 35)) << "does not overtake";
    EXPECT_EQ(times["a>b"][30], MilliSeconds(302));
    EXPECT_EQ(shims["b"]->GetCounters().delayed, 13U) << "10 by 35 ms, 3 behind the last of them";
}

TEST_F(FaultCsma, DoubledPacketsArriveTwiceInARow)
{
    Run({"at 101ms duplicate bus>b rate=100% for 100ms"}, {"a>b", "b>a"}, 50);
    EXPECT_EQ(arrived["a>b"].size(), 60U);
    EXPECT_EQ(arrived["a>b"][10], 10U);
    EXPECT_EQ(arrived["a>b"][11], 10U);
    EXPECT_EQ(arrived["b>a"].size(), 50U);
    EXPECT_EQ(shims["b"]->GetCounters().duplicated, 10U);
}

TEST_F(FaultCsma, CorruptPacketsAreTheShareThatWasAskedFor)
{
    constexpr uint32_t PACKETS = 5000;
    Run({"at 0s corrupt bus>b rate=5% bits=3"}, {"a>b", "b>a"}, PACKETS);
    EXPECT_EQ(arrived["a>b"].size(), PACKETS);
    EXPECT_NEAR(damaged, 0.05 * PACKETS, 3 * std::sqrt(PACKETS * 0.05 * 0.95));
    EXPECT_EQ(shims["b"]->GetCounters().corrupted, damaged);
}

TEST_F(FaultCsma, APartitionLetsExactlyTheAllowedPairsTalk)
{
    const std::vector<std::string> all{"a>b", "b>a", "a>c", "c>a", "b>c", "c>b"};
    Run({"at 195ms partition a,b|c for 200ms"}, all, 50, MilliSeconds(20));
    for (const auto& pair : all)
    {
        const bool apart = pair.find('c') != std::string::npos;
        EXPECT_EQ(arrived[pair].size(), apart ? 40U : 50U) << pair;
    }
}
