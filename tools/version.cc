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
#include <memory>
#include <vector>
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

constexpr std::size_t BLOCK_BYTES = 1 << 20;

struct FreeState
{
    void
    operator()(XXH3_state_t* state) const
    {
        XXH3_freeState(state);
    }
};

void
AddFile(XXH3_state_t* state, const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::vector<char> block(BLOCK_BYTES);
    do
    {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        XXH3_64bits_update(state, block.data(), static_cast<std::size_t>(in.gcount()));
    } while (in);
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
    const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
    XXH3_64bits_reset(state.get());
    AddFile(state.get(), "/proc/self/exe");
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&RoleStream), &library) != 0 && library.dli_fname)
    {
        AddFile(state.get(), library.dli_fname);
    }
    char text[17];
    const auto digest = static_cast<uint64_t>(XXH3_64bits_digest(state.get()));
    std::snprintf(text, sizeof(text), "%016" PRIx64, digest);
    return text;
}

} // namespace sharding
} // namespace ns3
