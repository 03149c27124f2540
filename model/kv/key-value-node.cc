/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "key-value-node.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("KeyValueNode");
NS_OBJECT_ENSURE_REGISTERED(KeyValueNode);

TypeId
KeyValueNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::KeyValueNode")
            .SetParent<RaftShardNode>()
            .SetGroupName("Sharding")
            .AddConstructor<KeyValueNode>()
            .AddAttribute("ReadMode",
                          "What reads rest on: quorum: a majority says that the leader still "
                          "leads; lease: the leader's lease, "
                          "where it has one (attribute LeaseReads); stale: nothing, any replica "
                          "answers with what it has.",
                          EnumDefault(KvReadMode::QUORUM),
                          EnumAccessor(&KeyValueNode::m_readMode),
                          EnumNames(KvReadMode::QUORUM,
                                    "quorum",
                                    KvReadMode::LEASE,
                                    "lease",
                                    KvReadMode::STALE,
                                    "stale"))
            .AddAttribute("FollowerReads",
                          "Whether a replica that does not lead asks the leader how far it must "
                          "be, and answers a read itself.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&KeyValueNode::m_followerReads),
                          MakeBooleanChecker())
            .AddAttribute("MaxPending",
                          "Requests that wait for an answer; beyond, they are answered overloaded.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&KeyValueNode::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1, 1U << 24U))
            .AddAttribute("MaxKeySize",
                          "Longest key, bytes; the same on all nodes, as all that follow.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&KeyValueNode::m_maxKeyBytes),
                          MakeUintegerChecker<uint32_t>(1, KvWire::MAX_KEY_BYTES))
            .AddAttribute("MaxValueSize",
                          "Longest value, bytes.",
                          UintegerValue(1U << 20U),
                          MakeUintegerAccessor(&KeyValueNode::m_maxValueBytes),
                          MakeUintegerChecker<uint32_t>(1, KvWire::MAX_VALUE_BYTES))
            .AddAttribute("MaxEntries",
                          "Keys of a shard; beyond, new ones are refused.",
                          UintegerValue(1U << 20U),
                          MakeUintegerAccessor(&KeyValueNode::m_maxEntries),
                          MakeUintegerChecker<uint64_t>(1, UINT32_MAX))
            .AddAttribute("MaxBytes",
                          "Bytes of keys and values of a shard; beyond, writes are refused.",
                          UintegerValue(1U << 27U),
                          MakeUintegerAccessor(&KeyValueNode::m_maxBytes),
                          MakeUintegerChecker<uint64_t>(1, UINT32_MAX))
            .AddAttribute(
                "MaxSessions",
                "Sessions of a shard; beyond, the one whose last write lies furthest back ends.",
                UintegerValue(4096),
                MakeUintegerAccessor(&KeyValueNode::m_maxSessions),
                MakeUintegerChecker<uint32_t>(1, 1U << 24U))
            .AddAttribute("MaxSessionBytes",
                          "Bytes of the values in the answers that are kept for sessions of a "
                          "shard; beyond, as above.",
                          UintegerValue(1U << 24U),
                          MakeUintegerAccessor(&KeyValueNode::m_maxSessionBytes),
                          MakeUintegerChecker<uint64_t>(0, UINT32_MAX))
            .AddAttribute("MaxScanEntries",
                          "Most entries in the answer to a scan.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&KeyValueNode::m_maxScanEntries),
                          MakeUintegerChecker<uint32_t>(1, KvWire::MAX_SCAN_ENTRIES))
            .AddAttribute(
                "MaxScanBytes",
                "Most bytes of keys and values in the answer to a scan; one entry always fits.",
                UintegerValue(1U << 20U),
                MakeUintegerAccessor(&KeyValueNode::m_maxScanBytes),
                MakeUintegerChecker<uint32_t>(0, UINT32_MAX));
    return tid;
}

KeyValueNode::KeyValueNode()
{
    NS_LOG_FUNCTION(this);
}

KeyValueNode::~KeyValueNode()
{
    NS_LOG_FUNCTION(this);
}

void
KeyValueNode::SetStoreShards(uint32_t shards)
{
    m_storeShards = shards;
}

std::string
KeyValueNode::ValidateStore() const
{
    const ShardedKeyValueStore::Config config = MakeStoreConfig();
    std::string wrong = Validate();
    wrong = wrong.empty() ? ShardedKeyValueStore::Config::Validate(config) : wrong;
    UintegerValue most;
    GetAttribute("MaxSnapshotSize", most);
    const uint64_t needed = KvLimits::MostSnapshotBytes(config.limits);
    if (wrong.empty() && needed > most.Get())
    {
        wrong = "the snapshot of a full shard may take " + std::to_string(needed) +
                " bytes, and MaxSnapshotSize is " + std::to_string(most.Get()) +
                ": raise it, or lower MaxBytes, MaxEntries, MaxSessions or MaxSessionBytes";
    }
    return wrong;
}

const ShardedKeyValueStore*
KeyValueNode::GetStore() const
{
    return m_front ? &std::as_const(*m_front).Store() : nullptr;
}

KvFrontEndCounters
KeyValueNode::GetFrontEndCounters() const
{
    return m_front ? m_front->Counters() : KvFrontEndCounters();
}

KvStoreCounters
KeyValueNode::GetStoreCounters() const
{
    return m_front ? GetStore()->Counters() : KvStoreCounters();
}

void
KeyValueNode::DoStart()
{
    NS_LOG_FUNCTION(this);
    const bool isFirst = !m_front;
    if (isFirst)
    {
        KvFrontEnd::Host host;
        host.execute = [this](uint32_t bytes, std::function<void()> action)
        { return Work(bytes, std::move(action)); };
        host.settle = [this] { SettleSoon(); };
        m_front = std::make_unique<KvFrontEnd>(MakeStoreConfig(), host);
        SetService(m_front->Store());
    }
    RaftShardNode::DoStart();
    if (isFirst)
    {
        // Behind the protocols of the nodes: those alone are offered to peers.
        m_front->Attach(*GetEndpoint());
    }
}

bool
KeyValueNode::Work(uint32_t bytes, std::function<void()> action)
{
    const auto act = [this, action = std::move(action)]
    {
        if (GetReplicas())
        {
            action();
        }
    };
    if (UsesCpu())
    {
        return Execute(bytes, act);
    }
    act();
    return true;
}

void
KeyValueNode::DoForget()
{
    NS_LOG_FUNCTION(this);
    RaftShardNode::DoForget();
    if (m_front)
    {
        m_front->Forget();
    }
}

void
KeyValueNode::DoDispose()
{
    RaftShardNode::DoDispose();
    m_front.reset();
}

ShardedKeyValueStore::Config
KeyValueNode::MakeStoreConfig() const
{
    ShardedKeyValueStore::Config config;
    config.shards = m_storeShards;
    config.readMode = m_readMode;
    config.followerReads = m_followerReads;
    config.maxPending = m_maxPending;
    config.limits.maxKeyBytes = m_maxKeyBytes;
    config.limits.maxValueBytes = m_maxValueBytes;
    config.limits.maxEntries = m_maxEntries;
    config.limits.maxBytes = m_maxBytes;
    config.limits.maxSessions = m_maxSessions;
    config.limits.maxSessionBytes = m_maxSessionBytes;
    config.limits.maxScanEntries = m_maxScanEntries;
    config.limits.maxScanBytes = m_maxScanBytes;
    return config;
}

} // namespace sharding
} // namespace ns3
