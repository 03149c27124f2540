/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-truth.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return the value of a field of an event; "" where it has none
std::string
FieldOf(const RunEvent& event, const std::string& name)
{
    for (const auto& [key, value] : event.fields)
    {
        if (key == name)
        {
            return value;
        }
    }
    return "";
}

} // namespace

RequestTruth::RequestTruth(uint32_t clients) : m_answers(clients)
{
}

void
RequestTruth::NoteExecuted(const RequestKey& key)
{
    m_repeated += m_executed.insert(key).second ? 0 : 1;
}

void
RequestTruth::NoteAnswered(uint32_t client, const RequestClient::Answer& answer, Time now)
{
    m_answers[client].push_back(now);
    if (answer.logged)
    {
        m_acknowledged.push_back({answer.server, answer.key});
    }
}

uint64_t
RequestTruth::GetRepeated() const
{
    return m_repeated;
}

uint64_t
RequestTruth::GetAcknowledged() const
{
    return m_acknowledged.size();
}

uint64_t
RequestTruth::CountLost(const std::vector<Ptr<RequestServer>>& servers) const
{
    using Keys = std::unordered_set<RequestKey, RequestKey::Hash>;
    std::vector<Keys> stored(servers.size());
    for (std::size_t i = 0; i < servers.size(); i++)
    {
        Keys& keys = stored[i];
        servers[i]->GetDisk().ForEachRecord(
            [&keys](const Disk::Record& record)
            {
                if (const auto key = RequestLog::ReadKey(record))
                {
                    keys.insert(*key);
                }
            });
    }
    return static_cast<uint64_t>(std::count_if(m_acknowledged.begin(),
                                               m_acknowledged.end(),
                                               [&stored](const Acknowledged& one)
                                               { return stored[one.server].count(one.key) == 0; }));
}

Time
RequestTruth::GetLongestSilence(Time from, Time to) const
{
    Time longest;
    for (const auto& answers : m_answers)
    {
        Time last = from;
        for (auto at = std::lower_bound(answers.begin(), answers.end(), from);
             at != answers.end() && *at < to;
             ++at)
        {
            longest = std::max(longest, *at - last);
            last = *at;
        }
        longest = std::max(longest, to - last);
    }
    return longest;
}

void
RequestTruth::ReportSilences(const std::vector<RunEvent>& events,
                             Time warmUp,
                             Time end,
                             RunRecord& record) const
{
    std::vector<std::pair<Time, std::string>> begins;
    for (const auto& event : events)
    {
        const std::string verb = FieldOf(event, "verb");
        const std::string action = FieldOf(event, "action");
        if (action != "end" && action != "missed" && verb != "restart" && verb != "heal")
        {
            begins.emplace_back(std::max(event.time, warmUp), verb);
        }
    }
    std::vector<std::pair<std::string, Time>> silences; // by verb, in order of their first faults
    for (std::size_t i = 0; i < begins.size(); i++)
    {
        const Time to = i + 1 < begins.size() ? begins[i + 1].first : end;
        const Time silence = GetLongestSilence(begins[i].first, to);
        const auto known =
            std::find_if(silences.begin(),
                         silences.end(),
                         [&](const auto& one) { return one.first == begins[i].second; });
        if (known == silences.end())
        {
            silences.emplace_back(begins[i].second, silence);
        }
        else
        {
            known->second = std::max(known->second, silence);
        }
    }
    for (const auto& [verb, silence] : silences)
    {
        record.metrics.push_back({"silence." + verb,
                                  silence.GetSeconds(),
                                  "s",
                                  "Longest time for which one client got no answer, from the "
                                  "beginning of a fault '" +
                                      verb + "' to that of the next fault."});
    }
}

} // namespace sharding
} // namespace ns3
