/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_OPTIONS_H
#define RAFT_OPTIONS_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What a RaftCore keeps to. All times are spans of the node's own monotonic clock, in nanoseconds.
 */
struct RaftOptions
{
    static constexpr uint32_t TOP_PRIORITY = 15; //!< waits no longer than its random timeout

    int64_t electionMinNs{150000000}; //!< shortest election timeout, above heartbeatNs
    int64_t electionMaxNs{300000000}; //!< longest, at least electionMinNs, at most an hour
    int64_t heartbeatNs{50000000};    //!< spacing of a leader's heartbeats, positive

    bool preVote{true};     //!< ask first whether an election could be won (dissertation, 9.6)
    bool checkQuorum{true}; //!< a leader that has heard no majority for electionMaxNs steps down
    bool sticky{true};      //!< who has heard a leader within electionMinNs ignores candidates
    uint32_t priority{TOP_PRIORITY};  //!< in elections; 0: never starts one by itself
    int64_t priorityStepNs{50000000}; //!< waited longer for each step below TOP_PRIORITY

    int64_t restAfterNs{0};           //!< a leader idle for so long lets its group rest; 0: never
    int64_t restCheckNs{60000000000}; //!< a resting follower asks its leader so often
    bool alignBeats{false}; //!< heartbeats and checks at multiples of their spacing, so that those
                            //!< of many groups fall together

    bool leaseReads{false}; //!< answer reads without a round trip; needs sticky
    double clockDrift{0};   //!< bound on how far any clock's rate is off, in [0, 0.5]

    uint32_t maxEntryBytes{1U << 20U};        //!< longest payload, at least 1
    uint32_t maxMessageEntries{1024};         //!< entries in one message, at least 1
    uint32_t maxMessageBytes{1U << 20U};      //!< payload in one message; one entry always fits
    uint32_t maxInflightMessages{256};        //!< appends on their way to one follower, at least 1
    uint64_t maxInflightBytes{16U << 20U};    //!< their payload; one message always fits
    uint32_t maxUncommittedEntries{65536};    //!< beyond, proposals are refused
    uint64_t maxUncommittedBytes{64U << 20U}; //!< their payload; beyond, proposals are refused
    uint64_t maxLogEntries{
        1U << 20U}; //!< beyond, proposals are refused; a follower takes twice as many and 1024
    uint32_t trailingEntries{1024};          //!< kept for slow followers when the log is compacted
    uint32_t maxPendingWrites{1024};         //!< not durable yet, at least 1; beyond, none is begun
    uint32_t maxPendingReads{4096};          //!< beyond, reads are refused
    uint32_t maxOutbox{4096};                //!< messages; beyond, they are dropped and counted
    uint32_t snapshotChunkBytes{64U << 10U}; //!< at least 1
    uint32_t snapshotWindow{4};              //!< chunks on their way to one follower, at least 1
    uint32_t maxSnapshotBytes{1U << 28U};    //!< longer ones are refused

    /**
     * @param options what to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const RaftOptions& options);

    /**
     * A follower's clock may run fast by clockDrift, the leader's slow by as much: so much of the
     * followers' promise remains on the leader's clock.
     *
     * @return how long after the sending of a message a majority's answers to it keep all others
     *         from being elected, on the leader's clock
     */
    int64_t LeaseNs() const;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_OPTIONS_H */
