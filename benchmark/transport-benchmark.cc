/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/canonical-strategy.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/message-stream.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/transport-process.h"
#include "ns3/uinteger.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <memory>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

constexpr uint32_t MESSAGE = 64;    //!< bytes of a small message
constexpr uint32_t BATCH = 64;      //!< messages that are sent within one event
constexpr uint32_t FRAGMENT = 4096; //!< bytes of a large message in one fragment
constexpr uint32_t LARGE = 1 << 20; //!< bytes of a large message
constexpr uint16_t PORT = 4000;

/// CPU time of this process, seconds.
double
CpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

class Counter : public MessageStreamListener
{
  public:
    void
    OnMessage(const InboundMessage& message) override
    {
        messages++;
        bytes += message.bytes.size;
    }

    void
    OnFate(uint64_t, SendFate) override
    {
    }

    void
    OnLoss(const LostMessage&) override
    {
    }

    uint64_t messages{0};
    uint64_t bytes{0};
};

MessageStream::Config
StreamConfig()
{
    MessageStream::Config config;
    config.fragment.strategy = std::make_shared<CanonicalStrategy>(FRAGMENT);
    return config;
}

/// Messages through a queue, its codec, and the decoder on the other side, in memory.
void
Codec(benchmark::State& state, uint32_t size, uint32_t batch, const char* unit, uint32_t units)
{
    Simulator::Run(); // until then ns-3 enters every Time into a list
    MessageStream from(StreamConfig());
    MessageStream to(StreamConfig());
    Counter counter;
    to.SetListener(&counter);
    const Bytes message(size, 7);
    Bytes wire(16384);
    const Time now;
    uint64_t sent = 0;
    for ([[maybe_unused]] auto iteration : state)
    {
        for (uint32_t i = 0; i < batch; i++)
        {
            sent += from.Queue().Send(ByteSpan(message), {}).IsOk();
        }
        while (const size_t count = from.Queue().Write(now, wire.data(), wire.size()))
        {
            to.Receive(now, {wire.data(), count});
        }
    }
    if (counter.messages != sent || counter.bytes != sent * size)
    {
        state.SkipWithError("a message was not delivered");
    }
    state.counters[unit] = benchmark::Counter(static_cast<double>(units) * batch,
                                              benchmark::Counter::kIsIterationInvariantRate |
                                                  benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(Codec, small, MESSAGE, BATCH, "s/message", 1)->Name("transport/small-message");
BENCHMARK_CAPTURE(Codec, large, LARGE, 1, "s/fragment", LARGE / FRAGMENT)
    ->Name("transport/large-message");

/// Two machines, 10 Gb/s and 10 us apart, and a sender that sends batches.
class Machines
{
  public:
    static constexpr uint32_t BATCHES = 4000;

    Machines()
    {
        nodes.Create(2);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10us"));
        address = InetSocketAddress(Ipv4AddressHelper("10.0.0.0", "255.255.255.0")
                                        .Assign(link.Install(nodes))
                                        .GetAddress(1),
                                    PORT);
    }

    virtual ~Machines() = default;

    /// @return CPU seconds for a message
    double
    Run()
    {
        Simulator::Schedule(MilliSeconds(100), &Machines::Tick, this);
        const double begin = CpuSeconds();
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        const double seconds = CpuSeconds() - begin;
        Finish();
        Simulator::Destroy();
        return seconds / (BATCHES * BATCH);
    }

    uint64_t received{0};

  protected:
    virtual void SendBatch() = 0;

    virtual void
    Finish()
    {
    }

    NodeContainer nodes;
    InetSocketAddress address = InetSocketAddress(Ipv4Address(), PORT);
    const Bytes m_message = Bytes(MESSAGE, 7);

  private:
    void
    Tick()
    {
        SendBatch();
        if (++m_batches < BATCHES)
        {
            Simulator::Schedule(MicroSeconds(20), &Machines::Tick, this);
        }
    }

    uint32_t m_batches{0};
};

class Talker : public TransportProcess
{
  public:
    bool listens{false};

  private:
    void
    DoStart() override
    {
        TransportProcess::DoStart();
        if (listens)
        {
            GetEndpoint()->Listen(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        }
    }
};

/// Ours.
class OurMachines : public Machines
{
  public:
    OurMachines()
    {
        for (uint32_t i = 0; i < 2; i++)
        {
            auto talker = CreateObject<Talker>();
            auto endpoint = CreateObject<MessageEndpoint>();
            endpoint->SetAttribute("LookAhead", UintegerValue(0));
            ProtocolHandler handler;
            handler.onMessage = [this](MessageConnection&, const InboundMessage&) { received++; };
            endpoint->Serve("bench", handler);
            endpoint->AddPeer(2, address);
            talker->SetEndpoint(endpoint, i + 1);
            talker->listens = i == 1;
            nodes.Get(i)->AddApplication(talker);
            m_endpoints.push_back(endpoint);
        }
    }

  private:
    void
    SendBatch() override
    {
        for (uint32_t i = 0; i < BATCH; i++)
        {
            m_endpoints[0]->Send(2, ByteSpan(m_message));
        }
    }

    void
    Finish() override
    {
        m_endpoints.clear();
    }

    std::vector<Ptr<MessageEndpoint>> m_endpoints;
};

/// A bare socket: the same messages with their lengths before them, a batch in one packet.
class RawMachines : public Machines
{
  public:
    RawMachines()
    {
        m_server = MakeSocket(1);
        m_server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_server->Listen();
        m_server->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&RawMachines::Accept, this));
        m_client = MakeSocket(0);
        m_client->Bind();
        Simulator::Schedule(MilliSeconds(10), &RawMachines::Connect, this);
        for (uint32_t i = 0; i < BATCH; i++)
        {
            Bytes head(4);
            ByteWriter writer(head.data(), head.size());
            writer.U32(MESSAGE);
            m_batch.insert(m_batch.end(), head.begin(), head.end());
            m_batch.insert(m_batch.end(), m_message.begin(), m_message.end());
        }
    }

  private:
    Ptr<Socket>
    MakeSocket(uint32_t node)
    {
        Ptr<Socket> socket = Socket::CreateSocket(nodes.Get(node), TcpSocketFactory::GetTypeId());
        MessageConnection::Prepare(socket, {});
        return socket;
    }

    void
    SendBatch() override
    {
        m_client->Send(Create<Packet>(m_batch.data(), static_cast<uint32_t>(m_batch.size())));
    }

    void
    Connect()
    {
        m_client->Connect(address);
    }

    void
    Accept(Ptr<Socket> socket, const Address&)
    {
        socket->SetRecvCallback(MakeCallback(&RawMachines::Read, this));
    }

    void
    Read(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            const size_t before = m_in.size();
            m_in.resize(before + packet->GetSize());
            packet->CopyData(m_in.data() + before, packet->GetSize());
        }
        size_t at = 0;
        while (m_in.size() - at >= 4)
        {
            ByteReader reader(m_in.data() + at, m_in.size() - at);
            const uint32_t size = reader.U32();
            if (!reader.Bytes(size))
            {
                break;
            }
            received++;
            at += 4 + size;
        }
        m_in.erase(m_in.begin(), m_in.begin() + static_cast<std::ptrdiff_t>(at));
    }

    void
    Finish() override
    {
        m_server = nullptr;
        m_client = nullptr;
    }

    Ptr<Socket> m_server;
    Ptr<Socket> m_client;
    Bytes m_batch;
    Bytes m_in;
};

/// @return the least CPU seconds for a message over several runs in turns with the other kind
template <typename Kind>
double
Measure(benchmark::State& state)
{
    Kind machines;
    const double seconds = machines.Run();
    if (machines.received != uint64_t{Machines::BATCHES} * BATCH)
    {
        state.SkipWithError("a message was not delivered");
    }
    return seconds;
}

void
OverTcp(benchmark::State& state)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        state.counters["s/message"] = Measure<OurMachines>(state);
    }
}

BENCHMARK(OverTcp)->Name("transport/over-tcp")->Iterations(1);

void
RawTcp(benchmark::State& state)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        state.counters["s/message"] = Measure<RawMachines>(state);
    }
}

BENCHMARK(RawTcp)->Name("transport/raw-tcp")->Iterations(1);

/// Both kinds in turns, so that both see the same machine.
void
OverRaw(benchmark::State& state)
{
    for ([[maybe_unused]] auto iteration : state)
    {
        double ours = 1;
        double raw = 1;
        for (int turn = 0; turn < 3; turn++)
        {
            ours = std::min(ours, Measure<OurMachines>(state));
            raw = std::min(raw, Measure<RawMachines>(state));
        }
        state.counters["ratio"] = ours / raw;
    }
}

BENCHMARK(OverRaw)->Name("transport/over-tcp-over-raw")->Iterations(1);

} // namespace
