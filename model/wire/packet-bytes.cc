/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-bytes.h"

#include "byte-reader.h"
#include "crc32c.h"

#include "ns3/trailer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <ostream>
#include <streambuf>

namespace ns3
{
namespace sharding
{

namespace
{

/// Up to here copying a packet's bytes, virtual zeros too, is faster than to go through them in place.
constexpr uint32_t SMALL = 4096;

/// From here on it pays to ask ns-3 for the compressed form, whose zeros are a number.
constexpr uint32_t LARGE = 65536;

/**
 * What Packet::CopyData writes to, which shows us the packet's own memory. ns-3 stands a small
 * constant block of zeros in for a virtual area, again and again, and that block is known by its
 * address.
 */
class RunBuffer : public std::streambuf
{
  public:
    void
    Start(uint32_t skip, PacketByteVisitor* visitor)
    {
        m_skip = skip;
        m_zeros = 0;
        m_visitor = visitor;
    }

    void
    Finish()
    {
        FlushZeros();
        m_visitor = nullptr;
    }

    void
    SetZeroBlock(const char* block)
    {
        m_zeroBlock = block;
    }

  protected:
    std::streamsize
    xsputn(const char* bytes, std::streamsize count) override
    {
        const auto size = static_cast<uint32_t>(count);
        const uint32_t skipped = std::min(m_skip, size);
        m_skip -= skipped;
        const uint32_t shown = size - skipped;
        if (shown == 0)
        {
            return count;
        }
        if (bytes == m_zeroBlock)
        {
            m_zeros += shown;
        }
        else
        {
            FlushZeros();
            m_visitor->Bytes(reinterpret_cast<const uint8_t*>(bytes) + skipped, shown);
        }
        return count;
    }

  private:
    void
    FlushZeros()
    {
        if (m_zeros > 0)
        {
            m_visitor->Zeros(m_zeros);
            m_zeros = 0;
        }
    }

    const char* m_zeroBlock{nullptr};
    uint32_t m_skip{0};
    uint32_t m_zeros{0};
    PacketByteVisitor* m_visitor{nullptr};
};

/// Learns where ns-3's block of zeros is.
class ZeroBlockFinder : public std::streambuf
{
  public:
    const char* block{nullptr};

  protected:
    std::streamsize
    xsputn(const char* bytes, std::streamsize count) override
    {
        block = bytes;
        return count;
    }
};

/// A stream for CopyData. Streams are slow to make, so there is one.
struct RunStream
{
    RunBuffer buffer;
    std::ostream stream{&buffer};

    RunStream()
    {
        ZeroBlockFinder finder;
        std::ostream probe(&finder);
        Packet(1).CopyData(&probe, 1);
        buffer.SetZeroBlock(finder.block);
    }
};

/// Shows three runs in a row, the middle one of virtual zeros, without their first bytes.
void
ShowRuns(const uint8_t* head,
         uint32_t headSize,
         uint32_t zeros,
         const uint8_t* tail,
         uint32_t tailSize,
         uint32_t skip,
         PacketByteVisitor& visitor)
{
    const uint32_t fromHead = std::min(skip, headSize);
    skip -= fromHead;
    const uint32_t fromZeros = std::min(skip, zeros);
    skip -= fromZeros;
    const uint32_t fromTail = std::min(skip, tailSize);
    if (fromHead < headSize)
    {
        visitor.Bytes(head + fromHead, headSize - fromHead);
    }
    if (fromZeros < zeros)
    {
        visitor.Zeros(zeros - fromZeros);
    }
    if (fromTail < tailSize)
    {
        visitor.Bytes(tail + fromTail, tailSize - fromTail);
    }
}

/**
 * Serialized packets (ns-3.35 to 3.48) are sections in host byte order, padded to four bytes, that
 * begin with their length, itself included: nix-vector, byte tags, packet tags, metadata, content.
 * The content is the length of the virtual area, then the real bytes before it and those behind it,
 * each with their length and padded.
 */
bool
VisitSerialized(const std::vector<uint32_t>& words,
                uint32_t packetSize,
                uint32_t skip,
                PacketByteVisitor& visitor)
{
    size_t at = 0;
    for (int section = 0; section < 4; section++)
    {
        if (at >= words.size() || words[at] < 4)
        {
            return false;
        }
        at += 1 + (words[at] - 4 + size_t{3}) / 4;
    }
    at++; // the content's own length
    if (at + 2 > words.size())
    {
        return false;
    }
    const uint32_t zeros = words[at];
    const uint32_t headSize = words[at + 1];
    const auto head = reinterpret_cast<const uint8_t*>(words.data() + at + 2);
    at += 2 + (headSize + size_t{3}) / 4;
    if (at >= words.size())
    {
        return false;
    }
    const uint32_t tailSize = words[at];
    const auto tail = reinterpret_cast<const uint8_t*>(words.data() + at + 1);
    if (at + 1 + (tailSize + size_t{3}) / 4 > words.size() ||
        uint64_t{zeros} + headSize + tailSize != packetSize)
    {
        return false;
    }
    ShowRuns(head, headSize, zeros, tail, tailSize, skip, visitor);
    return true;
}

class CrcVisitor : public PacketByteVisitor
{
  public:
    explicit CrcVisitor(uint32_t crc) : m_crc(crc)
    {
    }

    void
    Bytes(const uint8_t* bytes, uint32_t size) override
    {
        m_crc = Crc32c(m_crc, bytes, size);
    }

    void
    Zeros(uint32_t count) override
    {
        m_crc = Crc32cZeros(m_crc, count);
    }

    uint32_t
    Value() const
    {
        return m_crc;
    }

  private:
    uint32_t m_crc;
};

/// Bytes that lie somewhere in memory.
struct Run
{
    const uint8_t* bytes;
    uint32_t size;
};

/// Real bytes at the end of a packet. A trailer is how ns-3 lets them be added without touching its
/// virtual area.
class RunsTrailer : public Trailer
{
  public:
    RunsTrailer(const std::vector<Run>& runs, uint32_t size) : m_runs(runs), m_size(size)
    {
    }

    TypeId
    GetInstanceTypeId() const override
    {
        return Trailer::GetTypeId();
    }

    uint32_t
    GetSerializedSize() const override
    {
        return m_size;
    }

    void
    Serialize(Buffer::Iterator end) const override
    {
        end.Prev(m_size);
        for (const Run& run : m_runs)
        {
            end.Write(run.bytes, run.size);
        }
    }

    uint32_t
    Deserialize(Buffer::Iterator) override
    {
        return 0; // nothing tells where such bytes begin
    }

    void
    Print(std::ostream& os) const override
    {
        os << m_size << " bytes";
    }

  private:
    const std::vector<Run>& m_runs;
    uint32_t m_size;
};

/**
 * Appends the content of packets to a packet. Real bytes are noted first, so that ns-3's buffer
 * grows once for each change between real and virtual, which for what was one packet is at most
 * twice.
 */
class Appender : public PacketByteVisitor
{
  public:
    explicit Appender(const Ptr<Packet>& packet) : m_packet(packet)
    {
        s_runs.clear();
    }

    /// @param part a packet that stays unchanged until Finish
    void
    Append(const Packet& part)
    {
        // The compressed form of a large packet does not outlive the visit.
        m_copies = part.GetSize() > LARGE;
        VisitPacketBytes(part, 0, *this);
    }

    void
    Bytes(const uint8_t* bytes, uint32_t size) override
    {
        FlushZeros();
        if (m_copies)
        {
            m_kept.emplace_back(bytes, bytes + size);
            bytes = m_kept.back().data();
        }
        s_runs.push_back({bytes, size});
        m_size += size;
    }

    void
    Zeros(uint32_t count) override
    {
        FlushRuns();
        m_zeros += count;
    }

    Ptr<Packet>
    Finish()
    {
        FlushZeros();
        FlushRuns();
        return m_packet;
    }

  private:
    void
    FlushRuns()
    {
        if (m_size > 0)
        {
            m_packet->AddTrailer(RunsTrailer(s_runs, m_size));
            s_runs.clear();
            m_kept.clear();
            m_size = 0;
        }
    }

    void
    FlushZeros()
    {
        if (m_zeros > 0)
        {
            OwnBuffer();
            m_packet->AddAtEnd(Create<Packet>(m_zeros));
            m_zeros = 0;
        }
    }

    /// ns-3 keeps an appended virtual area virtual only in a packet that shares its buffer with
    /// none.
    void
    OwnBuffer()
    {
        const uint32_t size = m_packet->GetSerializedSize();
        std::vector<uint32_t> words((size + size_t{3}) / 4);
        const auto bytes = reinterpret_cast<uint8_t*>(words.data());
        if (m_packet->Serialize(bytes, size) != 0)
        {
            m_packet = Create<Packet>(bytes, size, true);
        }
    }

    Ptr<Packet> m_packet;
    bool m_copies{false};
    uint32_t m_size{0};
    uint32_t m_zeros{0};
    std::vector<std::vector<uint8_t>> m_kept;
    static thread_local std::vector<Run> s_runs; //!< reused
};

thread_local std::vector<Run> Appender::s_runs;

} // namespace

void
VisitPacketBytes(const Packet& packet, uint32_t skip, PacketByteVisitor& visitor)
{
    const uint32_t size = packet.GetSize();
    if (skip >= size)
    {
        return;
    }
    if (size > LARGE)
    {
        const uint32_t serialized = packet.GetSerializedSize();
        if (serialized < size)
        {
            std::vector<uint32_t> words((serialized + size_t{3}) / 4);
            if (packet.Serialize(reinterpret_cast<uint8_t*>(words.data()), serialized) != 0 &&
                VisitSerialized(words, size, skip, visitor))
            {
                return;
            }
        }
    }
    static thread_local RunStream run;
    run.buffer.Start(skip, &visitor);
    packet.CopyData(&run.stream, size);
    run.buffer.Finish();
}

uint32_t
Crc32c(uint32_t crc, const Packet& packet, uint32_t skip)
{
    const uint32_t size = packet.GetSize();
    if (size <= SMALL)
    {
        std::array<uint8_t, SMALL> bytes;
        packet.CopyData(bytes.data(), size);
        return skip < size ? Crc32c(crc, bytes.data() + skip, size - skip) : crc;
    }
    CrcVisitor visitor(crc);
    VisitPacketBytes(packet, skip, visitor);
    return visitor.Value();
}

namespace
{

/// Notes whether a packet is one run of real bytes, and where.
class OneRunFinder : public PacketByteVisitor
{
  public:
    void
    Bytes(const uint8_t* bytes, uint32_t /* size */) override
    {
        m_runs++;
        m_first = bytes;
    }

    void
    Zeros(uint32_t /* count */) override
    {
        m_runs++;
        m_first = nullptr;
    }

    const uint8_t*
    Get() const
    {
        return m_runs == 1 ? m_first : nullptr;
    }

  private:
    uint32_t m_runs{0};
    const uint8_t* m_first{nullptr};
};

} // namespace

const uint8_t*
FindBytes(const Packet& packet)
{
    if (packet.GetSize() > LARGE)
    {
        return nullptr;
    }
    OneRunFinder finder;
    VisitPacketBytes(packet, 0, finder);
    return finder.Get();
}

Ptr<Packet>
JoinPackets(const std::vector<Ptr<Packet>>& parts)
{
    const Ptr<Packet>& first = parts.front();
    const bool printing = first->BeginItem().HasNext();
    Appender appender(first);
    for (size_t i = 1; i < parts.size(); i++)
    {
        if (printing)
        {
            first->AddAtEnd(parts[i]);
        }
        else
        {
            appender.Append(*parts[i]);
        }
    }
    return appender.Finish();
}

} // namespace sharding
} // namespace ns3
