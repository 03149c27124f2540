/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "erasure-code.h"

#include "ns3/assert.h"

#include <isa-l/erasure_code.h>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return ISA-L's tables for a matrix
std::vector<uint8_t>
TablesOf(std::vector<uint8_t>& matrix, uint32_t columns, uint32_t rows)
{
    constexpr size_t TABLE = 32; // bytes for each coefficient
    std::vector<uint8_t> tables(TABLE * columns * rows);
    ec_init_tables(static_cast<int>(columns), static_cast<int>(rows), matrix.data(), tables.data());
    return tables;
}

void
MultiplyBlocks(uint32_t size,
               uint32_t columns,
               uint32_t rows,
               const std::vector<uint8_t>& tables,
               uint8_t** from,
               uint8_t** to)
{
    ec_encode_data(static_cast<int>(size),
                   static_cast<int>(columns),
                   static_cast<int>(rows),
                   const_cast<uint8_t*>(tables.data()),
                   from,
                   to);
}

} // namespace

ErasureCode::ErasureCode(ShardCode code, uint32_t dataBlocks, uint32_t parityBlocks)
    : m_data(dataBlocks), m_parity(parityBlocks)
{
    NS_ASSERT(dataBlocks >= 1 && parityBlocks >= 1 && dataBlocks + parityBlocks <= MAX_BLOCKS);
    if (code == ShardCode::XOR)
    {
        NS_ASSERT(parityBlocks == 1);
        m_coefficients.assign(dataBlocks, 1);
    }
    else
    {
        NS_ASSERT(code == ShardCode::REED_SOLOMON);
        std::vector<uint8_t> all(size_t{dataBlocks} * (dataBlocks + parityBlocks));
        gf_gen_cauchy1_matrix(
            all.data(), static_cast<int>(dataBlocks + parityBlocks), static_cast<int>(dataBlocks));
        m_coefficients.assign(all.begin() + size_t{dataBlocks} * dataBlocks, all.end());
    }
    m_tables = TablesOf(m_coefficients, m_data, m_parity);
}

void
ErasureCode::Encode(uint32_t size, uint8_t** data, uint8_t** parity) const
{
    MultiplyBlocks(size, m_data, m_parity, m_tables, data, parity);
}

ErasureCode::Recovery
ErasureCode::Plan(const std::vector<bool>& present) const
{
    NS_ASSERT(present.size() == m_data + m_parity);
    Recovery plan;
    for (uint32_t i = 0; i < m_data; i++)
    {
        (present[i] ? plan.m_sources : plan.m_lost).push_back(i);
    }
    const size_t known = plan.m_sources.size();
    for (uint32_t i = m_data; i < present.size() && plan.m_sources.size() < m_data; i++)
    {
        if (present[i])
        {
            plan.m_sources.push_back(i);
        }
    }
    NS_ASSERT(plan.m_sources.size() == m_data);

    // With L the lost data blocks, D the known ones and P as many parity blocks as are lost:
    // P = A L + B D, hence L = A^-1 P + A^-1 B D (in GF(256), minus is plus).
    const size_t lost = plan.m_lost.size();
    const auto coefficient = [&](size_t source, uint32_t data)
    { return m_coefficients[(plan.m_sources[source] - m_data) * size_t{m_data} + data]; };
    std::vector<uint8_t> a(lost * lost);
    std::vector<uint8_t> inverse(lost * lost);
    for (size_t row = 0; row < lost; row++)
    {
        for (size_t column = 0; column < lost; column++)
        {
            a[row * lost + column] = coefficient(known + row, plan.m_lost[column]);
        }
    }
    [[maybe_unused]] const int singular =
        gf_invert_matrix(a.data(), inverse.data(), static_cast<int>(lost));
    NS_ASSERT_MSG(singular == 0, "every square part of the matrix can be inverted");

    std::vector<uint8_t> matrix(lost * m_data);
    for (size_t row = 0; row < lost; row++)
    {
        for (size_t source = 0; source < known; source++)
        {
            uint8_t sum = 0;
            for (size_t i = 0; i < lost; i++)
            {
                sum ^=
                    gf_mul(inverse[row * lost + i], coefficient(known + i, plan.m_sources[source]));
            }
            matrix[row * m_data + source] = sum;
        }
        for (size_t i = 0; i < lost; i++)
        {
            matrix[row * m_data + known + i] = inverse[row * lost + i];
        }
    }
    plan.m_tables = TablesOf(matrix, m_data, static_cast<uint32_t>(lost));
    return plan;
}

void
ErasureCode::Recovery::Run(uint32_t size, uint8_t** sources, uint8_t** lost) const
{
    MultiplyBlocks(size,
                   static_cast<uint32_t>(m_sources.size()),
                   static_cast<uint32_t>(m_lost.size()),
                   m_tables,
                   sources,
                   lost);
}

} // namespace sharding
} // namespace ns3
