/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPLIT_POLICY_H
#define SPLIT_POLICY_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * How a payload is cut.
 */
enum class SplitPolicyType : uint8_t
{
    NONE,       //!< "none": one shard
    FIXED_SIZE, //!< "fixed-size": equal pieces, the last one shorter
    DELIMITER   //!< "delimiter": pieces that end where the content has a delimiter
};

/**
 * @ingroup sharding-payload
 *
 * Whether a payload could be sharded, else why it has to take the exception path.
 */
enum class SplitResult : uint8_t
{
    OK,                //!< "ok"
    EMPTY_PAYLOAD,     //!< "empty-payload": there is nothing to shard
    PAYLOAD_TOO_LARGE, //!< "payload-too-large": above the longest packet
    TOO_MANY_SHARDS,   //!< "too-many-shards": above the most shards of one packet
    SHARD_ABOVE_MTU,   //!< "shard-above-mtu": a shard with its header would not fit the paths
    NO_PATH            //!< "no-path": no path can be used
};

/// How many values SplitResult has.
constexpr uint32_t SPLIT_RESULTS = 6;

/**
 * @ingroup sharding-payload
 *
 * @param result a result
 * @return its name, such as "shard-above-mtu"
 */
std::string SplitResultName(SplitResult result);

/**
 * @ingroup sharding-payload
 *
 * Cuts a payload into shards. Pure, and without state: the same payload is always cut in the same
 * way.
 *
 * The target size of a shard is shardSize or, where that is 0, the length of the payload over
 * shardCount, rounded up.
 * - none: the whole payload is one shard, whatever the target.
 * - fixed-size: every shard has the target size, the last one what is left.
 * - delimiter: a shard ends after the last delimiter that lies within the target size; where there
 *   is none, after the first one that ends within twice the target; where there is none either, at
 *   the target. What is left is the last shard once it is not longer than the target.
 */
class SplitPolicy
{
  public:
    /// The rule and its limits.
    struct Config
    {
        SplitPolicyType policy{SplitPolicyType::FIXED_SIZE}; //!< the rule
        uint32_t shardSize{0};       //!< bytes; 0: as many as shardCount asks for
        uint32_t shardCount{4};      //!< used where shardSize is 0; at least 1
        std::string delimiter{"\n"}; //!< 1 to 64 bytes, used by policy delimiter
        uint32_t maxShards{4096};    //!< most shards of one packet, 1 to 65,535
        uint32_t maxShardLength{
            1448}; //!< longest payload of one shard, bytes: the MTU less the header
        uint32_t maxPacketLength{16U << 20U}; //!< longest payload, bytes
    };

    /**
     * @param config limits to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * @param config what Validate accepts
     * @return the policy that it names
     */
    static std::unique_ptr<SplitPolicy> Create(const Config& config);

    /// @param config what Validate accepts
    explicit SplitPolicy(const Config& config);
    virtual ~SplitPolicy() = default;

    /// @return whether Split looks at the content
    virtual bool NeedsBytes() const;

    /**
     * @param bytes the payload; may be nullptr unless NeedsBytes
     * @param length its length
     * @param lengths replaced by the lengths of the shards in order; empty when the result is not
     *        OK
     * @return OK, or why it cannot be sharded (never NO_PATH)
     */
    SplitResult Split(const uint8_t* bytes, uint32_t length, std::vector<uint32_t>& lengths) const;

  protected:
    /**
     * @param bytes see Split
     * @param length 1 to maxPacketLength
     * @param lengths empty; filled with at most maxShards lengths of at least 1 byte
     * @return false when there would be more than maxShards
     */
    virtual bool
    Cut(const uint8_t* bytes, uint32_t length, std::vector<uint32_t>& lengths) const = 0;

    /// @return the target size for a payload of this length, at least 1
    uint32_t Target(uint32_t length) const;

    const Config m_config; //!< the rule and its limits
};

} // namespace sharding
} // namespace ns3

#endif /* SPLIT_POLICY_H */
