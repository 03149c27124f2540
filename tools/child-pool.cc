/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "child-pool.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

using Clock = std::chrono::steady_clock;

constexpr off_t MAX_LOG_BYTES = 1 << 20;
constexpr off_t MAX_RESULT_BYTES = 64 << 20;
constexpr rlim_t MAX_FILE_BYTES = rlim_t{1}
                                  << 30; //!< a child that writes more without end is stopped
constexpr int EXIT_EXCEPTION = 126;

struct CloseFile
{
    void
    operator()(std::FILE* file) const
    {
        std::fclose(file);
    }
};

using File = std::unique_ptr<std::FILE, CloseFile>;

File
OpenTemporary()
{
    File file(std::tmpfile());
    if (!file)
    {
        throw HostError(std::string("cannot create a temporary file: ") + std::strerror(errno));
    }
    return file;
}

/// The last bytes of a file that another process wrote.
std::string
ReadTail(std::FILE* file, off_t limit)
{
    const int fd = fileno(file);
    const off_t size = lseek(fd, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(std::min(std::max<off_t>(size, 0), limit)), '\0');
    const ssize_t got =
        pread(fd, bytes.data(), bytes.size(), size - static_cast<off_t>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
}

void
WriteAll(int fd, const std::string& bytes)
{
    for (std::size_t done = 0; done < bytes.size();)
    {
        const ssize_t wrote = write(fd, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno != EINTR)
        {
            throw HostError(std::string("cannot report a result: ") + std::strerror(errno));
        }
        done += static_cast<std::size_t>(std::max<ssize_t>(wrote, 0));
    }
}

/// The signals that the parent takes one by one instead of being interrupted.
sigset_t
WaitedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/// Blocks the waited signals as long as it lives.
class BlockedSignals
{
  public:
    BlockedSignals()
    {
        const sigset_t set = WaitedSignals();
        sigprocmask(SIG_BLOCK, &set, &m_before);
    }

    ~BlockedSignals()
    {
        sigprocmask(SIG_SETMASK, &m_before, nullptr);
    }

    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

    const sigset_t&
    Before() const
    {
        return m_before;
    }

  private:
    sigset_t m_before;
};

struct Child
{
    std::size_t task;
    pid_t pid;
    Clock::time_point deadline;
    File log;
    File result;
    bool timedOut{false};
};

/// What a child does from fork to its end.
[[noreturn]] void
LiveAsChild(const ChildTasks& tasks, const Child& child, pid_t parent, const sigset_t& signals)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
    {
        _exit(EXIT_EXCEPTION); // the parent died before it could be tied to us
    }
    const rlimit fileLimit{MAX_FILE_BYTES, MAX_FILE_BYTES};
    setrlimit(RLIMIT_FSIZE, &fileLimit);
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_CORE, &noCore);
    // Ctrl-C at the terminal is for the parent alone: it decides what becomes of the children.
    setpgid(0, 0);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(fileno(child.log.get()), STDOUT_FILENO);
    dup2(fileno(child.log.get()), STDERR_FILENO);
    sigprocmask(SIG_SETMASK, &signals, nullptr);
    int code = EXIT_EXCEPTION;
    try
    {
        const int fd = fileno(child.result.get());
        code = tasks.run(child.task, [fd](const std::string& bytes) { WriteAll(fd, bytes); });
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::fflush(nullptr);
    _exit(code);
}

Child
Start(const ChildTasks& tasks, std::size_t task, const sigset_t& signals)
{
    Child child{task, 0, Clock::now() + tasks.limit, OpenTemporary(), OpenTemporary()};
    std::fflush(nullptr); // else both processes would print what is buffered
    const pid_t parent = getpid();
    child.pid = fork();
    if (child.pid < 0)
    {
        throw HostError(std::string("cannot start a process: ") + std::strerror(errno));
    }
    if (child.pid == 0)
    {
        LiveAsChild(tasks, child, parent, signals);
    }
    return child;
}

ChildEnd
Describe(const Child& child, int status, std::chrono::milliseconds limit)
{
    ChildEnd end;
    end.log = ReadTail(child.log.get(), MAX_LOG_BYTES);
    end.result = ReadTail(child.result.get(), MAX_RESULT_BYTES);
    if (child.timedOut)
    {
        const auto seconds =
            std::chrono::duration_cast<std::chrono::duration<double>>(limit).count();
        char text[64];
        std::snprintf(text, sizeof(text), "stopped at the limit of %g s", seconds);
        end.reason = text;
    }
    else if (WIFSIGNALED(status))
    {
        const int signal = WTERMSIG(status);
        end.reason = "ended by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
    }
    else if (WEXITSTATUS(status) == EXIT_EXCEPTION)
    {
        end.reason = "ended by an error: " + end.log.substr(0, end.log.find('\n'));
    }
    else
    {
        end.exited = true;
        end.code = WEXITSTATUS(status);
    }
    return end;
}

/// The children that run.
class Pool
{
  public:
    explicit Pool(const ChildTasks& tasks) : m_tasks(tasks)
    {
    }

    /// Leaves no child behind, on whatever way out.
    ~Pool()
    {
        for (const auto& child : m_children)
        {
            kill(child.pid, SIGTERM);
        }
        for (const auto& child : m_children)
        {
            Await(child.pid);
        }
    }

    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    PoolEnd
    Run()
    {
        std::size_t next = 0;
        while (next < m_tasks.count || !m_children.empty())
        {
            while (next < m_tasks.count && m_children.size() < m_tasks.workers)
            {
                m_children.push_back(Start(m_tasks, next, m_signals.Before()));
                ++next;
            }
            if (WaitForSignal())
            {
                return PoolEnd::INTERRUPTED;
            }
            StopOverdue();
            if (!Collect())
            {
                return PoolEnd::STOPPED;
            }
        }
        return PoolEnd::DONE;
    }

  private:
    /// Ends a child that was told to end: kindly for two seconds, then not.
    static void
    Await(pid_t pid)
    {
        for (int i = 0; i < 200; i++)
        {
            if (waitpid(pid, nullptr, WNOHANG) != 0)
            {
                return;
            }
            const timespec pause{0, 10000000};
            nanosleep(&pause, nullptr);
        }
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
    }

    /// @return whether the user wants to stop
    bool
    WaitForSignal()
    {
        const sigset_t set = WaitedSignals();
        const timespec longest{0, 200000000};
        const int signal = sigtimedwait(&set, nullptr, &longest);
        if (m_tasks.tick && Clock::now() >= m_nextTick)
        {
            m_nextTick = Clock::now() + std::chrono::seconds(1);
            m_tasks.tick();
        }
        return signal == SIGINT || signal == SIGTERM;
    }

    void
    StopOverdue()
    {
        for (auto& child : m_children)
        {
            if (!child.timedOut && Clock::now() > child.deadline)
            {
                child.timedOut = true;
                kill(child.pid, SIGKILL);
            }
        }
    }

    /// Takes the children that ended. @return whether to go on
    bool
    Collect()
    {
        for (std::size_t i = 0; i < m_children.size();)
        {
            int status;
            if (waitpid(m_children[i].pid, &status, WNOHANG) == 0)
            {
                ++i;
                continue;
            }
            const Child child = std::move(m_children[i]);
            m_children.erase(m_children.begin() + static_cast<std::ptrdiff_t>(i));
            if (!m_tasks.ended(child.task, Describe(child, status, m_tasks.limit)))
            {
                return false;
            }
        }
        return true;
    }

    const ChildTasks& m_tasks;
    BlockedSignals m_signals;
    std::vector<Child> m_children;
    Clock::time_point m_nextTick{Clock::now() + std::chrono::seconds(1)};
};

} // namespace

PoolEnd
RunTasks(const ChildTasks& tasks)
{
    std::signal(SIGCHLD, SIG_DFL); // where it is ignored, nobody learns how a child ended
    return Pool(tasks).Run();
}

} // namespace sharding
} // namespace ns3
