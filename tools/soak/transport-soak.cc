/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-soak.h"

#include "dice.h"
#include "transport-node.h"

#include "ns3/web-socket-strategy.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>

namespace ns3
{
namespace sharding
{

namespace
{

using Bytes = std::vector<uint8_t>;

constexpr int64_t FAULTY_MS = 500;   //!< faults come and go
constexpr int64_t HEALING_MS = 1100; //!< what was broken is found, back-offs end
constexpr int64_t CALM_MS = 1900;    //!< all that is sent must arrive
constexpr uint32_t MAX_SIZE = 3000;

/// The content of a message: its number, then bytes that follow from it.
Bytes
Content(uint64_t number, size_t size)
{
    Bytes bytes(size);
    uint32_t state = static_cast<uint32_t>(number * 2654435761U);
    for (auto& byte : bytes)
    {
        state = state * 1664525 + 1013904223;
        byte = static_cast<uint8_t>(state >> 24);
    }
    std::memcpy(bytes.data(), &number, sizeof(number));
    return bytes;
}

/// One seed.
class TransportSoak
{
  public:
    explicit TransportSoak(uint64_t seed);
    SoakOutcome Run();

  private:
    /// A message in the independent books.
    struct Sent
    {
        uint64_t from;
        uint64_t to;
        size_t size;
        uint8_t priority;
        uint64_t flow;
        bool hasFate{false};
        SendFate fate{SendFate::SENT};
        bool delivered{false};
        bool mustArrive{false};
    };

    TransportNode::Config MakeConfig(uint64_t id);
    void Begin(uint64_t id);
    std::shared_ptr<SoakPipe> OpenPipe(uint64_t to);
    void SendOne(bool mustArrive);
    void Fault();
    void Stranger();
    void OnMessage(uint64_t at, uint64_t from, ByteSpan bytes);
    void OnFate(uint64_t ticket, SendFate fate);
    void Step();
    void Judge();
    void Violate(const std::string& violation);

    Dice m_dice;
    SoakOutcome m_outcome;
    uint64_t m_nodeCount;
    uint32_t m_strategy;
    uint32_t m_maxPerPeer;
    bool m_isIdleClosed;
    bool m_isPaused; //!< reading stops often
    int64_t m_ms{1};
    uint64_t m_serials{0};
    std::map<uint64_t, std::unique_ptr<TransportNode>> m_nodes; //!< those that are up
    std::map<uint64_t, TransportNode::Config> m_configs;
    std::vector<std::pair<int64_t, std::function<void()>>> m_later; //!< when, and what
    std::vector<std::shared_ptr<SoakPipe>> m_pipes;
    std::vector<std::pair<std::shared_ptr<SoakPipe>, uint64_t>> m_knocking; //!< and at which node
    std::vector<Sent> m_sent;                                               //!< by number
    std::map<uint64_t, uint64_t> m_tickets;                                 //!< numbers
    std::map<std::tuple<uint64_t, uint64_t, uint8_t, uint64_t>, uint64_t>
        m_lastOfFlow; //!< from, to, priority, flow: the number delivered last
};

TransportSoak::TransportSoak(uint64_t seed)
    : m_dice(seed), m_nodeCount(m_dice.Between(2, 4)),
      m_strategy(static_cast<uint32_t>(m_dice.Between(0, 3))),
      m_maxPerPeer(m_dice.OneIn(4) ? 2 : 1), m_isIdleClosed(m_dice.OneIn(3)),
      m_isPaused(m_dice.OneIn(4))
{
    m_outcome.seed = seed;
    for (const auto& probe : TransportSoakProbes())
    {
        m_outcome.probes[probe] = 0;
    }
    for (uint64_t id = 1; id <= m_nodeCount; id++)
    {
        m_configs[id] = MakeConfig(id);
        Begin(id);
    }
}

TransportNode::Config
TransportSoak::MakeConfig(uint64_t id)
{
    TransportNode::Config config;
    const auto payload = m_dice.OneOf<uint32_t>({30, 100, 500});
    config.stream.fragment.strategy = MakeSoakStrategy(m_strategy, payload);
    config.stream.queue.frameType = m_strategy == 3 ? uint32_t{WebSocketStrategy::BINARY} : 0;
    auto& limits = config.stream.fragment.limits;
    limits.maxMessageSize = MAX_SIZE;
    limits.maxBytes = 40000;
    limits.softBytes = m_isPaused ? 3000 : 40000;
    limits.timeout = MilliSeconds(400);
    config.stream.fragment.outbound.maxMessageSize = MAX_SIZE;
    auto& queue = config.stream.queue;
    queue.maxMessages = m_dice.OneOf<uint32_t>({8, 1000});
    queue.maxBytes = m_dice.OneOf<uint64_t>({8000, 1000000});
    queue.scheduler.interleave = !m_dice.OneIn(4);
    queue.scheduler.quantumBytes = m_dice.OneOf<uint32_t>({64, 1000});
    queue.scheduler.guardBytes = m_dice.OneOf<uint64_t>({0, 500, 5000});
    config.framing.openTimeout = MilliSeconds(60);
    config.framing.idleTimeout = MilliSeconds(90);
    config.pool.self = id;
    config.pool.maxPerPeer = m_maxPerPeer;
    config.pool.maxTotal = m_dice.OneIn(16) ? 1 : 16;
    config.pool.idleTimeout = m_isIdleClosed ? MilliSeconds(150) : MilliSeconds(0);
    config.pool.openTimeout = MilliSeconds(60);
    config.pool.backOffMin = m_dice.OneOf({MilliSeconds(0), MilliSeconds(10)});
    config.pool.backOffMax = MilliSeconds(100);
    config.protocols = m_dice.OneIn(3) ? std::vector<std::string>{"raft-rpc"}
                                       : std::vector<std::string>{"raft-shard", "raft-rpc"};
    if (m_dice.OneIn(30))
    {
        config.protocols = {"unheard-of"};
    }
    return config;
}

void
TransportSoak::Begin(uint64_t id)
{
    TransportNode::Listener listener;
    listener.open = [this](uint64_t peer) { return OpenPipe(peer); };
    listener.onMessage = [this, id](uint64_t from, ByteSpan bytes) { OnMessage(id, from, bytes); };
    listener.onFate = [this](uint64_t ticket, SendFate fate) { OnFate(ticket, fate); };
    listener.reach = [this](const std::string& probe)
    {
        if (probe != "opened-unheard-of")
        {
            m_outcome.probes[probe]++;
        }
    };
    listener.violate = [this](const std::string& violation) { Violate(violation); };
    m_nodes[id] = std::make_unique<TransportNode>(m_configs[id], listener, m_dice, &m_serials);
}

std::shared_ptr<SoakPipe>
TransportSoak::OpenPipe(uint64_t to)
{
    auto pipe = std::make_shared<SoakPipe>();
    m_pipes.push_back(pipe);
    m_knocking.emplace_back(pipe, to);
    return pipe;
}

void
TransportSoak::SendOne(bool mustArrive)
{
    const uint64_t from = m_dice.Between(1, m_nodeCount);
    const uint64_t to = 1 + (from + m_dice.Between(0, m_nodeCount - 2)) % m_nodeCount;
    const auto node = m_nodes.find(from);
    if (node == m_nodes.end())
    {
        return;
    }
    Sent sent{from,
              to,
              m_dice.OneOf<size_t>({8, 50, 700, MAX_SIZE, MAX_SIZE + 1}),
              static_cast<uint8_t>(m_dice.Between(0, 7)),
              m_dice.Between(0, 2)};
    SendOptions options;
    options.priority = sent.priority;
    options.flow = sent.flow;
    if (!mustArrive && m_dice.OneIn(5))
    {
        options.deadline = MilliSeconds(m_ms + static_cast<int64_t>(m_dice.Between(0, 20)));
    }
    const uint64_t number = m_sent.size();
    const auto result = node->second->Send(m_ms, to, Content(number, sent.size), options);
    if (!result.IsOk())
    {
        m_outcome.probes["refused-" + SendErrorName(result.Error())]++;
        return;
    }
    sent.mustArrive = mustArrive;
    m_sent.push_back(sent);
    m_tickets[result.Value()] = number;
    if (!mustArrive && m_dice.OneIn(10))
    {
        node->second->Cancel(result.Value());
    }
}

void
TransportSoak::OnMessage(uint64_t at, uint64_t from, ByteSpan bytes)
{
    uint64_t number = UINT64_MAX;
    if (bytes.size >= sizeof(number))
    {
        std::memcpy(&number, bytes.data, sizeof(number));
    }
    if (number >= m_sent.size())
    {
        Violate("a message came that nobody sent");
        return;
    }
    Sent& sent = m_sent[number];
    const Bytes content = Content(number, sent.size);
    if (bytes.size != content.size() || !std::equal(content.begin(), content.end(), bytes.data))
    {
        Violate("a message came with other bytes than were sent");
    }
    if (sent.to != at || sent.from != from)
    {
        Violate("a message came to a node that it was not sent to");
    }
    if (sent.delivered)
    {
        Violate("a message came twice");
    }
    if (sent.hasFate && sent.fate != SendFate::SENT)
    {
        Violate("a message came that was said not to have been sent");
    }
    sent.delivered = true;
    m_outcome.probes["delivered"]++;
    if (sent.flow != 0 && m_maxPerPeer == 1)
    {
        uint64_t& last = m_lastOfFlow[{sent.from, sent.to, sent.priority, sent.flow}];
        if (last > number)
        {
            Violate("messages of a flow came in another order");
        }
        last = number;
    }
}

void
TransportSoak::OnFate(uint64_t ticket, SendFate fate)
{
    const auto found = m_tickets.find(ticket);
    if (found == m_tickets.end())
    {
        return; // it was cut off while it was being sent, and is in the books only now
    }
    Sent& sent = m_sent[found->second];
    if (sent.hasFate)
    {
        Violate("a message had two fates");
    }
    if (sent.delivered && fate != SendFate::SENT)
    {
        Violate("a message was delivered and said not to have been sent");
    }
    sent.hasFate = true;
    sent.fate = fate;
    m_outcome.probes["fate-" + SendFateName(fate)]++;
}

void
TransportSoak::Fault()
{
    if (m_dice.OneIn(60))
    {
        const uint64_t id = m_dice.Between(1, m_nodeCount);
        if (m_nodes.erase(id) > 0)
        {
            m_outcome.probes["crash"]++;
            m_later.emplace_back(m_ms + static_cast<int64_t>(m_dice.Between(1, 150)),
                                 [this, id] { Begin(id); });
        }
    }
    if (m_dice.OneIn(40))
    {
        Stranger();
    }
    if (m_dice.OneIn(100))
    {
        const auto node = m_nodes.find(m_dice.Between(1, m_nodeCount));
        if (node != m_nodes.end())
        {
            node->second->CloseSome();
        }
    }
    if (m_pipes.empty() || !m_dice.OneIn(15))
    {
        return;
    }
    SoakPipe& pipe = *m_pipes[m_dice.Between(0, m_pipes.size() - 1)];
    switch (m_dice.Between(0, 3))
    {
    case 0:
        pipe.stuckUntil = m_ms + static_cast<int64_t>(m_dice.Between(1, 120));
        break;
    case 1:
        // It breaks at any byte; each side knows it when it looks.
        for (auto& way : pipe.ways)
        {
            way.bytes.resize(way.at + m_dice.Between(0, way.Left()));
            way.broken = true;
        }
        break;
    case 2:
        pipe.ways[m_dice.Between(0, 1)].mute = true;
        break;
    default:
        pipe.ways[m_dice.Between(0, 1)].broken = true;
    }
}

void
TransportSoak::Stranger()
{
    const auto pipe = OpenPipe(m_dice.Between(1, m_nodeCount));
    SoakPipe::Way& way = pipe->ways[0];
    const uint64_t kind =
        m_dice.Between(0, 3); // garbage, a part of an offer, an offer, an offer and garbage
    if (kind > 0)
    {
        AlpnOffer offer;
        offer.protocols = {m_dice.OneIn(2) ? "raft-rpc" : "nonsense"};
        way.bytes = EncodeOffer(offer);
    }
    if (kind == 1)
    {
        way.bytes.resize(m_dice.Between(0, way.bytes.size() - 1));
    }
    else if (kind != 2)
    {
        for (uint64_t i = m_dice.Between(1, 100); i > 0; i--)
        {
            // A high byte begins no frame and no preface, so nothing of it can be taken for a message.
            way.bytes.push_back(static_cast<uint8_t>(m_dice.Between(0xf0, 0xff)));
        }
    }
    way.ended = m_dice.OneIn(2);
}

void
TransportSoak::Step()
{
    m_ms++;
    for (size_t i = 0; i < m_later.size(); i++)
    {
        if (m_later[i].first == m_ms)
        {
            m_later[i].second();
        }
    }
    const auto knocking = std::move(m_knocking);
    m_knocking.clear();
    for (const auto& [pipe, at] : knocking)
    {
        const auto node = m_nodes.find(at);
        if (node != m_nodes.end() && !m_dice.OneIn(4))
        {
            node->second->Accept(m_ms, pipe);
        }
        else if (node != m_nodes.end())
        {
            m_knocking.emplace_back(pipe, at); // it takes longer
        }
    }
    for (const auto& [id, node] : m_nodes)
    {
        node->Step(m_ms);
        const std::string wrong = node->Check();
        if (!wrong.empty())
        {
            Violate(wrong);
        }
    }
    const auto isDone = [](const std::shared_ptr<SoakPipe>& pipe) { return pipe.use_count() == 1; };
    m_pipes.erase(std::remove_if(m_pipes.begin(), m_pipes.end(), isDone), m_pipes.end());
}

void
TransportSoak::Violate(const std::string& violation)
{
    if (m_outcome.violations.size() < 10)
    {
        m_outcome.violations.push_back(violation + " at " + std::to_string(m_ms) + " ms");
    }
}

SoakOutcome
TransportSoak::Run()
{
    while (m_ms < FAULTY_MS && m_outcome.violations.empty())
    {
        Fault();
        for (uint64_t i = m_dice.Between(0, 3); i > 1; i--)
        {
            SendOne(false);
        }
        Step();
    }
    // Nodes come back, broken pipes are found; nothing breaks any more.
    while (m_ms < HEALING_MS && m_outcome.violations.empty())
    {
        if (m_dice.OneIn(20))
        {
            SendOne(false);
        }
        Step();
    }
    while (m_ms < CALM_MS && m_outcome.violations.empty())
    {
        if (m_ms < CALM_MS - 600 && m_dice.OneIn(10))
        {
            SendOne(true);
        }
        Step();
    }
    Judge();
    m_nodes.clear();
    return m_outcome;
}

void
TransportSoak::Judge()
{
    // Where connections are closed for being idle, evicted or refused, messages that cross that are lost; where reading
    // stops before a message is whole, it may expire.
    bool isRoomy = true;
    for (const auto& [id, config] : m_configs)
    {
        isRoomy &=
            config.pool.maxTotal > 1 && config.pool.idleTimeout.IsZero() &&
            config.stream.fragment.limits.softBytes == config.stream.fragment.limits.maxBytes &&
            config.protocols.back() == "raft-rpc";
    }
    for (const auto& [a, node] : m_nodes)
    {
        for (const auto& [b, other] : m_nodes)
        {
            if (node->CountOf(b) > m_maxPerPeer)
            {
                Violate("a pair has more connections than it may");
            }
            if (isRoomy && m_maxPerPeer == 1 && node->CountOf(b) != other->CountOf(a))
            {
                Violate("two nodes do not agree on their connection");
            }
        }
        if (isRoomy && node->Waiting() > 0)
        {
            Violate("a message still waits at the end");
        }
    }
    for (const auto& sent : m_sent)
    {
        if (isRoomy && sent.mustArrive && !sent.delivered)
        {
            Violate("a message did not arrive though nothing was wrong");
        }
        m_outcome.probes["must-arrive"] += isRoomy && sent.mustArrive;
    }
}

} // namespace

SoakOutcome
SoakTransport(uint64_t seed)
{
    return TransportSoak(seed).Run();
}

} // namespace sharding
} // namespace ns3
