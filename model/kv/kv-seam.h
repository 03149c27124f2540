/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_SEAM_H
#define KV_SEAM_H

/**
 * @ingroup sharding-kv
 *
 * Where a test can put a known mistake in, to see that the checks find it; see raft-seam.h.
 */
#ifndef KV_SEEDED_BUG
#define KV_SEEDED_BUG(name) false
#endif

#endif /* KV_SEAM_H */
