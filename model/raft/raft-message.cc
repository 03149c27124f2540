/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-message.h"

#include <array>
#include <sstream>
#include <utility>

namespace ns3
{
namespace sharding
{

std::string
RaftMessageTypeName(RaftMessageType type)
{
    static const std::array<const char*, 13> names{"pre-vote",
                                                   "pre-vote-reply",
                                                   "vote",
                                                   "vote-reply",
                                                   "append",
                                                   "append-reply",
                                                   "heartbeat",
                                                   "heartbeat-reply",
                                                   "snapshot",
                                                   "snapshot-reply",
                                                   "timeout-now",
                                                   "read-index",
                                                   "read-index-reply"};
    return names.at(static_cast<size_t>(type));
}

void
RaftMessage::Clear()
{
    std::vector<RaftEntry> kept = std::move(entries);
    kept.clear();
    *this = RaftMessage();
    entries = std::move(kept);
}

std::string
RaftMessage::ToString() const
{
    std::ostringstream text;
    text << from << ">" << to << " " << RaftMessageTypeName(type) << " term " << term;
    switch (type)
    {
    case RaftMessageType::PRE_VOTE:
    case RaftMessageType::VOTE:
        text << " last " << index << "/" << logTerm << (force ? " forced" : "");
        break;
    case RaftMessageType::PRE_VOTE_REPLY:
    case RaftMessageType::VOTE_REPLY:
        text << (reject ? " refused" : " granted");
        break;
    case RaftMessageType::APPEND:
        text << " after " << index << "/" << logTerm << " commit " << commit << " entries "
             << entries.size();
        break;
    case RaftMessageType::APPEND_REPLY:
        text << (reject ? " refused " : " durable ") << index;
        if (reject)
        {
            text << " hint " << hint << "/" << logTerm;
        }
        break;
    case RaftMessageType::HEARTBEAT:
        text << " commit " << commit << (rest ? " to rest" : "");
        break;
    case RaftMessageType::HEARTBEAT_REPLY:
        text << (!rest ? "" : reject ? " awake" : wantsReply ? " still resting?" : " resting");
        break;
    case RaftMessageType::SNAPSHOT:
        text << " of " << index << "/" << logTerm << " bytes " << offset << "+" << length << " of "
             << total;
        break;
    case RaftMessageType::SNAPSHOT_REPLY:
        text << " of " << index << " has " << offset << (reject ? " not the next" : "");
        break;
    case RaftMessageType::READ_INDEX:
        text << " read " << round;
        break;
    case RaftMessageType::READ_INDEX_REPLY:
        text << " read " << round << (reject ? " refused" : " at " + std::to_string(index));
        break;
    case RaftMessageType::TIMEOUT_NOW:
        break;
    }
    return text.str();
}

} // namespace sharding
} // namespace ns3
