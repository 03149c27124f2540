/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-placement.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
// Inlined, because hashing sixteen bytes takes less than a call.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ns3
{
namespace sharding
{

namespace
{

using Candidates = std::vector<uint32_t>;

/// @return one of the candidates, evenly by the hash of two words
uint32_t
ChooseByHash(uint64_t first, uint64_t second, const Candidates& candidates)
{
    const std::array<uint64_t, 2> words{first, second};
    const uint64_t high = XXH3_64bits(words.data(), sizeof(words)) >> 32;
    // A product in place of a remainder: as even, and without a division.
    return candidates[high * candidates.size() >> 32];
}

/// Paths that are equally good take turns.
class Turns
{
  public:
    /**
     * @param candidates to choose from
     * @param cost of a path; the lowest wins
     * @return the cheapest candidate, the first one behind the last winner where there are several
     */
    template <typename Cost>
    uint32_t
    ChooseCheapest(const Candidates& candidates, Cost&& cost)
    {
        const size_t first =
            std::upper_bound(candidates.begin(), candidates.end(), m_last) - candidates.begin();
        uint32_t best = candidates[first % candidates.size()];
        auto lowest = cost(best);
        for (size_t i = 1; i < candidates.size(); i++)
        {
            const uint32_t path = candidates[(first + i) % candidates.size()];
            const auto price = cost(path);
            if (price < lowest)
            {
                best = path;
                lowest = price;
            }
        }
        m_last = best;
        return best;
    }

  private:
    uint32_t m_last{UINT32_MAX};
};

class HashPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey& key, const PathTable&, const Candidates& candidates) override
    {
        return ChooseByHash(
            key.packetId, uint64_t{key.senderId} << 32 | key.shardIndex, candidates);
    }
};

class FlowHashPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey& key, const PathTable&, const Candidates& candidates) override
    {
        return ChooseByHash(key.flow, key.senderId, candidates);
    }
};

class RoundRobinPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey&, const PathTable&, const Candidates& candidates) override
    {
        return m_turns.ChooseCheapest(candidates, [](uint32_t) { return 0; });
    }

  private:
    Turns m_turns;
};

class RandomPlacement : public ShardPlacement
{
  public:
    explicit RandomPlacement(Draw draw) : m_draw(std::move(draw))
    {
    }

    uint32_t
    Place(const PlacementKey&, const PathTable&, const Candidates& candidates) override
    {
        return candidates[m_draw(static_cast<uint32_t>(candidates.size()))];
    }

  private:
    Draw m_draw;
};

class TwoChoicesPlacement : public ShardPlacement
{
  public:
    explicit TwoChoicesPlacement(Draw draw) : m_draw(std::move(draw))
    {
    }

    uint32_t
    Place(const PlacementKey&, const PathTable& paths, const Candidates& candidates) override
    {
        const auto count = static_cast<uint32_t>(candidates.size());
        const uint32_t first = candidates[m_draw(count)];
        const uint32_t second = candidates[m_draw(count)];
        return paths[second].GetQueueNs() < paths[first].GetQueueNs() ? second : first;
    }

  private:
    Draw m_draw;
};

class ShortestQueuePlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey&, const PathTable& paths, const Candidates& candidates) override
    {
        return m_turns.ChooseCheapest(candidates,
                                      [&paths](uint32_t path) { return paths[path].GetQueueNs(); });
    }

  private:
    Turns m_turns;
};

/// Smooth weighted round robin: each turn every path earns its weight, and the richest pays for all.
class WeightedPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey&, const PathTable& paths, const Candidates& candidates) override
    {
        m_credit.resize(paths.GetCount());
        double sum = 0;
        uint32_t richest = candidates.front();
        for (const uint32_t path : candidates)
        {
            sum += paths[path].weight;
            m_credit[path] += paths[path].weight;
            richest = m_credit[path] > m_credit[richest] ? path : richest;
        }
        m_credit[richest] -= sum;
        return richest;
    }

  private:
    std::vector<double> m_credit; //!< by path
};

class FlowletPlacement : public ShardPlacement
{
  public:
    FlowletPlacement(Draw draw, int64_t gapNs)
        : m_draw(std::move(draw)), m_gapNs(gapNs), m_slots(FLOWLETS)
    {
    }

    uint32_t
    Place(const PlacementKey& key, const PathTable&, const Candidates& candidates) override
    {
        Slot& slot = m_slots[XXH3_64bits(&key.flow, sizeof(key.flow)) % FLOWLETS];
        const bool goesOn = slot.used && key.nowNs - slot.lastNs < m_gapNs &&
                            std::binary_search(candidates.begin(), candidates.end(), slot.path);
        if (!goesOn)
        {
            slot.path = candidates[m_draw(static_cast<uint32_t>(candidates.size()))];
        }
        slot.used = true;
        slot.lastNs = key.nowNs;
        return slot.path;
    }

  private:
    struct Slot
    {
        bool used{false};
        uint32_t path{0};
        int64_t lastNs{0};
    };

    Draw m_draw;
    int64_t m_gapNs;
    std::vector<Slot> m_slots;
};

class MinRttPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey&, const PathTable& paths, const Candidates& candidates) override
    {
        return m_turns.ChooseCheapest(candidates,
                                      [&paths](uint32_t path) { return paths[path].rttNs; });
    }

  private:
    Turns m_turns;
};

class EarliestPlacement : public ShardPlacement
{
  public:
    uint32_t
    Place(const PlacementKey& key, const PathTable& paths, const Candidates& candidates) override
    {
        return m_turns.ChooseCheapest(candidates,
                                      [&](uint32_t path)
                                      {
                                          const PathState& state = paths[path];
                                          return state.GetStartNs() +
                                                 key.bytes * 8e9 / state.rateBps;
                                      });
    }

  private:
    Turns m_turns;
};

} // namespace

bool
ShardPlacement::NeedsDraw(ShardPlacementType type)
{
    return type == ShardPlacementType::RANDOM || type == ShardPlacementType::TWO_CHOICES ||
           type == ShardPlacementType::FLOWLET;
}

std::unique_ptr<ShardPlacement>
ShardPlacement::Create(const Config& config)
{
    NS_ASSERT_MSG(config.draw || !NeedsDraw(config.type), "a random placement needs a Draw");
    switch (config.type)
    {
    case ShardPlacementType::HASH:
        return std::make_unique<HashPlacement>();
    case ShardPlacementType::FLOW_HASH:
        return std::make_unique<FlowHashPlacement>();
    case ShardPlacementType::ROUND_ROBIN:
        return std::make_unique<RoundRobinPlacement>();
    case ShardPlacementType::RANDOM:
        return std::make_unique<RandomPlacement>(config.draw);
    case ShardPlacementType::TWO_CHOICES:
        return std::make_unique<TwoChoicesPlacement>(config.draw);
    case ShardPlacementType::SHORTEST_QUEUE:
        return std::make_unique<ShortestQueuePlacement>();
    case ShardPlacementType::WEIGHTED:
        return std::make_unique<WeightedPlacement>();
    case ShardPlacementType::FLOWLET:
        return std::make_unique<FlowletPlacement>(config.draw, config.flowletGapNs);
    case ShardPlacementType::MIN_RTT:
        return std::make_unique<MinRttPlacement>();
    case ShardPlacementType::EARLIEST:
        return std::make_unique<EarliestPlacement>();
    }
    NS_ASSERT_MSG(false, "no such placement");
    return nullptr;
}

} // namespace sharding
} // namespace ns3
