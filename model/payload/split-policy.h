/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPLIT_POLICY_H
#define SPLIT_POLICY_H

#include "path-state.h"

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
    NONE,            //!< "none": one shard
    FIXED_SIZE,      //!< "fixed-size": equal pieces, the last one shorter
    FIXED_COUNT,     //!< "fixed-count": as many shards as asked for, as equal as can be
    DELIMITER,       //!< "delimiter": pieces that end where the content has a delimiter
    CONTENT_DEFINED, //!< "content-defined": where a rolling hash of the content says so (FastCDC)
    ENTROPY,         //!< "entropy": where the content turns from low to high entropy or back
    CAPACITY         //!< "capacity": what each path can carry, so that all finish together
};

/// How many values SplitPolicyType has.
constexpr uint32_t SPLIT_POLICIES = 7;

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

/// What a policy found out about the content of a part.
enum class PartKind : uint8_t
{
    PLAIN,        //!< nothing: the policy did not look
    LOW_ENTROPY,  //!< text, tables, zeros: what can be compressed or searched
    HIGH_ENTROPY, //!< compressed or encrypted
};

/**
 * @ingroup sharding-payload
 *
 * One part of a payload, the content of one shard.
 */
struct PayloadPart
{
    static constexpr uint32_t ANY_PATH = UINT32_MAX; //!< the placement decides

    uint32_t length{0};             //!< bytes, at least 1
    PartKind kind{PartKind::PLAIN}; //!< set by the policy entropy
    uint32_t path{ANY_PATH};        //!< set by the policy capacity
};

/**
 * @ingroup sharding-payload
 *
 * What is to be cut.
 */
struct SplitInput
{
    const uint8_t* bytes{nullptr};   //!< the payload; may be nullptr unless NeedsBytes
    uint32_t length{0};              //!< its length
    uint32_t shardCount{0};          //!< replaces that of the configuration; 0: it does not
    const PathTable* paths{nullptr}; //!< may be nullptr unless NeedsPaths
};

/**
 * @ingroup sharding-payload
 *
 * Cuts a payload into parts. Pure, and without state: the same input is always cut in the same way.
 *
 * The target size of a part is shardSize or, where that is 0, the length of the payload over
 * shardCount, rounded up.
 * - none: the whole payload is one part, whatever the target.
 * - fixed-size: every part has the target size, the last one what is left.
 * - fixed-count: shardCount parts, or one per byte where there are fewer bytes; the first ones are
 *   one byte longer where it does not come out even. shardSize is not looked at.
 * - delimiter: a part ends after the last delimiter that lies within the target size; where there
 *   is none, after the first one that ends within twice the target; where there is none either, at
 *   the target. What is left is the last part once it is not longer than the target.
 * - content-defined: FastCDC with normalized chunking (Xia et al., USENIX ATC 2016), see
 *   GearChunker; the target is the size around which cuts become likely.
 * - entropy: see EntropyMap; parts of one kind that are longer than the target are cut into equal
 *   pieces of at most the target.
 * - capacity: see ShareByCapacity; one part per path that gets something, in order of the paths.
 *   A part above shardSize (where set) or maxShardLength is cut into equal pieces for the same
 *   path. shardCount is not looked at: the paths decide.
 */
class SplitPolicy
{
  public:
    /// The rule and its limits.
    struct Config
    {
        SplitPolicyType policy{SplitPolicyType::FIXED_SIZE}; //!< the rule
        uint32_t shardSize{0};       //!< bytes; 0: as many as shardCount asks for
        uint32_t shardCount{4};      //!< at least 1 where shardSize is 0
        uint32_t minShardSize{0};    //!< content-defined: no cut before; 0: a quarter of the target
        uint32_t maxShardSize{0};    //!< content-defined: a cut at the latest; 0: eight times it
        std::string delimiter{"\n"}; //!< 1 to 64 bytes, used by policy delimiter
        uint32_t entropyWindow{256}; //!< bytes that are judged together, 16 to 65,535
        double entropyThreshold{6.0}; //!< bits per byte from which on a window is high, [0, 8]
        uint32_t maxShards{4096};     //!< most shards of one packet, 1 to 65,535
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

    /// @return whether Split looks at the paths
    virtual bool NeedsPaths() const;

    /**
     * @param input the payload
     * @param parts replaced by the parts in order, each at least 1 byte long; empty when the result
     *        is not OK
     * @return OK, or why it cannot be sharded; NO_PATH only from a policy that needs paths
     */
    SplitResult Split(const SplitInput& input, std::vector<PayloadPart>& parts) const;

  protected:
    /**
     * @param input see Split; 1 to maxPacketLength bytes, at least one usable path where needed
     * @param parts empty; filled with at most maxShards parts
     * @return false when there would be more than maxShards
     */
    virtual bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const = 0;

    /// @return the target size for this input, at least 1
    uint32_t GetTarget(const SplitInput& input) const;

    /// @return the shard count asked for, at least 1
    uint32_t GetCount(const SplitInput& input) const;

    /**
     * Appends equal pieces, the first ones a byte longer where it does not come out even.
     *
     * @param part what is cut, not empty
     * @param pieces how many, 1 to the part's length
     * @param parts receives them
     * @return false when there would be more than maxShards; then nothing is appended
     */
    bool
    AppendEqual(const PayloadPart& part, uint32_t pieces, std::vector<PayloadPart>& parts) const;

    const Config m_config; //!< the rule and its limits
};

} // namespace sharding
} // namespace ns3

#endif /* SPLIT_POLICY_H */
