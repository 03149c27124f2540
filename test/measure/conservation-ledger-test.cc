/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/conservation-ledger.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(ConservationLedger, IsContentWhenEverythingIsSomewhere)
{
    ConservationLedger ledger("shards");
    ledger.AddInflow("sent by ingress", 10);
    ledger.AddInflow("sent by fast-1", 2);
    ledger.AddOutflow("received by reassembly", 7);
    ledger.AddOutflow("dropped: cut", 2);
    ledger.AddInside("queued at fast-1", 3);
    EXPECT_EQ(ledger.Check(), "");
}

TEST(ConservationLedger, SaysWhatDoesNotAddUp)
{
    ConservationLedger ledger("shards");
    ledger.AddInflow("sent by ingress", 10);
    ledger.AddOutflow("received by reassembly", 7);
    ledger.AddOutflow("dropped: cut", 2);
    EXPECT_EQ(
        ledger.Check(),
        "shards do not add up: in 10 (10 sent by ingress), out 9 (7 received by reassembly, 2 "
        "dropped: cut), inside 0");
    ledger.AddOutflow("dropped: cut", 2);
    EXPECT_EQ(
        ledger.Check(),
        "shards do not add up: in 10 (10 sent by ingress), out 11 (7 received by reassembly, 4 "
        "dropped: cut), inside 0");
    ledger.AddInflow("sent by ingress", 1);
    EXPECT_EQ(ledger.Check(), "");
}
