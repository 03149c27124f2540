/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/cpu.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

Cpu::Config
OneCore(uint32_t queueLimit)
{
    Cpu::Config config;
    config.perItem = MicroSeconds(10);
    config.queueLimit = queueLimit;
    return config;
}

} // namespace

TEST(Cpu, ServesInOrderOfArrival)
{
    Cpu cpu(OneCore(10));
    EXPECT_EQ(cpu.Submit(MicroSeconds(0), MicroSeconds(10)), MicroSeconds(10));
    EXPECT_EQ(cpu.Submit(MicroSeconds(4), MicroSeconds(5)), MicroSeconds(15))
        << "waits for the first";
    EXPECT_EQ(cpu.Submit(MicroSeconds(100), MicroSeconds(1)), MicroSeconds(101)) << "idle again";
    EXPECT_EQ(cpu.GetBusyTime(), MicroSeconds(16));
}

TEST(Cpu, TheQueueHoldsSoManyAndNoMore)
{
    Cpu cpu(OneCore(2));
    EXPECT_TRUE(cpu.Submit(Time(0), MicroSeconds(10))) << "in service";
    EXPECT_TRUE(cpu.Submit(Time(0), MicroSeconds(10))) << "waits";
    EXPECT_TRUE(cpu.Submit(Time(0), MicroSeconds(10))) << "waits";
    EXPECT_FALSE(cpu.Submit(Time(0), MicroSeconds(10))) << "full";
    EXPECT_EQ(cpu.GetWaiting(Time(0)), 2U);
    EXPECT_EQ(cpu.GetHeld(Time(0)), 3U);
    EXPECT_EQ(cpu.Submit(MicroSeconds(10), MicroSeconds(10)), MicroSeconds(40))
        << "one has moved up";
    EXPECT_EQ(cpu.GetBusyTime(), MicroSeconds(40)) << "what was refused costs nothing";
}

TEST(Cpu, WithoutAQueueOnlyTheCoreIsLeft)
{
    Cpu cpu(OneCore(0));
    EXPECT_TRUE(cpu.Submit(Time(0), MicroSeconds(10)));
    EXPECT_FALSE(cpu.Submit(MicroSeconds(9), MicroSeconds(10)));
    EXPECT_TRUE(cpu.Submit(MicroSeconds(10), MicroSeconds(10)));
}

TEST(Cpu, CoresWorkSideBySide)
{
    Cpu::Config config = OneCore(10);
    config.cores = 2;
    Cpu cpu(config);
    EXPECT_EQ(cpu.Submit(Time(0), MicroSeconds(10)), MicroSeconds(10));
    EXPECT_EQ(cpu.Submit(Time(0), MicroSeconds(4)), MicroSeconds(4)) << "the second core";
    EXPECT_EQ(cpu.Submit(Time(0), MicroSeconds(4)), MicroSeconds(8))
        << "after the item that is done first";
    EXPECT_EQ(cpu.GetWaiting(MicroSeconds(3)), 1U);
    EXPECT_EQ(cpu.GetHeld(MicroSeconds(5)), 2U)
        << "4 us is gone, though it came later than the one of 10 us";
}

TEST(Cpu, ACrashForgetsAll)
{
    Cpu cpu(OneCore(10));
    cpu.Submit(Time(0), MicroSeconds(10));
    cpu.Submit(Time(0), MicroSeconds(10));
    EXPECT_EQ(cpu.Clear(MicroSeconds(4)), 2U);
    EXPECT_EQ(cpu.GetBusyTime(), MicroSeconds(4)) << "16 us of work are never done";
    EXPECT_EQ(cpu.GetHeld(MicroSeconds(4)), 0U);
    EXPECT_EQ(cpu.Submit(MicroSeconds(4), MicroSeconds(10)), MicroSeconds(14))
        << "no old work in front of it";
}

TEST(Cpu, CostsPerItemAndPerByte)
{
    Cpu::Config config = OneCore(10);
    config.perByteNs = 2.5;
    EXPECT_EQ(Cpu(config).GetServiceTime(1000), MicroSeconds(10) + NanoSeconds(2500));
    EXPECT_EQ(Cpu(config).GetServiceTime(0), MicroSeconds(10));
}

TEST(Cpu, RefusesLimitsThatMakeNoSense)
{
    EXPECT_EQ(Cpu::Validate(OneCore(0)), "");
    auto config = OneCore(0);
    config.cores = 0;
    EXPECT_EQ(Cpu::Validate(config), "cores must lie in [1, 1024]");
    config = OneCore(0);
    config.perItem = NanoSeconds(-1);
    EXPECT_EQ(Cpu::Validate(config), "perItem must not be negative");
    config = OneCore(0);
    config.perByteNs = -1;
    EXPECT_EQ(Cpu::Validate(config), "perByteNs must be finite and not negative");
}
