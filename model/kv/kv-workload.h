/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_WORKLOAD_H
#define KV_WORKLOAD_H

#include "kv-client-core.h"
#include "kv-zipf.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// How a workload chooses keys.
enum class KvKeyChoice : uint8_t
{
    UNIFORM, //!< all are equally likely
    ZIPF,    //!< the k-th in proportion to k^-exponent
    HOT_SET  //!< the first few get a share of the calls, the others the rest
};

/**
 * @ingroup sharding-kv
 *
 * What a client does all day: which call comes next.
 *
 * Every value that it writes is a different one, so that a history shows which write a read saw: it begins with the
 * client's number and the number of the write. A compare-and-swap expects what the client knows of the key, so it
 * mostly succeeds where nobody else writes.
 *
 * Pure: random numbers come in, from one stream for keys and one for verbs, so that workloads of one seed that differ
 * in their mix ask for the same keys.
 */
class KvWorkload
{
  public:
    static constexpr uint32_t MIN_VALUE_BYTES = 16; //!< client and number
    static constexpr size_t VERBS = 5;              //!< that can be asked for

    /// What a workload keeps to.
    struct Config
    {
        uint64_t client{0};                       //!< its number
        uint32_t shards{1};                       //!< of the store, at least 1
        uint64_t keys{1000};                      //!< how many there are, in [1, 2^40]
        KvKeyChoice choice{KvKeyChoice::UNIFORM}; //!< how one is chosen
        double exponent{0.99};                    //!< ZIPF: in [0, KvZipf::MAX_EXPONENT]
        uint64_t hotKeys{10};                     //!< HOT_SET: how many, in [1, keys]
        double hotShare{0.9};                     //!< HOT_SET: of the calls, in [0, 1]
        std::array<double, VERBS> weights{
            {0.5, 0.5, 0, 0, 0}}; //!< of GET, PUT, REMOVE, COMPARE_AND_SWAP, SCAN
        uint32_t valueBytes{100}; //!< of a value, at least MIN_VALUE_BYTES
        uint32_t scanLimit{10};   //!< entries that a SCAN asks for, at least 1
        double staleShare{0};     //!< of GETs and SCANs that any replica may answer, in [0, 1]

        /**
         * @param config what to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    using Draw = std::function<double()>; //!< gives numbers from [0, 1), uniformly

    /**
     * @param config what Validate accepts
     * @param drawKey for keys
     * @param drawVerb for verbs
     */
    KvWorkload(const Config& config, Draw drawKey, Draw drawVerb);

    /// @return what is asked next
    KvCall Next();

    /**
     * Remembers what is known of a key.
     *
     * @param call that has ended
     * @param end how
     */
    void Note(const KvCall& call, const KvEnd& end);

    /**
     * @param number of a key, from 0 on; keys are chosen the more often the smaller theirs is
     * @return the key
     */
    static std::string KeyName(uint64_t number);

    /**
     * @param client number of a client
     * @param write number of its write
     * @param bytes how long, at least MIN_VALUE_BYTES
     * @return the value
     */
    static std::string MakeValue(uint64_t client, uint64_t write, uint32_t bytes);

  private:
    /// What a key had when it was seen last.
    struct Seen
    {
        std::string key;
        std::optional<std::string> value;
    };

    uint64_t DrawKeyNumber();
    KvVerb DrawVerb();
    Seen& SeenAt(const std::string& key);

    const Config m_config;
    const Draw m_drawKey;
    const Draw m_drawVerb;
    const KvZipf m_zipf;
    uint64_t m_writes{0};
    std::vector<Seen> m_seen; //!< a few keys; one that falls on the place of another replaces it
};

} // namespace sharding
} // namespace ns3

#endif /* KV_WORKLOAD_H */
