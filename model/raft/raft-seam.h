/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SEAM_H
#define RAFT_SEAM_H

/**
 * @ingroup sharding-raft
 *
 * Where a test can put a known mistake in, to see that the checks find it. One program of the tests
 * compiles the core a second time with another definition; everywhere else the condition is a
 * constant, and the compiler leaves nothing of it.
 */
#ifndef RAFT_SEEDED_BUG
#define RAFT_SEEDED_BUG(name) false
#endif

#endif /* RAFT_SEAM_H */
