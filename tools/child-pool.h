/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHILD_POOL_H
#define CHILD_POOL_H

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * How a child process ended.
 */
struct ChildEnd
{
    bool exited{false}; //!< it returned from its task
    int code{0};        //!< what the task returned, where it did
    std::string
        reason;      //!< one sentence where it did not: "ended by signal 11 (Segmentation fault)"
    std::string log; //!< what it printed on stdout and stderr; the last 1 MiB
    std::string result; //!< what it reported; at most 64 MiB
};

/**
 * @ingroup sharding-tools
 *
 * Many tasks, each in a process of its own, some at a time.
 *
 * The caller's process only waits: every task starts from the same memory, whatever the others did,
 * and one that crashes takes nothing with it. Children die with their parent.
 */
struct ChildTasks
{
    /// Called in the child to hand bytes to the parent; what was reported before a crash is kept.
    using Report = std::function<void(const std::string&)>;

    std::size_t count{0};                                      //!< tasks are numbered from 0
    unsigned workers{1};                                       //!< processes at a time, at least 1
    std::chrono::milliseconds limit{std::chrono::minutes(10)}; //!< longest time of one task
    std::function<int(std::size_t, const Report&)>
        run; //!< in the child; returns an exit code in [0, 125]
    std::function<bool(std::size_t, const ChildEnd&)>
        ended;                  //!< in the parent; false: start no more
    std::function<void()> tick; //!< in the parent, about once a second; may be empty
};

/// How a pool came to its end.
enum class PoolEnd
{
    DONE,       //!< every task ended
    STOPPED,    //!< `ended` said so; tasks that ran were ended
    INTERRUPTED //!< SIGINT or SIGTERM came; tasks that ran were ended
};

/**
 * @ingroup sharding-tools
 *
 * Runs tasks until all have ended, or `ended` returns false, or SIGINT or SIGTERM comes: children
 * that run are then ended by their process ids and `ended` is not called for them. The caller has
 * one thread.
 *
 * @param tasks the tasks
 * @return how it ended
 * @throws HostError when no process or temporary file can be made
 */
PoolEnd RunTasks(const ChildTasks& tasks);

} // namespace sharding
} // namespace ns3

#endif /* CHILD_POOL_H */
