/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-story.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t START_MS = 1000;

std::vector<uint64_t>
Numbers(const std::string& text)
{
    std::vector<uint64_t> numbers;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');)
    {
        numbers.push_back(std::stoull(part));
    }
    return numbers;
}

std::vector<RaftNodeId>
Ids(const std::string& text)
{
    const auto numbers = Numbers(text);
    return {numbers.begin(), numbers.end()};
}

/// @return whether "I>J" names this sender and receiver; nothing names all
bool
Names(const std::string& which, RaftNodeId from, RaftNodeId to)
{
    const auto arrow = which.find('>');
    if (arrow == std::string::npos)
    {
        return true;
    }
    const auto fits = [](const std::string& name, RaftNodeId id)
    { return name == "*" || name == std::to_string(id); };
    return fits(which.substr(0, arrow), from) && fits(which.substr(arrow + 1), to);
}

} // namespace

std::string
RaftStory::Do(const std::string& command)
{
    m_out.str("");
    std::istringstream words(command);
    std::string verb;
    std::string which;
    words >> verb;
    if (verb == "group")
    {
        MakeGroup(words);
    }
    else if (verb == "disk")
    {
        SetDisk(words);
    }
    else if (verb == "deliver" || verb == "drop" || verb == "settle")
    {
        words >> which;
        verb == "settle" ? SettleAll(which) : Deliver(which, verb == "drop");
    }
    else if (verb == "cut" || verb == "heal")
    {
        words >> which;
        for (const RaftNode& from : m_nodes)
        {
            for (const RaftNode& to : m_nodes)
            {
                if (Names(which, from.id, to.id))
                {
                    m_cut[from.id - 1][to.id - 1] = verb == "cut";
                }
            }
        }
    }
    else if (verb == "run")
    {
        int64_t ms = 0;
        words >> ms;
        Run(ms);
    }
    else if (verb == "state")
    {
        TellState();
    }
    else if (verb == "log")
    {
        TellLogs();
    }
    else
    {
        RaftNodeId id = 0;
        words >> id;
        id >= 1 && id <= m_nodes.size() ? Ask(verb, Node(id), words)
                                        : void(m_out << "no such command\n");
    }
    if (m_checker && !m_checker->Violation().empty())
    {
        m_out << "VIOLATION " << m_checker->Violation() << "\n";
    }
    return m_out.str();
}

void
RaftStory::MakeGroup(std::istringstream& words)
{
    uint32_t size = 0;
    words >> size;
    std::map<std::string, std::string> settings;
    for (std::string word; words >> word;)
    {
        const auto sign = word.find('=');
        settings[word.substr(0, sign)] = word.substr(sign + 1);
    }
    const auto number = [&](const char* name, uint64_t otherwise)
    { return settings.count(name) ? std::stoull(settings[name]) : otherwise; };
    RaftOptions options;
    options.preVote = settings["pre-vote"] == "on";
    options.checkQuorum = settings["check-quorum"] == "on";
    options.sticky = settings["sticky"] == "on";
    options.leaseReads = settings["leases"] == "on";
    options.clockDrift = settings.count("drift") ? std::stod(settings["drift"]) : 0;
    options.maxMessageEntries = static_cast<uint32_t>(number("max-entries", 1024));
    options.snapshotChunkBytes = static_cast<uint32_t>(number("chunk", 65536));
    options.trailingEntries = static_cast<uint32_t>(number("trailing", 0));
    options.maxLogEntries = number("log-limit", 1000000);
    m_nodes = std::vector<RaftNode>(size);
    m_told.assign(size, {});
    m_holds.assign(size, false);
    m_cut.assign(size, std::vector<bool>(size, false));
    m_checker = std::make_unique<RaftChecker>(m_nodes);
    RaftMembership membership;
    for (RaftNodeId id = 1; id <= number("voters", size); id++)
    {
        membership.voters.push_back(id);
    }
    m_messages.clear();
    m_ms = START_MS;
    for (RaftNodeId id = 1; id <= size; id++)
    {
        Node(id).id = id;
        Node(id).options = options;
        Node(id).bootstrap = membership;
        Node(id).Start(Now(), id);
    }
}

void
RaftStory::SetDisk(std::istringstream& words)
{
    RaftNodeId id = 0;
    RaftWrite write;
    std::string terms;
    words >> id >> write.hardState.term >> terms;
    RaftLog log(0, 0);
    for (const uint64_t term : Numbers(terms))
    {
        RaftEntry entry;
        entry.term = term;
        log.Append(entry);
    }
    write.id = 1;
    write.hasHardState = true;
    write.last = log.LastIndex();
    RaftNode& node = Node(id);
    node.disk.Begin(write, log);
    node.disk.Sync(1);
    node.Start(Now(), id);
    After(node);
}

/// Something that one node is asked to do, or that happens to it.
void
RaftStory::Ask(const std::string& verb, RaftNode& node, std::istringstream& words)
{
    const auto refused = [this](RaftError error)
    {
        if (error != RaftError::NONE)
        {
            m_out << "refused: " << RaftErrorName(error) << "\n";
        }
    };
    uint64_t number = 0;
    std::string text;
    std::string more;
    if (verb == "crash")
    {
        words >> number;
        node.Crash(number);
        m_checker->OnCrash(node);
        m_told[node.id - 1] = {};
        return;
    }
    if (verb == "restart")
    {
        node.Start(Now(), node.id + 100 * node.starts);
    }
    else if (!node.core)
    {
        m_out << "it is down\n";
        return;
    }
    else if (verb == "hold" || verb == "sync")
    {
        m_holds[node.id - 1] = verb == "hold";
        for (const uint64_t id : node.disk.Pending())
        {
            node.disk.Sync(id);
            node.core->OnPersisted(Now(), id);
            After(node);
        }
    }
    else if (verb == "campaign")
    {
        refused(node.core->Campaign(Now()));
    }
    else if (verb == "propose" || verb == "change")
    {
        words >> text >> more;
        const auto result = verb == "propose"
                                ? node.core->Propose(Now(), RaftPayload::Create(nullptr, 0))
                                : node.core->ProposeMembership(Now(), Ids(text), Ids(more));
        refused(result.IsOk() ? RaftError::NONE : result.Error());
    }
    else if (verb == "read")
    {
        words >> number >> text;
        m_checker->OnRead(number);
        refused(node.core->Read(Now(), number, text == "lease"));
    }
    else if (verb == "transfer")
    {
        words >> number;
        refused(node.core->TransferTo(Now(), static_cast<RaftNodeId>(number)));
    }
    else if (verb == "compact")
    {
        words >> number;
        const RaftError error =
            node.core->Compact(node.state.Index(), node.state.Save(static_cast<uint32_t>(number)));
        refused(error);
        if (error == RaftError::NONE)
        {
            node.disk.Compact(node.core->Snapshot());
        }
    }
    else
    {
        m_out << "no such command\n";
    }
    After(node);
}

/// Only messages that wait now; what they cause waits.
void
RaftStory::Deliver(const std::string& which, bool drop)
{
    std::vector<RaftMessage> waiting = std::exchange(m_messages, {});
    for (const RaftMessage& message : waiting)
    {
        if (!Names(which, message.from, message.to))
        {
            m_messages.push_back(message);
            continue;
        }
        m_out << (drop ? "lost " : "") << message.ToString() << "\n";
        RaftNode& node = Node(message.to);
        if (!drop && node.core)
        {
            node.core->Receive(Now(), message);
            After(node);
        }
    }
}

void
RaftStory::SettleAll(const std::string& which)
{
    const auto isNamed = [&](const RaftMessage& message)
    { return Names(which, message.from, message.to); };
    for (auto next = std::find_if(m_messages.begin(), m_messages.end(), isNamed);
         next != m_messages.end();
         next = std::find_if(m_messages.begin(), m_messages.end(), isNamed))
    {
        const RaftMessage message = *next;
        m_messages.erase(next);
        RaftNode& node = Node(message.to);
        if (node.core)
        {
            node.core->Receive(Now(), message);
            After(node);
        }
    }
}

void
RaftStory::Run(int64_t ms)
{
    for (const int64_t endMs = m_ms + ms; m_ms < endMs;)
    {
        m_ms++;
        for (const RaftMessage& message : std::exchange(m_messages, {}))
        {
            RaftNode& node = Node(message.to);
            if (node.core)
            {
                node.core->Receive(Now(), message);
                After(node);
            }
        }
        for (RaftNode& node : m_nodes)
        {
            if (node.core && node.core->NextDeadlineNs() <= Now())
            {
                node.core->Tick(Now());
                After(node);
            }
        }
    }
}

/// Carries out what a node wants, until it wants nothing more.
void
RaftStory::After(RaftNode& node)
{
    for (bool again = true; again;)
    {
        RaftReady& ready = node.core->Collect(Now());
        m_checker->OnCollect(node, ready);
        const uint64_t write = ready.write.id;
        const uint64_t applied = node.state.Index();
        CarryOut(node, ready);
        again = node.state.Index() != applied;
        if (again)
        {
            node.core->OnApplied(node.state.Index());
        }
        if (write != 0 && !m_holds[node.id - 1])
        {
            node.disk.Sync(write);
            node.core->OnPersisted(Now(), write);
            again = true;
        }
    }
    TellChange(node);
}

void
RaftStory::CarryOut(RaftNode& node, RaftReady& ready)
{
    if (ready.write.id != 0)
    {
        node.disk.Begin(ready.write, node.core->Log());
    }
    for (const RaftMessage& message : ready.messages)
    {
        if (!m_cut[message.from - 1][message.to - 1])
        {
            m_messages.push_back(message);
        }
    }
    if (ready.restore)
    {
        m_out << node.id << " installs a snapshot of " << ready.restore->index << "\n";
        node.state.Restore(*ready.restore);
        m_checker->OnApplied(node);
    }
    for (uint64_t index = ready.applyFirst; index <= ready.applyLast; index++)
    {
        node.state.Apply(index, node.core->Log().At(index));
        m_checker->OnApplied(node);
        if (node.core->Role() == RaftRole::LEADER)
        {
            m_checker->OnAcknowledged(index);
        }
    }
    for (const RaftReadAnswer& answer : ready.reads)
    {
        m_out << node.id << (answer.ok ? " answers read " : " fails read ") << answer.id;
        m_out << (answer.ok ? " at " + std::to_string(answer.index) : "") << "\n";
    }
}

void
RaftStory::TellChange(const RaftNode& node)
{
    const RaftCore& core = *node.core;
    Told& told = m_told[node.id - 1];
    const Told now{core.Role(), core.Term(), core.Leader(), core.Commit(), core.MembershipIndex()};
    if (now.role != told.role || now.term != told.term || now.leader != told.leader)
    {
        m_out << node.id << " is " << RaftRoleName(now.role) << " in term " << now.term;
        m_out << (now.role == RaftRole::FOLLOWER && now.leader != RAFT_NOBODY
                      ? " of " + std::to_string(now.leader)
                      : "")
              << "\n";
    }
    if (now.membershipIndex != told.membershipIndex)
    {
        m_out << node.id << " has members " << core.Membership().ToString() << "\n";
    }
    if (now.commit != told.commit)
    {
        m_out << node.id << " commits " << now.commit << "\n";
    }
    told = now;
}

void
RaftStory::TellState()
{
    for (const RaftNode& node : m_nodes)
    {
        m_out << node.id;
        if (!node.core)
        {
            m_out << " is down\n";
            continue;
        }
        m_out << " " << RaftRoleName(node.core->Role()) << " term " << node.core->Term()
              << " commit " << node.core->Commit() << " members "
              << node.core->Membership().ToString() << "\n";
    }
}

void
RaftStory::TellLogs()
{
    for (const RaftNode& node : m_nodes)
    {
        m_out << node.id;
        if (!node.core)
        {
            m_out << " is down\n";
            continue;
        }
        const RaftLog& log = node.core->Log();
        m_out << " after " << log.BaseIndex() << ":";
        for (uint64_t index = log.BaseIndex() + 1; index <= log.LastIndex(); index++)
        {
            m_out << " " << log.At(index).term;
        }
        m_out << "\n";
    }
}

RaftNode&
RaftStory::Node(RaftNodeId id)
{
    return m_nodes[id - 1];
}

int64_t
RaftStory::Now() const
{
    return m_ms * MS;
}

} // namespace sharding
} // namespace ns3
