/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The encodings of the second copy in raft-bugs.cc; in a file of their own because names within
// them are used there too.
#define sharding sharding_with_bugs
#include "../../model/raft/raft-wire.cc"
#include "../../model/raft/sharded-raft-rpc.cc"
#undef sharding
