/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-loss.h"

namespace ns3
{
namespace sharding
{

std::string
RequestLossName(RequestLoss loss)
{
    switch (loss)
    {
    case RequestLoss::TIMEOUT:
        return "timeout";
    case RequestLoss::REFUSED:
        return "refused";
    case RequestLoss::CLOSED:
        return "closed";
    case RequestLoss::UNREACHABLE:
        return "unreachable";
    case RequestLoss::BUSY:
        return "server-busy";
    case RequestLoss::DISK_FULL:
        return "server-disk-full";
    case RequestLoss::CLIENT_FULL:
        return "client-full";
    case RequestLoss::CLIENT_DOWN:
        return "client-down";
    case RequestLoss::COUNT:
        break;
    }
    return "";
}

} // namespace sharding
} // namespace ns3
