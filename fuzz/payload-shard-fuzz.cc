/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The first byte chooses the limits and whether there is a key; the rest are frames, each with a
// byte for its length and one for what is done to it: its checksum made right, which a fuzzer cannot
// guess, or time that passes before it. All are pushed as shards and read as requests, and must do
// no harm; what is read must be written as the same bytes again.

#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"
#include "ns3/shard-cipher.h"
#include "ns3/shard-reassembler.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

ShardReassembler::Config
Config(uint8_t choice)
{
    ShardReassembler::Config config;
    config.timeout = NanoSeconds(1000);
    config.maxOpenPackets = choice & 1 ? 2 : 8;
    config.maxBytes = choice & 2 ? 4096 : 20000;
    config.maxBytesPerSender = choice & 4 ? 10240 : 0;
    config.maxRemembered = choice & 8 ? 2 : 100;
    config.limits.maxShards = choice & 16 ? 8 : 300;
    config.limits.maxPacketLength = 2000;
    config.reassemblyPoint = choice & 32 ? 7 : 0;
    if (choice & 64)
    {
        static const auto cipher =
            std::make_shared<const ShardCipher>(ShardKey::FromHex(std::string(64, '1')).Value());
        config.cipher = cipher;
    }
    if (choice & 128)
    {
        config.hedge.emplace();
        config.hedge->minSamples = 1;
    }
    return config;
}

/// Makes the checksum right, and with a key all that it authenticates.
Ptr<Packet>
Repaired(Bytes frame, const ShardCipher* cipher)
{
    if (frame.size() < ShardHeader::SIZE)
    {
        return Create<Packet>(frame.data(), frame.size());
    }
    ShardHeader header;
    frame[1] &= 0x7f; // sealed again below
    const Ptr<Packet> packet = Create<Packet>(frame.data(), frame.size());
    packet->PeekHeader(header);
    packet->RemoveAtStart(ShardHeader::SIZE);
    SealShard(packet, header, cipher);
    return packet;
}

void
ReadRequest(const Packet& packet, const ShardCipher* cipher)
{
    ShardRequest request;
    if (ShardRequest::Decode(packet, request, cipher) != ShardParse::OK)
    {
        return;
    }
    Bytes read(packet.GetSize());
    packet.CopyData(read.data(), packet.GetSize());
    const Ptr<Packet> written = request.Encode(cipher);
    Bytes again(written->GetSize());
    written->CopyData(again.data(), written->GetSize());
    if (read != again)
    {
        std::abort();
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 1)
    {
        return 0;
    }
    const auto config = Config(data[0]);
    uint64_t lost = 0;
    ShardReassembler reassembler(config,
                                 [&](const LostPacket& loss) { lost += loss.receivedShards; });
    int64_t nowNs = 0;
    for (size_t at = 1; at + 2 <= size;)
    {
        const size_t length = std::min<size_t>(data[at], size - at - 2);
        const uint8_t treatment = data[at + 1];
        const Bytes frame(data + at + 2, data + at + 2 + length);
        at += 2 + length;
        nowNs += treatment >> 2;
        const Ptr<Packet> packet = treatment & 1 ? Repaired(frame, config.cipher.get())
                                                 : Create<Packet>(frame.data(), frame.size());
        ReadRequest(*packet, config.cipher.get());
        ReassembledPacket whole;
        ShardHeader header;
        packet->PeekHeader(header);
        const ShardOutcome outcome = reassembler.Push(NanoSeconds(nowNs), packet, whole);
        if ((outcome == ShardOutcome::COMPLETED) != (whole.packet != nullptr) ||
            (whole.packet && whole.packet->GetSize() != header.packetLength) ||
            !reassembler.CheckLedger().empty())
        {
            std::abort();
        }
        ShardRequest request;
        while (reassembler.TakeRequest(NanoSeconds(nowNs), request))
        {
            ReadRequest(*request.Encode(config.cipher.get()), config.cipher.get());
        }
    }
    const uint64_t waiting = reassembler.BufferedShards();
    lost = 0;
    reassembler.Expire(NanoSeconds(nowNs + 1000));
    if (reassembler.BufferedBytes() != 0 || lost != waiting)
    {
        std::abort();
    }
    return 0;
}
