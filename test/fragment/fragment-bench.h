/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_BENCH_H
#define FRAGMENT_BENCH_H

#include "ns3/reassembler.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// A reassembler of bytes and all that it reports. Each push must leave the ledger closed.
class FragmentBench
{
  public:
    explicit FragmentBench(const ReassemblyLimits& limits = Limits(),
                           FragmentBudget* budget = nullptr)
        : reassembler(
              limits, [this](const LostMessage& message) { lost.push_back(message); }, budget)
    {
    }

    /// Small limits, strict order, ten milliseconds.
    static ReassemblyLimits
    Limits()
    {
        ReassemblyLimits limits;
        limits.maxMessageSize = 1000;
        limits.maxFragments = 100;
        limits.maxBytes = 20000;
        limits.softBytes = 10000;
        limits.timeout = MilliSeconds(10);
        return limits;
    }

    /// The same, with fragments up to this far ahead.
    static ReassemblyLimits
    Tolerant(uint32_t window)
    {
        ReassemblyLimits limits = Limits();
        limits.reorderWindow = window;
        return limits;
    }

    /// Pushes a fragment whose index ends in '!' when it is the last: Push(0, 7, "2!", "text").
    std::string
    Push(int64_t ms, uint64_t id, const std::string& index, const std::string& text)
    {
        ArrivedFragment fragment;
        fragment.header = {MessageId(id),
                           FragmentIndex(static_cast<uint32_t>(std::stoul(index))),
                           index.back() == '!'};
        fragment.peer = peer;
        fragment.totalLength = total;
        const ByteSpan payload(reinterpret_cast<const uint8_t*>(text.data()), text.size());
        const FragmentOutcome outcome =
            reassembler.Push(MilliSeconds(ms), fragment, payload, whole);
        EXPECT_EQ(reassembler.CheckLedger(), "");
        return FragmentOutcomeName(outcome);
    }

    /// @return the message that was put together last
    std::string
    Text() const
    {
        return {whole.content.begin(), whole.content.end()};
    }

    /// @return why messages were given up, in order
    std::string
    Losses() const
    {
        std::string names;
        for (const LostMessage& message : lost)
        {
            names += (names.empty() ? "" : " ") + FragmentOutcomeName(message.reason);
        }
        return names;
    }

    uint64_t peer{0};              //!< who sends
    std::optional<uint64_t> total; //!< declared in each fragment
    std::vector<LostMessage> lost;
    Reassembler::Message whole;
    Reassembler reassembler;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_BENCH_H */
