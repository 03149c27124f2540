/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPLETION_QUANTILE_H
#define COMPLETION_QUANTILE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A quantile of the last completion times: how long a packet that will be complete is usually
 * waited for. What is slower than most of the others is late, and asking for it again is worth the
 * traffic (Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013: hedged requests).
 *
 * It is the smallest of the last times that at least the wanted part of them does not exceed, and is
 * computed anew after every REFRESH times.
 */
class CompletionQuantile
{
  public:
    static constexpr uint32_t REFRESH = 8; //!< times from one computation to the next

    /// What is wanted, of how many.
    struct Config
    {
        double quantile{0.95};   //!< in (0, 1]
        uint32_t memory{256};    //!< how many times are remembered, 1 to 65,536
        uint32_t minSamples{20}; //!< below so many there is no quantile; 1 to memory
    };

    /**
     * @param config what to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @param config what Validate accepts
    explicit CompletionQuantile(const Config& config);

    /// @param ns how long a packet took, ns
    void Add(int64_t ns);

    /// @return the quantile, ns; nothing while too few times are known
    std::optional<int64_t>
    Get() const
    {
        return m_value;
    }

  private:
    const Config m_config;
    std::vector<int64_t> m_times;  //!< a ring
    std::vector<int64_t> m_sorted; //!< reused
    uint64_t m_added{0};
    std::optional<int64_t> m_value;
};

} // namespace sharding
} // namespace ns3

#endif /* COMPLETION_QUANTILE_H */
