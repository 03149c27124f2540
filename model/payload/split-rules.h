/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPLIT_RULES_H
#define SPLIT_RULES_H

#include "split-policy.h"

namespace ns3
{
namespace sharding
{

// The rules behind SplitPolicy::Create, as its documentation states them.

/// Policy none.
class WholeSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy fixed-size.
class FixedSizeSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy fixed-count.
class FixedCountSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy delimiter.
class DelimiterSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;
    bool NeedsBytes() const override;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy content-defined.
class ContentDefinedSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;
    bool NeedsBytes() const override;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy entropy.
class EntropySplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;
    bool NeedsBytes() const override;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

/// Policy capacity.
class CapacitySplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;
    bool NeedsPaths() const override;

  protected:
    bool Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const override;
};

} // namespace sharding
} // namespace ns3

#endif /* SPLIT_RULES_H */
