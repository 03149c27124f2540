/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVER_CHOICE_H
#define SERVER_CHOICE_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Which of several servers a client uses.
 *
 * It stays with one server until that is suspected: after so many failures in a row, or after one
 * that leaves no doubt. A suspected server is left alone for its back-off, which doubles with each
 * suspicion up to a limit, and is forgiven with its first answer. The client goes on to the next
 * server in the list that is not left alone; when all are, it waits for the first whose back-off
 * ends.
 *
 * Pure: the caller passes the time in, and time never goes back.
 */
class ServerChoice
{
  public:
    /// The numbers that say when to move.
    struct Config
    {
        uint32_t servers{1};                //!< how many there are, at least 1
        uint32_t first{0};                  //!< which one is used at first, below servers
        uint32_t suspectAfter{1};           //!< failures in a row, at least 1
        Time backOff{MilliSeconds(50)};     //!< of the first suspicion, above 0
        Time maxBackOff{MilliSeconds(800)}; //!< not below backOff
    };

    /// @param config see Validate
    explicit ServerChoice(const Config& config);

    /**
     * @param config numbers to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /// @return the server that is used, from 0
    uint32_t GetCurrent() const;

    /**
     * Moves on when the current server is left alone.
     *
     * @param now the time
     * @return how long to wait before the current server may be used; zero: it may be used now
     */
    Time Choose(Time now);

    /// @param server answered
    void NoteAnswer(uint32_t server);

    /**
     * @param now the time
     * @param server failed
     * @param certain whether one failure is enough
     * @return whether it is suspected from now on; false also when it is left alone already
     */
    bool NoteFailure(Time now, uint32_t server, bool certain);

  private:
    /// What is known of one server.
    struct Server
    {
        uint32_t failures{0}; //!< in a row
        uint32_t level{0};    //!< suspicions without an answer
        Time aloneUntil;      //!< meaningful while level > 0
    };

    Config m_config;
    uint32_t m_current;
    std::vector<Server> m_servers;
};

} // namespace sharding
} // namespace ns3

#endif /* SERVER_CHOICE_H */
