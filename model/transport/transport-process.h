/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_PROCESS_H
#define TRANSPORT_PROCESS_H

#include "message-endpoint.h"
#include "transport-host.h"

#include "ns3/process-application.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * A process that talks in messages: the base of servers and clients that stand on transport. It gives its endpoint sockets and
 * timers, and tells it of starts, crashes, pauses and stops. A subclass serves protocols before the process starts, and
 * extends DoStart (first the base's, then Listen, timers ...) and DoForget.
 */
class TransportProcess : public ProcessApplication
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TransportProcess();
    ~TransportProcess() override;

    /**
     * @param endpoint its way to send and receive, with attributes set
     * @param self the node's id; 0: nobody opens connections to it
     */
    void SetEndpoint(Ptr<MessageEndpoint> endpoint, uint64_t self);

    /// @return its way to send and receive
    Ptr<MessageEndpoint> GetEndpoint() const;

    /// @return the node's id, as SetEndpoint was told; 0: none
    uint64_t GetSelf() const;

  protected:
    void DoStart() override;
    void DoForget() override;
    void DoStop() override;
    void DoDispose() override;

    /// @return what an endpoint needs of this process
    TransportHost MakeTransportHost();

  private:
    void NoteState(State before, State after);

    Ptr<MessageEndpoint> m_endpoint;
    uint64_t m_self{0};
};

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_PROCESS_H */
