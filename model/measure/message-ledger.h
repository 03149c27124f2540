/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_LEDGER_H
#define MESSAGE_LEDGER_H

#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * The books on every message of a run: each one offered ends as delivered, lost for one reason or
 * still in flight.
 *
 * At a moment `end`, a message counts as
 * - **delivered** when it came no later than its deadline, that is, at most `deadline` after it was
 *   offered;
 * - **lost** for reason "late" when it came after that, else for the first cause noted for it (a
 *   shard of it was dropped, whether or not its deadline has passed), else for reason "late" when
 *   its deadline has passed;
 * - **in flight** otherwise.
 *
 * A note of a dropped shard is for messages without redundancy. A message that is delivered in
 * spite of it is delivered.
 *
 * Message ids index a table, so they must be small numbers given without large holes; one at or
 * past the limit is refused and reported. What cannot happen in a sound run (a message delivered
 * twice, with another size, before it was offered, or never offered; an id offered twice; an
 * undeclared reason) is a violation. Violations are counted, and the first of each kind is
 * described.
 *
 * Pure: it knows no simulator.
 */
class MessageLedger
{
  public:
    /// The limits.
    struct Config
    {
        Time deadline{MilliSeconds(200)}; //!< > 0
        uint64_t maxMessages{16777216}; //!< ids lie below it, in [1, 2^32]; 24 bytes each once used
    };

    /// Most reasons, "late" included.
    static constexpr std::size_t MAX_REASONS = 64;

    /// What a delivery turned out to be.
    enum class Delivery
    {
        IN_TIME,
        LATE,
        DUPLICATE, //!< delivered before, in time or not
        REFUSED    //!< unknown, of another size or before it was offered
    };

    /// Where a message stands at the end.
    enum class Fate
    {
        DELIVERED,
        LOST,
        IN_FLIGHT
    };

    /// One message at the end of the run.
    struct Message
    {
        uint64_t id{0};        //!< as given
        uint32_t size{0};      //!< bytes
        Fate fate{};           //!< where it stands
        std::size_t reason{0}; //!< index into GetReasons(), for LOST
        int64_t offered{0};    //!< ns
        int64_t delivered{0};  //!< ns, for DELIVERED
    };

    /// The closing balance of the messages offered from the warm-up on.
    struct Balance
    {
        uint64_t offered{0};          //!< messages
        uint64_t delivered{0};        //!< messages
        uint64_t inFlight{0};         //!< messages
        uint64_t lost{0};             //!< messages, for whatever reason
        std::vector<uint64_t> lostBy; //!< messages by reason, in order of GetReasons()
        uint64_t offeredBytes{0};     //!< bytes
        uint64_t deliveredBytes{0};   //!< bytes
        uint64_t duplicates{0};       //!< deliveries of what had been delivered, over the whole run
        std::vector<std::string>
            violations; //!< what cannot be, one sentence each; empty in a sound run
    };

    /**
     * @param config limits to check
     * @param reasons reasons to check
     * @return an empty string when they can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config, const std::vector<std::string>& reasons);

    /**
     * @param config the limits; see Validate
     * @param reasons why a message can be lost, without "late", which always comes last
     */
    explicit MessageLedger(const Config& config, const std::vector<std::string>& reasons = {});

    /// @return all reasons, "late" last
    const std::vector<std::string>& GetReasons() const;

    /**
     * @param id of the message
     * @param size its payload in bytes
     * @param now the time
     */
    void Offered(uint64_t id, uint32_t size, Time now);

    /**
     * @param id of the message
     * @param size the payload bytes that came
     * @param now the time
     * @return what it is
     */
    Delivery Delivered(uint64_t id, uint32_t size, Time now);

    /**
     * Notes why a message cannot be delivered. Only the first note for a message counts, and none
     * after its delivery.
     *
     * @param id of the message
     * @param reason one of GetReasons()
     */
    void ShardLost(uint64_t id, const std::string& reason);

    /**
     * Closes the books. The balance is struck from the table of messages and compared with counters
     * that were kept call by call; where they differ, that is a violation.
     *
     * @param warmUp messages offered earlier are left out of the balance
     * @param end the time
     * @param visit is called with each message in order of the ids, those before the warm-up included
     * @return the balance
     */
    Balance
    Close(Time warmUp, Time end, const std::function<void(const Message&)>& visit = {}) const;

  private:
    /// How far a message has come.
    enum class State : uint8_t
    {
        ABSENT, //!< a hole between ids
        OPEN,
        DELIVERED,
        LATE //!< delivered after the deadline
    };

    /// What is kept of one message.
    struct Record
    {
        int64_t offered{0};         //!< ns
        int64_t delivered{0};       //!< ns, once delivered
        uint32_t size{0};           //!< bytes
        State state{State::ABSENT}; //!< how far it has come
        uint8_t cause{0};           //!< 1 + index of the first reason noted; 0: none
    };

    /// What must not happen.
    enum Violation : uint8_t
    {
        OFFERED_TWICE,
        ID_PAST_LIMIT,
        NEVER_OFFERED,
        WRONG_SIZE,
        BEFORE_OFFERED,
        DELIVERED_TWICE,
        UNDECLARED_REASON,
        VIOLATION_KINDS
    };

    /// How often it happened, and the first time.
    struct Incident
    {
        uint64_t count{0}; //!< times
        uint64_t id{0};    //!< of the first message concerned
    };

    /// Counters kept call by call, against which the closing balance is checked.
    struct Running
    {
        uint64_t offered{0};          //!< messages taken in
        uint64_t inTime{0};           //!< first deliveries by the deadline
        uint64_t late{0};             //!< first deliveries after it
        uint64_t open{0};             //!< undelivered, no cause noted
        std::vector<uint64_t> doomed; //!< undelivered, by the cause noted
    };

    /**
     * @param id of the message
     * @return its record, or null when it was never offered
     */
    Record* Find(uint64_t id);

    /**
     * @param kind what happened
     * @param id the message concerned
     */
    void Note(Violation kind, uint64_t id);

    /**
     * @param record a message
     * @param end the time, in nanoseconds
     * @param message gets how it stands then; its id is left alone
     */
    void Judge(const Record& record, int64_t end, Message& message) const;

    /**
     * @param all what the table says of all messages
     * @param violations gets a sentence for each counter that the table does not bear out
     */
    void CheckRunning(const Balance& all, std::vector<std::string>& violations) const;

    /// @param violations gets a sentence for each kind of incident
    void DescribeIncidents(std::vector<std::string>& violations) const;

    Config m_config;                                   //!< the limits
    int64_t m_deadline;                                //!< ns
    std::vector<std::string> m_reasons;                //!< "late" last
    std::vector<Record> m_records;                     //!< by id
    Running m_running;                                 //!< kept call by call
    uint64_t m_duplicates{0};                          //!< deliveries of what had been delivered
    std::array<Incident, VIOLATION_KINDS> m_incidents; //!< by kind
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_LEDGER_H */
