/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_WORDS_H
#define FAULT_WORDS_H

#include "ns3/input-error.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * One line of a fault script as it was read.
 */
struct FaultLine
{
    std::string text;  //!< without comment
    SourcePlace place; //!< where it stands
};

/**
 * @ingroup sharding-fault
 *
 * The words of one line of a fault script, taken one by one. Words are separated by blanks; blanks
 * between parentheses belong to the word: "random(2 of fast-*)".
 */
class FaultWords
{
  public:
    /// @param line a line
    explicit FaultWords(const FaultLine& line);

    /// @return whether all words were taken
    bool AtEnd() const;

    /// @return the next word; "" at the end
    const std::string& Peek() const;

    /**
     * @param expected what ought to come, for the message when nothing does
     * @return the next word
     * @throws InputError at the end of the line
     */
    std::string Take(const std::string& expected);

    /**
     * @param what it is for: "a time"
     * @return the next word, understood as a duration
     * @throws InputError when it is none
     */
    Time TakeTime(const std::string& what);

    /**
     * @param what it is for: "a duration"
     * @return the next word, understood as a duration above zero
     * @throws InputError when it is none
     */
    Time TakePositiveTime(const std::string& what);

    /// @param message what is wrong with the line
    [[noreturn]] void Fail(const std::string& message) const;

    /**
     * @param word read in a line
     * @return the word as messages show it, cut when it is very long
     */
    static std::string Quote(const std::string& word);

    /// The tail of messages about the form of a line.
    static constexpr const char* GRAMMAR =
        "a fault is: at TIME VERB TARGETS [key=value ...] [for DURATION] [as NAME]";

  private:
    /// Moves on to the next word.
    void Advance();

    FaultLine m_line;
    std::size_t m_position{0};
    std::string m_next; //!< "" at the end
    std::string m_last; //!< taken last
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_WORDS_H */
