/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-corpus.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <system_error>
#include <xxhash.h>

namespace ns3
{
namespace sharding
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t MOST_BYTES = 64u << 20;
constexpr std::size_t MOST_PACKET_BYTES = 16u << 20;

/// The classic capture format, see draft-ietf-opsawg-pcap: a 24-byte file header, then a 16-byte header per packet.
constexpr uint32_t PCAP_MICROSECONDS = 0xa1b2c3d4;
constexpr uint32_t PCAP_NANOSECONDS = 0xa1b23c4d;
constexpr std::size_t PCAP_FILE_HEADER = 24;
constexpr std::size_t PCAP_PACKET_HEADER = 16;
constexpr std::size_t PCAP_CAPTURED_LENGTH = 8; //!< where it stands in the packet header

/// Reads 32 bits of a capture, whose byte order is that of the machine that wrote it.
uint32_t
ReadU32(std::string_view bytes, std::size_t at, bool bigEndian)
{
    uint32_t value = 0;
    for (std::size_t i = 0; i < 4; i++)
    {
        const std::size_t place = bigEndian ? at + i : at + 3 - i;
        value = value << 8 | static_cast<uint8_t>(bytes[place]);
    }
    return value;
}

bool
IsPcapMagic(uint32_t value)
{
    return value == PCAP_MICROSECONDS || value == PCAP_NANOSECONDS;
}

} // namespace

PayloadCorpus
PayloadCorpus::Load(const std::string& path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    std::vector<std::string> files;
    if (fs::is_directory(status))
    {
        for (fs::directory_iterator i(path, error), end; !error && i != end; i.increment(error))
        {
            std::error_code ignored;
            if (i->is_regular_file(ignored))
            {
                files.push_back(i->path().string());
            }
        }
        std::sort(files.begin(), files.end());
    }
    else if (fs::is_regular_file(status))
    {
        files.push_back(path);
    }
    else if (!fs::exists(status))
    {
        throw InputError("payload '" + path + "' does not exist");
    }
    else
    {
        throw InputError("payload '" + path + "' is neither a file nor a folder");
    }
    if (error)
    {
        throw InputError("payload '" + path + "' cannot be read: " + error.message());
    }

    PayloadCorpus corpus;
    for (const auto& file : files)
    {
        corpus.LoadFile(file);
    }
    if (corpus.m_pieces.empty())
    {
        throw InputError("payload '" + path + "' holds no bytes");
    }
    return corpus;
}

void
PayloadCorpus::LoadFile(const std::string& path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error)
    {
        throw InputError("payload '" + path + "' cannot be read: " + error.message());
    }
    if (size > MOST_BYTES - m_bytes.size())
    {
        throw InputError("payload '" + path + "' brings the total above 64 MiB");
    }
    std::ifstream in(path, std::ios::binary);
    std::string bytes(size, '\0');
    if (!in || (size > 0 && !in.read(bytes.data(), static_cast<std::streamsize>(size))))
    {
        throw InputError("payload '" + path + "' cannot be read");
    }
    if (bytes.size() >= 4 &&
        (IsPcapMagic(ReadU32(bytes, 0, true)) || IsPcapMagic(ReadU32(bytes, 0, false))))
    {
        LoadCapture(path, bytes);
    }
    else
    {
        AddPiece(bytes);
    }
}

void
PayloadCorpus::LoadCapture(const std::string& path, std::string_view file)
{
    const bool bigEndian = IsPcapMagic(ReadU32(file, 0, true));
    if (file.size() < PCAP_FILE_HEADER)
    {
        throw InputError("capture '" + path + "' ends inside its file header");
    }
    std::size_t number = 0;
    for (std::size_t at = PCAP_FILE_HEADER; at < file.size();)
    {
        number++;
        const std::string which = "packet " + std::to_string(number) + " of capture '" + path + "'";
        if (file.size() - at < PCAP_PACKET_HEADER)
        {
            throw InputError(which + " ends inside its header");
        }
        const uint32_t length = ReadU32(file, at + PCAP_CAPTURED_LENGTH, bigEndian);
        at += PCAP_PACKET_HEADER;
        if (length > MOST_PACKET_BYTES)
        {
            throw InputError(which + " claims " + std::to_string(length) +
                             " bytes; 16 MiB is the limit");
        }
        if (length > file.size() - at)
        {
            throw InputError(which + " claims " + std::to_string(length) + " bytes, the file has " +
                             std::to_string(file.size() - at) + " left");
        }
        AddPiece(file.substr(at, length));
        at += length;
    }
}

void
PayloadCorpus::AddPiece(std::string_view bytes)
{
    if (!bytes.empty())
    {
        m_pieces.emplace_back(m_bytes.size(), bytes.size());
        m_bytes.append(bytes);
    }
}

std::size_t
PayloadCorpus::GetPieceCount() const
{
    return m_pieces.size();
}

std::string_view
PayloadCorpus::GetPiece(std::size_t index) const
{
    const auto& [start, length] = m_pieces[index];
    return std::string_view(m_bytes).substr(start, length);
}

std::string
PayloadCorpus::GetDigest() const
{
    std::string text;
    for (const auto& [start, length] : m_pieces)
    {
        text += std::to_string(length) + " ";
    }
    const uint64_t lengths = XXH3_64bits(text.data(), text.size());
    const uint64_t digest = XXH3_64bits_withSeed(m_bytes.data(), m_bytes.size(), lengths);
    std::ostringstream out;
    out << std::hex << std::setw(16) << std::setfill('0') << digest;
    return out.str();
}

PayloadCorpus::Reader::Reader(const PayloadCorpus& corpus, std::size_t largest)
    : m_corpus(&corpus), m_largest(largest)
{
}

std::string_view
PayloadCorpus::Reader::Next()
{
    const std::string_view piece = m_corpus->GetPiece(m_piece);
    const std::string_view message = piece.substr(m_offset, m_largest);
    m_offset += message.size();
    if (m_offset == piece.size())
    {
        m_offset = 0;
        m_piece = (m_piece + 1) % m_corpus->GetPieceCount();
    }
    return message;
}

} // namespace sharding
} // namespace ns3
