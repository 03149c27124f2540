/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HISTORY_KIT_H
#define HISTORY_KIT_H

#include "tools/soak/dice.h"

#include "ns3/kv-history.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * A history as a test writes it: one operation per line,
 *
 *     1  0-10  put a 1
 *     2  5-20  get a -> 1          get a -> nothing
 *     3  5-20  cas a 1 2 did       cas a nothing 2 did not, cas a 1 nothing did, cas a 1 2 found 3
 *     4  5-    put a 1             unknown
 *     5  5-20  put a 1 failed
 *     6  5-20  delete a            delete a did, delete a did not
 *     7  5-20  scan a e -> a=1 b=2
 *
 * that is session, begin and end in ns, what was asked and what came back. All is of shard 0.
 *
 * @param story the lines
 * @return the history
 */
KvHistory ParseStory(const std::string& story);

/**
 * Whether a history is linearizable, by trying all orders of all operations.
 *
 * @param operations few operations
 * @return whether one order fits
 */
bool IsLinearizableByTrial(const std::vector<KvOperation>& operations);

/// What random histories are made of.
struct HistoryRecipe
{
    uint32_t operations{6}; //!< how many
    uint32_t sessions{3};   //!< of how many clients
    uint32_t keys{1};       //!< of how many keys, of one shard
    uint32_t values{3};     //!< how many values there are; zero: each write has its own
    uint32_t unknownOneIn{
        8}; //!< of so many operations one is lost, half of these take effect later; zero: none
    uint32_t failedOneIn{12}; //!< of so many operations one fails; zero: none
    uint32_t scanOneIn{0};    //!< of so many operations one is a scan; zero: none
    uint32_t putOneIn{3};     //!< of so many operations one is a put; the rest are all kinds
    uint64_t length{8};       //!< longest operation, in ns
    uint64_t pause{3};        //!< longest pause of a session between two, in ns
};

/**
 * What clients see of a store that is atomic.
 *
 * @param dice where chance comes from
 * @param recipe what to make
 * @return operations in the order of their begin
 */
std::vector<KvOperation> DrawAtomicHistory(Dice& dice, const HistoryRecipe& recipe);

/**
 * Changes one answer, at random: a value that was read, or whether a swap was done.
 *
 * @param dice where chance comes from
 * @param operations what to change
 */
void ChangeAnAnswer(Dice& dice, std::vector<KvOperation>& operations);

/**
 * @param operations operations
 * @return them as a history; each is expected to be valid
 */
KvHistory MakeHistory(const std::vector<KvOperation>& operations);

} // namespace sharding
} // namespace ns3

#endif /* HISTORY_KIT_H */
