/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-ledger.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string LATE_REASON = "late";

/// Adds one message to a balance.
void
Book(const MessageLedger::Message& message, MessageLedger::Balance& balance)
{
    balance.offered++;
    balance.offeredBytes += message.size;
    switch (message.fate)
    {
    case MessageLedger::Fate::DELIVERED:
        balance.delivered++;
        balance.deliveredBytes += message.size;
        break;
    case MessageLedger::Fate::LOST:
        balance.lost++;
        balance.lostBy[message.reason]++;
        break;
    case MessageLedger::Fate::IN_FLIGHT:
        balance.inFlight++;
        break;
    }
}

} // namespace

std::string
MessageLedger::Validate(const Config& config, const std::vector<std::string>& reasons)
{
    if (!config.deadline.IsStrictlyPositive())
    {
        return "the deadline must be longer than zero";
    }
    if (config.maxMessages < 1 || config.maxMessages > (uint64_t{1} << 32))
    {
        return "the limit on messages must lie in [1, 2^32]";
    }
    if (reasons.size() >= MAX_REASONS)
    {
        return "there are at most " + std::to_string(MAX_REASONS - 1) +
               " loss reasons besides late";
    }
    for (auto it = reasons.begin(); it != reasons.end(); ++it)
    {
        if (it->empty() || *it == LATE_REASON || std::find(reasons.begin(), it, *it) != it)
        {
            return "'" + *it + "' cannot be a loss reason: empty, given twice or always there";
        }
    }
    return "";
}

MessageLedger::MessageLedger(const Config& config, const std::vector<std::string>& reasons)
    : m_config(config), m_deadline(config.deadline.GetNanoSeconds()), m_reasons(reasons)
{
    NS_ASSERT_MSG(Validate(config, reasons).empty(), Validate(config, reasons));
    m_reasons.push_back(LATE_REASON);
    m_running.doomed.resize(m_reasons.size());
}

const std::vector<std::string>&
MessageLedger::GetReasons() const
{
    return m_reasons;
}

MessageLedger::Record*
MessageLedger::Find(uint64_t id)
{
    return id < m_records.size() && m_records[id].state != State::ABSENT ? &m_records[id] : nullptr;
}

void
MessageLedger::Note(Violation kind, uint64_t id)
{
    Incident& incident = m_incidents[kind];
    incident.id = incident.count == 0 ? id : incident.id;
    incident.count++;
}

void
MessageLedger::Offered(uint64_t id, uint32_t size, Time now)
{
    if (id >= m_config.maxMessages)
    {
        Note(ID_PAST_LIMIT, id);
        return;
    }
    if (id == m_records.size())
    {
        m_records.emplace_back(); // as a rule: ids come in order
    }
    else if (id > m_records.size())
    {
        m_records.resize(id + 1);
    }
    Record& record = m_records[id];
    if (record.state != State::ABSENT)
    {
        Note(OFFERED_TWICE, id);
        return;
    }
    record.offered = now.GetNanoSeconds();
    record.size = size;
    record.state = State::OPEN;
    m_running.offered++;
    m_running.open++;
}

MessageLedger::Delivery
MessageLedger::Delivered(uint64_t id, uint32_t size, Time now)
{
    Record* record = Find(id);
    if (!record)
    {
        Note(NEVER_OFFERED, id);
        return Delivery::REFUSED;
    }
    if (record->size != size)
    {
        Note(WRONG_SIZE, id);
        return Delivery::REFUSED;
    }
    const int64_t instant = now.GetNanoSeconds();
    if (instant < record->offered)
    {
        Note(BEFORE_OFFERED, id);
        return Delivery::REFUSED;
    }
    if (record->state != State::OPEN)
    {
        Note(DELIVERED_TWICE, id);
        m_duplicates++;
        return Delivery::DUPLICATE;
    }
    (record->cause == 0 ? m_running.open : m_running.doomed[record->cause - 1])--;
    record->delivered = instant;
    if (instant - record->offered > m_deadline)
    {
        record->state = State::LATE;
        m_running.late++;
        return Delivery::LATE;
    }
    record->state = State::DELIVERED;
    m_running.inTime++;
    return Delivery::IN_TIME;
}

void
MessageLedger::ShardLost(uint64_t id, const std::string& reason)
{
    const auto it = std::find(m_reasons.begin(), m_reasons.end(), reason);
    if (it == m_reasons.end())
    {
        Note(UNDECLARED_REASON, id);
        return;
    }
    Record* record = Find(id);
    if (!record)
    {
        Note(NEVER_OFFERED, id);
        return;
    }
    if (record->state == State::OPEN && record->cause == 0)
    {
        record->cause = static_cast<uint8_t>(it - m_reasons.begin() + 1);
        m_running.open--;
        m_running.doomed[record->cause - 1]++;
    }
}

void
MessageLedger::Judge(const Record& record, int64_t end, Message& message) const
{
    const std::size_t late = m_reasons.size() - 1;
    message.size = record.size;
    message.offered = record.offered;
    message.delivered = record.delivered;
    message.fate = Fate::LOST;
    message.reason = late;
    if (record.state == State::DELIVERED)
    {
        message.fate = Fate::DELIVERED;
    }
    else if (record.state == State::OPEN && record.cause != 0)
    {
        message.reason = record.cause - 1;
    }
    else if (record.state == State::OPEN && end - record.offered <= m_deadline)
    {
        message.fate = Fate::IN_FLIGHT;
    }
}

MessageLedger::Balance
MessageLedger::Close(Time warmUp, Time end, const std::function<void(const Message&)>& visit) const
{
    const int64_t start = warmUp.GetNanoSeconds();
    const int64_t instant = end.GetNanoSeconds();
    Balance all;
    Balance counted;
    all.lostBy.resize(m_reasons.size());
    counted.lostBy.resize(m_reasons.size());
    Message message;
    for (std::size_t id = 0; id < m_records.size(); id++)
    {
        if (m_records[id].state == State::ABSENT)
        {
            continue;
        }
        message.id = id;
        Judge(m_records[id], instant, message);
        Book(message, all);
        if (message.offered >= start)
        {
            Book(message, counted);
        }
        if (visit)
        {
            visit(message);
        }
    }
    counted.duplicates = m_duplicates;
    DescribeIncidents(counted.violations);
    CheckRunning(all, counted.violations);
    return counted;
}

void
MessageLedger::CheckRunning(const Balance& all, std::vector<std::string>& violations) const
{
    const auto expect = [&violations](const std::string& what, uint64_t table, uint64_t running)
    {
        if (table != running)
        {
            violations.push_back("the message ledger does not close: " + what + " are " +
                                 std::to_string(running) + " as counted call by call, but " +
                                 std::to_string(table) + " in the table");
        }
    };
    const std::size_t late = m_reasons.size() - 1;
    expect("messages offered", all.offered, m_running.offered);
    expect("messages delivered", all.delivered, m_running.inTime);
    for (std::size_t i = 0; i < late; i++)
    {
        expect("messages lost by " + m_reasons[i], all.lostBy[i], m_running.doomed[i]);
    }
    // An open message turns late without a call, so only the sum of late ones and those in flight
    // is counted so.
    expect("messages late or in flight",
           all.lostBy[late] + all.inFlight,
           m_running.late + m_running.open + m_running.doomed[late]);
    expect("messages delivered, lost or in flight",
           all.delivered + all.lost + all.inFlight,
           m_running.offered);
}

void
MessageLedger::DescribeIncidents(std::vector<std::string>& violations) const
{
    static const std::array<std::string, VIOLATION_KINDS> descriptions{
        "offered under an id that is in use",
        "offered past the limit on messages, and not followed",
        "delivered or lost without having been offered",
        "delivered with another size than offered",
        "delivered before being offered",
        "delivered again",
        "lost for a reason that was not declared"};
    for (std::size_t kind = 0; kind < VIOLATION_KINDS; kind++)
    {
        const Incident& incident = m_incidents[kind];
        if (incident.count > 0)
        {
            violations.push_back("messages " + descriptions[kind] + ": " +
                                 std::to_string(incident.count) + " times, first message " +
                                 std::to_string(incident.id));
        }
    }
}

} // namespace sharding
} // namespace ns3
