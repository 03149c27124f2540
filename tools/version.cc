/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "version.h"

#include "ns3/random-role.h"

#include <cinttypes>
#include <cstdio>
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <xxhash.h>

#if !defined(SHARDING_NS3_VERSION) && __has_include("ns3/version-defines.h")
#include "ns3/version-defines.h"
#endif

namespace ns3
{
namespace sharding
{
namespace
{

std::string
FileBytes(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

} // namespace

std::string
GetNs3Version()
{
#if defined(SHARDING_NS3_VERSION)
    return SHARDING_NS3_VERSION;
#elif defined(NS3_VERSION_MAJOR)
    return std::to_string(NS3_VERSION_MAJOR) + "." + std::to_string(NS3_VERSION_MINOR);
#else
    return "unknown";
#endif
}

std::string
GetBinaryHash()
{
    std::string bytes = FileBytes("/proc/self/exe");
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&RoleStream), &library) != 0 && library.dli_fname)
    {
        bytes += FileBytes(library.dli_fname);
    }
    char text[17];
    std::snprintf(text,
                  sizeof(text),
                  "%016" PRIx64,
                  static_cast<uint64_t>(XXH3_64bits(bytes.data(), bytes.size())));
    return text;
}

} // namespace sharding
} // namespace ns3
