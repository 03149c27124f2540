/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-node.h"

#include "ns3/canonical-strategy.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::shared_ptr<const FragmentStrategy>
MakeSoakStrategy(uint32_t kind, uint32_t payload)
{
    switch (kind)
    {
    case 0:
        return std::make_shared<CanonicalStrategy>(payload);
    case 1:
        return std::make_shared<TotalLengthStrategy>(payload);
    case 2:
        return std::make_shared<MySqlStrategy>(200); // the same on both sides
    default:
        return std::make_shared<WebSocketStrategy>(payload);
    }
}

/// A connection of a node.
class TransportNode::Link : public FramedConnectionListener
{
  public:
    Link(TransportNode& node, std::shared_ptr<SoakPipe> pipe, uint32_t side)
        : core(node.m_config.framing, node.MakeStream(), *this), pipe(std::move(pipe)), side(side),
          m_node(node)
    {
    }

    ~Link() override
    {
        core.Stream().SetListener(nullptr);
    }

    void
    OnOpen() override
    {
        if (pooled != ConnectionPool::NO_CONNECTION && side == 0)
        {
            m_node.m_pool.NoteOpened(MilliSeconds(m_node.m_ms), pooled, core.GetVoidSerial());
        }
        m_node.m_listener.reach("opened-" + core.GetProtocol());
    }

    void
    OnMessage(const InboundMessage& message) override
    {
        m_node.m_listener.onMessage(core.GetPeer(), message.bytes);
    }

    void
    OnFate(uint64_t ticket, SendFate fate) override
    {
        m_node.m_listener.onFate(ticket, fate);
    }

    void
    OnLoss(const LostMessage& lost) override
    {
        m_node.m_listener.reach("lost-" + FragmentOutcomeName(lost.reason));
    }

    SoakPipe::Way&
    Out()
    {
        return pipe->ways[side];
    }

    SoakPipe::Way&
    In()
    {
        return pipe->ways[1 - side];
    }

    FramedConnection core;
    std::shared_ptr<SoakPipe> pipe; //!< null once it is let go of
    const uint32_t side;
    uint64_t number{0};
    uint64_t pooled{ConnectionPool::NO_CONNECTION};
    bool paused{false};
    bool busy{false};
    uint64_t uses{0}; //!< messages both ways when the pool was told last

  private:
    TransportNode& m_node;
};

TransportNode::TransportNode(const Config& config, Listener listener, Dice& dice, uint64_t* serials)
    : m_config(
          [&]
          {
              Config own = config;
              own.stream.queue.serials = serials;
              return own;
          }()),
      m_listener(std::move(listener)), m_dice(dice),
      m_pool(
          config.pool,
          [this] { return static_cast<double>(m_dice.Between(0, 999)) / 1000; },
          [this](PoolEvent event, uint64_t, uint64_t)
          { m_listener.reach("pool-" + PoolEventName(event)); })
{
    for (const auto& protocol : config.protocols)
    {
        m_router.Register(protocol, 0);
    }
}

TransportNode::~TransportNode() = default;

std::unique_ptr<MessageStream>
TransportNode::MakeStream() const
{
    return std::make_unique<MessageStream>(m_config.stream);
}

TransportNode::Link&
TransportNode::AddLink(const std::shared_ptr<SoakPipe>& pipe, uint32_t side)
{
    auto link = std::make_shared<Link>(*this, pipe, side);
    link->number = ++m_lastLink;
    m_links[link->number] = link;
    return *link;
}

TransportNode::Link*
TransportNode::FindPooled(uint64_t number)
{
    for (const auto& [at, link] : m_links)
    {
        if (link->pooled == number)
        {
            return link.get();
        }
    }
    m_listener.violate("the pool knows a connection that is not there");
    return nullptr;
}

Result<uint64_t, SendError>
TransportNode::Send(int64_t ms, uint64_t peer, ByteSpan bytes, const SendOptions& options)
{
    m_ms = ms;
    const auto grant = m_pool.Acquire(MilliSeconds(ms), peer);
    if (grant.toClose != ConnectionPool::NO_CONNECTION)
    {
        ClosePooled(grant.toClose, CloseReason::EVICTED);
    }
    if (grant.toOpen != ConnectionPool::NO_CONNECTION)
    {
        Link& link = AddLink(m_listener.open(peer), 0);
        link.pooled = grant.toOpen;
        AlpnOffer offer;
        offer.nodeId = m_config.pool.self;
        offer.serial = m_pool.NextSerial(MilliSeconds(ms), grant.toOpen);
        offer.protocols = m_config.protocols;
        link.core.Offer(MilliSeconds(ms), offer);
    }
    if (grant.use == ConnectionPool::NO_CONNECTION)
    {
        return grant.error;
    }
    Link* link = FindPooled(grant.use);
    if (!link)
    {
        return SendError::CLOSED;
    }
    const auto result = link->core.Stream().Queue().Send(bytes, options);
    NoteUse(*link);
    return result;
}

bool
TransportNode::Cancel(uint64_t ticket)
{
    bool cancelled = false;
    for (const auto& [number, link] : m_links)
    {
        cancelled = cancelled || link->core.Stream().Queue().Cancel(ticket);
    }
    return cancelled;
}

void
TransportNode::Accept(int64_t ms, const std::shared_ptr<SoakPipe>& pipe)
{
    m_ms = ms;
    Link& link = AddLink(pipe, 1);
    link.core.Await(MilliSeconds(ms),
                    [this, &link](const AlpnOffer& offer) { return Judge(link, offer); });
}

AlpnAnswer
TransportNode::Judge(Link& link, const AlpnOffer& offer)
{
    AlpnAnswer answer;
    answer.nodeId = m_config.pool.self;
    const auto chosen = m_router.Choose(offer.protocols);
    answer.status = chosen ? AlpnStatus::ACCEPTED : AlpnStatus::NO_PROTOCOL;
    if (chosen && offer.nodeId != 0)
    {
        const auto verdict = m_pool.Judge(MilliSeconds(m_ms), offer.nodeId, offer.serial);
        answer.voidSerial = verdict.voidSerial;
        switch (verdict.kind)
        {
        case ConnectionPool::Verdict::Kind::DUPLICATE:
            answer.status = AlpnStatus::DUPLICATE;
            break;
        case ConnectionPool::Verdict::Kind::BUSY:
            answer.status = AlpnStatus::BUSY;
            break;
        case ConnectionPool::Verdict::Kind::ACCEPT:
            link.pooled = verdict.connection;
            Link* ours = verdict.adopts == ConnectionPool::NO_CONNECTION
                             ? nullptr
                             : FindPooled(verdict.adopts);
            if (ours)
            {
                link.core.SwapStream(ours->core);
                ClosePooled(verdict.adopts, CloseReason::ABANDONED);
            }
            if (verdict.replaces != ConnectionPool::NO_CONNECTION)
            {
                ClosePooled(verdict.replaces, CloseReason::REPLACED);
            }
            if (verdict.evicts != ConnectionPool::NO_CONNECTION)
            {
                ClosePooled(verdict.evicts, CloseReason::EVICTED);
            }
        }
    }
    answer.protocol = answer.status == AlpnStatus::ACCEPTED ? m_router.Name(*chosen) : "";
    m_listener.reach("answer-" + AlpnStatusName(answer.status));
    return answer;
}

void
TransportNode::ClosePooled(uint64_t number, CloseReason reason)
{
    if (Link* link = FindPooled(number))
    {
        link->pooled = ConnectionPool::NO_CONNECTION;
        Close(*link, reason);
    }
}

void
TransportNode::Close(Link& closing, CloseReason reason)
{
    const std::shared_ptr<Link> link = m_links.at(closing.number);
    link->core.Close(reason);
    m_listener.reach("closed-" + CloseReasonName(reason));
    if (link->pipe)
    {
        Write(*link); // a refusal still has to be said
        link->Out().ended = true;
        link->pipe = nullptr;
    }
    if (link->pooled != ConnectionPool::NO_CONNECTION &&
        m_pool.NoteClosed(MilliSeconds(m_ms), link->pooled, reason))
    {
        return;
    }
    m_links.erase(link->number);
}

void
TransportNode::NoteUse(Link& link)
{
    if (link.pooled == ConnectionPool::NO_CONNECTION ||
        link.core.GetState() != FramedConnection::State::OPEN)
    {
        return;
    }
    const MessageStream& stream = link.core.Stream();
    const uint64_t uses = 1 + stream.Queue().GetCounters().accepted + stream.GetCounters().messages;
    const bool isBusy = stream.Queue().Waiting() > 0;
    if (isBusy)
    {
        m_pool.NoteBusy(link.pooled);
    }
    else if (uses != link.uses || link.busy)
    {
        m_pool.NoteIdle(MilliSeconds(m_ms), link.pooled);
    }
    link.busy = isBusy;
    link.uses = uses;
}

void
TransportNode::Write(Link& link)
{
    // Short writes: as many bytes as there happens to be room for, often not even a header.
    SoakPipe::Way& way = link.Out();
    const size_t room = m_dice.OneOf<size_t>({1, 7, 60, 700, 5000});
    const size_t old = way.bytes.size();
    const bool isClosed = link.core.GetState() == FramedConnection::State::CLOSED;
    const size_t size = isClosed ? 5000 : room - std::min(room, way.Left());
    way.bytes.resize(old + size);
    way.bytes.resize(old + link.core.Write(MilliSeconds(m_ms), way.bytes.data() + old, size));
    NoteUse(link);
}

void
TransportNode::Read(Link& link)
{
    SoakPipe::Way& way = link.In();
    const bool pause = link.core.Stream().WantsPause();
    if (pause != link.paused)
    {
        link.paused = pause;
        link.core.SetPaused(MilliSeconds(m_ms), pause);
        m_listener.reach(pause ? "paused" : "resumed");
    }
    if (pause || way.mute)
    {
        return;
    }
    if (way.broken)
    {
        Close(link, CloseReason::BROKEN);
        return;
    }
    const size_t size = std::min<size_t>(way.Left(), m_dice.OneOf<size_t>({1, 3, 40, 500, 5000}));
    const std::vector<uint8_t> piece(way.bytes.begin() + static_cast<std::ptrdiff_t>(way.at),
                                     way.bytes.begin() +
                                         static_cast<std::ptrdiff_t>(way.at + size));
    way.at += size;
    if (way.at == way.bytes.size())
    {
        way.bytes.clear();
        way.at = 0;
    }
    if (size > 0)
    {
        link.core.Receive(MilliSeconds(m_ms), piece);
        NoteUse(link);
    }
    else if (way.ended)
    {
        Close(link, CloseReason::PEER);
    }
}

void
TransportNode::Step(int64_t ms)
{
    m_ms = ms;
    const Time now = MilliSeconds(ms);
    const auto due = m_pool.NextDeadline();
    if (due && *due <= now)
    {
        const auto closings = m_pool.Expire(now);
        for (const auto& closing : closings)
        {
            ClosePooled(closing.connection, closing.reason);
        }
    }
    std::vector<std::shared_ptr<Link>> links;
    for (const auto& [number, link] : m_links)
    {
        links.push_back(link);
    }
    for (const auto& link : links)
    {
        const auto isThere = [&] { return link->pipe && m_links.count(link->number) > 0; };
        const auto deadline = link->core.NextDeadline();
        if (isThere() && deadline && *deadline <= now && !m_dice.OneIn(3)) // timers ring late
        {
            link->core.Expire(now);
        }
        if (isThere() && link->pipe->stuckUntil <= ms)
        {
            Write(*link);
            Read(*link);
        }
        if (isThere() && link->core.GetState() == FramedConnection::State::CLOSED)
        {
            Close(*link, link->core.GetCloseReason());
        }
    }
}

void
TransportNode::CloseSome()
{
    if (!m_links.empty())
    {
        const auto link = m_links.begin()->second;
        if (link->pipe)
        {
            Close(*link, CloseReason::ASKED);
        }
    }
}

std::string
TransportNode::Check() const
{
    for (const auto& [number, link] : m_links)
    {
        const MessageStream& stream = link->core.Stream();
        if (stream.Queue().WaitingBytes() > m_config.stream.queue.maxBytes ||
            stream.Queue().Waiting() > m_config.stream.queue.maxMessages)
        {
            return "more waits to be sent than may";
        }
        if (stream.Reassembly().BufferedBytes() > m_config.stream.fragment.limits.maxBytes)
        {
            return "reassembly holds more than it may";
        }
        const std::string ledger = stream.Reassembly().CheckLedger();
        if (!ledger.empty())
        {
            return ledger;
        }
    }
    return m_pool.Check();
}

uint32_t
TransportNode::CountOf(uint64_t peer) const
{
    return m_pool.CountOf(peer);
}

uint64_t
TransportNode::Waiting() const
{
    uint64_t waiting = 0;
    for (const auto& [number, link] : m_links)
    {
        waiting += link->core.Stream().Queue().Waiting();
    }
    return waiting;
}

} // namespace sharding
} // namespace ns3
