/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "history-kit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <sstream>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

using Store = std::map<std::string, std::string>;

KvValue
Held(const Store& store, const std::string& key)
{
    const auto place = store.find(key);
    return place == store.end() ? KvValue() : KvValue(place->second);
}

void
Write(Store& store, const std::string& key, const KvValue& value)
{
    store.erase(key);
    if (value)
    {
        store[key] = *value;
    }
}

/// Carries an operation out. @return the answer
KvResult
Apply(Store& store, const KvOperation& operation)
{
    KvResult result;
    const KvValue held = Held(store, operation.key);
    switch (operation.kind)
    {
    case KvKind::GET:
        result.found = held;
        break;
    case KvKind::PUT:
        Write(store, operation.key, operation.value);
        break;
    case KvKind::DELETE:
        result.applied = held.has_value();
        Write(store, operation.key, std::nullopt);
        break;
    case KvKind::CAS:
        result.applied = held == operation.expected;
        if (*result.applied)
        {
            Write(store, operation.key, operation.value);
        }
        else
        {
            result.found = held;
        }
        break;
    case KvKind::SCAN:
        for (const auto& [key, value] : store)
        {
            if (key >= operation.key && (operation.until.empty() || key < operation.until))
            {
                result.rows.push_back({key, value});
            }
        }
        break;
    }
    return result;
}

/// Whether an answer is what the client got; a client may know less than there is to know.
bool
Agrees(const KvOperation& operation, const KvResult& result)
{
    const KvResult& got = operation.result;
    return operation.outcome != KvOutcome::OK ||
           ((!got.found || got.found == result.found) &&
            (!got.applied || got.applied == result.applied) && got.rows == result.rows);
}

bool
Precedes(const KvOperation& one, const KvOperation& other)
{
    return one.outcome == KvOutcome::OK &&
           (one.endNs < other.beginNs || (one.endNs == other.beginNs && one.beginNs < one.endNs));
}

bool
TryAll(const std::vector<KvOperation>& operations, std::vector<bool>& placed, const Store& store)
{
    bool complete = true;
    for (std::size_t i = 0; i < operations.size(); i++)
    {
        complete = complete && (placed[i] || operations[i].outcome != KvOutcome::OK);
    }
    if (complete)
    {
        return true;
    }
    for (std::size_t i = 0; i < operations.size(); i++)
    {
        bool can = !placed[i] && operations[i].outcome != KvOutcome::FAILED;
        for (std::size_t j = 0; j < operations.size(); j++)
        {
            can = can && (j == i || placed[j] || !Precedes(operations[j], operations[i]));
        }
        Store after = store;
        if (!can || !Agrees(operations[i], Apply(after, operations[i])))
        {
            continue;
        }
        placed[i] = true;
        if (TryAll(operations, placed, after))
        {
            return true;
        }
        placed[i] = false;
    }
    return false;
}

KvValue
ParseValue(const std::string& word)
{
    return word == "nothing" ? KvValue() : KvValue(word);
}

void
ParseAnswer(std::istringstream& words, KvOperation& operation)
{
    std::string word;
    while (words >> word)
    {
        if (word == "failed")
        {
            operation.outcome = KvOutcome::FAILED;
        }
        else if (word == "did")
        {
            operation.result.applied = true;
        }
        else if (word == "not")
        {
            operation.result.applied = false;
        }
        else if (word == "found")
        {
            operation.result.applied = false;
            words >> word;
            operation.result.found = ParseValue(word);
        }
        else if (word != "->")
        {
            const std::size_t equals = word.find('=');
            if (equals == std::string::npos)
            {
                operation.result.found = ParseValue(word);
            }
            else
            {
                operation.result.rows.push_back({word.substr(0, equals), word.substr(equals + 1)});
            }
        }
    }
}

KvOperation
ParseLine(const std::string& line)
{
    std::istringstream words(line);
    KvOperation operation;
    std::string times;
    std::string kind;
    std::string word;
    words >> operation.session >> times >> kind >> operation.key;
    const std::size_t dash = times.find('-');
    operation.beginNs = std::stoll(times);
    if (dash + 1 < times.size())
    {
        operation.endNs = std::stoll(times.substr(dash + 1));
        operation.outcome = KvOutcome::OK;
    }
    for (const KvKind candidate :
         {KvKind::GET, KvKind::PUT, KvKind::DELETE, KvKind::CAS, KvKind::SCAN})
    {
        operation.kind = kind == KvKindName(candidate) ? candidate : operation.kind;
    }
    if (operation.kind == KvKind::SCAN)
    {
        words >> operation.until;
    }
    if (operation.kind == KvKind::CAS)
    {
        words >> word;
        operation.expected = ParseValue(word);
    }
    if (operation.kind == KvKind::PUT || operation.kind == KvKind::CAS)
    {
        words >> word;
        operation.value = ParseValue(word);
    }
    ParseAnswer(words, operation);
    return operation;
}

/// Draws what a client asks.
KvOperation
DrawCall(Dice& dice, const HistoryRecipe& recipe, uint64_t& writes)
{
    const auto drawValue = [&]() -> std::string
    {
        writes++;
        return std::to_string(recipe.values == 0 ? writes : dice.Between(1, recipe.values));
    };
    KvOperation call;
    call.kind = dice.OneOf({KvKind::GET, KvKind::GET, KvKind::DELETE, KvKind::CAS, KvKind::CAS});
    if (dice.OneIn(recipe.putOneIn))
    {
        call.kind = KvKind::PUT;
    }
    if (recipe.scanOneIn != 0 && dice.OneIn(recipe.scanOneIn))
    {
        call.kind = KvKind::SCAN;
        return call;
    }
    call.key = std::string(1, 'a' + dice.Between(0, recipe.keys - 1));
    if (call.kind == KvKind::PUT)
    {
        call.value = drawValue();
    }
    if (call.kind == KvKind::CAS)
    {
        const uint64_t guess = dice.Between(0, recipe.values == 0 ? writes : recipe.values);
        call.expected = guess == 0 ? KvValue() : KvValue(std::to_string(guess));
        call.value = dice.OneIn(4) ? KvValue() : KvValue(drawValue());
    }
    return call;
}

} // namespace

KvHistory
ParseStory(const std::string& story)
{
    std::vector<KvOperation> operations;
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        if (line.find_first_not_of(' ') != std::string::npos)
        {
            operations.push_back(ParseLine(line));
        }
    }
    return MakeHistory(operations);
}

bool
IsLinearizableByTrial(const std::vector<KvOperation>& operations)
{
    std::vector<bool> placed(operations.size());
    return TryAll(operations, placed, {});
}

std::vector<KvOperation>
DrawAtomicHistory(Dice& dice, const HistoryRecipe& recipe)
{
    std::vector<KvOperation> operations;
    std::vector<int64_t> effect; // when each takes effect; -1: never
    std::vector<int64_t> now(recipe.sessions);
    uint64_t writes = 0;
    for (uint32_t i = 0; i < recipe.operations; i++)
    {
        const uint64_t session = dice.Between(0, recipe.sessions - 1);
        KvOperation call = DrawCall(dice, recipe, writes);
        call.session = session;
        call.beginNs = now[session] + static_cast<int64_t>(dice.Between(0, recipe.pause));
        call.endNs = call.beginNs + static_cast<int64_t>(dice.Between(1, recipe.length));
        now[session] = call.endNs;
        call.outcome = KvOutcome::OK;
        effect.push_back(dice.Between(call.beginNs, call.endNs));
        if (recipe.failedOneIn != 0 && dice.OneIn(recipe.failedOneIn))
        {
            call.outcome = KvOutcome::FAILED;
            effect.back() = -1;
        }
        else if (recipe.unknownOneIn != 0 && dice.OneIn(recipe.unknownOneIn))
        {
            call.outcome = KvOutcome::UNKNOWN;
            effect.back() = dice.OneIn(2)
                                ? -1
                                : static_cast<int64_t>(dice.Between(call.beginNs, 4 * call.endNs));
        }
        operations.push_back(call);
    }
    std::vector<std::size_t> order(operations.size());
    std::iota(order.begin(), order.end(), 0);
    // At one instant what ends then comes before what begins then.
    std::stable_sort(order.begin(),
                     order.end(),
                     [&](std::size_t a, std::size_t b)
                     {
                         return std::make_pair(effect[a], operations[a].beginNs) <
                                std::make_pair(effect[b], operations[b].beginNs);
                     });
    Store store;
    for (const std::size_t i : order)
    {
        if (effect[i] < 0)
        {
            continue;
        }
        const KvResult result = Apply(store, operations[i]);
        operations[i].result = result;
        // Some stores say less.
        if (operations[i].kind == KvKind::DELETE && dice.OneIn(2))
        {
            operations[i].result.applied.reset();
        }
        if (operations[i].kind == KvKind::CAS && dice.OneIn(2))
        {
            operations[i].result.found.reset();
        }
    }
    for (KvOperation& operation : operations)
    {
        if (operation.outcome == KvOutcome::UNKNOWN)
        {
            operation.endNs = KV_OPEN_END;
        }
        if (operation.outcome != KvOutcome::OK)
        {
            operation.result = KvResult();
        }
    }
    std::stable_sort(operations.begin(),
                     operations.end(),
                     [](const auto& a, const auto& b) { return a.beginNs < b.beginNs; });
    return operations;
}

void
ChangeAnAnswer(Dice& dice, std::vector<KvOperation>& operations)
{
    KvOperation& changed = operations[dice.Between(0, operations.size() - 1)];
    KvResult& result = changed.result;
    const KvOperation& other = operations[dice.Between(0, operations.size() - 1)];
    if (changed.outcome != KvOutcome::OK)
    {
        return;
    }
    switch (changed.kind)
    {
    case KvKind::GET:
        result.found = dice.OneIn(4) ? KvValue() : other.value;
        break;
    case KvKind::CAS:
        result.applied = !*result.applied;
        result.found.reset();
        break;
    case KvKind::DELETE:
        result.applied = dice.OneIn(2);
        break;
    case KvKind::SCAN:
        if (!result.rows.empty() && dice.OneIn(2))
        {
            result.rows.pop_back();
        }
        else if (!result.rows.empty())
        {
            result.rows.front().value = other.value.value_or("1");
        }
        break;
    case KvKind::PUT:
        changed.value = other.value.value_or("1");
        break;
    }
}

KvHistory
MakeHistory(const std::vector<KvOperation>& operations)
{
    KvHistory history;
    for (const KvOperation& operation : operations)
    {
        EXPECT_EQ(history.Add(operation), "");
    }
    return history;
}

} // namespace sharding
} // namespace ns3
