/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPEN_TABLE_H
#define OPEN_TABLE_H

#include "mix-hash.h"

#include "ns3/assert.h"

#include <boost/intrusive/unordered_set.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Things that are open and wait for more, found by key, by age, and by which is to be evicted: the
 * oldest of the group that holds the most bytes (of equals, the group with the smallest number).
 * Knows no rule of reassembly.
 *
 * Every operation takes constant time, but for keeping the groups ordered by bytes, which takes the
 * logarithm of their number. What is removed leaves its memory for what opens next, for up to
 * MAX_SPARE entries and as many groups.
 *
 * @tparam Key equality-comparable; Key::Group() gives the number of its group, for instance its
 *        sender
 * @tparam Hash of a Key
 * @tparam Value what is kept, default-constructible
 */
template <typename Key, typename Hash, typename Value>
class OpenTable
{
    struct Group;

    // std::unordered_map strings all entries together, so that each change touches the buckets of
    // strangers, which are cold; here a change touches its own bucket only.
    using Hook = boost::intrusive::unordered_set_base_hook<
        boost::intrusive::store_hash<true>,
        boost::intrusive::link_mode<boost::intrusive::normal_link>>;

  public:
    static constexpr size_t MAX_SPARE = 256; //!< entries, and groups, whose memory is kept

    /// One open thing.
    struct Entry : public Hook
    {
        Key key{};           //!< which
        int64_t openedNs{0}; //!< when, ns
        uint64_t charge{0};  //!< bytes that it is charged with; see Charge
        Value value{};       //!< the caller's

      private:
        friend class OpenTable;
        Group* group{nullptr};
        Entry* older{nullptr};     //!< neighbor among all
        Entry* newer{nullptr};     //!< neighbor among all
        Entry* olderSame{nullptr}; //!< neighbor among the group's
        Entry* newerSame{nullptr}; //!< neighbor among the group's
    };

    OpenTable() = default;
    OpenTable(const OpenTable&) = delete;
    OpenTable& operator=(const OpenTable&) = delete;

    ~OpenTable()
    {
        m_index.clear_and_dispose(std::default_delete<Entry>());
    }

    /**
     * @param key a key
     * @return its entry, or nullptr when it is not open; valid until it is removed
     */
    Entry*
    Find(const Key& key)
    {
        // What comes next mostly belongs to the same thing as what came before.
        if (m_touched && m_touched->key == key)
        {
            return m_touched;
        }
        const auto found = m_index.find(key, EntryHash(), EntryEqual());
        if (found == m_index.end())
        {
            return nullptr;
        }
        m_touched = &*found;
        return m_touched;
    }

    /**
     * @param nowNs when, ns; not before that of the last call
     * @param key not open yet
     * @param charge bytes it holds at once
     * @return its entry, with a fresh value
     */
    Entry&
    Open(int64_t nowNs, const Key& key, uint64_t charge)
    {
        Entry& entry = Add(key);
        entry.openedNs = nowNs;
        entry.older = m_newest;
        (m_newest ? m_newest->newer : m_oldest) = &entry;
        m_newest = &entry;
        m_touched = &entry;
        JoinGroup(entry);
        Charge(entry, charge);
        return entry;
    }

    /**
     * @param entry an open entry
     * @param bytes what it holds from now on
     */
    void
    Charge(Entry& entry, uint64_t bytes)
    {
        Group& group = *entry.group;
        group.bytes += bytes - entry.charge;
        m_bytes += bytes - entry.charge;
        const bool grew = bytes > entry.charge;
        entry.charge = bytes;
        if (m_heap.size() > 1)
        {
            grew ? SiftUp(group.heapAt) : SiftDown(group.heapAt);
        }
    }

    /// @param entry the entry to forget; the reference is invalid then
    void
    Remove(Entry& entry)
    {
        (entry.older ? entry.older->newer : m_oldest) = entry.newer;
        (entry.newer ? entry.newer->older : m_newest) = entry.older;
        m_bytes -= entry.charge;
        if (m_touched == &entry)
        {
            m_touched = nullptr;
        }
        LeaveGroup(entry);
        m_index.erase(m_index.iterator_to(entry));
        Recycle(entry);
    }

    /// @return the oldest entry, nullptr when there is none
    Entry*
    Oldest() const
    {
        return m_oldest;
    }

    /**
     * @param entry an entry
     * @return the next younger one, nullptr when there is none
     */
    Entry*
    Newer(const Entry& entry) const
    {
        return entry.newer;
    }

    /// @return the entry to evict first, nullptr when there is none
    Entry*
    Victim() const
    {
        return m_heap.empty() ? nullptr : m_heap.front()->oldest;
    }

    /**
     * @param group number of a group
     * @return its oldest entry, nullptr when it has none
     */
    Entry*
    OldestOf(uint64_t group) const
    {
        const auto found = m_groups.find(group);
        return found == m_groups.end() ? nullptr : found->second.oldest;
    }

    /**
     * @param group number of a group
     * @return bytes that its entries hold, as charged
     */
    uint64_t
    BytesOf(uint64_t group) const
    {
        const auto found = m_groups.find(group);
        return found == m_groups.end() ? 0 : found->second.bytes;
    }

    /// @return how many are open
    size_t
    Count() const
    {
        return m_index.size();
    }

    /// @return bytes they hold, as charged
    uint64_t
    Bytes() const
    {
        return m_bytes;
    }

    /**
     * Recounts everything.
     *
     * @return an empty string, or one sentence that says what is off
     */
    std::string
    Check() const
    {
        size_t entries = 0;
        uint64_t bytes = 0;
        std::unordered_map<uint64_t, uint64_t> byGroup;
        for (const Entry* entry = m_oldest; entry; entry = entry->newer)
        {
            if (entry->newer && entry->newer->openedNs < entry->openedNs)
            {
                return "open entries are not in order of age";
            }
            entries++;
            bytes += entry->charge;
            byGroup[entry->key.Group()] += entry->charge;
        }
        if (entries != m_index.size() || bytes != m_bytes)
        {
            return "open entries or their bytes are not what was counted";
        }
        if (byGroup.size() != m_groups.size() || m_heap.size() != m_groups.size())
        {
            return "a group is listed without open entries or missing with some";
        }
        for (const Group* group : m_heap)
        {
            if (byGroup[group->number] != group->bytes || HoldsMore(*group, *m_heap.front()))
            {
                return "a group holds other than was counted, or more than the one on top";
            }
        }
        return "";
    }

  private:
    /// Entries that belong together.
    struct Group
    {
        uint64_t number{0};
        uint64_t bytes{0};
        size_t heapAt{0};
        Entry* oldest{nullptr};
        Entry* newest{nullptr};
    };

    struct EntryHash
    {
        size_t
        operator()(const Key& key) const
        {
            return Hash()(key);
        }

        size_t
        operator()(const Entry& entry) const
        {
            return Hash()(entry.key);
        }
    };

    struct EntryEqual
    {
        bool
        operator()(const Entry& a, const Entry& b) const
        {
            return a.key == b.key;
        }

        bool
        operator()(const Key& key, const Entry& entry) const
        {
            return key == entry.key;
        }
    };

    using Index = boost::intrusive::unordered_set<Entry,
                                                  boost::intrusive::base_hook<Hook>,
                                                  boost::intrusive::hash<EntryHash>,
                                                  boost::intrusive::equal<EntryEqual>,
                                                  boost::intrusive::power_2_buckets<true>>;
    using Bucket = typename Index::bucket_type;

    static constexpr size_t MIN_BUCKETS = 64;
    /// A key that is not there shall mostly find an empty bucket, and no stranger's cold memory.
    static constexpr size_t BUCKETS_PER_ENTRY = 4;

    struct GroupHash
    {
        size_t
        operator()(uint64_t number) const
        {
            return MixHash(number);
        }
    };

    static bool
    HoldsMore(const Group& a, const Group& b)
    {
        return a.bytes != b.bytes ? a.bytes > b.bytes : a.number < b.number;
    }

    void
    JoinGroup(Entry& entry)
    {
        const auto [at, isNew] = Insert(m_groups, m_spareGroups, entry.key.Group());
        Group& group = *at;
        if (isNew)
        {
            group.number = entry.key.Group();
            group.heapAt = m_heap.size();
            m_heap.push_back(&group);
        }
        entry.group = &group;
        entry.olderSame = group.newest;
        (group.newest ? group.newest->newerSame : group.oldest) = &entry;
        group.newest = &entry;
    }

    void
    LeaveGroup(Entry& entry)
    {
        Group& group = *entry.group;
        (entry.olderSame ? entry.olderSame->newerSame : group.oldest) = entry.newerSame;
        (entry.newerSame ? entry.newerSame->olderSame : group.newest) = entry.olderSame;
        group.bytes -= entry.charge;
        if (group.oldest)
        {
            SiftDown(group.heapAt);
            return;
        }
        const size_t at = group.heapAt;
        Group* last = m_heap.back();
        m_heap.pop_back();
        if (last != &group)
        {
            PutAt(at, last);
            SiftUp(at);
            SiftDown(last->heapAt);
        }
        Erase(m_groups, m_spareGroups, uint64_t{group.number});
    }

    /// @return an entry of this key, in the index
    Entry&
    Add(const Key& key)
    {
        if ((m_index.size() + 1) * BUCKETS_PER_ENTRY > m_bucketCount)
        {
            const size_t count = 2 * m_bucketCount;
            std::unique_ptr<Bucket[]> more(new Bucket[count]);
            m_index.rehash({more.get(), count});
            m_buckets = std::move(more);
            m_bucketCount = count;
        }
        std::unique_ptr<Entry> entry;
        if (m_spareEntries.empty())
        {
            entry = std::make_unique<Entry>();
        }
        else
        {
            entry = std::move(m_spareEntries.back());
            m_spareEntries.pop_back();
        }
        entry->key = key;
        [[maybe_unused]] const bool isNew = m_index.insert(*entry).second;
        NS_ASSERT_MSG(isNew, "the key is open already");
        return *entry.release();
    }

    /// @param entry one that is no longer in the index
    void
    Recycle(Entry& entry)
    {
        std::unique_ptr<Entry> owned(&entry);
        if (m_spareEntries.size() < MAX_SPARE)
        {
            *owned = Entry();
            m_spareEntries.push_back(std::move(owned));
        }
    }

    /// @return the value of a key, and whether it is new
    template <typename Map>
    static auto
    Insert(Map& map, std::vector<typename Map::node_type>& spare, const typename Map::key_type& key)
    {
        using Place = std::pair<typename Map::mapped_type*, bool>;
        const auto found = spare.empty() ? map.end() : map.find(key);
        if (spare.empty() || found != map.end())
        {
            const auto [at, isNew] = map.try_emplace(key);
            return Place(&at->second, isNew);
        }
        auto node = std::move(spare.back());
        spare.pop_back();
        node.key() = key;
        return Place(&map.insert(std::move(node)).position->second, true);
    }

    template <typename Map>
    static void
    Erase(Map& map, std::vector<typename Map::node_type>& spare, const typename Map::key_type& key)
    {
        auto node = map.extract(key);
        if (spare.size() < MAX_SPARE)
        {
            node.mapped() = typename Map::mapped_type{};
            spare.push_back(std::move(node));
        }
    }

    void
    SiftUp(size_t at)
    {
        Group* group = m_heap[at];
        while (at > 0 && HoldsMore(*group, *m_heap[(at - 1) / 2]))
        {
            PutAt(at, m_heap[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        PutAt(at, group);
    }

    void
    SiftDown(size_t at)
    {
        Group* group = m_heap[at];
        for (size_t child = 2 * at + 1; child < m_heap.size(); child = 2 * at + 1)
        {
            if (child + 1 < m_heap.size() && HoldsMore(*m_heap[child + 1], *m_heap[child]))
            {
                child++;
            }
            if (!HoldsMore(*m_heap[child], *group))
            {
                break;
            }
            PutAt(at, m_heap[child]);
            at = child;
        }
        PutAt(at, group);
    }

    void
    PutAt(size_t at, Group* group)
    {
        m_heap[at] = group;
        group->heapAt = at;
    }

    size_t m_bucketCount{MIN_BUCKETS};
    std::unique_ptr<Bucket[]> m_buckets{new Bucket[MIN_BUCKETS]};
    Index m_index{typename Index::bucket_traits(m_buckets.get(), MIN_BUCKETS)};
    std::vector<std::unique_ptr<Entry>> m_spareEntries;
    std::unordered_map<uint64_t, Group, GroupHash> m_groups;
    std::vector<typename decltype(m_groups)::node_type> m_spareGroups;
    std::vector<Group*> m_heap; //!< the group that holds the most bytes on top
    Entry* m_oldest{nullptr};
    Entry* m_newest{nullptr};
    Entry* m_touched{nullptr}; //!< the one that was found or opened last
    uint64_t m_bytes{0};
};

} // namespace sharding
} // namespace ns3

#endif /* OPEN_TABLE_H */
