/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "durable-file.h"

#include "ns3/input-error.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ns3
{
namespace sharding
{

namespace
{

namespace fs = std::filesystem;

const std::string TEMPORARY = ".tmp-"; //!< how the names of unfinished files and folders start

/**
 * @param what "cannot write"
 * @param path where
 * @param error an errno
 */
[[noreturn]] void
Fail(const std::string& what, const std::string& path, int error)
{
    throw HostError(what + " '" + path + "': " + std::strerror(error));
}

/**
 * A folder that the user named cannot be had.
 *
 * @param path the folder
 * @param error an errno: of a machine that is at its limit, else it is the name that is wrong
 */
[[noreturn]] void
FailToCreate(const std::string& path, int error)
{
    constexpr std::array LIMITS{ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM};
    if (std::find(LIMITS.begin(), LIMITS.end(), error) != LIMITS.end())
    {
        Fail("cannot create", path, error);
    }
    throw InputError("cannot create '" + path + "': " + std::strerror(error) +
                     "; choose another folder");
}

/**
 * An open file that is closed on every way out.
 */
class Descriptor
{
  public:
    /**
     * @param path the file
     * @param flags as open
     * @param what what to say when it fails
     */
    Descriptor(const std::string& path, int flags, const std::string& what)
        : m_number(open(path.c_str(), flags | O_CLOEXEC, 0666))
    {
        if (m_number < 0)
        {
            Fail(what, path, errno);
        }
    }

    ~Descriptor()
    {
        close(m_number);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    /// @return what the system calls it
    int
    operator*() const
    {
        return m_number;
    }

  private:
    int m_number; //!< never negative
};

/**
 * @param path a path
 * @return the folder that it lies in
 */
std::string
ParentOf(const std::string& path)
{
    const auto parent = fs::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

/**
 * @param name of a file or folder
 * @return the process that made it when it is a temporary one, else 0
 */
pid_t
OwnerOf(const std::string& name)
{
    if (name.compare(0, TEMPORARY.size(), TEMPORARY) != 0)
    {
        return 0;
    }
    const auto pid = ParseCount(name.substr(name.rfind('-') + 1));
    return pid && *pid <= INT32_MAX ? static_cast<pid_t>(*pid) : 0;
}

} // namespace

std::string
ReadFile(const std::string& path, uint64_t limitBytes)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
    {
        Fail("cannot read", path, errno);
    }
    std::string bytes;
    char chunk[65536];
    while (in.read(chunk, sizeof(chunk)) || in.gcount() > 0)
    {
        bytes.append(chunk, static_cast<size_t>(in.gcount()));
        if (bytes.size() > limitBytes)
        {
            throw HostError("cannot read '" + path + "': it exceeds " + std::to_string(limitBytes) +
                            " bytes");
        }
    }
    if (in.bad())
    {
        throw HostError("cannot read '" + path + "'");
    }
    return bytes;
}

void
WriteFileDurably(const std::string& path, const std::string& bytes)
{
    Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC, "cannot write");
    size_t written = 0;
    while (written < bytes.size())
    {
        const auto n = write(*file, bytes.data() + written, bytes.size() - written);
        if (n < 0 && errno != EINTR)
        {
            Fail("cannot write", path, errno);
        }
        written += n > 0 ? static_cast<size_t>(n) : 0;
    }
    // Devices and pipes cannot be synchronized and need not be.
    if (fsync(*file) != 0 && errno != EINVAL && errno != EROFS)
    {
        Fail("cannot write", path, errno);
    }
}

void
ReplaceFile(const std::string& path, const std::string& bytes)
{
    const std::string temporary = ParentOf(path) + "/" + TEMPORARY +
                                  fs::path(path).filename().string() + "-" +
                                  std::to_string(getpid());
    try
    {
        WriteFileDurably(temporary, bytes);
        if (std::rename(temporary.c_str(), path.c_str()) != 0)
        {
            Fail("cannot write", path, errno);
        }
    }
    catch (const HostError&)
    {
        unlink(temporary.c_str());
        throw;
    }
    SyncFolder(ParentOf(path));
}

void
SyncFolder(const std::string& path)
{
    Descriptor folder(path, O_RDONLY | O_DIRECTORY, "cannot open");
    // Some file systems cannot synchronize folders and say so.
    if (fsync(*folder) != 0 && errno != EINVAL)
    {
        Fail("cannot write", path, errno);
    }
}

void
MakeFolder(const std::string& path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
    {
        FailToCreate(path, error.value());
    }
    if (!fs::is_directory(path, error))
    {
        FailToCreate(path, ENOTDIR);
    }
}

TemporaryFolder::TemporaryFolder(const std::string& parent, const std::string& name)
{
    MakeFolder(parent);
    const auto path = parent + "/" + TEMPORARY + name + "-" + std::to_string(getpid());
    // What stands there was left by a process that is gone and had our number.
    std::error_code error;
    fs::remove_all(path, error);
    if (mkdir(path.c_str(), 0777) != 0)
    {
        FailToCreate(path, errno);
    }
    m_path = path;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code error;
    if (!m_path.empty())
    {
        fs::remove_all(m_path, error);
    }
}

const std::string&
TemporaryFolder::GetPath() const
{
    return m_path;
}

bool
TemporaryFolder::Keep(const std::string& path)
{
    SyncFolder(m_path);
    if (std::rename(m_path.c_str(), path.c_str()) != 0)
    {
        if (errno == ENOTEMPTY || errno == EEXIST)
        {
            return false;
        }
        FailToCreate(path, errno);
    }
    m_path.clear();
    SyncFolder(ParentOf(path));
    return true;
}

uint32_t
TemporaryFolder::RemoveStale(const std::string& parent)
{
    uint32_t removed = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent, error))
    {
        const pid_t owner = OwnerOf(entry.path().filename().string());
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH)
        {
            fs::remove_all(entry.path(), error);
            removed += error ? 0 : 1;
        }
    }
    return removed;
}

} // namespace sharding
} // namespace ns3
