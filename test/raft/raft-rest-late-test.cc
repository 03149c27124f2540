/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-host-mesh.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

namespace
{

/// @return options with which every candidate ends the term
RaftOptions
Disturbable()
{
    RaftOptions options;
    options.preVote = false;
    options.sticky = false;
    return options;
}

} // namespace

/// A heartbeat that comes late, or once more, wakes a follower whose leader rests. It must not take
/// the leader's silence for its death: the leader hears of it and keeps its term.
TEST(RaftRestLate, ALateHeartbeatCostsNoTerm)
{
    RaftHost::Config config;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(1, 3, Disturbable());
    mesh.Run(5000000000);
    const RaftCore& leader = *mesh.At(1).host.Find(0);
    ASSERT_EQ(leader.Role(), RaftRole::LEADER);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        ASSERT_TRUE(mesh.At(id).host.Find(0)->IsResting()) << id;
    }
    const uint64_t term = leader.Term();
    RaftMessage late;
    late.type = RaftMessageType::HEARTBEAT;
    late.from = 1;
    late.to = 2;
    late.term = term;
    late.commit = leader.Commit();
    mesh.At(2).host.Receive(mesh.NowNs(), 0, late);
    mesh.At(2).Settle(mesh.NowNs());
    EXPECT_FALSE(mesh.At(2).host.Find(0)->IsResting());
    mesh.Run(5000000000);
    EXPECT_EQ(leader.Role(), RaftRole::LEADER);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(mesh.At(id).host.Find(0)->Term(), term) << id;
        EXPECT_TRUE(mesh.At(id).host.Find(0)->IsResting()) << id;
    }
}

/// Who rests and gets no answer from its leader wakes. A leader that rests hears of it: else nobody
/// would ask a learner to rest again, and a voter would end the term.
TEST(RaftRestLate, AnUnansweredQuestionCostsNoTerm)
{
    RaftHost::Config config;
    config.restCheckNs = 5000000000;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(1, 3, Disturbable());
    mesh.Run(3000000000);
    const RaftCore& leader = *mesh.At(1).host.Find(0);
    const RaftCore& follower = *mesh.At(2).host.Find(0);
    ASSERT_TRUE(leader.IsResting() && follower.IsResting());
    const uint64_t term = leader.Term();
    const auto failed = [&follower]
    { return follower.Counters().wakes[static_cast<size_t>(RaftWake::CHECK_FAILED)]; };
    // Nothing of the leader's group comes to the second node until its question has failed.
    mesh.isLost = [](RaftNodeId from, RaftNodeId to) { return from == 1 && to == 2; };
    for (int i = 0; i < 10000 && failed() == 0; i++)
    {
        mesh.Run(1000000);
    }
    ASSERT_EQ(failed(), 1U);
    mesh.isLost = nullptr;
    mesh.Run(3000000000);
    EXPECT_EQ(leader.Role(), RaftRole::LEADER);
    EXPECT_EQ(leader.Term(), term);
    EXPECT_EQ(follower.Term(), term);
    EXPECT_TRUE(leader.IsResting() && follower.IsResting());
}
