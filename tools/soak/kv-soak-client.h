/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_SOAK_CLIENT_H
#define KV_SOAK_CLIENT_H

#include "kv-soak-run.h"

#include <memory>
#include <unordered_map>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A client of the key-value soak: users who call, wait, think, and call again. A crash takes its core; its users go on with the next.
 */
class KvSoak::Client : private KvClientListener
{
  public:
    /// @param number of it, from 0 on
    Client(KvSoak& soak, uint32_t number);

    void CallAsUser(int64_t nowNs, uint64_t life);
    void Receive(int64_t nowNs, uint64_t life, RaftNodeId from, const KvReply& reply);
    void NoteUnreachable(int64_t nowNs, RaftNodeId node);
    void Tick(int64_t nowNs);
    int64_t NextDeadlineNs() const;

    /// It loses its memory and begins anew.
    void Crash(int64_t nowNs);

    /// @return calls that have not ended
    uint32_t Open() const;

    /// @return what happened over all lives, added to what is there
    void AddTo(KvClientCounters& sum) const;

  private:
    /// A call that has not ended.
    struct Called
    {
        KvCall call;
        uint64_t floor;
        int64_t begunNs;
    };

    void Begin();
    void CallLater();
    bool OnSend(RaftNodeId node, const KvRequest& request) override;
    void OnEnd(const KvCall& call, const KvEnd& end) override;
    double DrawJitter() override;
    double Draw();

    KvSoak& m_soak;
    const uint32_t m_number;
    KvClientCore::Config m_config;
    KvWorkload m_workload;
    uint64_t m_users;
    uint64_t m_life{0};
    std::unique_ptr<KvClientCore> m_core;
    std::unordered_map<uint64_t, Called> m_called; //!< by the core's number
    KvCall m_submitting; //!< while it is being submitted, it may end at once
    uint64_t m_submittingFloor{0};
    KvClientCounters m_past;
};

} // namespace sharding
} // namespace ns3

#endif /* KV_SOAK_CLIENT_H */
