/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-cipher.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

#include <sodium.h>

#include <cmath>
#include <fstream>
#include <limits>

namespace ns3
{
namespace sharding
{

namespace
{

static_assert(ShardCipher::NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
              "the nonce must be the cipher's");
static_assert(ShardCipher::TAG_SIZE == crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "the tag must be the cipher's");
static_assert(ShardKey::SIZE == crypto_kdf_KEYBYTES, "the secret must be one to derive from");

constexpr char CONTEXT[crypto_kdf_CONTEXTBYTES + 1] = "nsshards";

/// What is derived from a secret, by number.
enum Derived : uint64_t
{
    ENCRYPTION_KEY = 1,
    NONCE_KEY = 2,
    NAME = 3
};

template <size_t SIZE>
void
Derive(const ShardKey& secret, Derived which, std::array<uint8_t, SIZE>& to)
{
    crypto_kdf_derive_from_key(to.data(), SIZE, which, CONTEXT, secret.Bytes().data);
}

/// Skips white space and all that stands between a # and the end of its line.
void
SkipComments(std::istream& in)
{
    while ((in >> std::ws) && in.peek() == '#')
    {
        in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
}

} // namespace

ShardKey::~ShardKey()
{
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

Result<ShardKey, std::string>
ShardKey::FromHex(const std::string& hex)
{
    ShardKey key;
    size_t size = 0;
    const bool isHex =
        hex.size() == 2 * SIZE &&
        sodium_hex2bin(key.m_bytes.data(), SIZE, hex.data(), hex.size(), nullptr, &size, nullptr) ==
            0;
    if (!isHex || size != SIZE)
    {
        return std::string("a key is 64 hexadecimal digits");
    }
    return key;
}

Result<ShardKey, std::string>
ShardKey::FromFile(const std::string& path)
{
    std::ifstream in(path);
    std::string hex;
    std::string more;
    SkipComments(in);
    if (!in || !(in >> hex))
    {
        return "no key can be read from '" + path + "'";
    }
    SkipComments(in);
    const bool isAlone = !(in >> more);
    Result<ShardKey, std::string> key = isAlone ? FromHex(hex) : FromHex("");
    sodium_memzero(hex.data(), hex.size());
    sodium_memzero(more.data(), more.size());
    if (!key.IsOk())
    {
        return "'" + path + "' does not hold a key: " + key.Error();
    }
    return key;
}

bool
ShardKey::IsNamed(const std::string& path)
{
    return !path.empty() && path != "none";
}

ByteSpan
ShardKey::Bytes() const
{
    return {m_bytes.data(), m_bytes.size()};
}

ShardCipher::ShardCipher(const ShardKey& secret)
{
    // It may be called often, and only picks the fastest code for this machine the first time.
    [[maybe_unused]] const int ready = sodium_init();
    NS_ASSERT(ready >= 0);
    Derive(secret, ENCRYPTION_KEY, m_encryptionKey);
    Derive(secret, NONCE_KEY, m_nonceKey);
    std::array<uint8_t, 16> name;
    Derive(secret, NAME, name);
    m_keyId = ByteReader(name.data(), name.size()).U32();
}

ShardCipher::~ShardCipher()
{
    sodium_memzero(m_encryptionKey.data(), m_encryptionKey.size());
    sodium_memzero(m_nonceKey.data(), m_nonceKey.size());
}

uint32_t
ShardCipher::KeyId() const
{
    return m_keyId;
}

void
ShardCipher::Seal(ByteSpan clear, uint8_t* message, size_t size, Nonce& nonce, Tag& tag) const
{
    // With its size in front, no byte of the message can pass for one of the clear part.
    std::array<uint8_t, 8> prefix;
    ByteWriter(prefix.data(), prefix.size()).U64(size);
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, m_nonceKey.data(), m_nonceKey.size(), nonce.size());
    crypto_generichash_update(&hash, prefix.data(), prefix.size());
    uint8_t nothing = 0; // libsodium takes no nullptr
    uint8_t* text = size > 0 ? message : &nothing;
    crypto_generichash_update(&hash, text, size);
    crypto_generichash_update(&hash, clear.data, clear.size);
    crypto_generichash_final(&hash, nonce.data(), nonce.size());
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(text,
                                                        tag.data(),
                                                        nullptr,
                                                        text,
                                                        size,
                                                        clear.data,
                                                        clear.size,
                                                        nullptr,
                                                        nonce.data(),
                                                        m_encryptionKey.data());
}

bool
ShardCipher::Open(
    ByteSpan clear, uint8_t* message, size_t size, const Nonce& nonce, const Tag& tag) const
{
    uint8_t nothing = 0;
    uint8_t* text = size > 0 ? message : &nothing;
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(text,
                                                               nullptr,
                                                               text,
                                                               size,
                                                               tag.data(),
                                                               clear.data,
                                                               clear.size,
                                                               nonce.data(),
                                                               m_encryptionKey.data()) == 0;
}

std::string
CipherCost::Validate(const CipherCost& cost)
{
    if (cost.perShard.IsStrictlyNegative())
    {
        return "perShard must not be negative";
    }
    if (!(cost.perByteNs >= 0 && cost.perByteNs <= 1e6))
    {
        return "perByteNs must lie in [0, 1e6]";
    }
    return "";
}

Time
CipherCost::Of(uint32_t bytes) const
{
    return perShard + NanoSeconds(static_cast<int64_t>(std::llround(perByteNs * bytes)));
}

namespace
{

/// @return a time, so many times as long, rounded to a nanosecond
Time
Scale(Time time, double factor)
{
    return NanoSeconds(std::llround(static_cast<double>(time.GetNanoSeconds()) * factor));
}

} // namespace

Time
CipherCosts::OfSealing(uint32_t bytes) const
{
    return Scale(seal.Of(bytes), factor);
}

Time
CipherCosts::OfOpening(uint32_t bytes) const
{
    return Scale(open.Of(bytes), factor);
}

} // namespace sharding
} // namespace ns3
