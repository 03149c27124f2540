/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_CIPHER_H
#define SHARD_CIPHER_H

#include "ns3/byte-span.h"
#include "ns3/nstime.h"
#include "ns3/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A secret of 32 bytes. It has no text form, so that it cannot end in a log or a result, and its
 * memory is cleared when it goes.
 */
class ShardKey
{
  public:
    static constexpr size_t SIZE = 32; //!< bytes

    ~ShardKey();
    ShardKey(const ShardKey&) = default;
    ShardKey& operator=(const ShardKey&) = default;

    /**
     * @param hex 64 hexadecimal digits
     * @return the key, or one sentence that says what is wrong, without any of the digits
     */
    static Result<ShardKey, std::string> FromHex(const std::string& hex);

    /**
     * @param path of a file that holds 64 hexadecimal digits, with white space around them or not;
     *        lines that begin with # are not looked at
     * @return the key, or one sentence that says what is wrong, without any of the digits
     */
    static Result<ShardKey, std::string> FromFile(const std::string& path);

    /**
     * @param path as a setting
     * @return whether it names a file: it is neither empty nor "none"
     */
    static bool IsNamed(const std::string& path);

    /// @return the bytes
    ByteSpan Bytes() const;

  private:
    ShardKey() = default;

    std::array<uint8_t, SIZE> m_bytes{};
};

/**
 * @ingroup sharding-payload
 *
 * Authenticated encryption of small messages with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03).
 *
 * What is used is derived from the secret (BLAKE2b, as libsodium's crypto_kdf): one key that
 * encrypts, one that makes nonces, and a public name by which a receiver sees that another secret
 * was used.
 *
 * The nonce is a keyed hash (BLAKE2b, 24 bytes) of all that is encrypted and authenticated. So it
 * needs neither a counter that survives a restart, nor numbers that senders share, nor chance: it
 * differs wherever messages differ (two of 2^64 messages collide with a probability of 2^-65), and
 * where all of a message is the same, so is all of what is sent, which tells an eavesdropper that it
 * was repeated and no more. A simulation stays deterministic; and two simulated worlds that share
 * a seed, and therefore each random number, do not share a nonce unless they send the same bytes.
 */
class ShardCipher
{
  public:
    static constexpr size_t NONCE_SIZE = 24; //!< bytes
    static constexpr size_t TAG_SIZE = 16;   //!< bytes

    using Nonce = std::array<uint8_t, NONCE_SIZE>; //!< of one message
    using Tag = std::array<uint8_t, TAG_SIZE>;     //!< proof of a message

    /// @param secret what sender and receiver share
    explicit ShardCipher(const ShardKey& secret);
    ~ShardCipher();
    ShardCipher(const ShardCipher&) = delete;
    ShardCipher& operator=(const ShardCipher&) = delete;

    /// @return the public name of the secret
    uint32_t KeyId() const;

    /**
     * Encrypts in place.
     *
     * @param clear what is authenticated, but readable
     * @param message what is encrypted, too; may be nullptr when size is 0
     * @param size its bytes
     * @param nonce set
     * @param tag set
     */
    void Seal(ByteSpan clear, uint8_t* message, size_t size, Nonce& nonce, Tag& tag) const;

    /**
     * Decrypts in place.
     *
     * @param clear as it was given to Seal
     * @param message what was encrypted; unspecified when the result is false
     * @param size its bytes
     * @param nonce of the message
     * @param tag of the message
     * @return whether all of it is what was sealed under this secret
     */
    [[nodiscard]] bool
    Open(ByteSpan clear, uint8_t* message, size_t size, const Nonce& nonce, const Tag& tag) const;

  private:
    std::array<uint8_t, 32> m_encryptionKey;
    std::array<uint8_t, 32> m_nonceKey;
    uint32_t m_keyId;
};

/**
 * @ingroup sharding-payload
 *
 * How long a processor works to encrypt or decrypt a shard. The shell charges it to its Cpu.
 */
struct CipherCost
{
    Time perShard;       //!< whatever its size, not negative
    double perByteNs{0}; //!< for each byte that is authenticated, ns, in [0, 1e6]

    /**
     * @param cost what to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const CipherCost& cost);

    /**
     * @param bytes of the shard's payload
     * @return the time, rounded to a nanosecond
     */
    Time Of(uint32_t bytes) const;
};

/**
 * @ingroup sharding-payload
 *
 * What a node works for a key. To seal takes longer than to open, because the nonce is a second hash
 * of all bytes. The defaults are what `shardsim bench cipher` showed on a server of 2023.
 */
struct CipherCosts
{
    CipherCost seal{MicroSeconds(1), 1.9};   //!< of a shard that is sent
    CipherCost open{NanoSeconds(500), 0.25}; //!< of one that came
    double factor{1}; //!< how many times as long the node takes; 0: it takes no time at all

    /// @return how long the node works to seal @p bytes
    Time OfSealing(uint32_t bytes) const;

    /// @return how long the node works to open @p bytes
    Time OfOpening(uint32_t bytes) const;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_CIPHER_H */
