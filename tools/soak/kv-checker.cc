/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-checker.h"

#include <xxhash.h>

namespace ns3
{
namespace sharding
{
namespace
{

uint64_t
ContentOf(const RaftEntry& entry)
{
    return XXH3_64bits_withSeed(entry.payload ? entry.payload->Data() : nullptr,
                                entry.sizeBytes,
                                static_cast<uint64_t>(entry.type));
}

std::optional<std::string>
Lookup(const KeyValueState& state, const std::string& key)
{
    KvRequest request;
    request.key = key;
    const KvReply reply = state.Read(request);
    return reply.hasValue ? std::optional<std::string>(reply.value) : std::nullopt;
}

} // namespace

KvChecker::KvChecker(uint32_t shards) : m_shards(shards)
{
}

void
KvChecker::Violate(const std::string& violation)
{
    if (m_violation.empty())
    {
        m_violation = violation;
    }
}

void
KvChecker::OnApplied(RaftShardId number,
                     uint64_t index,
                     const RaftEntry& entry,
                     const KeyValueState& state)
{
    Shard& shard = m_shards[number];
    if (state.Index() != index)
    {
        Violate("a state has not the index of the entry that was applied last");
    }
    if (index < shard.steps.size())
    {
        const Step& step = shard.steps[index];
        if (step.term != entry.term || step.content != ContentOf(entry))
        {
            Violate("two replicas applied different entries at one index");
        }
        else if (step.digest != state.Digest())
        {
            Violate("two replicas have different states after the same entry");
        }
        return;
    }
    if (index != shard.steps.size())
    {
        Violate("an entry was left out");
        return;
    }
    Step step;
    step.term = entry.term;
    step.content = ContentOf(entry);
    step.digest = state.Digest();
    if (entry.type == RaftEntryType::NORMAL)
    {
        auto command =
            KvCommand::Decode(entry.payload ? entry.payload->Data() : nullptr, entry.sizeBytes);
        if (!command.IsOk())
        {
            Violate("a command cannot be read");
            return;
        }
        step.isCommand = true;
        step.command = std::move(command.Value());
    }
    Record(shard, index, std::move(step), state);
}

/// The first replica shows what the entry did.
void
KvChecker::Record(Shard& shard, uint64_t index, Step step, const KeyValueState& state)
{
    const KvCommand& command = step.command;
    if (step.isCommand && command.verb != KvVerb::OPEN)
    {
        const Value before = At(shard, command.key, index);
        const Value after = Lookup(state, command.key);
        step.isChange = before != after;
        const bool isSwapAllowed =
            command.expectsAbsent ? !before : before && *before == command.expected;
        const bool isAllowed = command.verb == KvVerb::PUT ? after == command.value
                               : command.verb == KvVerb::REMOVE
                                   ? !after
                                   : isSwapAllowed && after == command.value;
        if (step.isChange)
        {
            if (!isAllowed)
            {
                Violate("a key got a value that the command does not give it");
            }
            if (command.verb == KvVerb::REMOVE)
            {
                shard.removals[command.key]++;
            }
            else if (!shard.effects.emplace(command.value, index).second)
            {
                Violate("a write took effect twice");
            }
            if (!shard.sequences.emplace(command.session, command.sequence).second)
            {
                Violate("a number of a session took effect twice");
            }
            shard.versions[command.key].emplace_back(index, after);
            shard.entries += after ? (before ? 0 : 1) : -1;
        }
    }
    if (state.Entries() != shard.entries)
    {
        Violate("an entry changed another key than its own");
    }
    shard.steps.push_back(std::move(step));
}

void
KvChecker::OnRestored(RaftShardId number,
                      const RaftSnapshotPointer& snapshot,
                      const KeyValueState& state)
{
    const Shard& shard = m_shards[number];
    const uint64_t index = snapshot ? snapshot->index : 0;
    if (index >= shard.steps.size() || state.Index() != index)
    {
        Violate("a snapshot has another index than it should");
        return;
    }
    if (state.Digest() != shard.steps[index].digest)
    {
        Violate("a restored state is another one than was saved");
    }
    if (snapshot)
    {
        const std::vector<uint8_t> again = state.Save();
        const RaftPayload& data = *snapshot->data;
        if (again != std::vector<uint8_t>(data.Data(), data.Data() + data.Size()))
        {
            Violate("a restored state is saved as other bytes");
        }
    }
}

uint64_t
KvChecker::Floor(RaftShardId shard) const
{
    return m_shards[shard].answered;
}

void
KvChecker::OnEnd(const KvCall& call, const KvEnd& end, uint64_t floor)
{
    Shard& shard = m_shards[end.shard];
    const KvReply& reply = end.reply;
    const bool isWrite = IsKvWrite(call.verb);
    if (end.outcome != KvOutcome::OK)
    {
        if (end.outcome == KvOutcome::UNKNOWN && !isWrite)
        {
            Violate("a read has an unknown outcome");
        }
        if (end.outcome == KvOutcome::UNKNOWN && call.verb == KvVerb::REMOVE)
        {
            shard.removals[call.key]--;
        }
        if (end.outcome == KvOutcome::FAILED && !call.value.empty())
        {
            m_failed.emplace_back(end.shard, call.value);
        }
        return;
    }
    if (reply.index >= shard.steps.size())
    {
        Violate("an answer came before anybody had applied so much");
        return;
    }
    if (!reply.stale && (isWrite ? reply.index <= floor : reply.index < floor))
    {
        Violate(isWrite ? "a write stands before one that was answered before it began"
                        : "a read does not see what was answered before it began");
    }
    if (reply.stale && !call.stale)
    {
        Violate("an answer is stale that was not to be");
    }
    if (isWrite)
    {
        CheckWrite(shard, call, reply, floor);
    }
    else if (call.verb == KvVerb::SCAN)
    {
        CheckScan(shard, call, reply);
    }
    else
    {
        const Value value = reply.hasValue ? Value(reply.value) : std::nullopt;
        if (value != At(shard, call.key, reply.index))
        {
            Violate("a read has a value that was not there");
        }
    }
    if (!reply.stale)
    {
        shard.answered = std::max(shard.answered, reply.index);
    }
}

void
KvChecker::CheckWrite(Shard& shard, const KvCall& call, const KvReply& reply, uint64_t /* floor */)
{
    const Step& step = shard.steps[reply.index];
    const bool isThis = step.isCommand && step.command.verb == call.verb &&
                        step.command.key == call.key && step.command.value == call.value;
    if (!isThis)
    {
        Violate("a write was acknowledged, and another entry stands there");
        return;
    }
    if (step.isChange != (reply.status == KvStatus::OK))
    {
        Violate(step.isChange ? "a write took effect, and the answer says that it did not"
                              : "a write was acknowledged that had no effect");
        return;
    }
    if (call.verb == KvVerb::REMOVE && step.isChange)
    {
        shard.removals[call.key]--;
        if (!shard.claimed.insert(reply.index).second)
        {
            Violate("two removals were acknowledged for one");
        }
    }
    if (reply.status == KvStatus::MISMATCH)
    {
        const Value current = reply.hasValue ? Value(reply.value) : std::nullopt;
        if (current != At(shard, call.key, reply.index))
        {
            Violate("a mismatch names a value that was not there");
        }
    }
}

void
KvChecker::CheckScan(const Shard& shard, const KvCall& call, const KvReply& reply)
{
    std::vector<KvReply::Entry> expected;
    bool more = false;
    for (auto at = shard.versions.lower_bound(call.key); at != shard.versions.end() && !more; ++at)
    {
        const Value value = At(shard, at->first, reply.index);
        more = value && expected.size() == call.limit;
        if (value && !more)
        {
            expected.emplace_back(at->first, *value);
        }
    }
    if (reply.entries != expected || reply.more != more)
    {
        Violate("a scan has other entries than were there");
    }
}

void
KvChecker::AtEnd()
{
    for (const auto& [shard, value] : m_failed)
    {
        if (m_shards[shard].effects.count(value) > 0)
        {
            Violate("a write that failed took effect");
        }
    }
    for (const Shard& shard : m_shards)
    {
        for (const auto& [key, surplus] : shard.removals)
        {
            if (surplus > 0)
            {
                Violate("a removal took effect that nobody knows of");
            }
        }
    }
}

/// @return the value of a key after the entry
KvChecker::Value
KvChecker::At(const Shard& shard, const std::string& key, uint64_t index) const
{
    const auto found = shard.versions.find(key);
    if (found == shard.versions.end())
    {
        return std::nullopt;
    }
    Value value;
    for (auto at = found->second.rbegin(); at != found->second.rend(); ++at)
    {
        if (at->first <= index)
        {
            return at->second;
        }
    }
    return value;
}

} // namespace sharding
} // namespace ns3
