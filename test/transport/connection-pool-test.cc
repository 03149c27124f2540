/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/connection-pool.h"

#include <gtest/gtest.h>

#include <memory>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint64_t NONE = ConnectionPool::NO_CONNECTION;
using Kind = ConnectionPool::Verdict::Kind;

ConnectionPool::Config
Limits(uint64_t self = 5)
{
    ConnectionPool::Config config;
    config.self = self;
    config.jitter = 0;
    return config;
}

class Pool
{
  public:
    explicit Pool(const ConnectionPool::Config& config = Limits())
        : pool(
              config, [this] { return draw; }, nullptr)
    {
    }

    ~Pool()
    {
        EXPECT_EQ(pool.Check(), "");
    }

    /// Opens a connection to a peer, to the end. @return its number
    uint64_t
    Open(int64_t ms, uint64_t peer)
    {
        const uint64_t number = pool.Acquire(MilliSeconds(ms), peer).toOpen;
        EXPECT_NE(number, NONE);
        pool.NextSerial(MilliSeconds(ms), number);
        pool.NoteOpened(MilliSeconds(ms), number, 0);
        return number;
    }

    /// Fails to open a connection to a peer.
    void
    Fail(int64_t ms, uint64_t peer)
    {
        const uint64_t number = pool.Acquire(MilliSeconds(ms), peer).toOpen;
        ASSERT_NE(number, NONE) << ms;
        EXPECT_FALSE(pool.NoteClosed(MilliSeconds(ms), number, CloseReason::BROKEN));
    }

    double draw{0.5};
    ConnectionPool pool;
};

} // namespace

TEST(ConnectionPool, OneConnectionIsUsedAgain)
{
    Pool p;
    const auto first = p.pool.Acquire(Time(0), 9);
    EXPECT_EQ(first.use, first.toOpen);
    const auto second = p.pool.Acquire(Time(0), 9);
    EXPECT_EQ(second.use, first.use) << "also while it is being opened";
    EXPECT_EQ(second.toOpen, NONE);
    EXPECT_EQ(p.pool.Count(), 1U);
    EXPECT_EQ(p.pool.Times(PoolEvent::OPENING), 1U);
}

TEST(ConnectionPool, MoreAreOpenedOnlyWhileAllAreBusy)
{
    auto limits = Limits();
    limits.maxPerPeer = 2;
    Pool p(limits);
    const uint64_t a = p.Open(0, 9);
    EXPECT_EQ(p.pool.Acquire(Time(0), 9).toOpen, NONE) << "a is idle";
    p.pool.NoteBusy(a);
    const auto grant = p.pool.Acquire(Time(0), 9);
    EXPECT_EQ(grant.use, a) << "nobody waits for the new one";
    const uint64_t b = grant.toOpen;
    EXPECT_NE(b, NONE);
    EXPECT_EQ(p.pool.Acquire(Time(0), 9).toOpen, NONE) << "one is under way";
    p.pool.NoteOpened(Time(0), b, 0);
    EXPECT_EQ(p.pool.Acquire(Time(0), 9).use, b) << "b is idle";
    p.pool.NoteBusy(b);
    const uint64_t third = p.pool.Acquire(Time(0), 9).use;
    EXPECT_NE(p.pool.Acquire(Time(0), 9).use, third) << "in turn";
    EXPECT_EQ(p.pool.CountOf(9), 2U);
}

TEST(ConnectionPool, AnIdleConnectionIsClosed)
{
    auto limits = Limits();
    limits.idleTimeout = MilliSeconds(100);
    Pool p(limits);
    const uint64_t a = p.Open(0, 8);
    const uint64_t b = p.Open(10, 9);
    EXPECT_EQ(p.pool.NextDeadline(), MilliSeconds(100));
    p.pool.NoteBusy(a);
    EXPECT_EQ(p.pool.NextDeadline(), MilliSeconds(110));
    p.pool.NoteIdle(MilliSeconds(50), a);
    EXPECT_TRUE(p.pool.Expire(MilliSeconds(109)).empty());
    const auto closings = p.pool.Expire(MilliSeconds(110));
    ASSERT_EQ(closings.size(), 1U);
    EXPECT_EQ(closings[0].connection, b);
    EXPECT_EQ(closings[0].reason, CloseReason::IDLE);
    EXPECT_EQ(p.pool.NextDeadline(), MilliSeconds(150));
    EXPECT_EQ(p.pool.CountOf(9), 0U);
}

TEST(ConnectionPool, AtTheLimitTheLongestIdleGoes)
{
    auto limits = Limits();
    limits.maxTotal = 2;
    Pool p(limits);
    const uint64_t a = p.Open(0, 7);
    const uint64_t b = p.Open(1, 8);
    p.pool.NoteIdle(MilliSeconds(2), a); // used again
    auto grant = p.pool.Acquire(MilliSeconds(3), 9);
    EXPECT_EQ(grant.toClose, b);
    EXPECT_NE(grant.toOpen, NONE);
    p.pool.NoteBusy(a);
    grant = p.pool.Acquire(MilliSeconds(3), 8);
    EXPECT_EQ(grant.use, NONE);
    EXPECT_EQ(grant.error, SendError::POOL_LIMIT);
    EXPECT_EQ(p.pool.Judge(MilliSeconds(3), 8, 1).kind, Kind::BUSY);
    EXPECT_EQ(p.pool.Times(PoolEvent::EVICTED), 1U);
    EXPECT_EQ(p.pool.Times(PoolEvent::AT_LIMIT), 1U);
    EXPECT_EQ(p.pool.Times(PoolEvent::BUSY), 1U);
    p.pool.NoteIdle(MilliSeconds(4), a);
    const auto verdict = p.pool.Judge(MilliSeconds(4), 8, 1);
    EXPECT_EQ(verdict.kind, Kind::ACCEPT);
    EXPECT_EQ(verdict.evicts, a);
}

TEST(ConnectionPool, TheBackOffDoublesUpToItsLimit)
{
    auto limits = Limits();
    limits.backOffMin = MilliSeconds(100);
    limits.backOffMax = MilliSeconds(350);
    Pool p(limits);
    p.Fail(0, 9);
    auto grant = p.pool.Acquire(MilliSeconds(99), 9);
    EXPECT_EQ(grant.error, SendError::BACK_OFF);
    EXPECT_EQ(grant.use, NONE);
    EXPECT_EQ(grant.retryAt, MilliSeconds(100));
    p.Fail(100, 9);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(299), 9).retryAt, MilliSeconds(300));
    p.Fail(300, 9);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(649), 9).retryAt, MilliSeconds(650)) << "not 400 but 350";
    for (int i = 0; i < 100; i++)
    {
        p.Fail(1000 + 350 * i, 9);
    }
    EXPECT_EQ(p.pool.Times(PoolEvent::IN_BACK_OFF), 3U);

    const uint64_t number = p.Open(100000, 9);
    p.pool.NoteClosed(MilliSeconds(100001), number, CloseReason::BROKEN);
    EXPECT_NE(p.pool.Acquire(MilliSeconds(100001), 9).toOpen, NONE)
        << "one that was open may be tried at once";
}

TEST(ConnectionPool, TheBackOffIsSpread)
{
    auto limits = Limits();
    limits.backOffMin = MilliSeconds(100);
    limits.jitter = 0.2;
    Pool p(limits);
    p.draw = 0;
    p.Fail(0, 8);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(1), 8).retryAt, MilliSeconds(80));
    p.draw = 0.75;
    p.Fail(0, 9);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(1), 9).retryAt, MilliSeconds(110));
}

TEST(ConnectionPool, APeerThatCallsIsNoLongerInBackOff)
{
    Pool p;
    p.Fail(0, 9);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(1), 9).error, SendError::BACK_OFF);
    const auto verdict = p.pool.Judge(MilliSeconds(2), 9, 1);
    EXPECT_EQ(verdict.kind, Kind::ACCEPT);
    EXPECT_EQ(p.pool.Acquire(MilliSeconds(2), 9).use, verdict.connection);
}

TEST(ConnectionPool, OfTwoThatOpenAtOnceTheLargerIdsIsKept)
{
    // Each offer arrives while the other side's own attempt is under way.
    Pool small(Limits(3));
    Pool large(Limits(8));
    const uint64_t ofSmall = small.pool.Acquire(MilliSeconds(1), 8).toOpen;
    const uint64_t ofLarge = large.pool.Acquire(MilliSeconds(1), 3).toOpen;
    const uint64_t serialOfSmall = small.pool.NextSerial(MilliSeconds(1), ofSmall);
    const uint64_t serialOfLarge = large.pool.NextSerial(MilliSeconds(1), ofLarge);

    EXPECT_EQ(large.pool.Judge(MilliSeconds(2), 3, serialOfSmall).kind, Kind::DUPLICATE);
    const auto verdict = small.pool.Judge(MilliSeconds(2), 8, serialOfLarge);
    EXPECT_EQ(verdict.kind, Kind::ACCEPT);
    EXPECT_EQ(verdict.adopts, ofSmall) << "what waits goes over the new one";
    EXPECT_EQ(verdict.voidSerial, serialOfSmall);
    large.pool.NoteOpened(MilliSeconds(3), ofLarge, verdict.voidSerial);
    EXPECT_EQ(small.pool.CountOf(8), 1U);
    EXPECT_EQ(large.pool.CountOf(3), 1U);
}

TEST(ConnectionPool, ARefusedDuplicateWaitsForThePeers)
{
    Pool small(Limits(3));
    const uint64_t ours = small.pool.Acquire(MilliSeconds(1), 8).toOpen;
    const uint64_t serial = small.pool.NextSerial(MilliSeconds(1), ours);
    EXPECT_TRUE(small.pool.NoteClosed(MilliSeconds(2), ours, CloseReason::DUPLICATE));
    EXPECT_EQ(small.pool.Acquire(MilliSeconds(2), 8).use, ours) << "callers wait too";
    const auto verdict = small.pool.Judge(MilliSeconds(3), 8, 1);
    EXPECT_EQ(verdict.adopts, ours);
    EXPECT_EQ(verdict.voidSerial, serial);
    EXPECT_EQ(small.pool.Times(PoolEvent::FAILED), 0U);
}

TEST(ConnectionPool, ThePeersIsAwaitedNotForEver)
{
    Pool small(Limits(3));
    const uint64_t ours = small.pool.Acquire(MilliSeconds(1), 8).toOpen;
    small.pool.NoteClosed(MilliSeconds(2), ours, CloseReason::DUPLICATE);
    EXPECT_EQ(small.pool.NextDeadline(), MilliSeconds(1002));
    const auto closings = small.pool.Expire(MilliSeconds(1002));
    ASSERT_EQ(closings.size(), 1U);
    EXPECT_EQ(closings[0].reason, CloseReason::TIMEOUT);
    EXPECT_EQ(small.pool.Acquire(MilliSeconds(1002), 8).error, SendError::BACK_OFF);
}

TEST(ConnectionPool, AnOfferThatWasGivenUpIsVoidWhenItComesLate)
{
    // The small node's offer is delayed; it has accepted the large node's meanwhile.
    Pool large(Limits(8));
    const uint64_t ours = large.Open(1, 3);
    large.pool.NoteClosed(MilliSeconds(2), ours, CloseReason::BROKEN);
    const uint64_t again = large.pool.Acquire(MilliSeconds(3), 3).toOpen;
    large.pool.NoteOpened(MilliSeconds(4), again, 1000);
    EXPECT_EQ(large.pool.Judge(MilliSeconds(5), 3, 1000).kind, Kind::DUPLICATE);
    EXPECT_EQ(large.pool.Times(PoolEvent::VOID), 1U);
    EXPECT_EQ(large.pool.Acquire(MilliSeconds(5), 3).use, again);

    // A later one is new: the small node has lost the connection.
    const auto verdict = large.pool.Judge(MilliSeconds(6), 3, 1001);
    EXPECT_EQ(verdict.kind, Kind::ACCEPT);
    EXPECT_EQ(verdict.replaces, again);
    EXPECT_EQ(large.pool.Judge(MilliSeconds(7), 3, 1001).kind, Kind::DUPLICATE) << "the same again";
}

TEST(ConnectionPool, SerialsCountUpAlsoWithinOneInstantAndAfterARestart)
{
    Pool before;
    const uint64_t a = before.pool.Acquire(MilliSeconds(1), 9).toOpen;
    const uint64_t first = before.pool.NextSerial(MilliSeconds(1), a);
    EXPECT_LT(first, before.pool.NextSerial(MilliSeconds(1), a));
    Pool after;
    const uint64_t b = after.pool.Acquire(MilliSeconds(2), 9).toOpen;
    EXPECT_GT(after.pool.NextSerial(MilliSeconds(2), b), first + 1);
}

TEST(ConnectionPool, RefusesLimitsThatMakeNoSense)
{
    EXPECT_EQ(ConnectionPool::Config::Validate(Limits()), "");
    auto limits = Limits();
    limits.maxPerPeer = 65;
    EXPECT_EQ(ConnectionPool::Config::Validate(limits), "maxPerPeer must lie in [1, 64]");
    limits = Limits();
    limits.maxTotal = 0;
    EXPECT_EQ(ConnectionPool::Config::Validate(limits), "maxTotal must be at least 1");
    limits = Limits();
    limits.backOffMin = Seconds(6);
    EXPECT_EQ(ConnectionPool::Config::Validate(limits), "backOffMin must lie in [0, backOffMax]");
    limits = Limits();
    limits.jitter = 1.5;
    EXPECT_EQ(ConnectionPool::Config::Validate(limits), "jitter must lie in [0, 1]");
    limits = Limits();
    limits.openTimeout = Time(0);
    EXPECT_EQ(ConnectionPool::Config::Validate(limits),
              "idleTimeout must not be negative, and openTimeout must be positive");
}
