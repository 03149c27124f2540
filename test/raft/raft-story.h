/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_STORY_H
#define RAFT_STORY_H

#include "tools/soak/raft-checker.h"
#include "tools/soak/raft-node.h"

#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * A Raft group that does what a script says, and tells what happens. RaftChecker watches.
 *
 * Nodes are numbered from 1. A write is durable at once unless `hold` says otherwise; a message
 * waits until it is delivered or dropped. `I>J` names the messages from I to J, `I>*` and `*>J` all
 * of a sender or to a receiver.
 *
 *     group N [voters=K] [pre-vote=on] [check-quorum=on] [sticky=on] [leases=on] [drift=0.1]
 *             [max-entries=K] [chunk=K] [trailing=K] [log-limit=K]    default: all off
 *     disk I TERM 1,1,2,...   the node has these entries' terms on its disk, and starts again
 *     campaign I | propose I | read I ID [lease] | transfer I J | compact I BYTES
 *     change I VOTERS [LEARNERS]        comma-separated
 *     deliver [I>J]   drop [I>J]   settle [I>J]    messages that wait; settle: and what they cause
 *     cut I>J         heal                         what is sent from now on is lost
 *     hold I          sync I                       its disk; sync: all that waits, and no hold
 *     crash I [N]     restart I                    N of its writes that are under way survive
 *     run MS          time passes, messages take 1 ms
 *     state           log                          of all nodes
 */
class RaftStory
{
  public:
    /**
     * @param command one line of a script
     * @return what happened, lines that each end with a line end
     */
    std::string Do(const std::string& command);

  private:
    void MakeGroup(std::istringstream& words);
    void SetDisk(std::istringstream& words);
    void Ask(const std::string& verb, RaftNode& node, std::istringstream& words);
    void Deliver(const std::string& which, bool drop);
    void SettleAll(const std::string& which);
    void Run(int64_t ms);
    void After(RaftNode& node);
    void CarryOut(RaftNode& node, RaftReady& ready);
    void TellChange(const RaftNode& node);
    void TellState();
    void TellLogs();
    RaftNode& Node(RaftNodeId id);
    int64_t Now() const;

    struct Told
    {
        RaftRole role{RaftRole::FOLLOWER};
        uint64_t term{0};
        RaftNodeId leader{RAFT_NOBODY};
        uint64_t commit{0};
        uint64_t membershipIndex{0};
    };

    std::vector<RaftNode> m_nodes;
    std::vector<Told> m_told;
    std::vector<bool> m_holds;
    std::vector<std::vector<bool>> m_cut;
    std::unique_ptr<RaftChecker> m_checker;
    std::vector<RaftMessage> m_messages; //!< on their way, oldest first
    int64_t m_ms{0};
    std::ostringstream m_out;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_STORY_H */
