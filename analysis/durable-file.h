/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DURABLE_FILE_H
#define DURABLE_FILE_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * @param path a file
 * @param limitBytes more than this is an error
 * @return its bytes
 * @throws HostError when it cannot be read or is larger than the limit
 */
std::string ReadFile(const std::string& path, uint64_t limitBytes = uint64_t{256} << 20);

/**
 * @ingroup sharding-analysis
 *
 * Creates or overwrites a file and waits until it is on the disk.
 *
 * @param path a file
 * @param bytes its content
 * @throws HostError when it cannot be written
 */
void WriteFileDurably(const std::string& path, const std::string& bytes);

/**
 * @ingroup sharding-analysis
 *
 * Replaces a file in one step: at every moment a reader finds the old content or the new one.
 *
 * @param path a file
 * @param bytes its content
 * @throws HostError when it cannot be written
 */
void ReplaceFile(const std::string& path, const std::string& bytes);

/**
 * @ingroup sharding-analysis
 *
 * Waits until the names in a folder are on the disk.
 *
 * @param path a folder
 * @throws HostError when that fails
 */
void SyncFolder(const std::string& path);

/**
 * @ingroup sharding-analysis
 *
 * @param path a folder, created with its parents unless it is there
 * @throws InputError when the name is wrong or not allowed, HostError when the machine is at a limit
 */
void MakeFolder(const std::string& path);

/**
 * @ingroup sharding-analysis
 *
 * A folder that is removed with all it holds, unless it was kept under another name.
 */
class TemporaryFolder
{
  public:
    /**
     * Creates "PARENT/.tmp-NAME-PID", empty.
     *
     * @param parent a folder, created unless it is there
     * @param name what the folder is for; no '/'
     * @throws InputError when the name is wrong or not allowed, HostError when the machine is at a limit
     */
    TemporaryFolder(const std::string& parent, const std::string& name);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// @return its path
    const std::string& GetPath() const;

    /**
     * Renames it in one step, after its names are on the disk.
     *
     * @param path the new name, beside it
     * @return false when a folder that is not empty has that name already; this one is then removed as usual
     * @throws HostError when it cannot be renamed
     */
    bool Keep(const std::string& path);

    /**
     * Removes the temporary folders in a folder whose process is gone.
     *
     * @param parent a folder; it may be missing
     * @return how many were removed
     */
    static uint32_t RemoveStale(const std::string& parent);

  private:
    std::string m_path; //!< "" once it was kept
};

} // namespace sharding
} // namespace ns3

#endif /* DURABLE_FILE_H */
