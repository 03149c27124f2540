/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-manifest.h"

#include <xxhash.h>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param bytes grows by the number, most significant byte first
 * @param value the number
 */
void
AppendNumber(std::string& bytes, uint64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
    {
        bytes.push_back(static_cast<char>(value >> shift));
    }
}

/**
 * @param bytes grows by the length of the text and the text, so that no two lists of texts encode alike
 * @param text the text
 */
void
AppendText(std::string& bytes, const std::string& text)
{
    AppendNumber(bytes, text.size());
    bytes += text;
}

} // namespace

std::string
RunId(const std::string& canonicalConfiguration,
      uint64_t seed,
      uint32_t replication,
      const std::string& modelVersion)
{
    std::string bytes;
    AppendText(bytes, canonicalConfiguration);
    AppendNumber(bytes, seed);
    AppendNumber(bytes, replication);
    AppendText(bytes, modelVersion);

    XXH128_canonical_t digest;
    XXH128_canonicalFromHash(&digest, XXH3_128bits(bytes.data(), bytes.size()));
    std::string id;
    for (const unsigned char byte : digest.digest)
    {
        id += "0123456789abcdef"[byte >> 4];
        id += "0123456789abcdef"[byte & 15];
    }
    return id;
}

} // namespace sharding
} // namespace ns3
