/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-shard-node.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(RaftShardNode);

TypeId
RaftShardNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RaftShardNode")
            .SetParent<TransportProcess>()
            .SetGroupName("Sharding")
            .AddConstructor<RaftShardNode>()
            .AddAttribute("Port",
                          "Where the node listens.",
                          UintegerValue(7000),
                          MakeUintegerAccessor(&RaftShardNode::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Protocols",
                          "What the node speaks: sharded (raft-shard), legacy (raft-rpc, shard 0 "
                          "only), or both, "
                          "in this order of preference, while nodes of both kinds are there.",
                          EnumDefault(RaftShardNode::Protocols::SHARDED),
                          EnumAccessor(&RaftShardNode::m_protocols),
                          EnumNames(RaftShardNode::Protocols::SHARDED,
                                    "sharded",
                                    RaftShardNode::Protocols::BOTH,
                                    "both",
                                    RaftShardNode::Protocols::LEGACY,
                                    "legacy"))
            .AddAttribute("ShardingEnabled",
                          "Whether the node may have other shards than shard 0.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftShardNode::m_isShardingEnabled),
                          MakeBooleanChecker())
            .AddAttribute("ElectionMin",
                          "Shortest election timeout, above Heartbeat.",
                          TimeValue(MilliSeconds(150)),
                          MakeTimeAccessor(&RaftShardNode::m_electionMin),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ElectionMax",
                          "Longest election timeout.",
                          TimeValue(MilliSeconds(300)),
                          MakeTimeAccessor(&RaftShardNode::m_electionMax),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Heartbeat",
                          "Spacing of the heartbeats of a leader.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&RaftShardNode::m_heartbeat),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "PreVote",
                "Whether a node asks first if an election could be won, before it begins a term.",
                BooleanValue(true),
                MakeBooleanAccessor(&RaftShardNode::m_preVote),
                MakeBooleanChecker())
            .AddAttribute("CheckQuorum",
                          "Whether a leader that has heard no majority for ElectionMax steps down.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftShardNode::m_checkQuorum),
                          MakeBooleanChecker())
            .AddAttribute(
                "Sticky",
                "Whether a node that has heard a leader within ElectionMin ignores candidates.",
                BooleanValue(true),
                MakeBooleanAccessor(&RaftShardNode::m_sticky),
                MakeBooleanChecker())
            .AddAttribute("PriorityStep",
                          "How much longer a node waits for an election, for each step of its "
                          "priority below the top one.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&RaftShardNode::m_priorityStep),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("LeaseReads",
                          "Whether a leader with a lease answers reads without asking the others; "
                          "needs Sticky.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RaftShardNode::m_leaseReads),
                          MakeBooleanChecker())
            .AddAttribute("ClockDriftBound",
                          "How far the rate of any clock may be off for leases to be safe: 0.001 "
                          "is 1000 ppm.",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&RaftShardNode::m_clockDriftBound),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("MaxEntrySize",
                          "Longest command, bytes.",
                          UintegerValue(1U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxEntryBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxMessageEntries",
                          "Entries in one append.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&RaftShardNode::m_maxMessageEntries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxMessageSize",
                          "Bytes of commands in one append; one command always fits.",
                          UintegerValue(1U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxMessageBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxInflightMessages",
                          "Appends on their way to one follower.",
                          UintegerValue(256),
                          MakeUintegerAccessor(&RaftShardNode::m_maxInflightMessages),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxInflightBytes",
                          "Bytes of commands on their way to one follower; one append always fits.",
                          UintegerValue(16U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxInflightBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("MaxUncommittedEntries",
                          "Commands of a shard that are not committed; beyond, they are refused.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&RaftShardNode::m_maxUncommitted),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxUncommittedBytes",
                          "Their bytes.",
                          UintegerValue(64U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxUncommittedBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute(
                "MaxLogEntries",
                "Entries of a shard that are kept in memory; beyond, commands are refused.",
                UintegerValue(1U << 20U),
                MakeUintegerAccessor(&RaftShardNode::m_maxLogEntries),
                MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("TrailingEntries",
                          "Entries that are kept behind a snapshot for slow followers.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&RaftShardNode::m_trailingEntries),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxPendingReads",
                          "Reads of a shard that wait; beyond, they are refused.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&RaftShardNode::m_maxPendingReads),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SnapshotChunk",
                          "Bytes of a snapshot in one message.",
                          UintegerValue(64U << 10U),
                          MakeUintegerAccessor(&RaftShardNode::m_chunkBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SnapshotWindow",
                          "Chunks on their way to one follower.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&RaftShardNode::m_snapshotWindow),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxSnapshotSize",
                          "Longest snapshot that is taken, bytes.",
                          UintegerValue(1U << 28U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxSnapshotBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SnapshotEntries",
                          "A shard that has applied so many entries since its last snapshot makes "
                          "one; 0: never.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&RaftShardNode::m_snapshotEntries),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("SnapshotBytes",
                          "A shard whose log has so many bytes of commands makes a snapshot, once "
                          "more than TrailingEntries are new; 0: never.",
                          UintegerValue(16U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_snapshotBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("MaxFrameSize",
                          "Longest message of Raft that is taken from other nodes, bytes; at least "
                          "the longest that MaxMessageEntries, MaxMessageSize, MaxEntrySize, "
                          "SnapshotChunk and MaxBeats allow.",
                          UintegerValue(16U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_maxFrameBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Tick",
                          "Deadlines of Raft come up to so much late, so that those of many shards "
                          "fall together; below ElectionMax - ElectionMin, better an eighth of it.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&RaftShardNode::m_tick),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Coalesce",
                          "Whether heartbeats of all shards to a node, and their answers, leave in "
                          "one message.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftShardNode::m_coalesce),
                          MakeBooleanChecker())
            .AddAttribute("MaxBeats",
                          "Heartbeats in one message; beyond, there are more messages.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&RaftShardNode::m_maxBeats),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("RepeatBeats",
                          "Whether heartbeats that are the same as before are not sent again but "
                          "named, and answered with the next message.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RaftShardNode::m_repeatBeats),
                          MakeBooleanChecker())
            .AddAttribute("Quiesce",
                          "Whether idle shards rest: no heartbeats, no election timers.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RaftShardNode::m_quiesce),
                          MakeBooleanChecker())
            .AddAttribute("RestAfter",
                          "A shard rests when nothing has happened for so long.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&RaftShardNode::m_restAfter),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("RestCheck",
                          "A resting follower asks its leader so often.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&RaftShardNode::m_restCheck),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("NodeBeat",
                          "Spacing of the signs of life between nodes that share resting shards.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&RaftShardNode::m_nodeBeat),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("NodeSilence",
                          "A node that was silent for so long is taken for dead, and the shards "
                          "that rest for it wake; above NodeBeat.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&RaftShardNode::m_nodeSilence),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MaxShards",
                          "Shards of the node.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&RaftShardNode::m_maxShards),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LogSlack",
                          "Bytes of records of no use that the log on the disk may hold besides "
                          "what doubles it, before it is tidied up.",
                          UintegerValue(16U << 20U),
                          MakeUintegerAccessor(&RaftShardNode::m_slackBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("ControlPriority",
                          "Priority on the connection, 0 (most urgent) to 7, of elections, "
                          "heartbeats, reads and answers.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RaftShardNode::m_controlPriority),
                          MakeUintegerChecker<uint8_t>(0, 7))
            .AddAttribute("LogPriority",
                          "Priority on the connection of log entries.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RaftShardNode::m_logPriority),
                          MakeUintegerChecker<uint8_t>(0, 7))
            .AddAttribute("BulkPriority",
                          "Priority on the connection of snapshots.",
                          UintegerValue(7),
                          MakeUintegerAccessor(&RaftShardNode::m_bulkPriority),
                          MakeUintegerChecker<uint8_t>(0, 7))
            .AddAttribute("DiskRetry",
                          "How long the node waits when the disk has no room.",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&RaftShardNode::m_diskRetry),
                          MakeTimeChecker(Time(0)))
            .AddTraceSource("Role",
                            "Role, term or known leader of a shard is another one now.",
                            MakeTraceSourceAccessor(&RaftShardNode::m_roleTrace),
                            "ns3::sharding::RaftShardNode::RoleTracedCallback")
            .AddTraceSource("Commit",
                            "A command that this node proposed was committed and applied.",
                            MakeTraceSourceAccessor(&RaftShardNode::m_commitTrace),
                            "ns3::sharding::RaftShardNode::CommitTracedCallback")
            .AddTraceSource("Snapshot",
                            "A snapshot was made or came from a leader.",
                            MakeTraceSourceAccessor(&RaftShardNode::m_snapshotTrace),
                            "ns3::sharding::RaftShardNode::SnapshotTracedCallback")
            .AddTraceSource("Frame",
                            "A frame came from another node.",
                            MakeTraceSourceAccessor(&RaftShardNode::m_frameTrace),
                            "ns3::sharding::RaftShardNode::FrameTracedCallback");
    return tid;
}

} // namespace sharding
} // namespace ns3
