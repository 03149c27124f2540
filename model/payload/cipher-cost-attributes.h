/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIPHER_COST_ATTRIBUTES_H
#define CIPHER_COST_ATTRIBUTES_H

#include "shard-cipher.h"

#include "ns3/nstime.h"
#include "ns3/type-id.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * CipherCosts as attributes: a base of each ns-3 Object that works with a key.
 */
class CipherCostAttributes
{
  public:
    /**
     * @param tid the type of a subclass
     * @return the same with these attributes
     */
    static TypeId AddTo(TypeId tid);

    /// @return what the attributes say
    CipherCosts GetCipherCosts() const;

  private:
    Time m_sealPerShard;       //!< attribute SealCostPerShard
    double m_sealPerByteNs;    //!< attribute SealCostPerByte
    Time m_openPerShard;       //!< attribute OpenCostPerShard
    double m_openPerByteNs;    //!< attribute OpenCostPerByte
    double m_cipherCostFactor; //!< attribute CipherCostFactor
};

} // namespace sharding
} // namespace ns3

#endif /* CIPHER_COST_ATTRIBUTES_H */
