/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_FAULT_HELPER_H
#define PROCESS_FAULT_HELPER_H

#include "ns3/process-application.h"
#include "ns3/process-hooks.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * What fault scripts do to a ProcessApplication: every verb of processes.
 *
 * @param process a process
 * @return the hooks for FaultInjector::BindProcess; for one process to be made once
 */
ProcessHooks MakeProcessHooks(Ptr<ProcessApplication> process);

/**
 * @ingroup sharding-process
 *
 * @return the verbs of MakeProcessHooks, for FaultTargets::AddProcess
 */
FaultVerbSet ProcessVerbs();

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_FAULT_HELPER_H */
