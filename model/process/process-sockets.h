/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_SOCKETS_H
#define PROCESS_SOCKETS_H

#include "ip-gate.h"

#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * The sockets of a process: those it made, those it owns, and all TCP connections that were made to
 * its listening ports, also those that it has not accepted yet.
 */
class ProcessSockets
{
  public:
    ~ProcessSockets();

    /**
     * To be called before anything else.
     *
     * @param node where the process runs
     * @param wholeMachine whether all sockets of the node belong to it
     */
    void Install(Ptr<Node> node, bool wholeMachine);

    /**
     * @param factory of the protocol, such as TcpSocketFactory::GetTypeId()
     * @return a new socket of the process
     */
    Ptr<Socket> Create(TypeId factory);

    /// @param socket belongs to the process; needed only for connections whose listening socket is
    ///        closed before them
    void Own(Ptr<Socket> socket);

    /**
     * From now on nothing reaches the sockets and nothing leaves them, until Speak. Their TCP goes
     * on trying.
     *
     * @param reason for the trace of the gate
     */
    void Silence(const std::string& reason);

    /// Ends Silence.
    void Speak();

    /**
     * All sockets are gone, without a word: no FIN, no RST, and no callback is called any more.
     * What arrives for them is dropped, until Reopen.
     *
     * They fall silent at once, but are taken apart only when all that runs in this instant has
     * ended, which may be their own code.
     *
     * @param reason for the trace of the gate
     */
    void Vanish(const std::string& reason);

    /// Ends what Vanish began: ports can be used again, and connections from before are answered
    /// with RST.
    void Reopen();

    /**
     * Ends one TCP connection at once: the peer gets RST when it may know of it, and no callback is called any more.
     *
     * @param socket of the process
     */
    void Abort(Ptr<Socket> socket);

    /// Lets go of everything; to be called when the owner is disposed of.
    void Dispose();

    /// Closes all sockets as a program does that ends: TCP sends FIN.
    void CloseAll();

  private:
    /// @return all sockets of the process
    std::vector<Ptr<Socket>> Collect() const;

    /**
     * Adds the TCP sockets of the node that belong to the process by their port.
     *
     * @param ports on which the process listens or listened
     * @param sockets where to add them
     */
    void CollectAccepted(const std::set<uint16_t>& ports, std::vector<Ptr<Socket>>& sockets) const;

    /// @return the local and the remote end of @p socket; nothing when it is not bound
    static std::optional<IpGate::Endpoint> Describe(Ptr<Socket> socket);

    /// @return ports on which one of @p sockets listens
    static std::set<uint16_t> ListeningPorts(const std::vector<Ptr<Socket>>& sockets);

    /// @param sockets to make silent
    void Shut(const std::vector<Ptr<Socket>>& sockets, const std::string& reason);

    /// Lets all that runs in this instant end.
    void Await();

    /// Takes apart the sockets that vanished.
    void Bury();

    /// Forgets owned sockets that nobody else knows any more.
    void Prune();

    Ptr<Node> m_node;
    bool m_wholeMachine{false};
    std::vector<Ptr<Socket>> m_owned;
    std::size_t m_pruneAt{
        64};            //!< size of m_owned at which to look for sockets that can be forgotten
    uint64_t m_shut{0}; //!< of the gate; 0: not silent
    std::vector<Ptr<Socket>> m_dying;
    std::set<uint16_t> m_ports;        //!< that were listened on at Vanish
    std::set<IpGate::Endpoint> m_past; //!< TCP connections at Vanish
    EventId m_burial;
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_SOCKETS_H */
