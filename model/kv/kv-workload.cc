/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-workload.h"

#include "kv-bytes.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <xxhash.h>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr KvVerb VERB_OF_WEIGHT[] = {
    KvVerb::GET, KvVerb::PUT, KvVerb::REMOVE, KvVerb::COMPARE_AND_SWAP, KvVerb::SCAN};
constexpr uint64_t MOST_KEYS = 1ULL << 40U;
constexpr size_t PLACES = 1024; //!< for what was seen of keys

bool
IsShare(double share)
{
    return share >= 0 && share <= 1;
}

} // namespace

std::string
KvWorkload::Config::Validate(const Config& config)
{
    double sum = 0;
    for (const double weight : config.weights)
    {
        if (!(weight >= 0) || std::isinf(weight))
        {
            return "a weight must not be negative";
        }
        sum += weight;
    }
    if (sum <= 0)
    {
        return "one of the weights must be positive";
    }
    if (config.shards == 0 || config.keys == 0 || config.keys > MOST_KEYS)
    {
        return "there must be a shard and from 1 to 2^40 keys";
    }
    if (!(config.exponent >= 0 && config.exponent <= KvZipf::MAX_EXPONENT))
    {
        return "the exponent must be in [0, 20]";
    }
    if (config.choice == KvKeyChoice::HOT_SET &&
        (config.hotKeys == 0 || config.hotKeys > config.keys))
    {
        return "there must be from 1 to all keys in the hot set";
    }
    if (!IsShare(config.hotShare) || !IsShare(config.staleShare))
    {
        return "a share must be in [0, 1]";
    }
    if (config.valueBytes < MIN_VALUE_BYTES || config.valueBytes > KvWire::MAX_VALUE_BYTES)
    {
        return "a value must have from 16 bytes to 64 MiB";
    }
    if (config.scanLimit == 0)
    {
        return "a scan must ask for an entry";
    }
    return "";
}

KvWorkload::KvWorkload(const Config& config, Draw drawKey, Draw drawVerb)
    : m_config(config), m_drawKey(std::move(drawKey)), m_drawVerb(std::move(drawVerb)),
      m_zipf(config.keys, config.exponent), m_seen(PLACES)
{
}

KvCall
KvWorkload::Next()
{
    KvCall call;
    call.verb = DrawVerb();
    const uint64_t number = DrawKeyNumber();
    call.key = KeyName(number);
    if (!IsKvWrite(call.verb))
    {
        call.stale = m_config.staleShare > 0 && m_drawVerb() < m_config.staleShare;
    }
    if (call.verb == KvVerb::SCAN)
    {
        call.shard = static_cast<RaftShardId>(number % m_config.shards);
        call.limit = m_config.scanLimit;
    }
    if (call.verb == KvVerb::PUT || call.verb == KvVerb::COMPARE_AND_SWAP)
    {
        call.value = MakeValue(m_config.client, ++m_writes, m_config.valueBytes);
    }
    if (call.verb == KvVerb::COMPARE_AND_SWAP)
    {
        const Seen& seen = SeenAt(call.key);
        const bool isKnown = seen.key == call.key && seen.value;
        call.expectsAbsent = !isKnown;
        call.expected = isKnown ? *seen.value : std::string();
    }
    return call;
}

void
KvWorkload::Note(const KvCall& call, const KvEnd& end)
{
    if (call.verb == KvVerb::SCAN || end.outcome != KvOutcome::OK)
    {
        return;
    }
    Seen& seen = SeenAt(call.key);
    seen.key = call.key;
    seen.value = std::nullopt;
    if (end.reply.hasValue)
    {
        seen.value = end.reply.value;
    }
    else if (end.reply.status == KvStatus::OK && call.verb != KvVerb::REMOVE)
    {
        seen.value = call.value;
    }
}

std::string
KvWorkload::KeyName(uint64_t number)
{
    std::string digits = std::to_string(number);
    return "key-" + std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits;
}

std::string
KvWorkload::MakeValue(uint64_t client, uint64_t write, uint32_t bytes)
{
    std::vector<uint8_t> value;
    value.reserve(bytes);
    KvByteSink sink(value);
    sink.Number<8>(client);
    sink.Number<8>(write);
    auto filler = static_cast<uint32_t>(write);
    while (value.size() < bytes)
    {
        filler = filler * 1664525 + 1013904223;
        value.push_back(static_cast<uint8_t>(filler >> 24U));
    }
    return {value.begin(), value.end()};
}

uint64_t
KvWorkload::DrawKeyNumber()
{
    const auto among = [this](uint64_t count)
    {
        const auto number = static_cast<uint64_t>(m_drawKey() * static_cast<double>(count));
        return std::min(number, count - 1);
    };
    switch (m_config.choice)
    {
    case KvKeyChoice::ZIPF:
        return m_zipf.Draw(m_drawKey) - 1;
    case KvKeyChoice::HOT_SET:
    {
        const bool isHot = m_drawKey() < m_config.hotShare;
        const uint64_t cold = m_config.keys - m_config.hotKeys;
        return isHot || cold == 0 ? among(m_config.hotKeys) : m_config.hotKeys + among(cold);
    }
    default:
        return among(m_config.keys);
    }
}

KvVerb
KvWorkload::DrawVerb()
{
    double sum = 0;
    for (const double weight : m_config.weights)
    {
        sum += weight;
    }
    double left = m_drawVerb() * sum;
    size_t chosen = 0;
    for (size_t i = 0; i < VERBS; i++)
    {
        if (m_config.weights[i] > 0)
        {
            chosen = i;
            if (left < m_config.weights[i])
            {
                break;
            }
            left -= m_config.weights[i];
        }
    }
    return VERB_OF_WEIGHT[chosen];
}

KvWorkload::Seen&
KvWorkload::SeenAt(const std::string& key)
{
    return m_seen[XXH3_64bits(key.data(), key.size()) % PLACES];
}

} // namespace sharding
} // namespace ns3
