/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-core.h"
#include "ns3/raft-wire.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;

/// Carries out what a core wants, with a disk that is never late.
void
Settle(RaftCore& core, int64_t nowNs)
{
    for (uint64_t write = 1; write != 0;)
    {
        RaftReady& ready = core.Collect(nowNs);
        write = ready.write.id;
        const uint64_t applied = ready.applyLast;
        core.OnApplied(applied);
        core.OnPersisted(nowNs, write);
    }
}

} // namespace

/// Any messages, in any order, with time and the owner's calls between them: no term and no commit
/// index goes back, and no memory is read where none is. One byte says what comes, a second how long
/// a message is.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    RaftStart start;
    start.bootstrap.voters = {1, 2, 3};
    RaftOptions options;
    options.maxLogEntries = 50;
    options.trailingEntries = 2;
    options.leaseReads = true;
    options.maxOutbox = 20;
    options.maxSnapshotBytes = 4096;
    int64_t nowNs = 1000 * MS;
    RaftCore core(1, options, start, nowNs, 1);
    while (size >= 2)
    {
        const uint64_t term = core.Term();
        const uint64_t commit = core.Commit();
        const size_t length = std::min<size_t>(data[1], size - 2);
        switch (data[0] % 8)
        {
        case 0:
            nowNs += data[1] * MS;
            core.Tick(nowNs);
            break;
        case 1:
            core.Campaign(nowNs);
            break;
        case 2:
            core.Propose(nowNs, nullptr);
            break;
        case 3:
            core.ProposeMembership(nowNs, {1, data[1]}, {4});
            break;
        case 4:
            core.Read(nowNs, data[1], data[1] % 2 == 0);
            break;
        case 5:
            core.Compact(core.Applied(), nullptr);
            core.TransferTo(nowNs, data[1]);
            break;
        default:
            const auto message = RaftWire::Decode(data + 2, length);
            if (message.IsOk())
            {
                core.Receive(nowNs, message.Value());
            }
            data += length;
            size -= length;
        }
        data += 2;
        size -= 2;
        Settle(core, nowNs);
        if (core.Term() < term || core.Commit() < commit || core.Commit() > core.Log().LastIndex())
        {
            std::abort();
        }
    }
    return 0;
}
